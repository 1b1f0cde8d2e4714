"""Text layers: whether a PDF page's own text may be believed, and its words with boxes.

An e-signed scan carries the visible stamp of its signature as text (78–203 characters), old fonts carry letters that
mean others, so "has text" says nothing; the text itself is judged.
"""

import struct
import zlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from docarchive.errors import PageUnreadable
from docarchive.reading.legacy import SUBSET, decoded, decoders, may_be_legacy
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
    """Whether page `index` has a text layer that may be taken, as it is or out of the fonts of before Unicode."""
    text, over_scan = layer_text(path, index, megapixels)
    found = measure(text)
    if believable(found, over_scan=over_scan):
        return True
    if found.tokens < _TOKENS or found.broken >= _BROKEN or not may_be_legacy(text):
        return False
    words = _words(path, index)[0]
    return believable(measure(" ".join(word["text"] for word in words)), over_scan=over_scan)


@dataclass(frozen=True, slots=True)
class Layer:
    """The words of a page's text layer; `decoded` when some were in codes of before Unicode, which the file still has."""

    words: list[Word]
    decoded: bool


def layer_of(path: Path, index: int, dpi: int, size: tuple[int, int]) -> Layer:
    """The layer's words with boxes in pixels at `dpi` on a raster of `size`; none where pdfplumber can't read the page."""
    raw, origin, legacy = _words(path, index)
    words: list[Word] = []
    for word in raw:
        box = _box(word, origin, dpi / 72, size)
        if box:
            words += words_of(clean(word["text"]), box, 1.0)
    return Layer(words, legacy)


def _words(path: Path, index: int) -> tuple[list[dict[str, Any]], tuple[float, ...], bool]:
    """pdfplumber's words of a page in Unicode, the corner that their places are counted from, and whether they were decoded."""
    try:
        with pdfplumber.open(path, pages=[index + 1]) as pdf:
            page = pdf.pages[0]
            words, origin = page.extract_words(return_chars=True), page.cropbox
    except _BROKEN_FILE:
        return [], (0.0, 0.0), False
    encodings = decoders(_by_font(words))
    if encodings:
        for word in words:
            word["text"] = decoded(((_font(char), char["text"]) for char in word["chars"]), encodings)
    return words, origin, bool(encodings)


def _by_font(words: Iterable[dict[str, Any]]) -> dict[str, str]:
    """All that a page has in each font, words apart."""
    texts: dict[str, list[str]] = {}
    for word in words:
        for font, chars in groupby(word["chars"], key=_font):
            texts.setdefault(font, []).append("".join(char["text"] for char in chars))
    return {font: " ".join(parts) for font, parts in texts.items()}


def _font(char: dict[str, Any]) -> str:
    return SUBSET.sub("", str(char["fontname"]))


def _box(word: dict[str, Any], origin: tuple[float, ...], scale: float, size: tuple[int, int]) -> Box | None:
    left, right = ((word[edge] - origin[0]) * scale for edge in ("x0", "x1"))
    top, bottom = ((word[edge] - origin[1]) * scale for edge in ("top", "bottom"))
    edges = (max(0, round(left)), max(0, round(top)), min(size[0], round(right)), min(size[1], round(bottom)))
    return Box(*edges) if edges[2] > edges[0] and edges[3] > edges[1] else None
