"""Writes on a disk that fills up: `full_disk.py FOLDER`, a folder in a mount namespace of its own.

A small file system is filled so far that less and less room is left; every write ends whole or with StoreFull, and
leaves nothing else. Prints how many ended in which way.
"""

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from docarchive import errors
from docarchive.records.objects import Fixity
from docarchive.storage import Content, ocfl, open_storage

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def main() -> None:
    """From 128 KiB down to nothing in steps of 4 KiB."""
    disk, spool = Path(sys.argv[1]), Path(sys.argv[2])
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=True)
    storage = open_storage((disk / "store").as_uri(), spool=spool)
    storage.prepare()
    outcomes: Counter[str] = Counter()
    data = b"scan" * 5000
    source = spool / "source"
    source.write_bytes(data)
    content = Content(
        "original.pdf", source, Fixity(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data))
    )
    again = Content("copy.pdf", spool / "other", Fixity(hashlib.sha256(b"1").hexdigest(), hashlib.sha512(b"1").hexdigest(), 1))
    again.source.write_bytes(b"1")
    for room in range(128 << 10, -1, -4096):
        object_id = ocfl.object_id("7f3d5a52-9d3c-4a44-8d2a-0d2f6f1c9b11", room)
        for version, what in ((1, content), (2, again)):
            free = storage.free_bytes() or 0
            (disk / "ballast").write_bytes(bytes(max(0, free - room)))
            before = sorted(disk.rglob("*"))
            try:
                storage.write_version(object_id, [what], version=version, message="", agent="", at=AT)
                outcomes[f"v{version} written"] += 1
                assert storage.verify(object_id) == []
            except errors.StoreFull:
                outcomes[f"v{version} full"] += 1
                assert sorted(disk.rglob("*")) == before
                assert storage.version(object_id) == version - 1
            (disk / "ballast").unlink()
            if storage.version(object_id) < version:
                storage.write_version(object_id, [what], version=version, message="", agent="", at=AT)
        storage.purge(object_id)
    sys.stdout.write(repr(dict(outcomes)))


if __name__ == "__main__":
    main()
