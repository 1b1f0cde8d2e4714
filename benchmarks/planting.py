"""Pages on which engines tend to lose lines without a word: askew, in narrow columns, with faint lines, under a stamp."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from textwrap import wrap

from numpy.random import Generator, default_rng
from PIL import Image, ImageChops, ImageDraw

from demo import Damage, draw_page, scan_page
from demo.documents import every
from docarchive.records.pages import Page, around

_LINES, _WIDE, _NARROW = 30, 72, 30
Drawn = tuple[Image.Image, str]


def plant(folder: Path, *, pages: int, seed: int) -> None:
    """Draws so many pages of each kind into a sub-folder of its own, each with its text."""
    sentences = " ".join(document.body for document in every() if document.form != "txt").replace("*", "").replace("|", " ")
    words = [word for word in sentences.split() if word.isalpha() or word[:-1].isalnum()]
    for kind, draw in _KINDS.items():
        (folder / kind).mkdir(parents=True)
        for number in range(pages):
            chance = default_rng([seed, number, len(kind)])
            start = int(chance.integers(0, len(words) - 600))
            image, text = draw(words[start : start + 600], chance)
            image.save(folder / kind / f"{number:02}.png", dpi=(200, 200))
            (folder / kind / f"{number:02}.txt").write_text(text + "\n", "utf-8")


def _lines(words: list[str], wide: int, count: int = _LINES) -> list[str]:
    return wrap(" ".join(words), wide)[:count]


def _askew(words: list[str], chance: Generator) -> Drawn:
    turn = float(chance.uniform(0.5, 5)) * (1 if chance.random() < 0.5 else -1)
    image, page = scan_page(_lines(words, _WIDE), Damage(skew=turn, noise=4.0), seed=int(chance.integers(1 << 30)))
    return image, page.text


def _narrow(words: list[str], chance: Generator) -> Drawn:
    """Three columns of two or three words a line."""
    sheet, texts = Image.new("RGB", (1654, 2339), "white"), []
    for column in range(3):
        image, page = draw_page(_lines(words[column * 90 :], 14, 28))
        sheet.paste(image.crop((180, 0, 640, 2339)), (80 + column * 500, 0))
        texts.append(page.text)
    return sheet.rotate(float(chance.uniform(-1, 1)), Image.Resampling.BICUBIC, fillcolor="white"), "\n\n".join(texts)


def _faint(words: list[str], chance: Generator) -> Drawn:
    """A few lines have lost most of their ink."""
    image, page = draw_page(_lines(words, _WIDE))
    for number in chance.choice(_LINES, 4, replace=False):
        image = _changed(image, page, int(number), partial(_bleached, share=float(chance.uniform(0.55, 0.85))))
    return image, page.text


def _bleached(part: Image.Image, share: float) -> Image.Image:
    return Image.blend(part, Image.new("RGB", part.size, "white"), share)


def _stamped(words: list[str], chance: Generator) -> Drawn:
    """A framed stamp lies over the beginnings of some lines."""
    image, page = draw_page(_lines(words, _WIDE))
    line = list(page.lines)[int(chance.integers(3, 24))].box
    colour = (200, 30, 40) if chance.random() < 0.5 else (40, 40, 40)
    stamp = Image.new("RGB", (470, 200), "white")
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((4, 4, 465, 195), outline=colour, width=6)
    pen.line((4, 70, 465, 70), fill=colour, width=4)
    pen.text((150, 90), "ĐẾN", fill=colour, font_size=60)
    place = (line.left + int(chance.integers(-80, 300)), line.top - int(chance.integers(40, 120)))
    covered = image.crop((*place, place[0] + 470, place[1] + 200))
    image.paste(ImageChops.multiply(covered, stamp), place)
    return image, page.text


def _changed(image: Image.Image, page: Page, number: int, change: Callable[[Image.Image], Image.Image]) -> Image.Image:
    box = around(word.box for word in list(page.lines)[number].words)
    edges = (box.left, box.top, box.right, box.bottom)
    image.paste(change(image.crop(edges)), edges)
    return image


_KINDS: dict[str, Callable[[list[str], Generator], Drawn]] = {
    "planted-askew": _askew,
    "planted-narrow": _narrow,
    "planted-faint": _faint,
    "planted-stamped": _stamped,
}
