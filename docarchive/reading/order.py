"""Reading order: words to rows, rows to blocks, and the two-column letterhead and close of an official page column by column.

Decree 30/2020 sets body's name and number left, motto and date right; at the end "Nơi nhận" left, the signature right.
The row with number and date is read after both columns of the letterhead, as people copy such a page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from docarchive.records.pages import Block, Box, Line, Word, around
from docarchive.records.text import folded

_WIDE_GAP = 1.6  # line heights between two words that don't belong to one run of text
_MOTTO_GAP = 0.6  # the same before the nation's name or the motto, which often stand close to the issuer
_MOTTO_STARTS = ("cong hoa", "doc lap", "dang cong")
_MOTTO = ("cong hoa xa hoi", "doc lap", "dang cong san", "hanh phuc")
_CLOSE = ("noi nhan",)
_NUMBER = re.compile(r"so\s*[:.;]|so.{0,8}/|/[a-z]{2}")  # "Số: 12/QĐ-UBND", folded; not "SỞ NỘI VỤ"
_LOOSE = 1.3  # times the usual gap between lines: a new paragraph
_TALL = 2.5  # times the usual height: no word, and it would chain rows


def words_of(text: str, box: Box, confidence: float) -> Iterator[Word]:
    """The words of a cleaned run of text, each with its share of `box`; blanks inside it part words."""
    unit = box.width / max(len(text), 1)
    end = 0
    for part in text.split():
        start = text.index(part, end)
        end = start + len(part)
        yield Word(part, Box(box.left + round(start * unit), box.top, box.left + round(end * unit), box.bottom), confidence)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows that share a gutter: the blank strip between `left` and `right` that no text crosses."""

    rows: list[list[Line]]
    left: int
    right: int

    @property
    def box(self) -> Box:
        """Around all its runs."""
        return around(run.box for row in self.rows for run in row)

    def side(self, *, right: bool) -> list[Line]:
        """The runs left or right of the gutter, from top to bottom."""
        return [run for row in self.rows for run in row if (run.box.left >= self.right) == right]

    @property
    def text(self) -> str:
        """All its words, folded."""
        return folded(" ".join(run.text for row in self.rows for run in row))


def rows_of(pieces: Iterable[Line]) -> list[list[Line]]:
    """Pieces of lines that lie anywhere as rows from top to bottom, each its runs from left to right, parted by wide gaps."""
    ordered = sorted(pieces, key=lambda piece: (piece.box.top + piece.box.bottom, piece.box.left))
    tall = _TALL * median(piece.box.height for piece in ordered) if ordered else 0
    rows: list[list[Line]] = []
    for piece in ordered:
        home = next((row for row in reversed(rows[-4:]) if _belongs(piece.box, row, tall)), None)
        if home is None:
            rows.append([piece])
        else:
            home.append(piece)
    return [list(runs(sorted((word for piece in row for word in piece.words), key=lambda word: word.box.left))) for row in rows]


def _belongs(box: Box, row: list[Line], tall: float) -> bool:
    last = row[-1].box
    shared = min(last.bottom, box.bottom) - max(last.top, box.top)
    if shared <= 0.5 * min(last.height, box.height) or max(last.height, box.height) >= tall:
        return False
    # What stands over or under a piece of the row is another row, however close the two columns' lines lie.
    return not any(_covers(piece.box, box) for piece in row)


def _covers(one: Box, other: Box) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0.5 * min(one.width, other.width)


def runs(words: Sequence[Word]) -> Iterator[Line]:
    """The words of one row, from left to right, cut at wide gaps and before the nation's name."""
    height = max(median(word.box.height for word in words), 1)
    start = 0
    for number, (one, other) in enumerate(pairwise(words), 1):
        gap = (other.box.left - one.box.right) / height
        if gap > _WIDE_GAP or ((gap > _MOTTO_GAP or not has_letters(one)) and _starts_motto(words[number : number + 2])):
            yield Line(tuple(words[start:number]))
            start = number
    yield Line(tuple(words[start:]))


def has_letters(word: Word) -> bool:
    return any(letter.isalnum() for letter in word.text)


def _starts_motto(words: Sequence[Word]) -> bool:
    # "độc lập" in the middle of a sentence is no motto.
    return words[0].text[:1].isupper() and folded(" ".join(word.text for word in words)).startswith(_MOTTO_STARTS)


def _is_number_row(row: list[Line]) -> bool:
    # A line that goes on in small letters ("số. Tỷ lệ văn bản") is the middle of a sentence.
    first = row[0].text
    return len(row) > 1 and not first[0].islower() and _NUMBER.match(folded(first)) is not None


def bands(rows: list[list[Line]]) -> Iterator[Band]:
    """Rows from top to bottom in runs that share a gutter; a row without one is a band of its own (left == right)."""
    current: Band | None = None
    for row in rows:
        if current and not _is_number_row(row) and (grown := _grown(current, row)):
            current = grown
            continue
        if current:
            yield current
        current = _opened(row)
    if current:
        yield current


def _opened(row: list[Line]) -> Band:
    if len(row) != 2 and not _is_number_row(row):
        return Band([row], 0, 0)
    # "Số:", a number written by hand, "/QĐ-UBND": the gap to the date is wider.
    left, right = max(pairwise(row), key=lambda two: two[1].box.left - two[0].box.right)
    return Band([row], left.box.right, right.box.left)


def _grown(band: Band, row: list[Line]) -> Band | None:
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
    return Band([*band.rows, row], left, right)


def _in_columns(band: Band) -> bool:
    """Whether a band reads column by column: letterhead, close, or the full lines of a two-column body; tables read by rows."""
    if band.left == band.right or len(band.rows) == 1:
        return False
    return is_form(band) or all(_is_body(band.side(right=side)) for side in (False, True))


def is_form(band: Band) -> bool:
    """Whether a band is the letterhead or the close of an official page."""
    if band.left == band.right:
        return False
    if _is_number_row(band.rows[0]):
        return True
    if len(band.rows) == 1:
        return False
    if any(mark in band.text for mark in (*_MOTTO, *_CLOSE)):
        return True
    dashes = sum(run.text.startswith(("-", "–")) for run in band.side(right=False))
    return dashes >= 2 and any(run.text.isupper() for run in band.side(right=True))


def _is_body(column: list[Line]) -> bool:
    if len(column) < 6:
        return False
    widest = max(run.box.width for run in column)
    return median(run.box.width for run in column) > 0.8 * widest


def arranged(words: Iterable[Word]) -> tuple[Block, ...]:
    """Blocks in reading order from words in any order (a text layer's)."""
    lines: list[list[Line]] = []
    for band in bands(rows_of(Line((word,)) for word in words)):
        if _in_columns(band):
            lines += [band.side(right=False), band.side(right=True)]
        else:
            lines.append([joined(row) for row in band.rows])
    return tuple(block for column in lines for block in blocks_of(column))


def joined(row: Sequence[Line]) -> Line:
    """The runs of one row as one line."""
    return Line(tuple(word for run in row for word in run.words))


def blocks_of(lines: Sequence[Line]) -> Iterator[Block]:
    """Lines of one column in blocks, parted where a gap is wider than a line is high and than gaps usually are."""
    gaps = [other.box.top - one.box.bottom for one, other in pairwise(lines)]
    usual = _LOOSE * median(gaps) if len(gaps) > 2 else 0
    start = 0
    for number, gap in enumerate(gaps, 1):
        if gap > max(lines[number - 1].box.height, lines[number].box.height, usual):
            yield Block(tuple(lines[start:number]))
            start = number
    if lines:
        yield Block(tuple(lines[start:]))
