"""What lies on a PDF page instead of in it, and pages that lie turned: one-page copies made ready for reading.

Number and date of an e-signed document often lie in annotations, which neither pdfium nor pdfplumber sees: they are
drawn into a copy of the page, never the original. The visible stamp of a signature ("Ký bởi …") is shown, not read.
"""

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium

from docarchive.errors import PageUnreadable
from docarchive.reading.raster import pdf_document
from docarchive.records.text import clean, folded

_DRAWN_ON = {"/Widget", "/FreeText", "/Stamp"}
# Folded: "ký" is "ki" there.
_STAMP = re.compile(r"ki boi|nguoi ki|(?:thoi gian|ngay|gio) ki|signed by|\+07[:']?00")
_UNFIT = (pikepdf.PdfError, pikepdf.DependencyError, PageUnreadable, TypeError, ValueError, LookupError, AttributeError, OSError)


@dataclass(frozen=True, slots=True)
class ReadyPage:
    """Page `index` of two files: `shown` as people see it, `read` without the stamps of signatures; mostly one and the same."""

    shown: Path
    read: Path
    index: int


def ready_page(path: Path, index: int, folder: Path) -> ReadyPage:
    """The page as it lies, or upright copies of it in `folder` where annotations are to be drawn into it or it is turned
    (pdfplumber places words wrongly on cut and turned pages). A page that pikepdf can't handle stays as it lies."""
    try:
        with pikepdf.open(path) as pdf:
            page = pdf.pages[index]
            notes = [number for number, note in enumerate(page.get("/Annots", [])) if _is_drawn_on(note)]
            signed = [number for number in notes if _is_signature(page.obj.Annots[number])]
            if not notes and page.rotation % 360 == 0:
                return ReadyPage(path, path, index)
        shown = _copied(path, index, folder / "shown.pdf", leave=set())
        stamps = {number for number in signed if _is_stamp(path, index, number, folder)}
        read = _copied(path, index, folder / "read.pdf", leave=stamps) if stamps else shown
    except _UNFIT:
        return ReadyPage(path, path, index)
    return ReadyPage(shown, read, 0)


def _is_drawn_on(note: pikepdf.Object) -> bool:
    return str(note.get("/Subtype", "")) in _DRAWN_ON and "/AP" in note


def _is_signature(note: pikepdf.Object) -> bool:
    kind = note.get("/FT", note.get("/Parent", pikepdf.Dictionary()).get("/FT", ""))
    return str(kind) == "/Sig"


def _copied(path: Path, index: int, target: Path, *, leave: set[int], bare: bool = False) -> Path:
    """A one-page copy, upright, with all annotations but those to `leave` drawn in; `bare` takes its own content away."""
    with pikepdf.open(path) as pdf:
        page = pdf.pages[index]
        notes = list(page.get("/Annots", []))
        page.obj.Annots = pikepdf.Array([note for number, note in enumerate(notes) if number not in leave])
        if bare:
            page.obj.Contents = pdf.make_stream(b"")
        if notes:
            pdf.flatten_annotations("all")
        single = pikepdf.new()
        single.pages.append(page)
        _set_upright(single.pages[0])
        single.save(target)
    return target


def _is_stamp(path: Path, index: int, number: int, folder: Path) -> bool:
    """Whether a signature's look says who signed when: such a stamp isn't text of the page, a number set by a signature is."""
    with pikepdf.open(path) as pdf:
        others = set(range(len(pdf.pages[index].get("/Annots", [])))) - {number}
    alone = _copied(path, index, folder / "stamp.pdf", leave=others, bare=True)
    with pdf_document(alone) as document:
        try:
            with closing(document[0].get_textpage()) as layer:
                text = layer.get_text_bounded()
        except pdfium.PdfiumError:
            return False
    return _STAMP.search(folded(clean(text))) is not None


def _set_upright(page: pikepdf.Page) -> None:
    """Turns the content instead of the view, so that the view stays as it was."""
    turn = page.rotation % 360
    if turn == 0:
        return
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    wide, high = right - left, top - bottom
    matrix = {
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }[turn]
    page.contents_add(f"q {' '.join(f'{number:.6f}' for number in matrix)} cm\n".encode(), prepend=True)
    page.contents_add(b"\nQ")
    size = (high, wide) if turn in (90, 270) else (wide, high)
    page.obj.MediaBox = page.obj.CropBox = pikepdf.Array([0, 0, *size])
    page.obj.Rotate = 0
