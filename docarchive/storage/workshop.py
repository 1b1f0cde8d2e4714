"""The workshop of a local storage root: versions are built here, where no reader or validator looks.

It lies in the root's extensions folder, so a rename into place stays on one file system. A place belongs to the
process that holds the lock in it; the system drops the lock with the process, so what a killed writer left is known.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Workshop:
    """Places to build in, one a version; each is named after the digest of its object."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Makes the folder. Only this does: on a disk that isn't mounted, all other work fails instead of landing elsewhere."""
        self._folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def place(self, digest: str) -> Iterator[Path]:
        """A new empty folder for work on the object with this digest; it is gone afterwards."""
        with self.lock():
            place = Path(tempfile.mkdtemp(prefix=f"{digest}-", dir=self._folder))
            mine = _taken(place)
        try:
            yield place
        finally:
            # The lock goes with the rest, so a process that sweeps just now helps; what stays is swept another time.
            shutil.rmtree(place, ignore_errors=True)
            os.close(mine)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One process or thread at a time, for steps of milliseconds."""
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def sweep(self) -> Iterator[tuple[str, Path]]:
        """The digest and place of each killed writer; a place is removed when its turn is over."""
        with self.lock():
            places = [path for path in self._folder.iterdir() if path.is_dir() and _abandoned(path)]
        for place in places:
            yield place.name.partition("-")[0], place
            shutil.rmtree(place, ignore_errors=True)  # another process may be sweeping too


def _taken(place: Path) -> int:
    try:
        handle = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:  # the disk is full: not even an empty folder stays
        place.rmdir()
        raise
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _abandoned(place: Path) -> bool:
    try:
        handle = os.open(place / "lock", os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
