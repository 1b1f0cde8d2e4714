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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docarchive.archive import Archive
from docarchive.errors import NotFound
from docarchive.packages.alto import alto
from docarchive.records.conditions import pack_condition
from docarchive.records.conformity import pack_conformity
from docarchive.records.jobs import Job
from docarchive.records.objects import Fixity, Item, StoredFile
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
    """Write the item as it stands into its object's next version, then note that the store has followed. What was cleared
    (or left quarantine) goes under the store's object lock.

    A worker killed between the two leaves a version that says the same: it is recognised by its record, not repeated.
    Raises VersionExists when another worker, given the same job meanwhile, was faster.
    """
    with archive.catalogue.reading() as unit:
        item = unit.holdings.item(job.item)
        file = unit.holdings.file_of_item(job.item)
        readings = unit.pages.readings(job.item)
        record = record_of(unit, item, file)
        ocfl = ocfl_id(unit, file.object)
    version = archive.storage.version(ocfl)
    if kept_revision(archive, ocfl) != item.revision:
        with _folder(archive) as folder:
            contents = [*_derived(archive, ocfl, file, item, readings, folder=folder), _json(folder, RECORD, record)]
            version += 1
            archive.storage.write_version(
                ocfl, contents, version=version, message=_MESSAGE, agent="docarchive", at=datetime.now(UTC), move=True
            )
    if item.state.cleared:
        archive.storage.retain(ocfl, item.created)
    with archive.catalogue.writing() as unit:
        unit.holdings.kept(item.id, object_id=file.object, version=version, revision=item.revision)
        unit.jobs.finish(job)
        unit.commit()


def kept_revision(archive: Archive, ocfl: str) -> int:
    """The item revision that the newest version holds; 0 while it holds none."""
    try:
        with archive.storage.open(ocfl, RECORD) as stream:
            return int(json.loads(stream.read())["item"]["revision"])
    except NotFound:
        return 0


def _derived(
    archive: Archive, ocfl: str, file: StoredFile, item: Item, readings: dict[int, Reading], *, folder: Path
) -> list[Content]:
    if _has_reading(archive, ocfl, item.gen):
        return []
    pages = [readings[number].page if number in readings else _EMPTY for number in range(1, item.pages + 1)]
    skip = {number - 1 for number, reading in readings.items() if reading.engine == "text-layer"}
    skip |= {number - 1 for number in range(1, item.pages + 1) if number not in readings}
    target = folder / "searchable.pdf"
    with original(archive, ocfl, file) as source, archive.slots.lend() as slot:
        broken = slot.write_searchable(source, file.media_type, pages, target, skip=skip)
    described = folder / "alto.xml"
    described.write_bytes(_alto(file, item, readings))
    kept = [Content(PDF, target, fixity_of(target)), Content(ALTO, described, fixity_of(described))]
    kept.append(_json(folder, CONFORMITY, pack_conformity(broken)))
    return [*kept, _json(folder, _reading_path(item.gen), {n: _reading_json(each) for n, each in readings.items()})]


def _alto(file: StoredFile, item: Item, readings: dict[int, Reading]) -> bytes:
    engines = sorted({(reading.engine, reading.version) for reading in readings.values()})
    return alto(
        [readings[number].page if number in readings else None for number in range(1, item.pages + 1)],
        source=file.name,
        engine=", ".join(engine for engine, _ in engines),
        version=", ".join(version for _, version in engines if version),
    )


def _reading_path(gen: int) -> str:
    return f"readings/reading-{gen}.json.gz"


def _has_reading(archive: Archive, ocfl: str, gen: int) -> bool:
    return _reading_path(gen) in archive.storage.contents(ocfl)


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
