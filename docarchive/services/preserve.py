"""Keeping: the next OCFL version with what is known now; and proving that what was kept is still what it was.

`keep` is the only writer of versions after the first. Its number of files doesn't grow with the pages:
one reading, one ALTO, one searchable PDF and what is to be said of it, one record.
"""

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.errors import NotFound
from docarchive.packages.alto import alto
from docarchive.records.conditions import pack_condition
from docarchive.records.conformity import pack_conformity
from docarchive.records.identifiers import to_letters
from docarchive.records.jobs import Job
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile, generation
from docarchive.records.pages import Box, Page
from docarchive.records.readings import Reading, pack_others
from docarchive.services.originals import ocfl_id, original
from docarchive.services.record import record_of
from docarchive.storage import Content

PDF, ALTO, RECORD = "derived/searchable.pdf", "derived/alto.xml", "record.json"
#: Which rules of PDF/A-2b the searchable PDF breaks.
CONFORMITY = "derived/searchable.json"
_MESSAGE = "Cập nhật thông tin và bản đọc"
_EMPTY = Page(1, 1)


def keep(archive: Archive, job: Job) -> None:
    """Write the item as it stands, and with it what else its object was split into, into the object's next version, then note
    that the store has followed. What was cleared (or left quarantine) goes under the store's object lock, a stack when all is.

    A worker killed between the two leaves a version that says the same: it is recognised by its record, not repeated.
    Raises VersionExists when another worker, given the same job meanwhile, was faster.
    """
    with archive.catalogue.reading() as unit:
        item = unit.holdings.item(job.item)
        file = unit.holdings.file_of_item(job.item)
        stack = _stack(unit, file)
        record = record_of(unit, stack.items[0], file)
        ocfl = ocfl_id(unit, file.object)
    version = archive.storage.version(ocfl)
    held = kept_revisions(archive, ocfl)
    if held.get(item.id) != item.revision:
        with _folder(archive) as folder:
            derived = _derived(archive, ocfl, stack, folder=folder)
            contents = [*derived, _json(folder, RECORD, record)]
            version += 1
            gone, at = _gone(archive, ocfl, stack) if derived else [], datetime.now(UTC)
            archive.storage.write_version(
                ocfl, contents, version=version, message=_MESSAGE, agent="docarchive", at=at, remove=gone, move=True
            )
        held = revisions_of(record)
    if all(each.state.cleared or each.state is ItemState.JOINED for each in stack.items):
        archive.storage.retain(ocfl, item.created)
    with archive.catalogue.writing() as unit:
        for each, revision in held.items():
            unit.holdings.kept(each, object_id=file.object, version=version, revision=revision)
        unit.jobs.finish(job)
        unit.commit()


@dataclass(frozen=True, slots=True)
class _Stack:
    """An object as it is kept: its items, what was read of its pages and which are whose, by place in the file (from 1)."""

    file: StoredFile
    items: list[Item]
    readings: dict[int, Reading]
    pages: dict[int, list[int]]
    whole: bool


def _stack(unit: Unit, file: StoredFile) -> _Stack:
    items = unit.stacks.items(file.object)
    pages: dict[int, list[int]] = {}
    for page in unit.pages.of_items([item.id for item in items]):
        pages.setdefault(page.item, []).append(page.index + 1)
    return _Stack(file, items, unit.stacks.readings(file.id), pages, unit.stacks.whole(file))


def kept_revisions(archive: Archive, ocfl: str) -> dict[int, int]:
    """The revisions of the items that the newest version holds; none while it holds no record."""
    try:
        with archive.storage.open(ocfl, RECORD) as stream:
            return revisions_of(json.loads(stream.read()))
    except NotFound:
        return {}


def revisions_of(record: dict[str, Any]) -> dict[int, int]:
    """The revision of each item that a record tells of."""
    told = [each["item"] for each in (record, *record.get("parts", ()))]
    return {int(item["id"]): int(item["revision"]) for item in told}


def pdf_path(item: Item, *, alone: bool) -> str:
    """Where an item's searchable PDF lies in its object; `alone`: whether the object is this one item with all its pages."""
    return PDF if alone else f"derived/{to_letters(item.id)}-{item.gen}.pdf"


def _derived(archive: Archive, ocfl: str, stack: _Stack, *, folder: Path) -> list[Content]:
    made = _reading_path(generation(stack.items))
    if made in archive.storage.contents(ocfl) or any(item.pages_open for item in stack.items):
        return []  # while a page is read again the readings aren't whole; who ends it has them kept
    described = folder / "alto.xml"
    described.write_bytes(_alto(stack.file, stack.readings))
    kept = [*_pdfs(archive, ocfl, stack, folder), Content(ALTO, described, fixity_of(described))]
    return [*kept, _json(folder, made, {n: _reading_json(each) for n, each in stack.readings.items()})]


def _pdfs(archive: Archive, ocfl: str, stack: _Stack, folder: Path) -> Iterator[Content]:
    file, readings = stack.file, stack.readings
    pages = [readings[number].page if number in readings else _EMPTY for number in range(1, file.pages + 1)]
    skip = {number - 1 for number, reading in readings.items() if reading.engine == "text-layer"}
    skip |= {number - 1 for number in range(1, file.pages + 1) if number not in readings}
    target = folder / "searchable.pdf"
    with original(archive, ocfl, file) as source, archive.slots.lend() as slot:
        broken = slot.write_searchable(source, file.media_type, pages, target, skip=skip)
        if stack.whole:
            yield Content(PDF, target, fixity_of(target))
            yield _json(folder, CONFORMITY, pack_conformity(broken))
            return
        for item in stack.items:
            if item.state is not ItemState.JOINED:
                part = folder / f"{to_letters(item.id)}.pdf"
                slot.cut_pages(target, [place - 1 for place in stack.pages[item.id]], part)
                yield Content(pdf_path(item, alone=False), part, fixity_of(part))


def _gone(archive: Archive, ocfl: str, stack: _Stack) -> list[str]:
    """Searchable PDFs (and what is said of one) that the newest version has of documents as they are no longer."""
    wanted = {pdf_path(item, alone=stack.whole) for item in stack.items if item.state is not ItemState.JOINED}
    wanted |= {ALTO, *([CONFORMITY] if stack.whole else [])}
    held = [path for path in archive.storage.contents(ocfl) if path.startswith("derived/")]
    return [path for path in held if path not in wanted]


def _alto(file: StoredFile, readings: dict[int, Reading]) -> bytes:
    engines = sorted({(reading.engine, reading.version) for reading in readings.values()})
    return alto(
        [readings[number].page if number in readings else None for number in range(1, file.pages + 1)],
        source=file.name,
        engine=", ".join(engine for engine, _ in engines),
        version=", ".join(version for _, version in engines if version),
    )


def _reading_path(gen: int) -> str:
    return f"readings/reading-{gen}.json.gz"


def _reading_json(reading: Reading) -> dict[str, Any]:
    page = reading.page
    blocks = [
        [[[word.text, *_edges(word.box), round(word.confidence, 3)] for word in line.words] for line in block.lines]
        for block in page.blocks
    ]
    head = {"engine": reading.engine, "version": reading.version, "width": page.width, "height": page.height}
    return (
        head
        | {"dpi": page.dpi, "turn": page.turn, "unread": [_edges(box) for box in page.unread]}
        | {
            "condition": pack_condition(reading.condition),
            "code": reading.code,
            "blocks": blocks,
            "kinds": [block.kind.value for block in page.blocks],
            "others": pack_others(page),
        }
    )


def _edges(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def _json(folder: Path, path: str, value: Any) -> Content:
    written = folder / path.replace("/", "-")
    encoded = json.dumps(value, ensure_ascii=False, indent=None if path.endswith(".gz") else 1).encode()
    # mtime=0: the same content makes the same bytes, so that OCFL stores it once.
    written.write_bytes(gzip.compress(encoded, 6, mtime=0) if path.endswith(".gz") else encoded)
    return Content(path, written, fixity_of(written))


def fixity_of(path: Path) -> Fixity:
    """Digests and size of a file on disk."""
    sha256, sha512 = hashlib.sha256(), hashlib.sha512()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            sha256.update(chunk)
            sha512.update(chunk)
    return Fixity(sha256.hexdigest(), sha512.hexdigest(), path.stat().st_size)


@contextmanager
def _folder(archive: Archive) -> Iterator[Path]:
    archive.settings.spool.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="keep-", dir=archive.settings.spool))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
