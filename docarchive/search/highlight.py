"""Where a query's words stand in the text of a page: marks for the scan, the best snippet, the best page.

Works on the text as shown. The forms keep the length, so an offset in the folded form is the same offset in the text;
the n-th word of a page is the n-th of `text.split()`, which gives each mark its word boxes.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from docarchive.records.queries import Field, Query
from docarchive.records.text import exact_form, folded, has_marks, letters_only
from docarchive.search.frequent import shipped

SNIPPET_LETTERS = 240
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Letters `start` to `end` (exclusive) of the text, which are the words `first` to `last` (exclusive) of the page.

    `size`: how many of the query's syllables stand there side by side; `exact`: with the marks as typed.
    """

    start: int
    end: int
    first: int
    last: int
    size: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page's text, from letter `start` on, line breaks as blanks; `spans` are offsets within the piece.

    `begins`, `ends`: whether it reaches the page's first and last word.
    """

    text: str
    start: int
    spans: tuple[tuple[int, int], ...]
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class _Sought:
    """A row of syllables to look for. `whole`: all of them side by side or nothing, typed marks included (a quote)."""

    exact: tuple[str, ...]
    plain: tuple[str, ...]
    whole: bool = False
    begun: bool = False


@dataclass(frozen=True)
class _Syllables:
    """The syllables of a text without their marks. Where they stand and how they are written is worked out when it is asked
    for: of most texts little or nothing is."""

    form: str
    plain: list[str]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.form)]

    def exact(self, at: int) -> str:
        start, end = self.spans[at]
        return _exact(self.form[start:end])


def marks(text: str, query: Query, frequent: Collection[str] | None = None) -> list[Mark]:
    """All marks, in order, none over another. A syllable alone is left out where it says little:

    any, when a whole row of the query's words stands on the page; a `frequent` one (default: the shipped list), when a part does.
    """
    syllables = _syllables(text)
    runs = list(_runs(syllables, _sought(query)))
    if not runs:
        return []
    longest = max((len(row.plain) for row in _sought(query) if not row.whole), default=0)
    best = max((size for _, size, whole in runs if not whole), default=0)
    common = shipped() if frequent is None else frequent
    typed, words = _typed(query), _WordCount(text)
    found = []
    for at, size, whole in runs:
        lone = size == 1 and not whole and best > 1
        if lone and (best >= longest or syllables.plain[at] in common):
            continue
        start, end = syllables.spans[at][0], syllables.spans[at + size - 1][1]
        exact = all(syllables.exact(each) in typed for each in range(at, at + size))
        found.append(Mark(start, end, words.begun(start + 1) - 1, words.begun(end), size, exact))
    return found


def snippet(text: str, found: list[Mark], letters: int = SNIPPET_LETTERS) -> Snippet:
    """The piece of at most `letters` round the densest marks, in whole words; the page's beginning when there are none."""
    chosen = _densest(found, letters)
    start = min((mark.start for mark in chosen), default=0)
    end = min(max((mark.end for mark in chosen), default=0), start + letters)
    start, end = _widened(text, start, end, letters)
    spans = tuple(
        (max(mark.start, start) - start, min(mark.end, end) - start) for mark in found if mark.start < end and mark.end > start
    )
    shown = re.sub(r"\s", " ", text[start:end])
    return Snippet(shown, start, spans, not text[:start].strip(), not text[end:].strip())


def best(found: Sequence[Mark]) -> int | None:
    """Which of the marks is the one to open at: the longest row, of equals one with the marks as typed, then the first."""
    return max(range(len(found)), key=lambda at: (found[at].size, found[at].exact, -at), default=None)


def order_pages(pages: Mapping[int, tuple[str, list[Mark]]]) -> list[int]:
    """Numbers of the pages that carry marks, the best first: longest row, then most pairs, then most syllables.

    `pages`: each page's text and its marks.
    """
    worth = {number: _worth(text, found) for number, (text, found) in pages.items() if found}
    return sorted(worth, key=lambda number: ([-part for part in worth[number]], number))


def _worth(text: str, found: list[Mark]) -> tuple[int, ...]:
    rows = {folded(text[mark.start : mark.end]): mark for mark in found}
    return (
        max((2 * mark.size + mark.exact for mark in found), default=0),
        sum(mark.size - 1 for mark in rows.values()),
        sum(mark.size for mark in rows.values()),
        len(found),
    )


@lru_cache(maxsize=64)
def _sought(query: Query) -> tuple[_Sought, ...]:
    rows = [(run, False, False) for terms in query.any_of for run in terms.runs]
    rows += [(phrase.words, True, phrase.prefix) for terms in query.any_of for phrase in terms.phrases]
    rows += [(tuple(value.split()), True, False) for each in query.filters if each.field is Field.NUMBER for value in each.values]
    return tuple(_Sought(words, tuple(map(_plain, words)), whole, begun) for words, whole, begun in rows if words)


def _plain(word: str) -> str:
    """The folded form; 05 and 5 are the same number."""
    return _number(folded(word))


def _number(plain: str) -> str:
    return plain.lstrip("0") or plain if plain[0] == "0" and plain.isdigit() else plain


# A text that one page of the product shows in several ways is cut once.
@lru_cache(maxsize=128)
def _syllables(text: str) -> _Syllables:
    form = letters_only(text)
    return _Syllables(form, [word if word[0] != "0" else _number(word) for word in folded(form).split()])


# A language has few syllables, and marked ones come again and again.
_exact = lru_cache(maxsize=8192)(exact_form)


class _WordCount:
    """How many words of a text begin before a place; asked for places in order, so that the text is gone through once."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._count = text, 0, 0

    def begun(self, before: int) -> int:
        """Words that begin before letter `before`, which isn't less than at the last call."""
        piece = self._text[self._at : before]
        goes_on = self._at and piece and not (self._text[self._at - 1].isspace() or piece[0].isspace())
        self._count += len(piece.split()) - (1 if goes_on else 0)
        self._at = max(self._at, before)
        return self._count


def _runs(syllables: _Syllables, sought: tuple[_Sought, ...]) -> Iterator[tuple[int, int, bool]]:
    """The longest row at each place, as (index, how many syllables, whether a quote): longest first come, none overlaps."""
    first_places: dict[str, list[tuple[_Sought, int]]] = {}
    begun = [row for row in sought if row.begun and len(row.plain) == 1]
    for row in sought:
        for at, word in enumerate(row.plain[:1] if row.whole else row.plain):
            first_places.setdefault(word, []).append((row, at))
    covered = 0
    plain = syllables.plain
    for index in range(len(plain)) if begun else [at for at, word in enumerate(plain) if word in first_places]:
        if index < covered:
            continue
        rows = first_places.get(plain[index], [])
        sizes = [(_row_length(syllables, index, row, at), row.whole) for row, at in (*rows, *((row, 0) for row in begun))]
        size, whole = max(sizes)
        if size:
            yield index, size, whole
            covered = index + size


def _row_length(syllables: _Syllables, index: int, row: _Sought, at: int) -> int:
    """How many syllables from `index` on are those of `row` from `at` on; a quote counts only when it is whole."""
    length = 0
    while at + length < len(row.plain) and index + length < len(syllables.plain):
        if not _meets(syllables, index + length, row, at + length):
            break
        length += 1
    return length if not row.whole or length == len(row.plain) else 0


def _meets(syllables: _Syllables, index: int, row: _Sought, at: int) -> bool:
    if row.begun and at == len(row.plain) - 1:
        return syllables.plain[index].startswith(row.plain[at])
    if row.whole and has_marks(row.exact[at]):
        return syllables.exact(index) == row.exact[at]
    return syllables.plain[index] == row.plain[at]


@lru_cache(maxsize=64)
def _typed(query: Query) -> frozenset[str]:
    runs = (word for terms in query.any_of for run in terms.runs for word in run)
    return frozenset(runs) | {word for terms in query.any_of for phrase in terms.phrases for word in phrase.words}


def _densest(found: list[Mark], letters: int) -> list[Mark]:
    """The neighbouring marks that fit into `letters` and weigh most; of equals the first."""
    best: list[Mark] = []
    weight = 0
    ends = [mark.end for mark in found]
    for at, first in enumerate(found):
        inside = found[at : bisect_right(ends, first.start + letters)] or [first]
        now = sum(mark.size * mark.size * 2 + mark.exact for mark in inside)
        if now > weight:
            best, weight = inside, now
    return best


def _widened(text: str, start: int, end: int, letters: int) -> tuple[int, int]:
    """`start` and `end` moved out to whole words, evenly on both sides, as far as `letters` allow."""
    latest = min(len(text), max(start - (letters - (end - start)) // 2, 0) + letters)
    earliest = max(latest - letters, 0)
    inside = [match.span() for match in re.finditer(r"\S+", text) if match.start() >= earliest and match.end() <= latest]
    if not inside:
        return start, end
    return min(start, inside[0][0]) if end else inside[0][0], max(end, inside[-1][1])
