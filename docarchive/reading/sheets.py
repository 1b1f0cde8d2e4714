"""Separator sheets as a PDF to be printed: one A4 a sheet, black and white, so that any printer and scanner do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

import img2pdf
from PIL import Image, ImageDraw

from docarchive.reading import codes
from docarchive.reading.drawn import font

_DPI = 300
_WIDTH, _HEIGHT = 2480, 3508  # A4 at 300 dpi
_MARGIN = 180
_QR, _BARS, _BARS_HIGH = 1250, _WIDTH - 2 * _MARGIN, 230


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands on a sheet: the line in its codes, and what people read."""

    code: str
    heading: str
    place: str
    title: str
    notes: tuple[str, ...]


def sheets_pdf(sheets: Iterable[SheetWords]) -> bytes:
    """The PDF, a page a sheet. Raises PageUnreadable (engine-missing) without a font that has Vietnamese letters."""
    drawn: dict[SheetWords, bytes] = {}
    for each in (wanted := list(sheets)):
        drawn[each] = drawn.get(each) or _png(_sheet(each))
    return bytes(img2pdf.convert([drawn[each] for each in wanted], nodate=True))


def _png(image: Image.Image) -> bytes:
    made = BytesIO()
    image.convert("1", dither=Image.Dither.NONE).save(made, "PNG", dpi=(_DPI, _DPI))
    return made.getvalue()


def _sheet(words: SheetWords) -> Image.Image:
    image = Image.new("L", (_WIDTH, _HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    top = _line(pen, words.heading, 150, 96)
    top = _line(pen, words.place, top + 30, 60)
    for row in _wrapped(words.title, 72, most=3):
        top = _line(pen, row, top + 10, 72)
    mark = codes.qr(words.code, _QR)
    image.paste(mark, ((_WIDTH - mark.width) // 2, max(top + 120, 760)))
    top = max(top + 120, 760) + mark.height + 140
    bars = codes.code_128(words.code, _BARS, _BARS_HIGH)
    image.paste(bars, ((_WIDTH - bars.width) // 2, top))
    top = _line(pen, words.code, top + _BARS_HIGH + 24, 40) + 90
    for note in words.notes:
        for row in _wrapped(note, 48, most=3):
            top = _line(pen, row, top, 48) + 6
    return image


def _line(pen: ImageDraw.ImageDraw, row: str, top: int, size: int) -> int:
    """One line in the middle of the sheet, made smaller where it is too wide; where the next one may begin."""
    while size > 24 and font(size).getlength(row) > _WIDTH - 2 * _MARGIN:
        size -= 4
    pen.text(((_WIDTH - font(size).getlength(row)) / 2, top), row, font=font(size), fill=0)
    return top + round(size * 1.35)


def _wrapped(text: str, size: int, *, most: int) -> Iterator[str]:
    """The text in lines as wide as the sheet; what would be more than `most` is cut off with a sign."""
    rows = [""]
    for word in text.split():
        grown = f"{rows[-1]} {word}".strip()
        if font(size).getlength(grown) > _WIDTH - 2 * _MARGIN and rows[-1]:
            rows.append(word)
        else:
            rows[-1] = grown
    yield from rows if len(rows) <= most else [*rows[: most - 1], f"{rows[most - 1]} …"]
