"""What is put on paper in red: the round seal, the ĐẾN stamp, the boxes of urgency and secrecy. Real sizes, worn ink."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from demo.documents import Arrival
from demo.fonts import sized
from demo.pen import handwriting

RED = (214, 28, 38)
_FINE = 2


def _worn(mask: Image.Image, chance: Generator, strength: float = 0.94) -> Image.Image:
    """Red ink through `mask`: unevenly pressed, with bare grains."""
    small = mask.reduce(_FINE)
    cloud = Image.fromarray(chance.integers(90, 256, (9, 9), dtype=np.uint8)).resize(small.size, Image.Resampling.BICUBIC)
    grain = chance.random((small.height, small.width)) > 0.06
    press = np.asarray(cloud, float) / 255 * 0.45 + 0.6
    alpha = np.asarray(small, float) * np.clip(press, 0, 1) * (0.55 + 0.45 * grain) * strength
    ink = Image.new("RGBA", small.size, (*RED, 0))
    ink.putalpha(Image.fromarray(alpha.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.4)))
    return ink


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal: the body's name round a star. `size` is its diameter in millimetres."""

    around: str
    inside: str
    size: float

    def draw(self, dpi: float, chance: Generator) -> Image.Image:
        """The print of it, turned a little as hands do."""
        side = round(self.size / 25.4 * dpi) * _FINE
        mask = Image.new("L", (side, side))
        pencil = ImageDraw.Draw(mask)
        for radius, thick in ((0.49, 0.018), (0.455, 0.006), (0.30, 0.006)):
            edge = side * (0.5 - radius)
            pencil.ellipse((edge, edge, side - edge, side - edge), outline=255, width=max(1, round(side * thick)))
        pencil.polygon(_star(side / 2, side / 2 - side * 0.04, side * 0.13), fill=255)
        _middle_text(pencil, self.inside, side, dpi)
        _round_text(mask, self.around, side)
        return _worn(mask.rotate(chance.uniform(-6, 6), Image.Resampling.BICUBIC), chance)


def seal(issuer: list[str], parent: list[str]) -> Seal:
    """The seal of a body: the name round the ring; 36 mm for a provincial body, 35 mm for one below it."""
    name = " ".join(issuer)
    return Seal(f"{name} ★ {' '.join(parent)} ★ " if parent else f"{name} ★ ", "LAM GIANG", 35.0 if parent else 36.0)


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [(x + r * sin(n * pi / 5), y - r * cos(n * pi / 5)) for n, r in enumerate([radius, radius * 0.4] * 5)]


def _middle_text(pencil: ImageDraw.ImageDraw, text: str, side: int, dpi: float) -> None:
    pencil.text((side / 2, side * 0.68), text, fill=255, font=sized("b", 6.5, dpi * _FINE), anchor="mm")


def _round_text(mask: Image.Image, text: str, side: int) -> None:
    font = sized("b", side * 0.085, 72)
    lengths = [font.getlength(letter) for letter in text]
    radius, angle = side * 0.38, -90.0
    for letter, length in zip(text, lengths, strict=True):
        share = 360 * length / sum(lengths)
        middle = angle + share / 2
        tile = Image.new("L", (round(side * 0.2),) * 2)
        draw = ImageDraw.Draw(tile)
        if letter == "★":
            draw.polygon(_star(tile.width / 2, tile.width / 2, side * 0.03), fill=255)
        else:
            draw.text((tile.width / 2, tile.width / 2), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-middle - 90, Image.Resampling.BICUBIC)
        x = side / 2 + radius * cos(middle * pi / 180) - tile.width / 2
        y = side / 2 + radius * sin(middle * pi / 180) - tile.width / 2
        mask.paste(255, (round(x), round(y)), tile)
        angle += share


@dataclass(frozen=True, slots=True)
class BoxStamp:
    """Words in a red frame; millimetres, `size` of the letters in points."""

    words: str
    width: float
    height: float
    size: float

    def draw(self, dpi: float, chance: Generator) -> Image.Image:
        """The print of it, a little askew."""
        mask, pencil = _frame(self.width, self.height, dpi)
        font = sized("b", self.size, dpi * _FINE)
        pencil.text((mask.width / 2, mask.height / 2), self.words, fill=255, font=font, anchor="mm")
        return _worn(mask.rotate(chance.uniform(-2, 2), Image.Resampling.BICUBIC, expand=True), chance)


def box_stamp(words: str) -> BoxStamp:
    """KHẨN, THƯỢNG KHẨN, HỎA TỐC in the sizes of Decree 30/2020 (appendix I, III.2); a secrecy mark 20 or 30 × 8 mm."""
    width = {"KHẨN": 20.0, "MẬT": 20.0, "THƯỢNG KHẨN": 40.0}.get(words, 32.0)
    return BoxStamp(words, width, 8.0, 13.0)


def _frame(width: float, height: float, dpi: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mm = dpi / 25.4 * _FINE
    mask = Image.new("L", (round(width * mm), round(height * mm)))
    pencil = ImageDraw.Draw(mask)
    pencil.rectangle((mm * 0.3, mm * 0.3, mask.width - mm * 0.4, mask.height - mm * 0.4), outline=255, width=round(mm * 0.5))
    return mask, pencil


# What is printed in the ĐẾN stamp: x, y in millimetres, words, style, points, anchor.
_ARRIVAL: list[tuple[float, float, str, str, float, str]] = [
    (8.5, 16, "ĐẾN", "b", 15, "mm"),
    (19, 13, "Số: ......................", "", 9, "ls"),
    (19, 21, "Ngày: ..................", "", 9, "ls"),
    (2, 29.5, "Chuyển: ....................................", "", 9, "ls"),
    (2, 33.5, "Số và ký hiệu HS: ......................", "", 8, "ls"),
]
_ARRIVAL_RULES = [(0, 7.5, 50, 7.5), (17, 7.5, 17, 25), (0, 25, 50, 25)]


def arrival_stamp(arrival: Arrival) -> Callable[[float, Generator], Image.Image]:
    """The ĐẾN stamp, 50 × 35 mm (Decree 30/2020, appendix IV), its number and day written in by pen."""

    def draw(dpi: float, chance: Generator) -> Image.Image:
        mask, pencil = _frame(50, 35, dpi)
        mm = dpi / 25.4
        for rule in _ARRIVAL_RULES:
            pencil.line([edge * mm * _FINE for edge in rule], fill=255, width=round(mm * _FINE * 0.4))
        office = (25, 4, arrival.office, "b", 9, "mm")
        for x, y, words, style, size, anchor in [office, *_ARRIVAL]:
            font = sized(style, size, dpi * _FINE)
            pencil.text((x * mm * _FINE, y * mm * _FINE), words, fill=255, font=font, anchor=anchor)
        stamp = _worn(mask, chance)
        for x, y, written in ((27, 7.4, arrival.number), (28, 15.4, arrival.day)):
            stamp.alpha_composite(handwriting(written, 4.6, dpi, chance), (round(x * mm), round(y * mm)))
        return stamp.rotate(chance.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True)

    return draw
