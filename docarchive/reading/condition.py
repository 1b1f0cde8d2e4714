"""The condition of a scanned page, measured from its raster."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from docarchive.reading.paper import unevenness
from docarchive.reading.raster import Raster
from docarchive.reading.skew import skew
from docarchive.records.conditions import Colour, Condition

_WIDTH = 850  # pixels that are enough
_DARK = 60  # levels under the paper's
_MOSTLY = 0.7  # share of an edge's row that makes it dark
_NARROWEST_MM = 1.0  # of an edge that is told of
_THROUGH = 0.95  # share of a column that makes it a streak: no frame or table reaches through both margins


def condition_of(raster: Raster) -> Condition | None:
    """What the page's scan is like; None for a page that is drawn, not scanned."""
    if raster.own_dpi == 0:
        return None
    colour = Colour.COLOUR if raster.image.mode == "RGB" else Colour.BILEVEL if raster.bilevel else Colour.GREY
    grey = raster.image.convert("L").reduce(max(1, round(raster.image.width / _WIDTH)))
    millimetre = raster.dpi / 25.4 * grey.width / raster.image.width
    dark = np.asarray(grey) < _paper(grey) - _DARK
    edge = _border(dark)
    inner = dark[edge : dark.shape[0] - edge, edge : dark.shape[1] - edge]
    return Condition(
        raster.own_dpi,
        colour,
        round(skew(grey), 1),
        _contrast(grey),
        unevenness(grey),
        round(edge / millimetre, 1) if edge / millimetre >= _NARROWEST_MM else 0.0,
        _streaks(inner),
    )


def _paper(grey: Image.Image) -> float:
    return float(np.percentile(np.asarray(grey), 60))


def _contrast(grey: Image.Image) -> int:
    """From the paper to the darkest hundredth of the page, which is ink on any page with words."""
    return int(_paper(grey) - np.percentile(np.asarray(grey), 1))


def _border(dark: NDArray[np.bool_]) -> int:
    """Pixels of the widest edge that is dark: rows or columns from outside in, most of them ink."""
    return max(_depth(mask.mean(axis=1)) for mask in (dark, dark[::-1], dark.T, dark.T[::-1]))


def _depth(inked: NDArray[np.float64]) -> int:
    light = np.flatnonzero(inked[: len(inked) // 4] < _MOSTLY)
    return int(light[0]) if len(light) else len(inked) // 4


def _streaks(dark: NDArray[np.bool_]) -> int:
    """Columns, or neighbours of them, that are dark from the top to the bottom of the picture."""
    if not dark.size:
        return 0
    whole = np.concatenate(([False], dark.mean(axis=0) > _THROUGH))
    return int(np.count_nonzero(whole[1:] & ~whole[:-1]))
