"""A document of a stack among its neighbours: what the file was split into, joining it again, splitting it again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.errors import Invalid, NotFound, Told
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.records.identifiers import to_letters
from docarchive.records.jobs import SINGLE, Stage
from docarchive.records.objects import Item, ItemState, StoredFile
from docarchive.records.passes import PageOrder, in_order
from docarchive.records.separators import Sheet, groups
from docarchive.rules.access import Right, may, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.process import add_describe, follow
from docarchive.services.splitting import ONLY_SHEETS, spans, split_stack

_STILL_READ = Told("tệp đang được đọc; chờ đọc xong rồi làm lại", "the file is still being read; try again when that is done")
_NOT_SPLIT = Told("văn bản này không tách từ chồng giấy nào", "this document wasn't split from a stack")
_NO_SHEETS = Told("tệp này không có tờ phân cách, hoặc đã tách rồi", "this file has no separator sheets, or is split already")
_NO_ORDER = Told("chưa chọn cách sắp", "no order was chosen")
_NOTHING_CHANGES = Told(
    "các trang đã theo thứ tự ấy, hoặc văn bản không phải cả một tệp",
    "the pages are in that order already, or the document isn't a whole file",
)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A document of a stack: `pages` of the `of` in the file are its own, as words; `others` are the documents beside it that the
    asker may see, `left_out` the places in the file (from 1) that no document has. Who may not see every one of them isn't told
    how many there are: `of` is 0 then, and nothing left out. `why` it isn't where its separator says
    (`services.splitting`), "" when it is. `separated`: its file has separators. `may_join`, `may_split`: whether the asker may;
    `orders`: what the asker may do with its pages."""

    pages: str
    of: int
    others: list[Listed]
    left_out: list[int]
    why: str
    separated: bool
    may_join: bool
    may_split: bool
    orders: list[PageOrder]


def neighbours(archive: Archive, asker: Asker, item_id: int) -> Neighbours | None:
    """What is beside a document in its file; None where it is alone and nothing is to be done. Raises Forbidden, NotFound."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        item, file, items = _stack(unit, asker, item_id)
        alone, sheets = unit.stacks.whole(file), unit.stacks.sheets(file.id)
        separated = any(sheet.code for sheet in sheets)
        live = [each for each in items if each.state is not ItemState.JOINED]
        taken = {page.index for page in unit.pages.of_items([each.id for each in live])}
        mine = [page.index for page in unit.pages.of_item(item_id)]
        others = unit.lists.by_ids([each.id for each in live if each.id != item_id], access_of(unit, asker))
        all_seen = sees_all(unit, asker, file.object)
        ready = may(asker, Right.ARRANGE) and all_seen and _ready(live)
        orders = _orders(sheets) if ready and alone and not separated else []
        if alone and not separated and not orders:
            return None
        return Neighbours(
            spans(mine),
            file.pages if all_seen else 0,
            [others[each.id] for each in live if each.id in others],
            [sheet.index + 1 for sheet in sheets if sheet.index not in taken] if all_seen else [],
            _why(unit, item, alone=alone),
            separated=separated,
            may_join=ready and not alone,
            may_split=ready and alone and separated and bool(groups(sheets)),
            orders=orders,
        )


def _orders(sheets: Sequence[Sheet]) -> list[PageOrder]:
    """What would change anything."""
    return [how for how in PageOrder if in_order(sheets, how) != [sheet.index for sheet in sheets]]


def _why(unit: Unit, item: Item, *, alone: bool) -> str:
    event = unit.events.last(item.id, Deed.SPLIT)
    facts = json.loads(event["payload"])["facts"] if event and event["payload"] else {}
    # Once it was joined again, or moved by hand, that is no news any more.
    still = facts.get("why") == ONLY_SHEETS if alone else facts.get("node") == str(item.home)
    return str(facts.get("why", "")) if still else ""


def sees_all(unit: Unit, asker: Asker, object_id: int) -> bool:
    """Whether every document of an object is for the asker."""
    access = access_of(unit, asker)
    try:
        for each in unit.stacks.items(object_id):
            if each.state is not ItemState.JOINED:
                require_item(access, each)
    except NotFound:
        return False
    return True


def join(archive: Archive, asker: Asker, item_id: int) -> int:
    """Make one document again of all that an upload was split into, with every page of the file, where the stack was put; its
    id. What was said of the parts stays in their history. Raises Forbidden, NotFound (also where one of them isn't for the
    asker), Invalid (nothing is split, or it is still being read)."""
    require(asker, Right.ARRANGE)
    with archive.catalogue.writing() as unit:
        _, file, items = _stack(unit, asker, item_id, lock=True)
        first, *parts = [each for each in items if each.state is not ItemState.JOINED]
        if unit.stacks.whole(file):
            raise Invalid(reason=_NOT_SPLIT)
        _require_all(unit, asker, file, [first, *parts])
        for part in parts:
            unit.stacks.give(part.id, [])
            unit.jobs.clear_failed(part.id)
            revision = unit.holdings.change(part.id, datetime.now(UTC), state=ItemState.JOINED, gen=part.gen + 1)
            unit.events.add(Deed.JOIN, agent=asker.id, item=part.id, of=to_letters(first.id), documents=len(parts) + 1)
            follow(unit, part.id, revision, store=False)
        target = unit.uploads.batch(first.batch)["node"]
        if target != first.home:
            unit.arrangement.place(first.id, target)
        unit.stacks.give(first.id, unit.stacks.pages(file.id))
        changed = {"title": file.name, "state": ItemState.READING, "gen": first.gen + 1}
        unit.holdings.change(first.id, datetime.now(UTC), **changed)
        unit.events.add(Deed.JOIN, agent=asker.id, item=first.id, documents=len(parts) + 1)
        add_describe(unit, first.id, priority=SINGLE)
        unit.commit()
    archive.dispatch.nudge([Stage.DESCRIBE, *(Stage.INDEX for _ in parts)])
    return first.id


def split(archive: Archive, asker: Asker, item_id: int) -> list[int]:
    """Split a document by the separators in its file, into dossiers that the asker may put documents into; the documents.

    Raises Forbidden, NotFound, Invalid (there are no separators, it is split already, or still being read).
    """
    require(asker, Right.ARRANGE)
    with archive.catalogue.writing() as unit:
        item, file, _ = _stack(unit, asker, item_id, lock=True)
        sheets = unit.stacks.sheets(file.id)
        if not unit.stacks.whole(file) or not any(sheet.code for sheet in sheets) or not groups(sheets):
            raise Invalid(reason=_NO_SHEETS)
        _require_all(unit, asker, file, [item])
        made = split_stack(unit, item, for_whom=asker, agent=asker.id)
        for each in made:
            add_describe(unit, each, priority=SINGLE)
        unit.commit()
    archive.dispatch.nudge([Stage.DESCRIBE] * len(made))
    return made


def reorder(archive: Archive, asker: Asker, item_id: int, how: PageOrder | None) -> None:
    """Give a document that is a whole file its pages in another order, or without its blank backs; `join` undoes it.

    Raises Forbidden, NotFound, Invalid (none was chosen, it isn't a whole file, nothing would change, or it is still being read).
    """
    require(asker, Right.ARRANGE)
    if how is None:
        raise Invalid(reason=_NO_ORDER)
    with archive.catalogue.writing() as unit:
        item, file, _ = _stack(unit, asker, item_id, lock=True)
        pages, order = unit.stacks.pages(file.id), in_order(unit.stacks.sheets(file.id), how)
        _require_all(unit, asker, file, [item])
        if not unit.stacks.whole(file) or order == list(range(file.pages)):
            raise Invalid(reason=_NOTHING_CHANGES)
        unit.stacks.give(item_id, [pages[index] for index in order])
        unit.holdings.change(item_id, datetime.now(UTC), state=ItemState.READING, gen=item.gen + 1)
        unit.events.add(Deed.REORDER, agent=asker.id, item=item_id, how=how.value, pages=len(order))
        add_describe(unit, item_id, priority=SINGLE)
        unit.commit()
    archive.dispatch.nudge([Stage.DESCRIBE])


def _stack(unit: Unit, asker: Asker, item_id: int, *, lock: bool = False) -> tuple[Item, StoredFile, list[Item]]:
    item = unit.holdings.item(item_id, lock=lock)
    require_item(access_of(unit, asker), item)
    file = unit.holdings.file_of_item(item_id)
    return item, file, unit.stacks.items(file.object)


def _ready(items: Sequence[Item]) -> bool:
    return not any(each.pages_open or each.state is ItemState.READING for each in items)


def _require_all(unit: Unit, asker: Asker, file: StoredFile, items: Sequence[Item]) -> None:
    if not sees_all(unit, asker, file.object):
        raise NotFound(f"object {file.object} holds documents that aren't for this asker")
    if not _ready(items):
        raise Invalid(reason=_STILL_READ)
