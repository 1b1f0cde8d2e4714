"""Proving that what was kept is still what it was: the store byte by byte, the chain of events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from docarchive.archive import Archive
from docarchive.catalogue.seals import BrokenSeal
from docarchive.errors import ArchiveError
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.records.objects import StoredFile
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.frame import is_frame
from docarchive.storage.ocfl import object_id


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one object of the store: nothing in `problems` when it is sound and known."""

    object: str
    problems: list[str]


def verify_storage(archive: Archive, asker: Asker) -> Iterator[Check]:
    """Re-read and re-hash every object; also those that the catalogue doesn't know, and those it knows that are gone.

    Raises Forbidden; Unavailable when the store stops answering.
    """
    require(asker, Right.AUDIT)
    with archive.catalogue.reading() as unit:
        uuid = unit.archive.uuid
        missing = {object_id(uuid, known) for known in unit.holdings.object_ids()}
    objects = faults = 0
    for found in archive.storage.object_ids():
        problems = problems_of(archive, found, _received(archive, found))
        if found not in missing and not is_frame(found.rsplit(":", 1)[1]):
            problems.append("không có trong danh mục (docarchive rebuild catalogue nhận lại)")
        missing.discard(found)
        objects, faults = objects + 1, faults + len(problems)
        yield Check(found, problems)
    for gone in sorted(missing):
        faults += 1
        yield Check(gone, ["có trong danh mục mà không có trong kho"])
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.VERIFY, agent=asker.id, objects=objects, faults=faults)
        unit.commit()


def _received(archive: Archive, found: str) -> StoredFile | None:
    number = found.rsplit(":", 1)[1]
    with archive.catalogue.reading() as unit:
        return unit.holdings.file_of_object(int(number)) if number.isdecimal() else None


def problems_of(archive: Archive, found: str, received: StoredFile | None) -> list[str]:
    """What is wrong with one object of the store: bytes that differ from its inventory, and an inventory that doesn't name
    the file that the catalogue received. The second is how a file changed together with its inventory is told."""
    try:
        problems = [f"{fault.path}: {fault.expected} ≠ {fault.found}" for fault in archive.storage.verify(found)]
        held = archive.storage.contents(found).get(received.content) if received else None
    except ArchiveError as error:
        return [error.detail or error.message("vi")]
    if received and (held is None or held.sha512 != received.fixity.sha512):
        problems.append(f"{received.content}: {received.fixity.sha512} ≠ {held.sha512 if held else ''}")
    return problems


@dataclass(frozen=True, slots=True)
class Fixity:
    """The last check of one document: when, by whom, how many faults it found."""

    at: datetime
    by: str
    faults: int


def verify_item(archive: Archive, asker: Asker, item_id: int) -> list[str]:
    """Re-read and re-hash all that the store keeps of a document, and note it in its history; the faults.

    For who keeps documents (it costs a whole read). Raises Forbidden, NotFound, Unavailable.
    """
    require(asker, Right.DESCRIBE)
    with archive.catalogue.reading() as unit:
        require_item(access_of(unit, asker), unit.holdings.item(item_id))
        received = unit.holdings.file_of_item(item_id)
        ocfl = object_id(unit.archive.uuid, received.object)
    problems = problems_of(archive, ocfl, received)
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.VERIFY, agent=asker.id, item=item_id, faults=len(problems))
        unit.commit()
    return problems


def last_check(archive: Archive, asker: Asker, item_id: int) -> Fixity | None:
    """The last check of a document that the asker may see, None when it was never checked by itself. Raises NotFound."""
    with archive.catalogue.reading() as unit:
        require_item(access_of(unit, asker), unit.holdings.item(item_id))
        event = unit.events.last(item_id, Deed.VERIFY)
        names = unit.people.names()
    if event is None or event["payload"] is None:
        return None
    faults = int(json.loads(event["payload"])["facts"].get("faults", 0))
    return Fixity(event["at"], names.get(event["agent"], "") if event["agent"] else "", faults)


def verify_events(archive: Archive, asker: Asker) -> list[BrokenSeal]:
    """Walk the chain of seals; empty when it holds. Raises Forbidden."""
    require(asker, Right.AUDIT)
    with archive.catalogue.reading() as unit:
        return unit.seals.verify()
