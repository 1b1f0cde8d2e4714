"""Runs of words that stand together on a line: what the two columns of a letterhead are told apart by."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

from docarchive.records.pages import Box, Line, Page, Word, around
from docarchive.records.text import folded

_BULLETS = set("-–—_~+•*/:")
_COLUMN_GAP = 1.25  # in heights of the line; blanks of justified text stay below


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one line of page `page` (from 1), at least one, with nothing but blanks between them."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        """The words joined by a blank."""
        return " ".join(word.text for word in self.words)

    @property
    def folded(self) -> str:
        """`text` without marks and capitals, offsets kept."""
        return folded(self.text)

    @property
    def box(self) -> Box:
        """Around the words."""
        return around(word.box for word in self.words)

    @property
    def middle(self) -> float:
        """The centre from left to right, in pixels."""
        return (self.box.left + self.box.right) / 2

    @property
    def height(self) -> float:
        """The usual height of its words, in pixels: a dash or a speck doesn't count for much."""
        return median(word.box.height for word in self.words)

    @property
    def confidence(self) -> float:
        """Mean over the words by their letters, 0–1."""
        letters = sum(len(word.text) for word in self.words)
        return sum(len(word.text) * word.confidence for word in self.words) / letters

    @property
    def capitals(self) -> bool:
        """Whether nearly all of its letters are capitals, and there are two or more."""
        letters = [sign for sign in self.text if sign.isalpha()]
        return len(letters) > 1 and sum(sign.isupper() for sign in letters) >= 0.85 * len(letters)

    def starts(self) -> list[int]:
        """Where each word begins in `text`."""
        return [0, *accumulate(len(word.text) + 1 for word in self.words[:-1])]

    def cut(self, start: int, end: int, starts: Sequence[int] = ()) -> "Span | None":
        """The words that the characters `start`–`end` of `text` touch; None where they touch none.

        `starts` is what `starts()` gives, for who cuts a long span many times.
        """
        begins = starts or self.starts()
        near = slice(max(0, bisect_right(begins, start) - 1), bisect_left(begins, end))
        kept = tuple(word for word, at in zip(self.words[near], begins[near], strict=True) if start < at + len(word.text))
        return Span(kept, self.page) if kept else None

    def divided(self, index: int) -> tuple["Span", "Span"]:
        """The words before the `index`-th and those from it on; both parts must have words."""
        return Span(self.words[:index], self.page), Span(self.words[index:], self.page)


def of_page(page: Page, number: int) -> list[Span]:
    """Every span of the page from top to bottom, lines split where a gap is wider than a blank can be, specks left out."""
    usual = median([word.box.height for word in page.words] or [0])
    lines = (tuple(word for word in line.words if not _is_speck(word, usual)) for line in page.lines)
    return downwards(span for words in lines if words for span in _split(Line(words), number))


def downwards(spans: Iterable[Span]) -> list[Span]:
    """From top to bottom, on one height from left to right."""
    return sorted(spans, key=lambda span: (span.box.top + span.box.bottom, span.box.left))


def rows(column: Iterable[Span]) -> list[Span]:
    """The spans of one column as whole rows: the gap left for a hand to write in (Số:   /QĐ-…) doesn't part them."""
    found: list[list[Span]] = []
    for span in downwards(column):
        if found and _on_one_row(found[-1][-1], span):
            found[-1].append(span)
        else:
            found.append([span])
    return [together(sorted(row, key=lambda span: span.box.left)) for row in found]


def _on_one_row(one: Span, other: Span) -> bool:
    shared = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    apart = one.box.right <= other.box.left or other.box.right <= one.box.left
    return apart and shared > 0.6 * min(one.box.height, other.box.height)


def _is_speck(word: Word, usual: float) -> bool:
    """Dirt or a piece of a seal that was taken for a letter: far too low, or a lone sign hardly read."""
    alphanumeric = any(map(str.isalnum, word.text))
    return word.box.height < 0.35 * usual if alphanumeric else word.confidence < 0.9 and word.text not in _BULLETS


def _split(line: Line, number: int) -> Iterator[Span]:
    for words in _heights(line):
        yield from _at_gaps(words, number)


def _heights(line: Line) -> list[list[Word]]:
    """The words of the line from left to right, by height where the engine ran two tight lines together."""
    found: list[list[Word]] = []
    for word in sorted(line.words, key=lambda word: word.box.left):
        row = next((row for row in found if _goes_on(row[-1].box, word.box)), None)
        if row is None:
            found.append([word])
        else:
            row.append(word)
    return found


def _goes_on(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return 2 * shared >= min(one.height, other.height)


def _at_gaps(words: Sequence[Word], number: int) -> Iterator[Span]:
    widest = _COLUMN_GAP * median(word.box.height for word in words)
    begin = 0
    for index, (one, other) in enumerate(pairwise(words), start=1):
        if other.box.left - one.box.right > widest:
            yield Span(tuple(words[begin:index]), number)
            begin = index
    yield Span(tuple(words[begin:]), number)


def together(spans: Iterable[Span]) -> Span:
    """The words of several spans of one page as one, in the order given. Raises ValueError when there are none."""
    every = list(spans)
    if not every:
        raise ValueError("no spans to put together")
    return Span(tuple(word for span in every for word in span.words), every[0].page)
