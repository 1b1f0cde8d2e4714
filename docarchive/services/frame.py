"""The archive's frame in the store: who and what there is beside documents, so that the store alone brings all back (law 2).

Three kinds of objects: `archive` (people without secrets, departments, audiences), `fonds-ID` (its tree) and
`events-YYYY-MM-DD` (a whole day of sealed events). Each is written again only when it says something new.
"""

import gzip
import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.records.arrangement import NodeKind
from docarchive.services.spool import Spooled
from docarchive.storage import Content
from docarchive.storage.ocfl import object_id

SCHEMA = 1
ARCHIVE, FONDS, EVENTS = "archive", "fonds-", "events-"
ARCHIVE_FILE, FONDS_FILE, EVENTS_FILE = "archive.json", "fonds.json", "events.json.gz"


def is_frame(name: str) -> bool:
    """Whether the last part of an OCFL id names an object of the frame rather than an upload."""
    return name == ARCHIVE or name.startswith((FONDS, EVENTS))


def keep_frame(archive: Archive, known: dict[str, str]) -> list[str]:
    """Write what the store doesn't hold yet; the names written.

    `known` remembers digests between calls of one process, so that an unchanged frame costs the store nothing.
    """
    with archive.catalogue.reading() as unit:
        uuid = unit.archive.uuid
        wanted = {(ARCHIVE, ARCHIVE_FILE): archive_of(unit)}
        for fonds in unit.arrangement.children(None, [audience.id for audience in unit.arrangement.audiences()]):
            if fonds.kind is NodeKind.FONDS:
                wanted[f"{FONDS}{fonds.id}", FONDS_FILE] = fonds_of(unit, fonds.id)
    return [name for (name, path), value in wanted.items() if _keep(archive, uuid, name, path, _plain(value), known)]


def keep_days(archive: Archive, known: dict[str, str], *, today: str | None = None) -> list[str]:
    """Write each whole day of events that is sealed to its end and not in the store yet; the names written.

    Days are UTC; `today` (and later) isn't over.
    """
    today = today or datetime.now(UTC).date().isoformat()
    with archive.catalogue.reading() as unit:
        uuid = unit.archive.uuid
        days = [day for day in unit.events.sealed_days() if day < today and f"{EVENTS}{day}" not in known]
    written = []
    for day in days:
        with archive.catalogue.reading() as unit:
            data = gzip.compress(_plain(day_of(unit, day)), 6, mtime=0)
        if _keep(archive, uuid, f"{EVENTS}{day}", EVENTS_FILE, data, known):
            written.append(f"{EVENTS}{day}")
    return written


def archive_of(unit: Unit) -> dict[str, Any]:
    """People (no password hashes, tokens or sessions), departments, audiences. Identifiers are strings."""
    people = [
        {
            "id": str(user.id),
            "name": user.name,
            "shown_name": user.shown_name,
            "roles": sorted(role.value for role in user.roles),
            "department": str(user.department),
            "active": user.active,
            "language": user.language,
            "created": user.created.isoformat(),
        }
        for user in unit.people.users()
    ]
    audiences = [
        {
            "id": str(audience.id),
            "mode": audience.mode.value,
            "department": str(audience.department),
            "persons": sorted(str(person) for person in audience.persons),
        }
        for audience in sorted(unit.arrangement.audiences(), key=lambda audience: audience.id)
    ]
    return {"schema": SCHEMA, "archive": unit.archive.uuid, "people": people, "audiences": audiences}


def fonds_of(unit: Unit, fonds: int) -> dict[str, Any]:
    """The tree of a fonds, parents before children."""
    nodes = [
        {
            "id": str(node.id),
            "kind": node.kind.value,
            "parent": str(node.parent) if node.parent else None,
            "code": node.code,
            "title": node.title,
            "opened": node.opened,
            "closed": node.closed,
            "audience": str(node.audience) if node.own_audience else None,
        }
        for node in unit.arrangement.below(fonds)
    ]
    return {"schema": SCHEMA, "archive": unit.archive.uuid, "nodes": nodes}


def day_of(unit: Unit, day: str) -> dict[str, Any]:
    """A day's events with their payloads as sealed, and their seals."""
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return {"schema": SCHEMA, "day": day, "events": unit.events.sealed(start, start + timedelta(days=1))}


def _plain(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _keep(archive: Archive, uuid: str, name: str, path: str, data: bytes, known: dict[str, str]) -> bool:
    digest = hashlib.sha256(data).hexdigest()
    if known.get(name) == digest:
        return False
    ocfl = object_id(uuid, name)
    version = archive.storage.version(ocfl)
    held = archive.storage.contents(ocfl).get(path) if version else None
    known[name] = digest
    if held and held.sha256 == digest:
        return False
    spooled = Spooled(archive.settings.spool / f"frame-{secrets.token_hex(8)}", limit=1 << 32)
    try:
        spooled.write(data)
        spooled.done()
        content = Content(path, spooled.path, spooled.fixity)
        now = datetime.now(UTC)
        archive.storage.write_version(
            ocfl, [content], version=version + 1, message="Khung của kho", agent="docarchive", at=now, move=True
        )
    except BaseException:
        del known[name]
        raise
    finally:
        spooled.discard()
    return True
