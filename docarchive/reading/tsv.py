"""Tesseract's table of words (TSV), as both of its ways give it, in our form."""

import math
from collections.abc import Iterable
from itertools import groupby

from docarchive.reading.order import words_of
from docarchive.records.pages import Block, Box, Line, Word
from docarchive.records.text import clean

_COLUMNS = 12
_WORD = "5"  # the level of a row that tells of a word


def blocks_of_table(lines: Iterable[str]) -> tuple[Block, ...]:
    """The blocks as Tesseract parts and orders them, boxes in the image's pixels; `lines` without the head.

    Rows come as level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
    Raises ValueError where they don't.
    """
    rows = [line.split("\t", _COLUMNS - 1) for line in lines if line]
    if any(len(row) != _COLUMNS for row in rows):
        raise ValueError("a row of the table of words is short")
    blocks = []
    for _, paragraph in groupby((row for row in rows if row[0] == _WORD), key=lambda row: row[2:4]):
        read = [Line(words) for _, line in groupby(paragraph, key=lambda row: row[4]) if (words := tuple(_words(line)))]
        if read:
            blocks.append(Block(tuple(read)))
    return tuple(blocks)


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
