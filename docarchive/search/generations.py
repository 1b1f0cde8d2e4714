"""Folders of an embedded index: one a generation, and a small file that says which one is live.

The file is replaced in one step, so that a reader sees the old index or the new one, never half of each.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from docarchive import errors
from docarchive.search import documents
from docarchive.search.frequent import shipped

_LIVE = "live.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index on disk: a folder for each tier. `frequent`: the commonest syllables when it was built."""

    root: Path
    name: str
    frequent: frozenset[str]

    def tier(self, name: str) -> Path:
        """The folder of the tier `name`, "items" or "pages"."""
        return self.root / self.name / name


def lock(root: Path) -> IO[str]:
    """The writer's lock on `root`, held until closed or until the process ends. Raises LockBusy when another has it."""
    root.mkdir(parents=True, exist_ok=True)
    held = (root / "writer.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise errors.LockBusy(f"another process writes to {root}") from None
    return held


def holds(held: IO[str], root: Path) -> bool:
    """Whether a lock that was taken is still the one that others look at: its file may have been deleted meanwhile."""
    try:
        return (root / "writer.lock").stat().st_ino == os.fstat(held.fileno()).st_ino
    except FileNotFoundError:
        return False


def live(root: Path) -> Generation:
    """The live generation. Raises Unavailable where none was prepared, Invalid when its schema is not ours."""
    try:
        kept = json.loads((root / _LIVE).read_text("utf-8"))
    except FileNotFoundError:
        raise errors.Unavailable(f"no index at {root}: run rebuild", part="Chỉ mục tìm kiếm") from None
    if kept["schema"] != documents.SCHEMA_VERSION:
        raise errors.Invalid(
            f"index at {root} has schema {kept['schema']}, this version needs {documents.SCHEMA_VERSION}",
            reason=documents.OTHER_VERSION,
        )
    return Generation(root, kept["generation"], frozenset(kept["frequent"]))


def stamp(root: Path) -> int:
    """Changes whenever another generation goes live; 0 while there is none."""
    with suppress(FileNotFoundError):
        return (root / _LIVE).stat().st_mtime_ns
    return 0


def begin(root: Path) -> Generation:
    """An empty generation, not yet live."""
    made = Generation(root, f"{time.time_ns():x}", shipped())
    for tier in ("items", "pages"):
        made.tier(tier).mkdir(parents=True)
    return made


def go_live(made: Generation, frequent: frozenset[str]) -> Generation:
    """Make it the live one, durably, and drop all others."""
    chosen = Generation(made.root, made.name, frequent)
    text = json.dumps({"generation": made.name, "schema": documents.SCHEMA_VERSION, "frequent": sorted(frequent)})
    beside = made.root / (_LIVE + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(made.root / _LIVE)
    _sync_folder(made.root)
    sweep(chosen)
    return chosen


def sweep(kept: Generation) -> None:
    """Drop every generation but `kept`: replaced ones, and what a killed rebuild left."""
    for folder in kept.root.iterdir():
        if folder.is_dir() and folder.name != kept.name:
            # A reader may open a file of it just now; the next sweep takes what stays.
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def dropped_on_failure(made: Generation) -> Iterator[Generation]:
    """Removes the new generation when the block raises."""
    try:
        yield made
    except BaseException:
        shutil.rmtree(made.root / made.name)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
