"""The clock goes on whatever comes and goes beside it; if it must die, its process dies too and is started again."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from docarchive.archive import Archive
from docarchive.cli.running import ticking
from docarchive.services.spool import sweep
from tests.archives import archive
from workers.clock import Clock
from workers.loop import Worker

__all__ = ["archive"]
LONG_AGO = (1_000_000_000, 1_000_000_000)


#: Another process whose uploads come and go.
UPLOADS = """
import pathlib, sys
names = [pathlib.Path(sys.argv[1], f"upload-{number}") for number in range(200)]
while True:
    for name in names:
        name.touch()
    for name in names:
        name.unlink()
"""


def test_sweeping_bears_uploads_that_end_at_that_moment(archive: Archive) -> None:
    busy = subprocess.Popen([sys.executable, "-c", UPLOADS, str(archive.settings.spool)])
    try:
        end = time.monotonic() + 2
        while time.monotonic() < end:
            assert sweep(archive) == 0
    finally:
        busy.kill()
        busy.wait()


def test_sweeping_takes_what_is_old_and_follows_no_link(archive: Archive, tmp_path: Path) -> None:
    spool = archive.settings.spool
    (spool / "folder").mkdir()
    (spool / "folder" / "a").touch()
    (spool / "upload-1").touch()
    kept = tmp_path / "kept"
    kept.mkdir()
    (spool / "link").symlink_to(kept)
    for left in spool.iterdir():
        os.utime(left, LONG_AGO, follow_symlinks=False)
    (spool / "upload-2").touch()
    assert sweep(archive) == 3
    assert [left.name for left in spool.iterdir()] == ["upload-2"] and kept.exists()


class Broken(Clock):
    """A clock that meets what nobody foresaw."""

    def run(self, every: float = 1.0) -> None:
        """Die."""
        raise OSError("unforeseen")


def test_a_clock_that_dies_takes_its_worker_along(archive: Archive) -> None:
    worker = Worker(archive)
    running = threading.Thread(target=worker.run)
    running.start()
    with pytest.raises(OSError, match="unforeseen"):
        ticking(Broken(archive), worker)
    running.join(20)
    assert not running.is_alive()
