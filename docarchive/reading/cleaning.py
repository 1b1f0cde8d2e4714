"""The copy that is read: level, evenly lit, without the red of seals. The page that is shown stays as it is."""

import math
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from docarchive.reading.paper import evened
from docarchive.reading.seals import RedInk, red_ink, without_red
from docarchive.reading.skew import skew
from docarchive.records.pages import Block, Box, Line, Word

# Turning blurs, which costs more than it mends while Tesseract still follows the lines by itself (degrees).
_WORTH_TURNING = 0.6


@dataclass(frozen=True, slots=True)
class Copy:
    """The image that is read: the page's raster (of size `page`) turned clockwise by `angle` degrees about its centre,
    on a sheet large enough. `marks`: where on the raster red ink lies that may hold words; it was taken out."""

    image: Image.Image
    angle: float
    page: tuple[int, int]
    marks: tuple[Box, ...] = ()

    def back(self, box: Box) -> Box:
        """A box of the copy as the box around it on the page's raster."""
        turn = math.radians(-self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        middle, centre = (self.image.width / 2, self.image.height / 2), (self.page[0] / 2, self.page[1] / 2)
        corners = [
            (centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos)
            for x in (box.left - middle[0], box.right - middle[0])
            for y in (box.top - middle[1], box.bottom - middle[1])
        ]
        across = [min(max(round(x), 0), self.page[0]) for x, _ in corners]
        down = [min(max(round(y), 0), self.page[1]) for _, y in corners]
        return Box(min(across), min(down), max(across), max(down))

    def words_back(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The same blocks with boxes on the page's raster."""
        if self.angle == 0:
            return blocks
        return tuple(
            Block(tuple(Line(tuple(map(self._word_back, line.words))) for line in block.lines), block.kind) for block in blocks
        )

    def _word_back(self, word: Word) -> Word:
        return replace(word, box=self.back(word.box))


def reading_copy(raster: Image.Image, *, dpi: int) -> Copy:
    """The copy of a page's raster to be read."""
    ink = red_ink(raster, dpi) if raster.mode == "RGB" else RedInk()
    grey = evened(without_red(raster, ink) if raster.mode == "RGB" else raster)
    angle = skew(grey)
    if abs(angle) < _WORTH_TURNING:
        return Copy(grey, 0.0, raster.size, ink.marks)
    paper = int(np.median(np.asarray(grey.resize((64, 64), Image.Resampling.BOX))))
    return Copy(grey.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=paper), angle, raster.size, ink.marks)
