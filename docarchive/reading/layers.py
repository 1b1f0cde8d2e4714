"""Text layers: whether a PDF page's own text may be believed, and its words with boxes.

An e-signed scan carries the visible stamp of its signature as text (78–203 characters), old fonts carry letters that
mean others, so "has text" says nothing; the text itself is judged.
"""

import struct
import zlib
from contextlib import closing
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from docarchive.errors import PageUnreadable
from docarchive.reading.order import words_of
from docarchive.reading.raster import pdf_document, scan_dpi
from docarchive.reading.syllables import Measure, measure
from docarchive.records.pages import Box, Word
from docarchive.records.text import clean

VERSION = f"pdfplumber {pdfplumber.__version__}"

# The gate (measured on born-digital, TCVN3, stripped and shifted layers, which score .99, .27, .70, .11 in syllables).
_TOKENS, _TOKENS_DRAWN = 20, 3
_SYLLABLES, _SYLLABLES_OVER_SCAN = 0.85, 0.90
_MARKED, _BROKEN = 0.15, 0.01

# What pdfminer raises on broken files besides its own errors.
_BROKEN_FILE = (
    PDFException,
    PSException,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    OSError,
    struct.error,
    zlib.error,
)


def layer_text(path: Path, index: int, megapixels: int) -> tuple[str, bool]:
    """The page's text layer, cleaned, and whether it lies over a scan. Raises PageUnreadable (damaged-page, too-many-pixels)."""
    with pdf_document(path) as document:
        try:
            page = document[index]
            over_scan = scan_dpi(page, megapixels) > 0
            with closing(page.get_textpage()) as layer:
                return clean(layer.get_text_bounded()), over_scan
        except (pdfium.PdfiumError, IndexError) as error:
            raise PageUnreadable("damaged-page", str(error)) from None


def believable(found: Measure, *, over_scan: bool) -> bool:
    """Whether a text layer of this measure is the page's text; over a scan it must be longer and read better."""
    return (
        found.tokens >= (_TOKENS if over_scan else _TOKENS_DRAWN)
        and found.syllables >= (_SYLLABLES_OVER_SCAN if over_scan else _SYLLABLES)
        and found.marked >= _MARKED
        and found.broken < _BROKEN
    )


def believed(path: Path, index: int, megapixels: int) -> bool:
    """Whether page `index` has a text layer that may be taken as it is."""
    text, over_scan = layer_text(path, index, megapixels)
    return believable(measure(text), over_scan=over_scan)


def layer_words(path: Path, index: int, dpi: int, size: tuple[int, int]) -> list[Word]:
    """The layer's words with boxes in pixels at `dpi` on a raster of `size`; none where pdfplumber can't read the page."""
    try:
        with pdfplumber.open(path, pages=[index + 1]) as pdf:
            page = pdf.pages[0]
            origin, raw = page.cropbox, page.extract_words()
    except _BROKEN_FILE:
        return []
    words: list[Word] = []
    for word in raw:
        box = _box(word, origin, dpi / 72, size)
        if box:
            words += words_of(clean(word["text"]), box, 1.0)
    return words


def _box(word: dict[str, float], origin: tuple[float, ...], scale: float, size: tuple[int, int]) -> Box | None:
    left, right = ((word[edge] - origin[0]) * scale for edge in ("x0", "x1"))
    top, bottom = ((word[edge] - origin[1]) * scale for edge in ("top", "bottom"))
    edges = (max(0, round(left)), max(0, round(top)), min(size[0], round(right)), min(size[1], round(bottom)))
    return Box(*edges) if edges[2] > edges[0] and edges[3] > edges[1] else None
