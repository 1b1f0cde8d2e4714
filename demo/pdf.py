"""Sheets and pictures made into PDF: text with embedded fonts, or images alone. Same input, same bytes."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from numpy.random import Generator, default_rng
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from demo.damage import Damage
from demo.fonts import family
from demo.pages import plain, scan
from demo.sheet import HEIGHT, WIDTH, Sheet

rl_config.useA85 = 0  # pictures as raw JPEG, as scanners write them, a fifth smaller
MM = 72 / 25.4
_INK_DPI = 150
_USUAL = Damage()
_A4 = (WIDTH * MM, HEIGHT * MM)


def _font(style: str) -> str:
    name = f"Demo{style}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, family()[style]))
    return name


def _canvas(title: str) -> tuple[Canvas, BytesIO]:
    made = BytesIO()
    canvas = Canvas(made, pagesize=_A4, invariant=True, pageCompression=1)
    canvas.setTitle(title)
    return canvas, made


def sheets_pdf(sheets: Iterable[Sheet], chance: Generator, *, damage: Damage = _USUAL, title: str = "") -> bytes:
    """A PDF of real text as a word processor saves it; pen, seal and signature as pictures, as after signing.

    Sheets that are `photographed` go in as pictures scanned with `damage`.
    """
    canvas, made = _canvas(title)
    for sheet in sheets:
        if sheet.photographed:
            image = scan(sheet, damage, chance)[0]
            _picture(canvas, image, _A4, damage.quality)
            canvas.showPage()
            continue
        _text(canvas, sheet)
        for ink, x, y in sheet.inks(_INK_DPI, chance):
            width, height = (side / _INK_DPI * 72 for side in ink.size)
            canvas.drawImage(ImageReader(ink), x * MM, _A4[1] - y * MM - height, width, height, mask="auto")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _text(canvas: Canvas, sheet: Sheet) -> None:
    for rule in sheet.rules:
        canvas.setLineWidth(rule.thick * MM)
        canvas.line(rule.x1 * MM, _A4[1] - rule.y1 * MM, rule.x2 * MM, _A4[1] - rule.y2 * MM)
    words = [word for word in sheet.words if word.printed]
    for word, after in zip(words, [*words[1:], None], strict=True):
        canvas.setFont(_font(word.style), word.size)
        blank = "" if after is not None and after.glued else " "
        canvas.drawString(word.x * MM, _A4[1] - word.y * MM, word.text + blank)


def image_pdf(images: Iterable[Image.Image], *, dpi: int = 200, quality: int = 62, signed: Sequence[str] = ()) -> bytes:
    """A PDF of pictures alone, each a page at `dpi`, as scanners make it.

    `signed`: lines of real text at the top right of page 1, as an electronic signature shows itself (box 14 of the form).
    """
    canvas, made = _canvas("")
    for number, image in enumerate(images):
        size = (image.width / dpi * 72, image.height / dpi * 72)
        canvas.setPageSize(size)
        _picture(canvas, image, size, quality)
        for line, words in enumerate(signed if number == 0 else ()):
            canvas.setFont(_font(""), 10)
            canvas.setFillColorRGB(0.1, 0.2, 0.7)
            canvas.drawRightString(size[0] - 8 * MM, size[1] - (8 + 4 * line) * MM, words)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _picture(canvas: Canvas, image: Image.Image, size: tuple[float, float], quality: int) -> None:
    """`image` over the whole page, as a JPEG."""
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=quality)
    jpeg.seek(0)
    canvas.drawImage(ImageReader(jpeg), 0, 0, *size)


def text_pdf(pages: Sequence[Sequence[str]], *, size: float = 14) -> bytes:
    """A PDF with a text layer: a list of lines a page."""
    return sheets_pdf([plain(lines, size) for lines in pages], default_rng(0))
