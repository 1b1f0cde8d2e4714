"""Where an upload lands first: streamed to a file on the data disk, hashed on the way, never whole in memory."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from docarchive.archive import Archive
from docarchive.errors import EmptyFile, StoreFull, TooLarge
from docarchive.records.objects import Fixity

_CHUNK = 1024 * 1024


@dataclass
class Spooled:
    """A file being received. Write to it; `fixity` is of what has been written so far."""

    path: Path
    limit: int
    size: int = 0
    _sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256, repr=False)
    _sha512: "hashlib._Hash" = field(default_factory=hashlib.sha512, repr=False)

    def __post_init__(self) -> None:
        self._file = self.path.open("xb")

    def write(self, chunk: bytes) -> int:
        """Take some more bytes. Raises TooLarge past the limit, StoreFull when the disk is full."""
        self.size += len(chunk)
        if self.size > self.limit:
            raise TooLarge(limit=shown_size(self.limit))
        self._sha256.update(chunk)
        self._sha512.update(chunk)
        try:
            return self._file.write(chunk)
        except OSError as error:
            raise StoreFull(str(error)) from None

    @property
    def fixity(self) -> Fixity:
        """Digests and size of what was written."""
        return Fixity(self._sha256.hexdigest(), self._sha512.hexdigest(), self.size)

    def done(self) -> None:
        """All bytes are here and on the disk. Raises EmptyFile, StoreFull."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise StoreFull(str(error)) from None
        finally:
            self._file.close()
        if not self.size:
            raise EmptyFile

    def discard(self) -> None:
        """Close and remove what is left of it."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def spooled_file(archive: Archive, *, length: int | None = None) -> Spooled:
    """A place to write an upload of `length` bytes (if that is known) to; whoever takes it discards it.

    Raises TooLarge and StoreFull before the first byte where the length tells.
    """
    limit = int(archive.settings.max_upload_bytes)
    if length is not None and length > limit:
        raise TooLarge(limit=shown_size(limit))
    require_room(archive, length or 0)
    archive.settings.spool.mkdir(parents=True, exist_ok=True)
    return Spooled(archive.settings.spool / f"upload-{secrets.token_hex(16)}", limit)


@contextmanager
def spooling(archive: Archive, *, length: int | None = None) -> Iterator[Spooled]:
    """The same for the length of the block: removed afterwards unless it was moved away. Raises as `spooled_file` does."""
    spooled = spooled_file(archive, length=length)
    try:
        yield spooled
    finally:
        spooled.discard()


def receive(spooled: Spooled, stream: BinaryIO) -> None:
    """Everything of `stream`, a megabyte at a time."""
    while chunk := stream.read(_CHUNK):
        spooled.write(chunk)
    spooled.done()


def sweep(archive: Archive, *, older_than: float = 86400) -> int:
    """Remove what killed uploads left in the spool, when it is older than so many seconds; how many files."""
    ends = time.time() - older_than
    swept = 0
    for left in archive.settings.spool.glob("*"):
        with suppress(FileNotFoundError):  # an upload that ended just now
            if left.lstat().st_mtime < ends:
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
                swept += 1
    return swept


def require_room(archive: Archive, length: int) -> None:
    """Raises StoreFull when less than the wanted room would be left on the spool's disk or in the store."""
    folder = archive.settings.data
    folder.mkdir(parents=True, exist_ok=True)
    frees = [shutil.disk_usage(folder).free, archive.storage.free_bytes()]
    for free in frees:
        if free is not None and free - length < int(archive.settings.min_free_bytes):
            raise StoreFull(f"{free} bytes free", free=shown_size(free))


def shown_size(size: int) -> str:
    """A size as people read it: 1,5 GB."""
    for unit, step in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if size >= step:
            return f"{size / step:.1f} {unit}".replace(".", ",").replace(",0 ", " ")
    return f"{size} byte"
