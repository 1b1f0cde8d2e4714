"""The condition of a scanned page, measured from its raster."""

import numpy as np
from PIL import Image

from docarchive.reading.raster import Raster
from docarchive.reading.skew import skew
from docarchive.records.conditions import Colour, Condition

_WIDTH = 850  # pixels that are enough


def condition_of(raster: Raster) -> Condition | None:
    """What the page's scan is like; None for a page that is drawn, not scanned."""
    if raster.own_dpi == 0:
        return None
    colour = Colour.COLOUR if raster.image.mode == "RGB" else Colour.BILEVEL if raster.bilevel else Colour.GREY
    grey = raster.image.convert("L").reduce(max(1, round(raster.image.width / _WIDTH)))
    return Condition(raster.own_dpi, colour, round(skew(grey), 1), _contrast(grey))


def _contrast(grey: Image.Image) -> int:
    """From the paper to the darkest hundredth of the page, which is ink on any page with words."""
    ink, paper = np.percentile(np.asarray(grey), (1, 60))
    return int(paper - ink)
