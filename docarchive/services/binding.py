"""Many documents taken away as one PDF, losslessly: the searchable PDFs of scans that belong together."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from docarchive.archive import Archive
from docarchive.errors import Invalid
from docarchive.records.access import Asker
from docarchive.records.conformity import Breach
from docarchive.rules.access import Right, require
from docarchive.services import showing

#: Documents that are bound into one file at most: beyond, nobody opens it.
MOST = 500


def bind(archive: Archive, asker: Asker, items: Sequence[int], target: Path) -> list[Breach]:
    """Writes `target`, anew, from the searchable PDFs of `items` in the order given; each is noted as a download. The rules of
    PDF/A-2b that it breaks.

    Raises Forbidden; NotFound when one of them isn't for the asker, or its PDF isn't made yet: then nothing is written;
    Invalid for none or too many; PageUnreadable.
    """
    require(asker, Right.DOWNLOAD)
    if not 1 <= len(items) <= MOST:
        raise Invalid(reason=f"1–{MOST}")
    downloads = [showing.searchable_of(archive, asker, item) for item in items]
    pages = sum(showing.item(archive, asker, item, note=False).item.pages for item in items)
    with ExitStack() as copies, tempfile.TemporaryDirectory(dir=target.parent) as folder, archive.slots.lend() as slot:
        paths = [Path(copies.enter_context(download.local())) for download in downloads]
        made = Path(folder) / "bound.pdf"
        broken = slot.bind(paths, made, pages=pages)
        for download in downloads:
            download.note()
        made.rename(target)
    return broken
