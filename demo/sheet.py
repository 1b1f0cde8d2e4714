"""A sheet of paper with words at their places, in millimetres from the top left; how a page is known before it is drawn."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from numpy.random import Generator
from PIL import Image

from demo.fonts import MM_PER_POINT, width
from demo.pen import handwriting
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word, around

WIDTH, HEIGHT = 210.0, 297.0  # A4
PEN, STAMPED = "pen", "stamp"


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word whose baseline starts at `x`, `y`; `size` in points.

    `style` is "", "b", "i", "bi", PEN (written by hand) or STAMPED (a mark of the sheet shows it). `glued`: no blank
    stands before it (the hand-written "05" and the printed "/QĐ-UBND" are one word in two pieces).
    """

    text: str
    x: float
    y: float
    size: float
    style: str = ""
    glued: bool = False

    @property
    def printed(self) -> bool:
        """Whether type shows it, and not a pen or a stamp."""
        return self.style not in (PEN, STAMPED)

    @property
    def width(self) -> float:
        """Its run in millimetres."""
        return width(self.text, {PEN: "", STAMPED: "b"}.get(self.style, self.style), self.size)

    def box(self, dpi: float) -> Box:
        """Its line-high box in pixels at `dpi`."""
        height = self.size * MM_PER_POINT
        edges = (self.x, self.y - 0.75 * height, self.x + self.width, self.y + 0.22 * height)
        return Box(*(round(edge / 25.4 * dpi) for edge in edges))


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight black line, `thick` in millimetres."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float = 0.18


@dataclass(frozen=True, slots=True)
class Mark:
    """Something put on the paper later: a seal, a stamp, a signature. `draw(dpi, chance)` gives its picture with alpha."""

    x: float
    y: float
    draw: Callable[[float, Generator], Image.Image]


@dataclass
class Sheet:
    """One page: blocks of lines of words in reading order, and what isn't text."""

    blocks: list[list[list[PlacedWord]]] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    photographed: bool = False

    @property
    def words(self) -> Iterable[PlacedWord]:
        """Every piece of a word, in reading order."""
        return (word for block in self.blocks for line in block for word in line)

    def inks(self, dpi: float, chance: Generator) -> Iterator[tuple[Image.Image, float, float]]:
        """What pen and stamps put on the paper, in that order: a picture with alpha, and its left and top in millimetres."""
        for word in self.words:
            if word.style == PEN:
                height = word.size * MM_PER_POINT * 0.72
                yield handwriting(word.text, height, dpi, chance), word.x - 0.3, word.y - height * 1.12
        for mark in self.marks:
            yield mark.draw(dpi, chance), mark.x, mark.y

    @property
    def text(self) -> str:
        """As a person would type it: lines as they are printed, an empty line between blocks, without what is stamped."""
        return self.page(72).running.text

    def page(self, dpi: float) -> Page:
        """The words with their boxes at `dpi`, in the archive's own form."""
        inked = [block for block in self.blocks if any(block)]
        blocks = tuple(Block(tuple(_line(line, dpi) for line in block if line), _kind(block)) for block in inked)
        blocks = tuple(sorted(blocks, key=lambda block: block.kind is not Kind.TEXT))
        return Page(round(WIDTH / 25.4 * dpi), round(HEIGHT / 25.4 * dpi), blocks, round(dpi))


def _kind(block: list[list[PlacedWord]]) -> Kind:
    return Kind.STAMP if all(word.style == STAMPED for line in block for word in line) else Kind.TEXT


def _line(pieces: list[PlacedWord], dpi: float) -> Line:
    words: list[Word] = []
    for piece in pieces:
        if piece.glued and words:
            last = words.pop()
            words.append(Word(last.text + piece.text, around([last.box, piece.box(dpi)])))
        else:
            words.append(Word(piece.text, piece.box(dpi)))
    return Line(tuple(words))
