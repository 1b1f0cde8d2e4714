"""Making the catalogue again from the store alone (law 2): every object says all that is known of its item.

An object that the catalogue knows is left alone, so it also adopts what a killed upload left, and can be repeated.
"""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import Duplicate, NotFound
from docarchive.records.access import Asker, Audience, Mode, Role
from docarchive.records.arrangement import NodeKind
from docarchive.records.conditions import unpack_condition
from docarchive.records.description import FieldState, FieldValue, Source
from docarchive.records.events import Deed, Event
from docarchive.records.jobs import BACKGROUND, Stage
from docarchive.records.objects import ItemState
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word
from docarchive.records.readings import Reading
from docarchive.rules.access import Right, require
from docarchive.services import receipts
from docarchive.services.frame import ARCHIVE, ARCHIVE_FILE, EVENTS, EVENTS_FILE, FONDS, FONDS_FILE, is_frame
from docarchive.services.preserve import RECORD
from docarchive.services.process import add_describe
from docarchive.services.receipts import Receipt

_READING = re.compile(r"readings/reading-(\d+)\.json\.gz")


def rebuild_catalogue(archive: Archive, asker: Asker) -> Iterator[int]:
    """Enter every object of the store that the catalogue doesn't know; yields how many so far.

    Raises Forbidden, Damaged (an object that can't be read; those before it are kept), Unavailable.
    """
    require(asker, Right.PEOPLE)
    done = 0
    found = sorted(archive.storage.object_ids())
    restore_frame(archive, found)
    for ocfl in found:
        if not is_frame(ocfl.rsplit(":", 1)[1]) and restore(archive, ocfl):
            done += 1
            yield done
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.REBUILD, agent=asker.id, items=done, part="catalogue")
        unit.commit()


def restore_frame(archive: Archive, found: list[str]) -> None:
    """Into an empty catalogue: the archive's UUID, people, audiences, trees and sealed days, each with its own id."""
    with archive.catalogue.writing() as unit:
        if not found or not unit.holdings.is_empty():
            return
        unit.archive.adopt_uuid(found[0].split(":")[2])
        for ocfl in found:
            name = ocfl.rsplit(":", 1)[1]
            if name == ARCHIVE:
                _people_and_audiences(unit, json.loads(_load(archive, ocfl, ARCHIVE_FILE)))
        for ocfl in found:
            name = ocfl.rsplit(":", 1)[1]
            if name.startswith(FONDS):
                _nodes(unit, json.loads(_load(archive, ocfl, FONDS_FILE))["nodes"])
            elif name.startswith(EVENTS):
                unit.events.restore(json.loads(gzip.decompress(_load(archive, ocfl, EVENTS_FILE)))["events"])
        unit.commit()


def _people_and_audiences(unit: Unit, kept: dict[str, Any]) -> None:
    for person in kept["people"]:
        roles = [Role(role) for role in person["roles"]]
        at = datetime.fromisoformat(person["created"])
        unit.people.restore(int(person["id"]), person["name"], roles=roles, at=at, shown_name=person["shown_name"])
    for each in kept["audiences"]:
        persons = frozenset(int(person) for person in each["persons"])
        unit.arrangement.restore_audience(Audience(int(each["id"]), Mode(each["mode"]), int(each["department"]), persons))


def _nodes(unit: Unit, kept: list[dict[str, Any]]) -> None:
    for node in kept:
        unit.arrangement.add(
            NodeKind(node["kind"]),
            parent=int(node["parent"]) if node["parent"] else None,
            code=node["code"],
            title=node["title"],
            audience=int(node["audience"]) if node["audience"] else None,
            opened=node["opened"],
            closed=node["closed"],
            node_id=int(node["id"]),
        )


def restore(archive: Archive, ocfl: str) -> bool:
    """Enter one object as its newest version tells; False when the catalogue has it, or its very bytes, already."""
    _, _, uuid, number = ocfl.split(":")
    with archive.catalogue.writing() as unit:
        if uuid != unit.archive.uuid or unit.holdings.has_object(int(number)):
            return False
        receipt = receipts.from_json(_load(archive, ocfl, "receipt.json").decode())
        try:
            record = json.loads(_load(archive, ocfl, RECORD))
        except NotFound:
            record = None
        _people_and_batch(unit, receipt, record)
        try:
            receipts.enter(unit, receipt, again=record is not None)
        except Duplicate:
            return False
        if record:
            _as_recorded(unit, archive, ocfl, receipt, record)
        unit.commit()
    return True


def _load(archive: Archive, ocfl: str, path: str) -> bytes:
    with archive.storage.open(ocfl, path) as stream:
        return stream.read()


def _people_and_batch(unit: Unit, receipt: Receipt, record: dict[str, Any] | None) -> None:
    at = datetime.fromisoformat(receipt.at)
    fields = (each for told in _told(record) for each in told["fields"]) if record else ()
    said = {int(each["by"]): each["by_name"] for each in fields}
    said[receipt.by] = record["item"]["created_by"]["name"] if record else ""
    for user, name in said.items():
        unit.people.restore(user, name or f"người-{user}", roles=[Role.READER], at=at)
    try:
        unit.uploads.batch(receipt.batch)
    except NotFound:
        title = record["item"]["batch"]["title"] if record else receipt.batch_title
        unit.uploads.open_batch(title, by=receipt.by, node=INTAKE_NODE, at=at, batch=receipt.batch)


def _as_recorded(unit: Unit, archive: Archive, ocfl: str, receipt: Receipt, record: dict[str, Any]) -> None:
    readings = _readings(archive, ocfl)
    pages = [page for _, page in unit.pages.plan(receipt.item, receipt.file, receipt.pages)]
    for place, page in enumerate(pages, 1):
        if place in readings:
            unit.pages.add_reading(page, readings[place], gen=int(record["item"]["gen"]), at=datetime.now(UTC))
    version = archive.storage.version(ocfl)
    for told in _told(record):
        _item(unit, receipt, told, pages)
        item, revision = int(told["item"]["id"]), told["item"]["revision"]
        unit.holdings.kept(item, object_id=receipt.object, version=version, revision=revision)


def _told(record: dict[str, Any]) -> list[dict[str, Any]]:
    """What a record says of the item that was received, and of each that it was split into."""
    return [record, *record.get("parts", ())]


def _item(unit: Unit, receipt: Receipt, record: dict[str, Any], pages: list[int]) -> None:
    told = record["item"]
    item, gen, state = int(told["id"]), int(told["gen"]), ItemState(told["state"])
    if item != receipt.item:
        receipts.add_item(unit, receipt, item)
    for kept in record["pages"]:
        if kept["state"] == "failed":
            unit.pages.fail(pages[kept["index"]], kept["error"])
    unit.stacks.give(item, [pages[kept["index"]] for kept in record["pages"]])
    for at, by, said_gen, value in map(_said, record["fields"]):
        unit.fields.assert_all(item, (value,), gen=said_gen, at=at, by=by)
    unit.fields.project(item, unit.fields.current(item))
    _place(unit, item, record["placements"])
    unit.events.bring_back(_event(item, each) for each in record["events"])
    unit.holdings.restore(item, title=told["title"], state=state, revision=told["revision"], gen=gen)
    if state is ItemState.READING:  # the store was lost between the documents of a stack
        add_describe(unit, item)
    else:
        unit.jobs.add(Stage.INDEX, item, uniq=f"index:{item}:{told['revision']}", priority=BACKGROUND)


def _readings(archive: Archive, ocfl: str) -> dict[int, Reading]:
    kept = [(int(match[1]), match[0]) for match in map(_READING.fullmatch, archive.storage.contents(ocfl)) if match]
    if not kept:
        return {}
    stored = json.loads(gzip.decompress(_load(archive, ocfl, max(kept)[1])))
    return {int(number): _reading(each) for number, each in stored.items()}


def _reading(stored: dict[str, Any]) -> Reading:
    others, number = json.loads(stored.get("others") or "{}"), count()

    def word(text: str, *told: Any) -> Word:
        return Word(text, Box(*told[:4]), told[4], others.get(str(next(number)), ""))

    kinds = stored.get("kinds") or [Kind.TEXT] * len(stored["blocks"])
    blocks = tuple(
        Block(tuple(Line(tuple(word(*each) for each in line)) for line in block), Kind(kind))
        for block, kind in zip(stored["blocks"], kinds, strict=True)
    )
    unread = tuple(Box(*edges) for edges in stored.get("unread", ()))
    page = Page(stored["width"], stored["height"], blocks, stored["dpi"], stored["turn"], unread)
    return Reading(
        stored["engine"], stored["version"], page, unpack_condition(stored.get("condition", "")), stored.get("code", "")
    )


def _said(kept: dict[str, Any]) -> tuple[datetime, int, int, FieldValue]:
    value = FieldValue(
        kept["name"],
        kept["value"],
        kept["confidence"],
        kept["page"],
        Box(*kept["box"]) if kept["box"] else None,
        kept["ordinal"],
        Source(kept["source"]),
        FieldState(kept["state"]),
        kept["version"],
    )
    return datetime.fromisoformat(kept["at"]), int(kept["by"]), kept["gen"], value


def _place(unit: Unit, item: int, placements: list[dict[str, Any]]) -> None:
    for ordinal, placement in enumerate(placements):
        parent: int | None = None
        for step in placement["path"]:
            parent = _node(unit, parent, step)
        if parent is not None:
            unit.arrangement.place(item, parent, home=ordinal == 0)


def _node(unit: Unit, parent: int | None, step: dict[str, Any]) -> int:
    kind = NodeKind(step["kind"])
    if kind is NodeKind.INTAKE:
        return INTAKE_NODE
    known = unit.arrangement.child(parent, step["code"])
    if known:
        return known.id
    own = step["audience"]
    audience = None
    if own:
        persons = [int(person) for person in own["persons"]]
        audience = unit.arrangement.audience(Mode(own["mode"]), department=int(own["department"]), persons=persons).id
    made = unit.arrangement.add(
        kind,
        parent=parent,
        code=step["code"],
        title=step["title"],
        audience=audience,
        opened=step["opened"],
        closed=step["closed"],
        node_id=int(step["id"]),
    )
    return made.id


def _event(item: int, kept: dict[str, Any]) -> Event:
    facts = kept["facts"] or {}
    return Event(int(kept["id"]), datetime.fromisoformat(kept["at"]), Deed(kept["deed"]), int(kept["agent"]), item, facts)
