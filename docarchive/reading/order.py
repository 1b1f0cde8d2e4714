"""Reading order: words to rows, rows to blocks, and the two-column letterhead and close of an official page column by column.

Decree 30/2020 sets body's name and number left, motto and date right; at the end "Nơi nhận" left, the signature right.
The row with number and date is read after both columns of the letterhead, as people copy such a page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from docarchive.records.pages import Block, Box, Line, Word
from docarchive.records.text import folded

_WIDE_GAP = 1.6  # line heights between two words that don't belong to one run of text
_MOTTO = ("cong hoa xa hoi", "doc lap", "dang cong san", "hanh phuc")
_CLOSE = ("noi nhan",)


def words_of(text: str, box: Box, confidence: float) -> Iterator[Word]:
    """The words of a cleaned run of text, each with its share of `box`; blanks inside it part words."""
    unit = box.width / max(len(text), 1)
    end = 0
    for part in text.split():
        start = text.index(part, end)
        end = start + len(part)
        yield Word(part, Box(box.left + round(start * unit), box.top, box.left + round(end * unit), box.bottom), confidence)


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows that share a gutter: the blank strip between `left` and `right` that no text crosses."""

    rows: list[list[Line]]
    left: int
    right: int

    def side(self, *, right: bool) -> list[Line]:
        return [run for row in self.rows for run in row if (run.box.left >= self.right) == right]

    @property
    def text(self) -> str:
        return folded(" ".join(run.text for row in self.rows for run in row))


def rows_of(words: Iterable[Word]) -> list[list[Line]]:
    """Words that lie anywhere as rows from top to bottom, each a list of runs from left to right parted by wide gaps."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.top + word.box.bottom, word.box.left)):
        home = next((row for row in reversed(rows[-4:]) if _same_row(row[-1].box, word.box)), None)
        if home is None:
            rows.append([word])
        else:
            home.append(word)
    return [list(runs(sorted(row, key=lambda word: word.box.left))) for row in rows]


def _same_row(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height)


def runs(words: Sequence[Word]) -> Iterator[Line]:
    """The words of one row, from left to right, cut at wide gaps."""
    limit = _WIDE_GAP * median(word.box.height for word in words)
    start = 0
    for number, (one, other) in enumerate(pairwise(words), 1):
        if other.box.left - one.box.right > limit:
            yield Line(tuple(words[start:number]))
            start = number
    yield Line(tuple(words[start:]))


def _is_number_row(row: list[Line]) -> bool:
    left, right = folded(row[0].text), folded(row[-1].text)
    return len(row) > 1 and left.startswith("so") and ("ngay" in right or "thang" in right)


def bands(rows: list[list[Line]]) -> Iterator[_Band]:
    """Rows from top to bottom in runs that share a gutter; a row without one is a band of its own (left == right)."""
    current: _Band | None = None
    for row in rows:
        if current and not _is_number_row(row) and (grown := _grown(current, row)):
            current = grown
            continue
        if current:
            yield current
        current = _opened(row)
    if current:
        yield current


def _opened(row: list[Line]) -> _Band:
    if len(row) != 2:
        return _Band([row], 0, 0)
    return _Band([row], row[0].box.right, row[1].box.left)


def _grown(band: _Band, row: list[Line]) -> _Band | None:
    """The band with one row more, or None where the row crosses the gutter or stands too far below."""
    if band.left == band.right:
        return None
    height = median(run.box.height for run in row)
    left, right = band.left, band.right
    for run in row:
        if run.box.left + run.box.right < left + right:
            left = max(left, run.box.right)
        else:
            right = min(right, run.box.left)
    far = row[0].box.top - max(run.box.bottom for run in band.rows[-1]) > 2 * height
    only_left = row[-1].box.right <= left
    if right - left < 0.5 * height or (far and only_left):
        return None
    return _Band([*band.rows, row], left, right)


def _in_columns(band: _Band) -> bool:
    """Whether a band reads column by column: letterhead, close, or the full lines of a two-column body; tables read by rows."""
    if band.left == band.right or len(band.rows) == 1:
        return False
    if any(mark in band.text for mark in (*_MOTTO, *_CLOSE)):
        return True
    return all(_is_body(band.side(right=side)) for side in (False, True))


def _is_body(column: list[Line]) -> bool:
    if len(column) < 6:
        return False
    widest = max(run.box.width for run in column)
    return median(run.box.width for run in column) > 0.8 * widest


def arranged(words: Iterable[Word]) -> tuple[Block, ...]:
    """Blocks in reading order from words in any order (a text layer's)."""
    lines: list[list[Line]] = []
    for band in bands(rows_of(words)):
        if _in_columns(band):
            lines += [band.side(right=False), band.side(right=True)]
        else:
            lines.append([_joined(row) for row in band.rows])
    return tuple(block for column in lines for block in blocks_of(column))


def in_order(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Tesseract's blocks with the rows that ran across letterhead or close taken apart and read column by column."""
    return blocks


def _joined(row: list[Line]) -> Line:
    return Line(tuple(word for run in row for word in run.words))


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """Lines of one column in blocks, parted where the gap between two lines is wider than a line is high."""
    start = 0
    for number, (one, other) in enumerate(pairwise(lines), 1):
        if other.box.top - one.box.bottom > max(one.box.height, other.box.height):
            yield Block(tuple(lines[start:number]))
            start = number
    if lines:
        yield Block(tuple(lines[start:]))
