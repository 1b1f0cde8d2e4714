"""Letterhead and close of a recognised page, which Tesseract tends to read straight across both columns.

Only these two are put in order; everything else stays as Tesseract has it. At the close a seal and a signature lie
between the columns and are read as rubbish, so its gutter is searched for, not followed row by row.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from docarchive.reading.order import Band, bands, blocks_of, has_letters, is_form, joined, rows_of, runs
from docarchive.records.pages import Block, Line, Word
from docarchive.records.text import folded

_SURE = 0.4  # words under it have no say in where a gutter runs
_RECIPIENTS = re.compile(r"\W*(?:\w{1,4}\W{0,2})?nhan\W*")  # "Nơi nhận:", however its first word was read
_ABOVE = 2.5  # line heights that the signer's title may stand above "Nơi nhận"
_WIDE = 0.6  # share of the text's width that only body lines have


def in_order(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Tesseract's blocks, with letterhead and close read column by column."""
    close = _close([run for block in blocks for line in block.lines for run in runs(line.words)])
    if close:
        blocks = _put_in(close, blocks, close=True)
    taken = {word for column in close for line in column for word in line.words}
    lines = [left for block in blocks for line in block.lines if (left := [word for word in line.words if word not in taken])]
    sure = [words for line in lines if (words := [word for word in line if _is_sure(word)])]
    for band in bands(rows_of(run for words in sure for run in runs(words))):
        if is_form(band):
            blocks = _put_in(_columns(lines, band), blocks)
    return blocks


def _is_sure(word: Word) -> bool:
    return word.confidence >= _SURE and (has_letters(word) or word.text in "-–")


def _columns(lines: Sequence[Sequence[Word]], band: Band) -> tuple[list[Line], list[Line]]:
    """All words at the band's height, sure or not, on their side of its gutter: what is written by hand belongs to its row."""
    gutter, height = (band.left + band.right) / 2, band.box
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in lines:
        inside = [word for word in line if height.top <= (word.box.top + word.box.bottom) / 2 <= height.bottom]
        for right in (False, True):
            words = tuple(word for word in inside if (word.box.left + word.box.right >= 2 * gutter) == right)
            if words:
                sides[right].extend(runs(words))
    return _rows(sides[0]), _rows(sides[1])


def _rows(pieces: Sequence[Line]) -> list[Line]:
    """The lines of one column; pieces of one height are one line."""
    return [joined(row) for row in rows_of(pieces)]


def _close(pieces: Sequence[Line]) -> tuple[list[Line], ...]:
    """The runs of the close's two columns; nothing where no "Nơi nhận" stands in the left part of the page."""
    left_edge, right_edge = _edges(pieces)
    wide = right_edge - left_edge
    left = [piece for piece in pieces if piece.box.left < left_edge + 0.4 * wide]
    found = next((piece for piece in reversed(left) if _is_anchor(piece)), None) or _before_recipients(left, pieces, wide)
    if found is None:
        return ()
    anchor = found.box
    height = median(piece.box.height for piece in pieces)
    below = [piece for piece in pieces if piece.box.top > anchor.bottom and piece.box.width > _WIDE * wide]
    end = min((piece.box.top for piece in below), default=1 << 30)
    region = [
        piece
        for piece in pieces
        if piece.box.bottom <= end
        and (piece.box.top >= anchor.top - 0.5 * height or _is_title(piece, anchor.right, anchor.top - _ABOVE * height))
    ]
    gutter = _gutter(region, anchor.right)
    if gutter is None:
        return ()
    columns: tuple[list[Line], list[Line]] = ([], [])
    for piece in sorted(region, key=lambda piece: (piece.box.top, piece.box.left)):
        columns[_middle(piece) >= gutter].append(piece)
    return _rows(columns[0]), _rows(columns[1])


def _edges(pieces: Sequence[Line]) -> tuple[int, int]:
    boxes = [piece.box for piece in pieces]
    return min((box.left for box in boxes), default=0), max((box.right for box in boxes), default=0)


def _is_anchor(piece: Line) -> bool:
    return len(piece.words) <= 3 and _RECIPIENTS.fullmatch(folded(piece.text)) is not None


def _before_recipients(left: Sequence[Line], pieces: Sequence[Line], wide: int) -> Line | None:
    """What stands for a "Nơi nhận" that was misread: the short run over a list of short dashes, a title in capitals beside it."""
    dashes = [piece for piece in left if piece.text.startswith(("-", "–")) and piece.box.width < 0.5 * wide]
    first = next((one for one, other in pairwise(dashes) if 0 < other.box.top - one.box.top < 3 * one.box.height), None)
    if first is None:
        return None
    near = 2.5 * first.box.height
    over = [piece for piece in left if 0 < first.box.top - piece.box.top < near and len(piece.words) <= 4]
    anchor = max(over, key=lambda piece: piece.box.top, default=first)
    titled = any(_is_title(piece, first.box.left + wide // 3, anchor.box.top - round(near)) for piece in pieces)
    return anchor if titled and abs(anchor.box.left - first.box.left) < 0.05 * wide else None


def _is_title(piece: Line, right_of: int, below: float) -> bool:
    return piece.box.left > right_of and piece.box.top >= below and piece.text.isupper()


def _middle(piece: Line) -> float:
    return (piece.box.left + piece.box.right) / 2


def _gutter(region: Sequence[Line], right_of: int) -> int | None:
    """Where the right column begins: the start of a run with the widest blank strip before it; None without a second column."""
    sure = [piece for piece in region if any(_is_sure(word) and word.text.isalnum() for word in piece.words)]
    starts = {piece.box.left for piece in sure if piece.box.left > right_of}

    def strip(start: int) -> int:
        return start - max((piece.box.right for piece in sure if _middle(piece) < start), default=0)

    return max(starts, key=strip, default=None)


def _put_in(columns: tuple[list[Line], ...], blocks: tuple[Block, ...], *, close: bool = False) -> tuple[Block, ...]:
    """The blocks with the words of the columns taken out and the columns put in, in turn: a close after all that stands
    above it, a letterhead in the place of its first word."""
    mine = {word for column in columns for run in column for word in run.words}
    ready = [block for column in columns for block in blocks_of(column)]
    top = min(block.box.top for block in ready)
    kept: list[Block] = []
    place = None
    for block in blocks:
        lines = tuple(_without(mine, block))
        if place is None and sum(len(line.words) for line in lines) < sum(len(line.words) for line in block.lines):
            place = len(kept)
        if lines:
            kept.append(Block(lines))
        if close and lines and kept[-1].box.top + kept[-1].box.bottom < 2 * top:
            place = len(kept)
    return (*kept[:place], *ready, *kept[place:])


def _without(words: set[Word], block: Block) -> Iterator[Line]:
    for line in block.lines:
        left = tuple(word for word in line.words if word not in words)
        if left:
            yield Line(left)
