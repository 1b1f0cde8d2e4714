"""Showing one item: everything known of it, its pages with marks, its bytes. Each look is an event."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.errors import NotFound
from docarchive.records.access import Asker, Mode
from docarchive.records.arrangement import Node
from docarchive.records.description import Description
from docarchive.records.events import Deed
from docarchive.records.objects import Item, ItemPage, ItemState, StoredFile
from docarchive.records.pages import Box
from docarchive.records.readings import Reading
from docarchive.rules.access import Right, may, require, require_item
from docarchive.search.highlight import Mark, Snippet, marks, snippet
from docarchive.services.arranging import access_of
from docarchive.services.marking import MarkedBox, marked_boxes
from docarchive.services.naming import understood
from docarchive.services.originals import ocfl_id
from docarchive.services.preserve import pdf_path
from docarchive.services.stacks import sees_all

_SNIPPET_LETTERS = 120
_EVENTS = 300
_ONE_TAKING = timedelta(hours=1)
#: What people did to an item without changing it: for auditors alone.
LOOKS = (Deed.VIEW, Deed.SEARCH, Deed.DOWNLOAD, Deed.EXPORT)


@dataclass(frozen=True, slots=True)
class ItemView:
    """Everything known of an item. `stages` and `events` are rows as the catalogue keeps them; who looked at the item
    stands in `events` only for those who may audit; `may_take_file`: the whole file, also what else it was split into."""

    item: Item
    listed: Listed
    file: StoredFile
    description: Description
    pages: list[ItemPage]
    path: list[Node]
    stages: list[dict[str, Any]]
    events: list[dict[str, Any]]
    names: dict[int, str]
    mode: Mode
    may_take_file: bool


def item(archive: Archive, asker: Asker, item_id: int, *, note: bool = True, again: bool = False) -> ItemView:
    """An item's page. Raises Forbidden, NotFound. With `note` the look is noted as an event; `again`: unless one of this asker's
    at this item was noted within the hour, for a page that fills in by itself."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        found = _visible(unit, asker, item_id)
        access = access_of(unit, asker)
        listed = unit.lists.by_ids([item_id], access)[item_id]
        view = ItemView(
            found,
            listed,
            unit.holdings.file_of_item(item_id),
            unit.fields.current(item_id),
            unit.pages.of_item(item_id),
            [node for node in unit.arrangement.path(found.home) if node.audience in access.audiences],
            [dict(row) for row in unit.jobs.of_item(item_id)],
            [dict(row) for row in unit.events.of_item(item_id, _EVENTS, without=() if may(asker, Right.AUDIT) else LOOKS)],
            unit.people.names(),
            next(each.mode for each in unit.arrangement.audiences() if each.id == found.audience),
            _may_take_file(unit, asker, item_id),
        )
    if note and not (again and _looked(archive, asker, item_id)):
        _note(archive, Deed.VIEW, asker, item_id)
    return view


def _looked(archive: Archive, asker: Asker, item_id: int) -> bool:
    with archive.catalogue.reading() as unit:
        return unit.events.has(Deed.VIEW, agent=asker.id, item=item_id, since=datetime.now(UTC) - _ONE_TAKING)


@dataclass(frozen=True, slots=True)
class PageHit:
    """A mark in the list beside the scan: the page and which of its marks (from 0)."""

    page: int
    mark: int


@dataclass(frozen=True, slots=True)
class PageView:
    """One page for the viewer: its reading (None until it is read) and the marks of a query on it.

    `hits` are all marks of the item, page by page; `counts` how many are on each page. `texts` and `found` are the text and
    the marks of each page that has any: a piece of text is cut (`snippet`) only for the hits that are listed.
    """

    item: Item
    listed: Listed
    page: ItemPage
    pages: list[ItemPage]
    reading: Reading | None
    marks: list[Mark]
    boxes: list[MarkedBox]
    hits: list[PageHit]
    counts: dict[int, int]
    texts: dict[int, str]
    found: dict[int, list[Mark]]
    may_take_file: bool

    def snippet(self, hit: PageHit) -> Snippet:
        """A piece of text round a hit."""
        return snippet(self.texts[hit.page], [self.found[hit.page][hit.mark]], _SNIPPET_LETTERS)


def page(archive: Archive, asker: Asker, item_id: int, number: int, typed: str = "") -> PageView:
    """A page with the marks of what was typed, on it and how many elsewhere. Raises Forbidden, NotFound."""
    require(asker, Right.SEARCH)
    query = understood(typed)
    with archive.catalogue.reading() as unit:
        item = _visible(unit, asker, item_id)
        listed = unit.lists.by_ids([item_id], access_of(unit, asker))[item_id]
        pages = unit.pages.of_item(item_id)
        shown = next((each for each in pages if each.number == number), None)
        if shown is None:
            raise NotFound(f"page {number} of item {item_id}")
        texts, boxes = {}, None
        if typed.strip() and item.state.cleared:
            # As a list of results does: what is found by its number or title alone opens at its first page.
            texts = unit.pages.texts(item_id, archive.index.locate(item_id, query) or [1])
            boxes = unit.pages.boxes_at([(item_id, number)]).get((item_id, number))
        reading = unit.pages.readings(item_id, [number]).get(number)
        may_take_file = _may_take_file(unit, asker, item_id)
    marked = {each: marks(text, query) for each, text in texts.items()}
    found = {each: its for each, its in marked.items() if its}
    hits = [PageHit(each, at) for each, its in found.items() for at in range(len(its))]
    here = found.get(number, [])
    _note(archive, Deed.VIEW, asker, item_id, page=number)
    counts = {each: len(its) for each, its in found.items()}
    placed = marked_boxes(boxes, here) if boxes else []
    return PageView(item, listed, shown, pages, reading, here, placed, hits, counts, texts, found, may_take_file)


def page_state(archive: Archive, asker: Asker, item_id: int, number: int) -> str:
    """How the reading of a page stands ("waiting", "read", "failed"): asked again and again, so no look that is noted.

    Raises Forbidden, NotFound.
    """
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        _visible(unit, asker, item_id)
        return unit.pages.page(item_id, number).state


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark with the piece of text round it, and the boxes of its words in pixels of the page's reading."""

    snippet: Snippet
    boxes: list[Box]


def placed_marks(view: PageView) -> list[PlacedMark]:
    """The marks on the page that is shown, in order."""
    return [
        PlacedMark(view.snippet(PageHit(view.page.number, at)), [each.box for each in view.boxes if each.mark == at])
        for at in range(len(view.marks))
    ]


def text(archive: Archive, asker: Asker, item_id: int, numbers: Iterable[int] | None = None) -> dict[int, Reading]:
    """The readings of pages by number, of all or of `numbers`. Raises Forbidden, NotFound."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        _visible(unit, asker, item_id)
        return unit.pages.readings(item_id, numbers)


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes of an item (`what`: "original", "searchable") to be taken away by `asker`: `open(start, length)` reads any range
    of the `size` bytes. Who sends them notes it."""

    archive: Archive
    asker: Asker
    item: int
    what: str
    ocfl: str
    path: str
    name: str
    media_type: str
    size: int
    sha256: str

    def open(self, start: int = 0, length: int | None = None) -> BinaryIO:
        """The bytes from `start` on."""
        return self.archive.storage.open(self.ocfl, self.path, start=start, length=length)

    def note(self, start: int = 0) -> None:
        """Note that bytes from `start` on are sent: one event for each taking, not for each part of it.

        From byte 0 on, a taking begins. Later bytes belong to one by the same asker that was noted within the hour (viewers and
        download programs ask for many parts); where there is none they are noted themselves, so that nobody takes all but
        the first byte unseen. What sends no bytes (HEAD, "not changed") isn't noted.
        """
        with self.archive.catalogue.writing() as unit:
            since = datetime.now(UTC) - _ONE_TAKING
            if start == 0 or not unit.events.has(Deed.DOWNLOAD, agent=self.asker.id, item=self.item, since=since, what=self.what):
                unit.events.add(Deed.DOWNLOAD, agent=self.asker.id, item=self.item, what=self.what)
            unit.commit()

    def local(self) -> AbstractContextManager[Any]:
        """The bytes as a local file."""
        return self.archive.storage.local_copy(self.ocfl, self.path)


def original_of(archive: Archive, asker: Asker, item_id: int) -> Download:
    """The file as it was received, byte for byte. Raises Forbidden, NotFound (also where it is a stack and holds documents
    that the asker may not see)."""
    require(asker, Right.DOWNLOAD)
    with archive.catalogue.reading() as unit:
        _visible(unit, asker, item_id)
        file = unit.holdings.file_of_item(item_id)
        if not sees_all(unit, asker, file.object):
            raise NotFound(f"the file of item {item_id} holds documents that aren't for this asker")
        ocfl = ocfl_id(unit, file.object)
    fixity = file.fixity
    named = (file.content, file.name, file.media_type)
    return Download(archive, asker, item_id, "original", ocfl, *named, fixity.size, fixity.sha256)


def searchable_of(archive: Archive, asker: Asker, item_id: int) -> Download:
    """The searchable PDF. Raises Forbidden, NotFound (also while it isn't made yet)."""
    require(asker, Right.DOWNLOAD)
    with archive.catalogue.reading() as unit:
        found = _visible(unit, asker, item_id)
        file = unit.holdings.file_of_item(item_id)
        alone = unit.stacks.whole(file)
        ocfl = ocfl_id(unit, file.object)
    path = pdf_path(found, alone=alone)
    made = archive.storage.contents(ocfl).get(path)
    if made is None:
        raise NotFound("the searchable PDF is not made yet")
    stem = (file.name.rsplit(".", 1)[0] or file.name) if found.title == file.name else found.title
    named = (path, f"{stem} (tìm được chữ).pdf", "application/pdf")
    return Download(archive, asker, item_id, "searchable", ocfl, *named, made.size, made.sha256)


def _may_take_file(unit: Unit, asker: Asker, item_id: int) -> bool:
    return may(asker, Right.DOWNLOAD) and sees_all(unit, asker, unit.holdings.file_of_item(item_id).object)


def _visible(unit: Unit, asker: Asker, item_id: int) -> Item:
    found = unit.holdings.item(item_id)
    require_item(access_of(unit, asker), found)
    return found


def _note(archive: Archive, deed: Deed, asker: Asker, item_id: int, **facts: Any) -> None:
    with archive.catalogue.writing() as unit:
        unit.events.add(deed, agent=asker.id, item=item_id, **facts)
        unit.commit()


def count(archive: Archive, asker: Asker) -> int:
    """How many items the asker may see. Raises Forbidden."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        return sum(unit.lists.counts_by_state(access_of(unit, asker)).values())


def newest(archive: Archive, asker: Asker, *, states: tuple[ItemState, ...] = (), limit: int = 8) -> list[Listed]:
    """The newest items that the asker may see: for the home page. Raises Forbidden."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        return unit.lists.items(access_of(unit, asker), states=states, limit=limit)
