"""Several PDFs bound into one, their pages as they are. Runs only in the child process."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from docarchive.errors import PageUnreadable
from docarchive.reading.growing_pdf import GrowingPdf
from docarchive.reading.lasting import make_lasting
from docarchive.records.conformity import Breach


def bound_pdf(sources: Sequence[Path], target: Path) -> list[Breach]:
    """Writes `target` from the pages of all `sources`, in order. The rules of PDF/A-2b that it breaks; where there are none
    it says that it is PDF/A-2b. Raises PageUnreadable (damaged-page)."""
    try:
        with TemporaryDirectory(dir=target.parent) as folder:
            with GrowingPdf(Path(folder) / "whole.pdf") as whole:
                for source in sources:
                    whole.add(source)
                whole.finish()
            with pikepdf.open(Path(folder) / "whole.pdf", access_mode=pikepdf.AccessMode.stream) as pdf:
                broken = make_lasting(pdf)
                pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return broken
    except (pikepdf.PdfError, OSError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
