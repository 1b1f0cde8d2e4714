"""Red seals taken out of the copy that is read: red ink is light in the red channel, black text under it stays dark.

Only round seals (20–60 mm) go; red words and boxed stamps (a secrecy mark, an arrival stamp) are text and stay.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from docarchive.reading.blobs import blobs

_CELL = 8  # pixels of a side of the cells in which red is counted
_FINE = 4  # pixels of a side over which colour is averaged first
_RED = 30  # levels by which the average must stand out from green and blue
_SMALLEST_MM, _LARGEST_MM = 20, 62


def without_seals(image: Image.Image, dpi: int) -> Image.Image:
    """`image` (RGB) in grey, with the red channel in its place within every round seal."""
    grey = image.convert("L")
    for box in _seals(_red_cells(image), dpi):
        grey.paste(_without_red(image.crop(box)), box)
    return grey


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


def _seals(cells: NDArray[np.bool_], dpi: int) -> list[tuple[int, int, int, int]]:
    """Boxes in pixels of the round blobs of red cells."""
    smallest, largest = (size / 25.4 * dpi / _CELL for size in (_SMALLEST_MM, _LARGEST_MM))
    found = []
    for blob in blobs(cells, down=1, across=1):
        fits = all(smallest <= side <= largest for side in (blob.width, blob.height))
        if fits and _is_round(cells[blob.top : blob.bottom, blob.left : blob.right]):
            found.append((blob.left * _CELL, blob.top * _CELL, blob.right * _CELL, blob.bottom * _CELL))
    return found


def _is_round(blob: NDArray[np.bool_]) -> bool:
    """Whether the corners are empty: a frame has ink there, a disc has not."""
    high, wide = (max(1, side // 8) for side in blob.shape)
    corners = (blob[:high, :wide], blob[:high, -wide:], blob[-high:, :wide], blob[-high:, -wide:])
    return sum(float(corner.mean()) < 0.3 for corner in corners) >= 3
