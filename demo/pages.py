"""Sheets made into pictures: printed clean, or scanned."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.random import Generator, default_rng
from PIL import Image, ImageChops, ImageDraw

from demo import typeset
from demo.damage import Damage, damaged, turned
from demo.fonts import sized
from demo.sheet import HEIGHT, WIDTH, Sheet
from docarchive.records.pages import Page


def printed(sheet: Sheet, dpi: int, chance: Generator) -> Image.Image:
    """The sheet in black on white with its marks, RGB."""
    size = (round(WIDTH / 25.4 * dpi), round(HEIGHT / 25.4 * dpi))
    black = Image.new("L", size, 255)
    pencil = ImageDraw.Draw(black)
    mm = dpi / 25.4
    for rule in sheet.rules:
        pencil.line([edge * mm for edge in (rule.x1, rule.y1, rule.x2, rule.y2)], fill=20, width=max(1, round(rule.thick * mm)))
    for word in sheet.words:
        if word.printed:
            pencil.text((word.x * mm, word.y * mm), word.text, fill=12, font=sized(word.style, word.size, dpi), anchor="ls")
    image = black.convert("RGB")
    for ink, x, y in sheet.inks(dpi, chance):
        _lay(image, ink, x * mm, y * mm)
    return image


def _lay(image: Image.Image, mark: Image.Image, x: float, y: float) -> None:
    """Ink over print: colours multiply, so that black stays black under a seal."""
    left, top = max(0, round(x)), max(0, round(y))
    under = image.crop((left, top, left + mark.width, top + mark.height))
    veil = Image.new("RGB", mark.size, "white")
    veil.paste(mark.convert("RGB"), mask=mark.getchannel("A"))
    image.paste(ImageChops.multiply(under, veil), (left, top))


def scan(sheet: Sheet, damage: Damage, chance: Generator) -> tuple[Image.Image, Page]:
    """The sheet as a scanner gives it, and where its words lie in that picture."""
    skew = damage.skew + (chance.uniform(-0.3, 0.3) if damage.skew else 0.0)
    image = damaged(printed(sheet, damage.dpi, chance), replace(damage, skew=skew), chance)
    return image, turned(sheet.page(damage.dpi), skew)


def photographed(image: Image.Image, chance: Generator) -> Image.Image:
    """A phone's picture of a sheet on a desk: seen at an angle, unevenly lit."""
    desk = Image.new("RGB", image.size, (104, 84, 66))
    w, h = image.size
    corner = [
        (x + chance.uniform(10, 70) * dx, y + chance.uniform(15, 90) * dy)
        for x, y, dx, dy in ((0, 0, 1, 1), (w, 0, -1, 1), (w, h, -1, -1), (0, h, 1, -1))
    ]
    warp = _perspective(corner, [(0, 0), (w, 0), (w, h), (0, h)])
    seen = image.transform(image.size, Image.Transform.PERSPECTIVE, warp, Image.Resampling.BICUBIC)
    where = Image.new("L", image.size, 255).transform(image.size, Image.Transform.PERSPECTIVE, warp)
    desk.paste(seen, mask=where)
    light = Image.fromarray(np.linspace([255, 205], [215, 165], 2).astype(np.uint8)).resize(image.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(desk, light.convert("RGB"))


def _perspective(seen: list[tuple[float, float]], flat: list[tuple[float, float]]) -> list[float]:
    """The eight numbers that take points `seen` back to `flat`, as Pillow's transform wants them."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows), np.array(wanted))]


def plain(lines: Sequence[str], size: float) -> Sheet:
    """A sheet with `lines` from the top, an empty one starting a block."""
    sheet = Sheet()
    y, block = 25.0, []
    for line in lines:
        y += typeset.leading(size, 1.1)
        words = typeset.placed(typeset.pieces(line, size), 30, y)
        if words:
            block.append(words)
        elif block:
            sheet.blocks.append(block)
            block = []
    sheet.blocks.append(block)
    return sheet


def draw_page(lines: Sequence[str], *, size: float = 14, dpi: int = 200) -> tuple[Image.Image, Page]:
    """A clean A4 page with `lines` (an empty one starts a block; `**bold**`), and its words with boxes. 40 lines fit."""
    sheet = plain(lines, size)
    return printed(sheet, dpi, default_rng(0)), sheet.page(dpi)


def scan_page(lines: Sequence[str], damage: Damage, *, size: float = 14, seed: int = 0) -> tuple[Image.Image, Page]:
    """The same page scanned with `damage`; boxes lie where the words are in the picture."""
    return scan(plain(lines, size), damage, default_rng(seed))
