"""An index on a disk that fills up: `full_index_disk.py FOLDER`, in a mount namespace of its own.

A change that finds no room ends with Unavailable and leaves no trace; with room again the same process goes on.
"""

import subprocess
import sys
from pathlib import Path

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import IndexedItem
from docarchive.search import open_index
from docarchive.search.parse import parse

STAFF = AccessFilter(frozenset({1}))


def items(first: int) -> list[IndexedItem]:
    """Fifty items whose text takes some room."""
    ids = range(first, first + 50)
    return [IndexedItem(each, 1, state="read", pages={1: " ".join(f"mục{each * n}" for n in range(400))}) for each in ids]


def main() -> None:
    """Fill, fail, make room, go on; twice."""
    disk = Path(sys.argv[1])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", disk], check=True)
    index = open_index(f"tantivy://{disk}/index", writable=True)
    index.prepare()
    index.put(items(1))
    for first in (1001, 2001):
        ballast = disk / "ballast"
        try:
            with ballast.open("wb") as file:
                while True:
                    file.write(bytes(4096))
                    file.flush()
        except OSError:
            pass
        before = index.count()
        for _ in range(2):
            try:
                index.put(items(first))
            except errors.Unavailable:
                continue
            raise AssertionError("a full disk took it")
        assert index.count() == before
        ballast.unlink()
        index.put(items(first))
        assert index.count() == before + 50
    assert index.find(parse("mục0"), STAFF).total == 150
    index.close()
    sys.stdout.write("well")


if __name__ == "__main__":
    main()
