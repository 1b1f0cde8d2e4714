"""Proving that what was kept is still what it was: the store byte by byte, the chain of events."""

from collections.abc import Iterator
from dataclasses import dataclass

from docarchive.archive import Archive
from docarchive.catalogue.seals import BrokenSeal
from docarchive.errors import ArchiveError
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.rules.access import Right, require
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
        problems = _problems(archive, found)
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


def _problems(archive: Archive, found: str) -> list[str]:
    try:
        return [f"{fault.path}: {fault.expected} ≠ {fault.found}" for fault in archive.storage.verify(found)]
    except ArchiveError as error:
        return [error.detail or error.message("vi")]


def verify_events(archive: Archive, asker: Asker) -> list[BrokenSeal]:
    """Walk the chain of seals; empty when it holds. Raises Forbidden."""
    require(asker, Right.AUDIT)
    with archive.catalogue.reading() as unit:
        return unit.seals.verify()
