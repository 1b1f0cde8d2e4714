"""Files that outlive a power cut: written, synced, and their folders synced too."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from docarchive import errors
from docarchive.records.objects import Fixity
from docarchive.storage.streams import CHUNK, HashingReader, fixity_of

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)
_NO_LINK = (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)
_KEPT_MODE = 0o440  # nobody changes what is kept, and other users of the machine don't read it


@contextmanager
def translated() -> Iterator[None]:
    """The disk's errors as ours: StoreFull when there is no room, else Unavailable with what to look at."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _NO_ROOM:
            raise errors.StoreFull(str(fault)) from None
        known = {"reason": "read-only"} if fault.errno in _READ_ONLY else {}
        advice = "see that the disk is there, sound, and writable for the archive's user"
        raise errors.Unavailable(f"{fault}: {advice}", part="storage", **known) from None


def write_synced(path: Path, data: bytes) -> None:
    """Writes a small file so that it outlives a power cut (its folder is still to be synced)."""
    with path.open("wb") as file:
        file.write(data)
        _finish(file.fileno())


def copy_synced(source: Path, target: Path) -> Fixity:
    """Copies to a new file, synced; gives the digests of what was copied."""
    with source.open("rb") as stream, target.open("xb") as file:
        reader = HashingReader(stream)
        while data := reader.read(CHUNK):
            file.write(data)
        file.flush()
        _finish(file.fileno())
    return reader.fixity


def link_synced(source: Path, target: Path) -> Fixity:
    """Gives the file a second name instead of copying it, where the file system can; the digests are read from it."""
    try:
        os.link(source, target)
    except OSError as fault:
        if fault.errno in _NO_LINK:
            return copy_synced(source, target)
        raise
    with target.open("rb") as file:
        _finish(file.fileno())
        return fixity_of(file)


def discard(sources: Iterable[Path]) -> None:
    """Removes files of the spool that are used up."""
    for source in sources:
        with suppress(OSError):  # their bytes are kept; one that stays is only room lost in the spool
            source.unlink()


def _finish(file: int) -> None:
    os.fchmod(file, _KEPT_MODE)
    os.fsync(file)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """`sync_folder` for a folder and all below it, the deepest first."""
    for path, _, _ in os.walk(folder, topdown=False):
        sync_folder(Path(path))
