"""A searchable PDF beside the original: its pages or images as they are, with the words that were read as invisible text.

It is a new file; the original, signed or not, is only read. Runs only in the child process.
"""

from collections.abc import Container, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import img2pdf
import pikepdf
from pikepdf import Name
from PIL import Image

from docarchive.errors import PageUnreadable
from docarchive.reading.glyphless import add_font
from docarchive.reading.lasting import make_lasting
from docarchive.reading.media import PDF
from docarchive.reading.picture_pdf import picture_pdf
from docarchive.reading.runs import runs
from docarchive.records.conformity import Breach
from docarchive.records.pages import Page

_FONT = Name("/DocarchiveBlank")


def searchable_pdf(
    source: Path, media_type: str, pages: Iterable[Page], target: Path, *, skip: Container[int] = (), megapixels: int = 120
) -> list[Breach]:
    """Writes `target` from the file and what was read of its pages; the same input makes the same bytes.

    Pages of a PDF whose index is in `skip` (those with a good text layer) stay untouched. The rules of PDF/A-2b that
    it breaks: where there are none, it says of itself that it is PDF/A-2b. Raises PageUnreadable (damaged-page when the file
    can't be opened; too-many-pixels when a picture that must be decoded has more `megapixels`).
    """
    draft = target.with_name(f".{target.name}.draft")
    try:
        with TemporaryDirectory(dir=target.parent) as folder, _opened(source, media_type, Path(folder), megapixels) as pdf:
            _unsign(pdf)
            # Before the words are in: they keep the rules, and looking through them would take most of the time.
            broken = make_lasting(pdf)
            font = add_font(pdf)
            for index, (sheet, page) in enumerate(zip(pdf.pages, pages, strict=False)):
                if page.blocks and (media_type != PDF or index not in skip):
                    _write_words(sheet, page, font)
            pdf.save(draft, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        draft.replace(target)
        return broken
    except (pikepdf.PdfError, img2pdf.ImageOpenError, Image.DecompressionBombError, OSError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    finally:
        draft.unlink(missing_ok=True)


def cut_pages(source: Path, indexes: Iterable[int], target: Path) -> None:
    """Writes `target` with these pages of a PDF and nothing of the others: no bookmarks, attachments, forms, or pictures that
    only other pages show. The same input makes the same bytes. Raises PageUnreadable (damaged-page)."""
    draft = target.with_name(f".{target.name}.draft")
    try:
        with pikepdf.open(source) as whole, pikepdf.new() as part:
            whole.remove_unreferenced_resources()
            for index in indexes:
                _alone(whole.pages[index])
                part.pages.append(whole.pages[index])
            part.save(draft, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        draft.replace(target)
    except (pikepdf.PdfError, IndexError, OSError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    finally:
        draft.unlink(missing_ok=True)


def _alone(page: pikepdf.Page) -> None:
    """Takes out what leads from a page to others: threads of articles, and the forms that its fields belong to."""
    if "/B" in page.obj:
        del page.obj["/B"]
    for note in page.obj.get("/Annots", []):
        for key in ("/Parent", "/Popup", "/IRT"):
            if key in note:
                del note[key]


def _opened(source: Path, media_type: str, folder: Path, megapixels: int) -> pikepdf.Pdf:
    return pikepdf.open(source) if media_type == PDF else picture_pdf(source, media_type, folder, megapixels=megapixels)


def _write_words(sheet: pikepdf.Page, page: Page, font: pikepdf.Object) -> None:
    sheet.add_resource(font, Name.Font, _FONT)
    text = "\n".join(runs(page, str(_FONT)))
    across, down = _scale(sheet, page)
    # The page's own content may leave any state behind; what is added must not see it.
    sheet.contents_add(b"q\n", prepend=True)
    view = " ".join(f"{number:g}" for number in _view(sheet, page.turn))
    added = f"\nQ\nq {view} cm {across:.6f} 0 0 {down:.6f} 0 0 cm BT 3 Tr\n{text}\nET Q\n"
    sheet.contents_add(added.encode("ascii"))
    if page.turn:
        sheet.rotate(page.turn, relative=True)


def _edges(sheet: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is shown, in points."""
    media, crop = ([float(edge) for edge in box] for box in (sheet.mediabox, sheet.cropbox))
    low = [max(min(media[n], media[n + 2]), min(crop[n], crop[n + 2])) for n in (0, 1)]
    high = [min(max(media[n], media[n + 2]), max(crop[n], crop[n + 2])) for n in (0, 1)]
    return low[0], low[1], high[0], high[1]


def _view(sheet: pikepdf.Page, turn: int) -> tuple[float, ...]:
    """The matrix from the page as it is seen (origin at the bottom left) to the page as it is written."""
    left, bottom, right, top = _edges(sheet)
    return {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[(sheet.rotation + turn) % 360]


def _scale(sheet: pikepdf.Page, page: Page) -> tuple[float, float]:
    left, bottom, right, top = _edges(sheet)
    wide, high = right - left, top - bottom
    if (sheet.rotation + page.turn) % 180:
        wide, high = high, wide
    return wide / page.width, high / page.height


def _unsign(pdf: pikepdf.Pdf) -> None:
    """Takes the signatures' values out (their look stays): in a copy they could only show as broken."""
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if "/SigFlags" in form:
        del form["/SigFlags"]
    for field in form.get("/Fields", []):
        if field.get("/FT") == Name.Sig and "/V" in field:
            del field["/V"]
