"""Red ink taken out of the copy that is read: it is light in the red channel, black text under it stays dark.

Round seals (20–60 mm) are gone then; other red marks (secrecy, an arrival stamp, a red word) are text and read by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from docarchive.reading.blobs import blobs
from docarchive.records.pages import Box

_CELL = 8  # pixels of a side of the cells in which red is counted
_FINE = 4  # pixels of a side over which colour is averaged first
_RED = 30  # levels by which the average must stand out from green and blue
_SMALLEST_MM, _LARGEST_MM = 20, 62
_LEAST_MM = (5, 3)  # width and height of a mark that may hold a word
_APART_MM = (2, 4)  # down and across between two parts of one mark
_MOST = 0.25  # share of the page: a page with more red is printed in red


@dataclass(frozen=True, slots=True)
class RedInk:
    """Where red ink lies, in pixels of the page's raster: round seals, and other marks that may hold a word."""

    seals: tuple[Box, ...] = ()
    marks: tuple[Box, ...] = ()


def red_ink(image: Image.Image, dpi: int) -> RedInk:
    """The red ink of an RGB page; seals alone where the page itself is printed in red."""
    cells = _red_cells(image)
    printed = float(cells.mean()) > _MOST
    seals = tuple(_seals(cells, dpi))
    for seal in seals:
        cells[seal.top : seal.bottom, seal.left : seal.right] = False
    mm = dpi / 25.4 / _CELL
    down, across = (max(1, round(gap * mm)) for gap in _APART_MM)
    marks = [] if printed else [box for box in blobs(cells, down=down, across=across) if _may_hold_words(box, mm)]
    marks = [mark for mark in marks if not any(other != mark and other.holds(mark) for other in marks)]  # labels in a frame
    return RedInk(tuple(box.scaled(_CELL) for box in seals), tuple(box.scaled(_CELL) for box in marks))


def _may_hold_words(box: Box, mm: float) -> bool:
    return box.width >= _LEAST_MM[0] * mm and box.height >= _LEAST_MM[1] * mm


def without_red(image: Image.Image, ink: RedInk) -> Image.Image:
    """`image` (RGB) in grey, with the red channel in its place wherever red ink lies."""
    grey = image.convert("L")
    for box in (*ink.seals, *ink.marks):
        edges = (box.left, box.top, box.right, box.bottom)
        grey.paste(_without_red(image.crop(edges)), edges)
    return grey


def red_alone(part: Image.Image) -> Image.Image:
    """A part of an RGB page with its red ink alone, black on white (mode "L")."""
    red, green, blue = part.split()
    apart = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    most = max(float(np.percentile(np.asarray(apart), 99)), _RED)
    return apart.point([max(0, round(255 - level * 255 / most)) for level in range(256)])


def _without_red(part: Image.Image) -> Image.Image:
    """The red channel, and lighter still by as much as red stands out: the edges of red strokes are darker than their middle."""
    red, green, blue = part.split()
    apart = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return ImageChops.add(red, apart)


def _red_cells(image: Image.Image) -> NDArray[np.bool_]:
    small = np.asarray(image.reduce(_FINE), dtype=np.int16)
    stands_out = (small[:, :, 0] - np.maximum(small[:, :, 1], small[:, :, 2])) > _RED
    step = _CELL // _FINE
    high, wide = (side // step * step for side in stands_out.shape)
    return np.asarray(stands_out[:high, :wide].reshape(high // step, step, wide // step, step).any(axis=(1, 3)))


def _seals(cells: NDArray[np.bool_], dpi: int) -> Iterator[Box]:
    """The round blobs of red cells."""
    smallest, largest = (size / 25.4 * dpi / _CELL for size in (_SMALLEST_MM, _LARGEST_MM))
    for blob in blobs(cells, down=1, across=1):
        fits = all(smallest <= side <= largest for side in (blob.width, blob.height))
        if fits and _is_round(cells[blob.top : blob.bottom, blob.left : blob.right]):
            yield blob


def _is_round(blob: NDArray[np.bool_]) -> bool:
    """Whether the corners are empty: a frame has ink there, a disc has not."""
    high, wide = (max(1, side // 8) for side in blob.shape)
    corners = (blob[:high, :wide], blob[:high, -wide:], blob[-high:, :wide], blob[-high:, -wide:])
    return sum(float(corner.mean()) < 0.3 for corner in corners) >= 3
