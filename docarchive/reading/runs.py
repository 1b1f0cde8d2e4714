"""Lines of words as invisible text of a PDF: a run a line along its slope, each word as wide as its box.

One run for a line, so that phrases are found and copied whole. Of pdfium (Chrome) two habits are minded: a letter that is a
string of its own after another is dropped, so a word and its blank are one string; and so is an object that says the same as
one close before it ("từ từ"), since bold letters are feigned that way, so such words share one.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import linear_regression, median
from typing import Self

from docarchive.reading.glyphless import ADVANCE, ASCENT, DESCENT
from docarchive.records.pages import Box, Line, Page

_WIDE = ADVANCE / 1000
_LOW = -DESCENT / (ASCENT - DESCENT)  # share of a word's box under its baseline
# A page that slopes less is level: a pixel in 500.
_LEVEL = 0.002
# Lines that slope so much otherwise than their page do so: a photograph, a stamp; less is the shape of their letters.
_OWN = 0.01
_STEEPEST = math.tan(math.radians(20))


def runs(page: Page, font: str) -> Iterator[str]:
    """The operators that write the page's lines in `font`, in its pixels from the bottom left, between BT and ET."""
    slopes = [_slope(line) for line in page.lines]
    known = [slope for slope in slopes if slope is not None]
    usual = median(known) if known else 0.0
    size = 0.0
    for line, slope in zip(page.lines, slopes, strict=True):
        run = _Run.of(line, usual if slope is None or abs(slope - usual) < _OWN else slope)
        if run.size != size:
            size = run.size
            yield f"{font} {size:g} Tf"
        yield from run.operators(line, page.height)


def _slope(line: Line) -> float | None:
    """How far the middles of a line's words sink for each pixel to the right; None for a short line, which says little."""
    boxes = [word.box for word in line.words]
    across = [(box.left + box.right) / 2 for box in boxes]
    if len(boxes) < 4 or max(across) - min(across) < 8 * median(box.height for box in boxes):
        return None
    slope, _ = linear_regression(across, [(box.top + box.bottom) / 2 for box in boxes])
    return min(max(slope, -_STEEPEST), _STEEPEST)


@dataclass(frozen=True, slots=True)
class _Place:
    """A word on its line: where it starts along it, where its middle lies across it, its width and height."""

    start: float
    middle: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Run:
    cos: float
    sin: float
    size: float
    base: float
    places: tuple[_Place, ...]

    @classmethod
    def of(cls, line: Line, slope: float) -> Self:
        angle = math.atan(slope) if abs(slope) > _LEVEL else 0.0
        cos, sin = math.cos(angle), math.sin(angle)
        places = tuple(_placed(word.box, cos, sin) for word in line.words)
        size = max(2.0, round(median(place.height for place in places), 1))
        base = median(place.middle + place.height / 2 for place in places) - _LOW * size
        return cls(cos, sin, size, base, places)

    def operators(self, line: Line, height: int) -> Iterator[str]:
        pen = self.places[0].start
        x, y = pen * self.cos - self.base * self.sin, pen * self.sin + self.base * self.cos
        turn = f"{self.cos:.5g} {-self.sin:.5g} {self.sin:.5g} {self.cos:.5g}" if self.sin else "1 0 0 1"
        yield f"{turn} {x:.1f} {height - y:.1f} Tm"
        shown, stretch, seen = "", 0.0, dict[str, float]()
        for word, place, after in zip(line.words, self.places, [*self.places[1:], None], strict=True):
            # What lies beyond the first plane has no code in the font.
            text = "".join(letter if ord(letter) <= 0xFFFF else "\ufffd" for letter in word.text)
            if place.start - seen.get(text, -math.inf) > 2 * self.size:
                if shown:
                    yield f"{100 * stretch:.5g} Tz[{shown}]TJ"
                shown, stretch = "", max(0.1, round(place.width / (len(text) * self.size * _WIDE), 3))
            seen[text] = place.start
            pen += (len(text) + 1) * self.size * _WIDE * stretch
            gap = 0 if after is None else round((pen - after.start) * 1000 / (self.size * stretch))
            pen -= gap / 1000 * self.size * stretch
            shown += f"<{(text + ' ').encode('utf-16-be', 'replace').hex()}>{gap or ''}"
        yield f"{100 * stretch:.5g} Tz[{shown}]TJ"


def _placed(box: Box, cos: float, sin: float) -> _Place:
    """A box about a word that slopes, seen along its line."""
    across, down, lean = (box.left + box.right) / 2, (box.top + box.bottom) / 2, abs(sin)
    wide, high = float(box.width), float(box.height)
    if lean:
        share = cos * cos - lean * lean
        wide, high = (wide * cos - high * lean) / share, max((high * cos - wide * lean) / share, 0.4 * high)
    wide = max(wide, 1.0)
    return _Place(across * cos + down * sin - wide / 2, down * cos - across * sin, wide, high)
