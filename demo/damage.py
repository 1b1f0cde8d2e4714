"""What scanners, years and coffee do to a page."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from docarchive.records.pages import Block, Box, Line, Page, Word

PAPERS = {"white": (252, 252, 250), "cream": (248, 243, 228), "grey": (238, 238, 236)}


@dataclass(frozen=True, slots=True)
class Damage:
    """How a page is scanned: `skew` in degrees counter-clockwise, `noise` as standard deviation in grey levels,

    `stains` a count, `fade` the share of ink lost, `mode` "colour", "grey" or "bilevel", `quality` of its JPEG.
    """

    skew: float = 0.0
    noise: float = 4.0
    stains: int = 0
    fade: float = 0.08
    blur: float = 0.5
    paper: str = "white"
    mode: str = "colour"
    dpi: int = 200
    quality: int = 62
    holes: bool = False


def damaged(image: Image.Image, damage: Damage, chance: Generator) -> Image.Image:
    """`image` (RGB, black on white) as a scanner would give it; the size stays."""
    paper = PAPERS[damage.paper]
    aged = ImageChops.multiply(_faded(image, damage.fade, chance), _sheet(image.size, paper, chance))
    for _ in range(damage.stains):
        aged = ImageChops.multiply(aged, _stain(image.size, chance))
    if damage.holes:
        _punch(aged, damage.dpi)
    if damage.skew:
        aged = aged.rotate(damage.skew, Image.Resampling.BICUBIC, fillcolor=paper)
    if damage.blur:
        aged = aged.filter(ImageFilter.GaussianBlur(damage.blur))
    return _as_mode(_noisy(aged, damage.noise, chance), damage.mode)


def _faded(image: Image.Image, fade: float, chance: Generator) -> Image.Image:
    """Ink lightened in clouds: toner is never even."""
    cloud = Image.fromarray(chance.integers(0, 256, (12, 9), dtype=np.uint8)).resize(image.size, Image.Resampling.BICUBIC)
    veil = cloud.point(lambda value: int(value * fade)).convert("RGB")
    return ImageChops.add(image, veil)


def _sheet(size: tuple[int, int], paper: tuple[int, int, int], chance: Generator) -> Image.Image:
    """Paper with a slow change of light and a darker edge on one side."""
    cloud = Image.fromarray(chance.integers(236, 256, (5, 4), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
    sheet = ImageChops.multiply(Image.new("RGB", size, paper), cloud.convert("RGB"))
    pencil = ImageDraw.Draw(sheet)
    for _ in range(int(chance.integers(10, 40))):
        x, y = chance.integers(0, size[0]), chance.integers(0, size[1])
        r = chance.uniform(0.5, 1.8)
        pencil.ellipse((x - r, y - r, x + r, y + r), fill=(int(chance.integers(90, 190)),) * 3)
    return sheet


def _stain(size: tuple[int, int], chance: Generator) -> Image.Image:
    """A tea stain: a soft brown patch with a darker rim."""
    quarter = (size[0] // 4, size[1] // 4)
    mask = Image.new("L", quarter)
    pencil = ImageDraw.Draw(mask)
    x, y = chance.uniform(0.05, 0.95) * quarter[0], chance.uniform(0.15, 0.95) * quarter[1]
    r = chance.uniform(0.06, 0.16) * quarter[0]
    pencil.ellipse((x - r, y - r * 0.9, x + r, y + r * 0.9), fill=70, outline=150, width=3)
    for _ in range(4):
        dx, dy, s = chance.normal(0, r * 0.6), chance.normal(0, r * 0.6), r * chance.uniform(0.2, 0.6)
        pencil.ellipse((x + dx - s, y + dy - s, x + dx + s, y + dy + s), fill=int(chance.integers(50, 110)))
    soft = mask.filter(ImageFilter.GaussianBlur(4)).resize(size, Image.Resampling.BILINEAR)
    return Image.composite(Image.new("RGB", size, (176, 132, 78)), Image.new("RGB", size, "white"), soft)


def _punch(image: Image.Image, dpi: int) -> None:
    """Two holes of a folder, 80 mm apart (ISO 838), seen as the scanner's dark lid."""
    mm = dpi / 25.4
    pencil = ImageDraw.Draw(image)
    for y in (-40, 40):
        x, middle, r = 12 * mm, image.height / 2 + y * mm, 3 * mm
        pencil.ellipse((x - r, middle - r, x + r, middle + r), fill=(72, 72, 74))


def _noisy(image: Image.Image, deviation: float, chance: Generator) -> Image.Image:
    """Grain, the same in all three channels; one tile is laid over the page, which is enough and quick."""
    if not deviation:
        return image
    tile = Image.fromarray(np.clip(128 + chance.normal(0, deviation, (331, 409)), 0, 255).astype(np.uint8))
    grain = Image.new("L", image.size)
    for x in range(0, image.width, tile.width):
        for y in range(0, image.height, tile.height):
            grain.paste(tile, (x, y))
    return ImageChops.add(image, grain.convert("RGB"), 1, -128)


def _as_mode(image: Image.Image, mode: str) -> Image.Image:
    if mode == "colour":
        return image
    grey = image.convert("L")
    return grey if mode == "grey" else grey.point(lambda value: 255 if value > 150 else 0).convert("1")


def turned(page: Page, skew: float) -> Page:
    """The page's boxes after the sheet was turned by `skew` degrees counter-clockwise round its middle."""
    if not skew:
        return page
    blocks = tuple(
        Block(tuple(Line(tuple(_turned_word(word, page, skew) for word in line.words)) for line in block.lines))
        for block in page.blocks
    )
    return page.with_blocks(blocks)


def _turned_word(word: Word, page: Page, skew: float) -> Word:
    c, s = cos(radians(skew)), sin(radians(skew))
    middle_x, middle_y = page.width / 2, page.height / 2
    box = word.box
    corners = [
        (middle_x + c * (x - middle_x) + s * (y - middle_y), middle_y - s * (x - middle_x) + c * (y - middle_y))
        for x in (box.left, box.right)
        for y in (box.top, box.bottom)
    ]
    xs, ys = [round(x) for x, _ in corners], [round(y) for _, y in corners]
    return Word(word.text, Box(max(0, min(xs)), max(0, min(ys)), max(0, *xs), max(0, *ys)), word.confidence)
