"""A reading: what one engine saw on one page, and its narrow stored form.

Stored as the page's text and one zlib blob of the columns x, y, w, h, confidence of its words: the n-th word is the
n-th of `text.split()`, so offsets, lines and blocks are derived and nothing is kept twice (400 words take about 3 kB).
"""

import json
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from sys import byteorder

from docarchive.records.conditions import Condition
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as read: by which engine in which version: "text-layer", "legacy-layer" (out of fonts of before Unicode, which the
    file's own layer still has), "tesseract", "blank", "separator", "person". `condition` of the scan; None for
    a page that is none, and for readings of before it was measured. `code`: what a separator sheet says (`records.separators`),
    "" for any other page."""

    engine: str
    version: str
    page: Page
    condition: Condition | None = None
    code: str = ""

    @property
    def confidence(self) -> float:
        """The page's own confidence, 0–1."""
        return self.page.confidence


def pack_words(page: Page) -> bytes:
    """The boxes and confidences (in thousandths) of the page's words as zlib columns of 32-bit little-endian integers."""
    words = list(page.words)
    columns = array("i")
    for column in (
        (word.box.left for word in words),
        (word.box.top for word in words),
        (word.box.width for word in words),
        (word.box.height for word in words),
        (round(word.confidence * 1000) for word in words),
    ):
        columns.extend(column)
    if byteorder == "big":
        columns.byteswap()
    return zlib.compress(columns.tobytes(), 6)


def pack_boxes(boxes: Iterable[Box]) -> str:
    """A few boxes as JSON, "" for none: what of a page wasn't read."""
    edges = [[box.left, box.top, box.right, box.bottom] for box in boxes]
    return json.dumps(edges, separators=(",", ":")) if edges else ""


def unpack_boxes(packed: str) -> tuple[Box, ...]:
    """The boxes back. Raises ValueError when it is no such JSON."""
    return tuple(Box(*edges) for edges in json.loads(packed or "[]"))


def pack_others(page: Page) -> str:
    """What another reader read in the place of a word, by the word's number on the page, as JSON; "" where nothing."""
    others = {number: word.other for number, word in enumerate(page.words) if word.other}
    return json.dumps(others, ensure_ascii=False, separators=(",", ":")) if others else ""


def pack_kinds(blocks: Iterable[Block]) -> str:
    """The kinds of the blocks that are no running text, by their number, as JSON; "" where all are."""
    kinds = {number: block.kind for number, block in enumerate(blocks) if block.kind is not Kind.TEXT}
    return json.dumps(kinds, separators=(",", ":")) if kinds else ""


def unpack_page(
    text: str,
    packed: bytes,
    *,
    width: int,
    height: int,
    dpi: int = 200,
    turn: int = 0,
    unread: str = "",
    kinds: str = "",
    others: str = "",
) -> Page:
    """The page back from its stored form. Raises ValueError when text, columns and kinds don't fit each other."""
    words = _words(text, packed, {int(number): other for number, other in json.loads(others or "{}").items()})
    kind = {int(number): Kind(name) for number, name in json.loads(kinds or "{}").items()}
    blocks = tuple(
        Block(tuple(Line(tuple(next(words) for _ in line.split())) for line in block.split("\n")), kind.get(number, Kind.TEXT))
        for number, block in enumerate(filter(None, text.split("\n\n")))
    )
    return Page(width, height, blocks, dpi, turn, unpack_boxes(unread))


class WordBoxes:
    """Where the words of a stored page stand: each is unpacked when it is asked for, which a page of results does for few.

    `width`, `height`: of the page's reading, in pixels. Raises ValueError when text and columns don't fit each other.
    """

    def __init__(self, text: str, packed: bytes, *, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._columns = _columns(packed)
        self._ends = list(accumulate(len(line.split()) for line in text.split("\n")))
        self._count = self._ends[-1]
        if len(self._columns) != 5 * self._count:
            raise ValueError(f"{self._count} words but {len(self._columns)} figures")

    def __len__(self) -> int:
        return self._count

    def box(self, at: int) -> Box:
        """The box of word `at` (from 0)."""
        x, y, w, h = self._columns[at : 4 * self._count : self._count]
        return Box(x, y, x + w, y + h)

    def line(self, at: int) -> int:
        """Which line word `at` stands on: words of one line have the same number."""
        return bisect_right(self._ends, at)


def _columns(packed: bytes) -> "array[int]":
    columns = array("i")
    columns.frombytes(zlib.decompress(packed))
    if byteorder == "big":
        columns.byteswap()
    return columns


def _words(text: str, packed: bytes, others: Mapping[int, str]) -> Iterator[Word]:
    columns = _columns(packed)
    tokens = text.split()
    if len(columns) != 5 * len(tokens):
        raise ValueError(f"{len(tokens)} words but {len(columns)} figures")
    count = len(tokens)
    for n, token in enumerate(tokens):
        x, y, w, h, sure = columns[n::count]
        yield Word(token, Box(x, y, x + w, y + h), sure / 1000, others.get(n, ""))
