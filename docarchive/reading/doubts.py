"""Words that Tesseract is unsure of, read once more by the second reader with their neighbours, and the two readings merged.

Measured on drawn and real pages: the network is surer where it is right, so a word changes only where it is the surer of the two.
Numbers never change: two machines that disagree about a digit are a person's matter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from PIL import Image

from docarchive.reading.order import runs
from docarchive.reading.second import Heard, SecondReader
from docarchive.reading.syllables import is_syllable
from docarchive.records.pages import Block, Box, Line, Word, around
from docarchive.records.text import folded

_DOUBTFUL = 0.90  # a word under this confidence is read twice, and one that is no syllable
_MOST = 14  # pieces of a page: each costs some hundredths of a second
_PAD = 0.12  # of its height, round a piece
_SURE = 0.80  # of the network, under which its word isn't taken
_LESS = 0.10  # by which it may be less sure than Tesseract where only marks differ: it sees marks better
_ALIKE = 0.5  # share of letters, under which two words aren't readings of the same place
_DISAGREED = 0.60  # the most confidence of a word about which the two disagree


@dataclass(frozen=True, slots=True)
class _Piece:
    """Doubtful words of a line, `first` to `last` (inclusive), with a neighbour on each side where there is one."""

    line: Line
    first: int
    last: int

    @property
    def words(self) -> tuple[Word, ...]:
        return self.line.words[max(0, self.first - 1) : self.last + 2]

    @property
    def doubt(self) -> float:
        return min(word.confidence for word in self.line.words[self.first : self.last + 1])


def read_twice(blocks: tuple[Block, ...], image: Image.Image, reader: SecondReader) -> tuple[Block, ...]:
    """The blocks with their doubtful words read by `reader` too, in the `image` that was read; the most doubtful where there are
    many."""
    parts = (run for block in blocks for line in block.lines for run in runs(line.words))  # never across a gap between columns
    pieces = sorted((piece for part in parts for piece in _pieces(part)), key=lambda piece: piece.doubt)[:_MOST]
    changed = {old: new for piece in pieces for old, new in _merged(piece, reader.read(_cut(image, piece)))}
    return tuple(
        Block(tuple(Line(tuple(changed.get(word, word) for word in line.words)) for line in block.lines), block.kind)
        for block in blocks
    )


def _pieces(line: Line) -> Iterator[_Piece]:
    start = None
    for at, word in enumerate(line.words):
        if not _is_doubtful(word):
            start = None
        elif start is None:
            start = at
        if start is not None and (at + 1 == len(line.words) or not _is_doubtful(line.words[at + 1]) or at - start == 2):
            yield _Piece(line, start, at)
            start = None


def _is_doubtful(word: Word) -> bool:
    letters = "".join(filter(str.isalpha, word.text))
    return bool(letters) and (word.confidence < _DOUBTFUL or not (is_syllable(letters) or letters.isupper()))


def _cut(image: Image.Image, piece: _Piece) -> Image.Image:
    box = around(word.box for word in piece.words)
    pad = round(_PAD * box.height)
    edges = Box(max(0, box.left - pad), max(0, box.top - pad), box.right + pad, box.bottom + pad)
    return image.crop((edges.left, edges.top, max(edges.right, edges.left + 8), max(edges.bottom, edges.top + 8)))


def _merged(piece: _Piece, heard: Sequence[Heard]) -> Iterator[tuple[Word, Word]]:
    words = piece.words
    for at, word in enumerate(words):
        if not _is_doubtful(word):
            continue
        other = heard[at] if len(heard) == len(words) else max(heard, key=lambda each: _alike(each.text, word.text), default=None)
        if other is not None and _alike(other.text, word.text) >= _ALIKE:
            yield word, _agreed(word, other)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, folded(one), folded(other), autojunk=False).ratio()


def _agreed(word: Word, other: Heard) -> Word:
    """The one word of two readings: surer where both agree; the network's where it may be taken; else Tesseract's, in doubt."""
    if other.text == word.text:
        return replace(word, confidence=max(word.confidence, min(other.sure, 0.95)))
    if _is_better(other, word):
        return Word(other.text, word.box, min(other.sure, 0.95), word.text)
    return replace(word, confidence=min(word.confidence, _DISAGREED), other=other.text)


def _is_better(other: Heard, word: Word) -> bool:
    mine, theirs = _is_read(word.text), _is_read(other.text)
    if any(map(str.isdigit, word.text + other.text)) or not theirs or other.sure < _SURE:
        return False
    if folded(other.text) == folded(word.text):
        return not mine or other.sure > word.confidence - _LESS
    return not mine or word.confidence < _DISAGREED


def _is_read(text: str) -> bool:
    """Whether the letters of a word are a syllable."""
    letters = "".join(filter(str.isalpha, text))
    return bool(letters) and is_syllable(letters)
