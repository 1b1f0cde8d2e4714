"""An upload that stands still between store and commit, so that a test can kill it there.

python -m tests.faults.killed_upload FILE MARKER
"""

import sys
import time
from pathlib import Path
from typing import Any

from docarchive.archive import open_archive
from docarchive.services import batching, ingest, receipts
from docarchive.services.people import OPERATOR
from docarchive.settings import load_settings


def main(file: str, marker: str) -> None:
    """Upload FILE up to the moment before it is recorded."""

    def stand_still(*_: Any, **__: Any) -> None:
        Path(marker).touch()
        time.sleep(3600)

    receipts.enter = stand_still  # type: ignore[assignment]
    archive = open_archive(load_settings())
    archive.prepare()
    batch = batching.open_batch(archive, OPERATOR, "giết giữa chừng")
    with Path(file).open("rb") as stream:
        ingest.accept(archive, OPERATOR, stream, Path(file).name, batch=batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
