"""A page as it was read: blocks of lines of words, each with its box, whatever engine read it.

Boxes are whole pixels from the top left at the page's reading resolution; confidence is 0–1.
The names follow ALTO 4 (Page, TextBlock, TextLine, String).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

#: A word under this confidence looks different wherever it is shown.
DOUBTFUL = 0.80


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, right and bottom exclusive. Raises ValueError when it is turned inside out."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"box turned inside out: {self.left},{self.top},{self.right},{self.bottom}")

    @property
    def width(self) -> int:
        """Width in pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in pixels."""
        return self.bottom - self.top

    def scaled(self, factor: float) -> "Box":
        """The same place at another resolution."""
        return Box(*(round(edge * factor) for edge in (self.left, self.top, self.right, self.bottom)))

    def holds(self, other: "Box") -> bool:
        """Whether `other` lies wholly within."""
        inside = self.left <= other.left and self.top <= other.top
        return inside and self.right >= other.right and self.bottom >= other.bottom

    def meets(self, other: "Box") -> bool:
        """Whether the two share at least one pixel."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of `boxes`. Raises ValueError when there are none."""
    every = list(boxes)
    if not every:
        raise ValueError("no boxes to go around")
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without a blank, in NFC, at its place. Raises ValueError on blanks or nothing.

    `other`: what a second reader read there, or the first where the second's word was taken; "" where they don't differ.
    """

    text: str
    box: Box
    confidence: float = 1.0
    other: str = ""

    def __post_init__(self) -> None:
        if self.text.split() != [self.text]:
            raise ValueError(f"not one word: {self.text!r}")

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: the engine was not sure of it."""
        return self.confidence < DOUBTFUL


@dataclass(frozen=True, slots=True)
class Line:
    """Words from left to right; at least one."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """Around its words."""
        return around(word.box for word in self.words)

    @property
    def text(self) -> str:
        """Words joined by one blank."""
        return " ".join(word.text for word in self.words)


class Kind(StrEnum):
    """What a block is: the document's own running text, or a region of what was put on the paper or the file later."""

    TEXT = "text"
    STAMP = "stamp"  #: secrecy, urgency, circulation
    ARRIVAL = "arrival"  #: the receiver's ĐẾN stamp
    SIGNATURE = "signature"  #: what a digital signature shows of itself


@dataclass(frozen=True, slots=True)
class Block:
    """Lines from top to bottom that belong together (a paragraph, a column, a cell, a stamp); at least one."""

    lines: tuple[Line, ...]
    kind: Kind = Kind.TEXT

    @property
    def box(self) -> Box:
        """Around its lines."""
        return around(line.box for line in self.lines)

    @property
    def text(self) -> str:
        """Lines joined by a line feed."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    """What is on one side of a sheet, in reading order; regions that are no running text come last.

    `width`, `height`: pixels of the raster that the boxes refer to, after `turn`.
    `unread`: places with ink like text that no word covers: something there was not read.
    `dpi`: its resolution. `turn`: degrees clockwise (0, 90, 180, 270) that the raster was turned from the file's own view.
    """

    width: int
    height: int
    blocks: tuple[Block, ...] = ()
    dpi: int = 200
    turn: int = 0
    unread: tuple[Box, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """All lines in reading order."""
        return (line for block in self.blocks for line in block.lines)

    @property
    def words(self) -> Iterator[Word]:
        """All words in reading order; the n-th word is the n-th of `text.split()`."""
        return (word for line in self.lines for word in line.words)

    @property
    def text(self) -> str:
        """Words joined by a blank, lines by a line feed, blocks by an empty line."""
        return "\n\n".join(block.text for block in self.blocks)

    @property
    def running(self) -> "Page":
        """The page with its running text alone."""
        return self.with_blocks(block for block in self.blocks if block.kind is Kind.TEXT)

    @property
    def regions(self) -> tuple[Block, ...]:
        """The blocks that are no running text: stamps and what signatures show."""
        return tuple(block for block in self.blocks if block.kind is not Kind.TEXT)

    @property
    def confidence(self) -> float:
        """Mean over the words, weighted by their letters; 1.0 for a page without words."""
        letters = [(len(word.text), word.confidence) for word in self.words]
        total = sum(count for count, _ in letters)
        return sum(count * sure for count, sure in letters) / total if total else 1.0

    def with_blocks(self, blocks: Iterable[Block]) -> "Page":
        """The same sheet with other contents."""
        return replace(self, blocks=tuple(blocks))
