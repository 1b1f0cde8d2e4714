"""One item: what is known of it, its pages with words and marks, trying again, placing it."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint
from flask import url_for
from pydantic import Field

from docarchive.records.conditions import Condition
from docarchive.records.description import FieldValue
from docarchive.records.jobs import reason
from docarchive.records.pages import Kind
from docarchive.records.readings import Reading
from docarchive.services import arranging, progress, showing
from docarchive.web.api.batches import PageState, page_state
from docarchive.web.api.search import Snippet, snippet
from docarchive.web.api.shapes import Asked, Box, Given, Identifier, Links, Place, Row, Shape, Text, box, item_links, place, row
from docarchive.web.asking import archive, asker
from docarchive.web.face import language

blueprint = APIBlueprint("items", __name__, tag="Items")


class FieldShape(Shape):
    """A value of the description: how sure, who says so, and where on which page it stands."""

    name: str = Field(examples=["number", "date", "issuer", "subject", "signer"])
    ordinal: int
    value: str
    confidence: float = Field(ge=0, le=1)
    source: Literal["machine", "person", "import", "file-name"]
    state: Literal["suggested", "filled", "confirmed", "confirmed_absent"]
    page: int | None
    box: Box | None


class Stored(Shape):
    """The file as it was received, and its digests."""

    name: str
    media_type: str
    size: int
    sha256: str
    sha512: str


class StageState(Shape):
    """A stage of the item's journey, or of one of its pages."""

    stage: Literal["plan", "read", "describe", "index", "keep"]
    state: Literal["ready", "running", "done", "failed"]
    attempts: int
    error: str
    reason: str
    started: datetime | None
    ended: datetime | None


class Item(Row):
    """Everything known of an item. Index and store have followed up to their revisions."""

    revision: int
    indexed_revision: int
    kept_revision: int
    file: Stored
    fields: list[FieldShape]
    page_states: list[PageState]
    path: list[Place]
    stages: list[StageState]


@blueprint.get("/items/<letters:item>")
@blueprint.output(Item)
def show(item: int) -> Item:
    """Everything known of an item. Raises NotFound."""
    view = showing.item(archive(), asker(), item)
    revisions = {name: getattr(view.item, name) for name in ("revision", "indexed_revision", "kept_revision")}
    return Item(
        **row(view.listed).model_dump(),
        **revisions,
        file=_stored(view),
        fields=[_field(each) for each in view.description.fields],
        page_states=[page_state(each) for each in view.pages],
        path=[place(node) for node in view.path],
        stages=[_stage(each) for each in view.stages],
    )


def _stored(view: showing.ItemView) -> Stored:
    file, fixity = view.file, view.file.fixity
    return Stored(name=file.name, media_type=file.media_type, size=fixity.size, sha256=fixity.sha256, sha512=fixity.sha512)


def _field(given: FieldValue) -> FieldShape:
    same = {name: getattr(given, name) for name in ("name", "ordinal", "value", "confidence", "page")}
    where = box(given.box) if given.box else None
    return FieldShape(**same, source=given.source.value, state=given.state.value, box=where)


def _stage(job: dict[str, Any]) -> StageState:
    same = {name: job[name] for name in ("state", "attempts", "error", "started", "ended")}
    return StageState(**same, stage=job["kind"], reason=reason(job["error"], language()) if job["error"] else "")


class Word(Shape):
    """A word where it stands; the n-th word is the n-th of the page's text."""

    text: str
    box: Box
    confidence: float
    other: str = Field(description="What a second reader read in its place; empty where it didn't or read the same.")


class Mark(Shape):
    """A place that the query matches: letters `start` to `end` of the text, with a box for each word."""

    start: int
    end: int
    exact: bool
    boxes: list[Box]


class PageHit(Shape):
    """A mark anywhere in the item: the page, which of its marks, and a piece of text round it."""

    page: int
    mark: int
    snippet: Snippet


class ScanShape(Shape):
    """The condition of a scan; `under_minimum` names what is under the minimum of Circular 05/2025 (200 dpi, colour)."""

    dpi: int
    colour: Literal["colour", "grey", "bilevel"]
    skew: float = Field(description="Degrees by which its text rises to the right.")
    contrast: int = Field(description="Grey levels, of 255, between paper and ink.")
    unevenness: int = Field(description="Grey levels between dark and light places of the paper.")
    border: float = Field(description="Millimetres of the widest dark edge.")
    streaks: int = Field(description="Lines from top to bottom, which dust on a scanner's glass makes.")
    under_minimum: list[Literal["coarse", "colourless"]]


class Region(Shape):
    """A stamp on the page, or what a digital signature shows there of itself."""

    kind: Kind
    text: str
    box: Box


class PageShape(PageState):
    """A page as it was read; without text until it is."""

    width: int
    height: int
    dpi: int
    turn: int = Field(description="Degrees clockwise that the image was turned from the file's own view.")
    text: str
    words: list[Word]
    scan: ScanShape | None = Field(description="Of a scanned page: how it was scanned.")
    unread: list[Box] = Field(description="Places with ink like text that was not read.")
    regions: list[Region] = Field(description="Stamps and what signatures show; the last words of the text.")
    marks: list[Mark]
    hits: list[PageHit]
    hit_counts: dict[int, int] = Field(description="Marks by page of the item.")
    links: Links


class Typed(Given):
    """The query whose marks are wanted."""

    q: Annotated[Text, Field(max_length=1000)] = ""


@blueprint.get("/items/<letters:item>/pages/<int:number>")
@blueprint.input(Typed, location="query", arg_name="typed")
@blueprint.output(PageShape)
def page(item: int, number: int, typed: Typed) -> PageShape:
    """A page: its text, its words with their boxes, and the marks of a query. Raises NotFound."""
    view = showing.page(archive(), asker(), item, number, typed.q)
    return PageShape(
        **page_state(view.page).model_dump(),
        **_read(view.reading),
        marks=[_mark(view, at) for at in range(len(view.marks))],
        hits=[PageHit(page=hit.page, mark=hit.mark, snippet=snippet(view.snippet(hit))) for hit in view.hits],
        hit_counts=view.counts,
        links=page_links(item, number),
    )


def _read(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"width": 0, "height": 0, "dpi": 0, "turn": 0, "text": "", "words": [], "unread": [], "regions": [], "scan": None}
    seen = reading.page
    words = [
        Word(text=word.text, box=box(word.box), confidence=round(word.confidence, 3), other=word.other) for word in seen.words
    ]
    told = {name: getattr(seen, name) for name in ("width", "height", "dpi", "turn", "text")}
    regions = [Region(kind=each.kind, text=each.text, box=box(each.box)) for each in seen.regions]
    unread = [box(each) for each in seen.unread]
    return told | {"words": words, "unread": unread, "regions": regions, "scan": _scan(reading.condition)}


def _scan(condition: Condition | None) -> ScanShape | None:
    if condition is None:
        return None
    short: list[Any] = [each.value for each in condition.shortfalls]
    measured = asdict(condition) | {"colour": condition.colour.value}
    return ScanShape(under_minimum=short, **measured)


def _mark(view: showing.PageView, at: int) -> Mark:
    mark = view.marks[at]
    boxes = [box(each.box) for each in view.boxes if each.mark == at]
    return Mark(start=mark.start, end=mark.end, exact=mark.exact, boxes=boxes)


def page_links(item: int, number: int) -> Links:
    """Where a page and its pictures are."""
    names = {"self": "page", "image": "image", "thumbnail": "thumbnail", "cut": "cut"}
    return {name: url_for(f"api.items.{endpoint}", item=item, number=number) for name, endpoint in names.items()}


class PageText(Shape):
    """A page's text: lines by \\n, blocks by an empty line."""

    number: int
    engine: str
    confidence: float
    text: str


class ItemText(Shape):
    """The text of the pages that were read."""

    pages: list[PageText]
    links: Links


@blueprint.get("/items/<letters:item>/text")
@blueprint.output(ItemText)
def text(item: int) -> ItemText:
    """The text of every page. Raises NotFound."""
    readings = showing.text(archive(), asker(), item)
    pages = [
        PageText(number=number, engine=each.engine, confidence=round(each.confidence, 3), text=each.page.text)
        for number, each in sorted(readings.items())
    ]
    return ItemText(pages=pages, links=item_links(item))


class Again(Asked):
    """What to read again."""

    page: Annotated[int | None, Field(ge=1, description="One page, failed or not; without it every failed page.")] = None


class Retried(Shape):
    """How many pages are read again."""

    pages: int
    links: Links


@blueprint.post("/items/<letters:item>/retry")
@blueprint.input(Again, arg_name="again")
@blueprint.output(Retried, status_code=202)
def retry(item: int, again: Again) -> Retried:
    """Read failed pages (or one page) and do failed stages again. Raises Forbidden, NotFound."""
    pages = progress.retry(archive(), asker(), item, page=again.page)
    return Retried(pages=pages, links=item_links(item))


class Placement(Asked):
    """The dossier or series that an item goes into."""

    node: Identifier


class Placed(Shape):
    """Where the item is now and where it was, for undoing."""

    node: Identifier
    before: Identifier
    links: Links


@blueprint.put("/items/<letters:item>/placement")
@blueprint.input(Placement, arg_name="wanted")
@blueprint.output(Placed)
def move(item: int, wanted: Placement) -> Placed:
    """Put an item into a node, which then decides who may see it. Raises Forbidden, NotFound, Invalid."""
    before = arranging.place(archive(), asker(), item, wanted.node)
    return Placed(node=wanted.node, before=before, links=item_links(item))
