"""Text with marks as the templates take it: a list of (text, marked) pieces."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, groupby

from docarchive.records.pages import Page, Word
from docarchive.search.highlight import Mark, Snippet
from docarchive.web.pages.words import REGIONS

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a line that look alike: `marked` were found by the query, `doubtful` weren't read for sure; `other` is what a
    second reader read in the place of the one word that it is."""

    text: str
    marked: bool
    doubtful: bool
    other: str = ""


#: A line of a page as text: its number on the page (from 0), its runs; blanks stand within the runs.
TextLine = tuple[int, list[Run]]


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """`text` cut at its spans (from, to exclusive; in order, none over another)."""
    cut: Pieces = []
    at = 0
    for start, end in spans:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    cut.append((text[at:], False))
    return [piece for piece in cut if piece[0]]


def snippet_pieces(piece: Snippet) -> Pieces:
    """A snippet, with an ellipsis where the page's text goes on."""
    before, after = ("" if piece.begins else "…"), ("" if piece.ends else "…")
    cut = pieces(piece.text, piece.spans)
    return [*([(before, False)] if before else []), *cut, *([(after, False)] if after and cut else [])]


def text_blocks(page: Page, found: Iterable[Mark]) -> Iterator[tuple[str, list[TextLine]]]:
    """The page's text, block by block and line by line, its words told apart as the viewer shows them; with each block what it
    is, in words, where it is no running text."""
    marks = list(found)
    marked = {at for mark in marks for at in range(mark.first, mark.last)}
    ends = {mark.last - 1 for mark in marks}
    words, numbers = count(), count()
    for block in page.blocks:
        lines = [(next(numbers), _runs(zip(line.words, words, strict=False), marked, ends)) for line in block.lines]
        yield str(REGIONS.get(block.kind, "")), lines


def _runs(words: Iterable[tuple[Word, int]], marked: set[int], ends: set[int]) -> list[Run]:
    """Neighbours that look alike as one; the blank after a word belongs to its mark unless the mark ends there."""
    tokens: list[Run] = []
    for word, at in words:
        tokens += [
            Run(word.text, at in marked, word.doubtful, word.other if word.doubtful else ""),
            Run(" ", at in marked and at not in ends, False),
        ]
    alike = groupby(tokens[:-1], key=lambda run: (run.marked, run.doubtful, run.other))
    return [Run("".join(run.text for run in runs), *looks) for looks, runs in alike]
