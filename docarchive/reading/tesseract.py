"""The one wrapper of Tesseract: one call a page, on a file, with one thread; its words in our form, its failures in our codes.

Kept safe by the child process around it: limits on time and memory hold for the engine too, and a crash is a failed page.
"""

import math
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import pytesseract

from docarchive.errors import PageUnreadable
from docarchive.reading.order import words_of
from docarchive.records.pages import Block, Box, Line, Word
from docarchive.records.text import clean

# `vie` alone reads office pages better than `vie+eng`, and a fifth cheaper.
LANGUAGE = "vie"
_COLUMNS = 12
_MEMORY_WORDS = ("bad_alloc", "out of memory", "cannot allocate")
_MISSING_WORDS = ("error opening data file", "failed loading language", "couldn't load any languages")


def version() -> str:
    """Engine and language, for instance "5.3.0 vie". Raises PageUnreadable (engine-missing)."""
    try:
        return f"{pytesseract.get_tesseract_version(cached=True)} {LANGUAGE}"
    except (pytesseract.TesseractNotFoundError, SystemExit):
        raise PageUnreadable("engine-missing", "no tesseract on the path") from None


def recognise(image: Path, *, dpi: int, psm: int = 3) -> tuple[Block, ...]:
    """Blocks as Tesseract parts and orders them, boxes in the image's pixels.

    Raises PageUnreadable (engine-missing, engine-crashed, too-much-memory).
    """
    version()
    try:
        table = pytesseract.image_to_data(str(image), lang=LANGUAGE, config=f"--psm {psm} --dpi {dpi}")
        return tuple(_blocks(_rows(table)))
    except pytesseract.TesseractNotFoundError:
        raise PageUnreadable("engine-missing", "no tesseract on the path") from None
    except pytesseract.TesseractError as error:
        raise PageUnreadable(_code(error.message), f"exit {error.status}: {error.message[-300:]}") from None
    except (ValueError, OSError) as error:
        raise PageUnreadable("engine-crashed", f"unusable output: {error}") from None


def upside(image: Path) -> int:
    """Degrees clockwise (0, 90, 180, 270) that would put the page upright; 0 where Tesseract can't tell."""
    try:
        found = pytesseract.image_to_osd(str(image), output_type=pytesseract.Output.DICT)
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, ValueError, KeyError, OSError):
        return 0
    return int(found.get("rotate", 0)) % 360


def _code(message: str) -> str:
    message = message.lower()
    if any(word in message for word in _MEMORY_WORDS):
        return "too-much-memory"
    return "engine-missing" if any(word in message for word in _MISSING_WORDS) else "engine-crashed"


def _rows(table: str) -> list[list[str]]:
    head, *lines = table.splitlines() or [""]
    if len(head.split("\t")) != _COLUMNS:
        raise ValueError("not a table of words")
    rows = [line.split("\t", _COLUMNS - 1) for line in lines if line]
    if any(len(row) != _COLUMNS for row in rows):
        raise ValueError("a row of the table of words is short")
    return [row for row in rows if row[0] == "5"]


def _blocks(rows: list[list[str]]) -> list[Block]:
    """Rows come as level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    blocks = []
    for _, paragraph in groupby(rows, key=lambda row: row[2:4]):
        lines = [Line(words) for _, line in groupby(paragraph, key=lambda row: row[4]) if (words := tuple(_words(line)))]
        if lines:
            blocks.append(Block(tuple(lines)))
    return blocks


def _words(rows: Iterable[list[str]]) -> list[Word]:
    words: list[Word] = []
    for row in rows:
        left, top, width, height = map(int, row[6:10])
        sure = float(row[10])
        if not math.isfinite(sure):
            raise ValueError("a confidence that is no number")
        box = Box(left, top, left + width, top + height)
        words += words_of(clean(row[11]), box, min(max(sure / 100, 0.0), 1.0))
    return words
