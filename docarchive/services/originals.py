"""A received file on local disk for reading: the stored one itself, or a copy fetched once from an S3 server."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.records.objects import StoredFile
from docarchive.storage.local import LocalStorage
from docarchive.storage.ocfl import object_id

_KEPT_SECONDS = 600


def ocfl_id(unit: Unit, object_number: int) -> str:
    """The OCFL id of an object of this archive."""
    return object_id(unit.archive.uuid, object_number)


@contextmanager
def original(archive: Archive, ocfl: str, file: StoredFile) -> Iterator[Path]:
    """The file's bytes at a local path, for reading only. Raises NotFound, Damaged, Unavailable.

    From a server it is fetched once for all pages of a document and kept some minutes: 500 pages make one download.
    """
    if isinstance(archive.storage, LocalStorage):
        with archive.storage.local_copy(ocfl, file.content) as path:
            yield path
        return
    kept = archive.settings.cache / "originals" / file.fixity.sha256
    if not kept.exists():
        _fetch(archive, ocfl, file, kept)
    os.utime(kept)
    yield kept


def _fetch(archive: Archive, ocfl: str, file: StoredFile, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.iterdir():
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            old.unlink(missing_ok=True)
    with archive.storage.local_copy(ocfl, file.content) as fetched:
        aside = kept.with_name(f"{kept.name}.{os.getpid()}")
        aside.write_bytes(b"")
        try:
            with fetched.open("rb") as source, aside.open("wb") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)
            aside.replace(kept)
        finally:
            aside.unlink(missing_ok=True)
