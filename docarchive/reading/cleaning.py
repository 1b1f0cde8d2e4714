"""The copy that is read: level, evenly lit, large enough, without the red of seals. The page that is shown stays as it is."""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from docarchive.reading.paper import evened
from docarchive.reading.seals import without_seals
from docarchive.reading.skew import skew
from docarchive.records.pages import Block, Box, Line, Word

# Turning blurs a little; under this many degrees Tesseract follows the lines by itself.
_WORTH_TURNING = 0.25
_READ_AT = 300  # dpi to which a page of low resolution is enlarged before it is read


@dataclass(frozen=True, slots=True)
class Copy:
    """The image that is read, its dpi, and how it was made from the page's raster: enlarged by `scale`, then turned
    clockwise by `angle` degrees about its centre, on a sheet large enough."""

    image: Image.Image
    dpi: int
    scale: float
    angle: float
    page: tuple[int, int]

    def back(self, box: Box) -> Box:
        """A box of the copy as the box around it on the page's raster."""
        turn = math.radians(-self.angle)
        cos, sin = math.cos(turn), math.sin(turn)
        middle, centre = (self.image.width / 2, self.image.height / 2), (self.page[0] / 2, self.page[1] / 2)
        corners = [
            (centre[0] + (x * cos - y * sin) / self.scale, centre[1] + (x * sin + y * cos) / self.scale)
            for x in (box.left - middle[0], box.right - middle[0])
            for y in (box.top - middle[1], box.bottom - middle[1])
        ]
        across = [min(max(round(x), 0), self.page[0]) for x, _ in corners]
        down = [min(max(round(y), 0), self.page[1]) for _, y in corners]
        return Box(min(across), min(down), max(across), max(down))

    def words_back(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The same blocks with boxes on the page's raster."""
        if self.angle == 0 and self.scale == 1:
            return blocks
        return tuple(Block(tuple(Line(tuple(map(self._word_back, line.words))) for line in block.lines)) for block in blocks)

    def _word_back(self, word: Word) -> Word:
        return Word(word.text, self.back(word.box), word.confidence)


def reading_copy(raster: Image.Image, *, dpi: int, own_dpi: int) -> Copy:
    """The copy of a page's raster to be read; `own_dpi` is what the file held before it was enlarged to `dpi`."""
    grey = evened(without_seals(raster, dpi) if raster.mode == "RGB" else raster)
    angle = skew(grey)
    if abs(angle) < _WORTH_TURNING:
        angle = 0.0
    scale = _READ_AT / dpi if 0 < own_dpi < 0.95 * dpi and dpi < _READ_AT else 1.0
    return Copy(_turned(grey, angle, scale), round(dpi * scale), scale, angle, raster.size)


def _turned(grey: Image.Image, angle: float, scale: float) -> Image.Image:
    if scale != 1:
        grey = grey.resize((round(grey.width * scale), round(grey.height * scale)), Image.Resampling.BICUBIC)
    if angle == 0:
        return grey
    paper = int(np.median(np.asarray(grey.resize((64, 64), Image.Resampling.BOX))))
    return grey.rotate(-angle, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)
