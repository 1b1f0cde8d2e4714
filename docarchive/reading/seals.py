"""Red seals taken out of the copy that is read: red ink is light in the red channel, black text under it stays dark.

Only round seals (20–60 mm) go; red words and boxed stamps (a secrecy mark, an arrival stamp) are text and stay.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_CELL = 8  # pixels of a side of the cells in which red is counted
_FINE = 4  # pixels of a side over which colour is averaged first
_RED = 30  # levels by which the average must stand out from green and blue
_SMALLEST_MM, _LARGEST_MM = 20, 62


def without_seals(image: Image.Image, dpi: int) -> Image.Image:
    """`image` (RGB) in grey, with the red channel in its place within every round seal."""
    grey = image.convert("L")
    for box in _seals(_red_cells(image), dpi):
        grey.paste(image.crop(box).getchannel("R"), box)
    return grey


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
    for top, bottom, left, right in _blobs(cells):
        high, wide = bottom - top, right - left
        if smallest <= high <= largest and smallest <= wide <= largest and _is_round(cells[top:bottom, left:right]):
            found.append((left * _CELL, top * _CELL, right * _CELL, bottom * _CELL))
    return found


def _is_round(blob: NDArray[np.bool_]) -> bool:
    """Whether the corners are empty: a frame has ink there, a disc has not."""
    high, wide = (max(1, side // 8) for side in blob.shape)
    corners = (blob[:high, :wide], blob[:high, -wide:], blob[-high:, :wide], blob[-high:, -wide:])
    return sum(float(corner.mean()) < 0.3 for corner in corners) >= 3


def _blobs(cells: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Bounds (top, bottom, left, right) of the connected groups of cells, over gaps of one cell."""
    left = {(int(y), int(x)) for y, x in zip(*np.nonzero(cells), strict=True)}
    found = []
    while left:
        group, front = set(), [left.pop()]
        while front:
            y, x = front.pop()
            group.add((y, x))
            near = {(y + dy, x + dx) for dy in range(-2, 3) for dx in range(-2, 3)} & left
            left -= near
            front += near
        rows, columns = [y for y, _ in group], [x for _, x in group]
        found.append((min(rows), max(rows) + 1, min(columns), max(columns) + 1))
    return found
