"""The head of page 1 in its two columns: issuer and number at the left, motto, place and date at the right.

Both columns stand on the same lines, so they are told apart by where the national title (or the Party's) begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docarchive.records.pages import Page, Word, around
from docarchive.understanding.matching import find
from docarchive.understanding.spans import Span, downwards, rows
from docarchive.understanding.vocabulary import syllables

_TITLES = (syllables("Cộng hòa xã hội chủ nghĩa Việt Nam"), syllables("Đảng Cộng sản Việt Nam"))
_USUAL_SPLIT = 0.47  # of the width, where no title was read
_EXACT = 0.999  # the confidence of text that wasn't recognised but was in the file
_DEPTH = 11  # heights of the title: where number and date have been passed in any layout


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The spans of page 1 from top to bottom: `left` and `right` columns of the head, then the `rest`.

    `found`: whether a national or Party title was read; `party`: whether it was the Party's. `plain`: text without any
    layout, where both columns are the same lines.
    """

    left: list[Span] = field(default_factory=list)
    right: list[Span] = field(default_factory=list)
    rest: list[Span] = field(default_factory=list)
    found: bool = False
    party: bool = False
    plain: bool = False


def letterhead(page: Page, spans: Sequence[Span]) -> Letterhead:
    """The head of a first page from its own `spans` (foreign marks taken away)."""
    for title in _TITLES:
        for index, span in enumerate(spans):
            at = _title_in(span, title)
            if at is not None and span.box.top < 0.5 * page.height:
                before, mine = span.divided(at) if at else (None, span)
                others = [*spans[:index], *([before] if before else []), *spans[index + 1 :]]
                head = _in_one_column if _is_plain(spans) else _columns
                return head(others, mine, party=title is _TITLES[1])
    top = [span for span in spans if span.box.top < 0.3 * page.height]
    split = _USUAL_SPLIT * page.width
    left = [span for span in top if span.box.right < split + 0.05 * page.width]
    right = [span for span in top if span.box.left > split - 0.05 * page.width]
    return Letterhead(_rows(left), _rows(right), list(spans))


def _title_in(span: Span, title: tuple[str, ...]) -> int | None:
    """The index of the word where the title begins, slips allowed."""
    heard = ["".join(syllables(word.text)) for word in span.words]
    return find(heard, title) if span.capitals or len(heard) > len(title) else None


def _is_plain(spans: Sequence[Span]) -> bool:
    """Whether it is text from a file without layout: exact, and nine lines in ten begin at one edge."""
    edge = min(span.box.left for span in spans)
    begun = [span for span in spans if span.box.left < edge + span.height]
    return len(begun) >= 0.9 * len(spans) and all(word.confidence >= _EXACT for span in spans for word in span.words)


def _in_one_column(others: Sequence[Span], title: Span, *, party: bool) -> Letterhead:
    head = [span for span in others if abs(span.box.top - title.box.top) < _DEPTH * title.height]
    return Letterhead(head, [title, *head], list(others), True, party, plain=True)


def _columns(others: Sequence[Span], title: Span, *, party: bool) -> Letterhead:
    low, high = title.box.bottom + _DEPTH * title.height, title.box.top - 2 * title.height
    left, right, rest = list[Span](), list[Span](), list[Span]()
    for span in others:
        if not high <= span.box.top <= low:
            rest += [span] if span.box.top > low else []
            continue
        for part in _parted(span, title):
            if part.box.right < title.box.left + 0.25 * title.box.width and part.middle < title.box.left:
                left.append(part)
            elif part.box.left > title.box.left - 0.25 * title.box.width:
                right.append(part)
            rest.append(part)
    return Letterhead(_rows(left), [title, *_rows(right)], downwards(rest), True, party)


def _parted(span: Span, title: Span) -> tuple[Span, ...]:
    """A line that runs on from the left column into the right one, cut at its widest blank near the title's left edge."""
    reach = 0.25 * title.box.width
    if span.middle < title.box.left - reach or span.box.left > title.box.left - reach or span.box.right < title.box.left + reach:
        return (span,)
    gaps = [
        (other.box.left - one.box.right, index)
        for index, (one, other) in enumerate(pairwise(span.words), start=1)
        if title.box.left - reach < other.box.left < title.box.left + reach
    ]
    widest, index = max(gaps, default=(0, 0))
    return span.divided(index) if widest > 0.7 * span.height else (span,)


def _rows(column: Sequence[Span]) -> list[Span]:
    return [_digits_joined(row) for row in rows(column)]


def _digits_joined(span: Span) -> Span:
    """Neighbouring single digits as one word, in exact text: clerks' software sets `5 6 5` into the gap digit by digit."""
    words: list[Word] = []
    for word in span.words:
        single = len(word.text) == 1 and word.text.isdigit() and word.confidence >= _EXACT
        if single and words and words[-1].text.isdigit() and words[-1].confidence >= _EXACT:
            words[-1] = Word(words[-1].text + word.text, around([words[-1].box, word.box]), word.confidence)
        else:
            words.append(word)
    return Span(tuple(words), span.page)
