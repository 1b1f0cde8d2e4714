"""Plain text as pages: decoded, laid out on A4 and drawn, so that it has page images and word boxes like any scan."""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from docarchive.errors import DamagedFile, PageUnreadable
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.text import clean

DPI = 200
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
_MARGIN, _SIZE, _STEP = 160, 30, 44
_ROWS = (HEIGHT - 2 * _MARGIN) // _STEP
_TAB = 4
_LONGEST = 5_000_000  # bytes of text that are laid out at all
_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arimo-Regular.ttf", "Arial.ttf", "arial.ttf")


def decoded(raw: bytes) -> str:
    """Text from UTF-8, UTF-16 with a byte order mark, or windows-1258. Raises DamagedFile when it is none of them."""
    encodings = ["utf-16"] if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "windows-1258"]
    for encoding in encodings:
        try:
            return clean(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise DamagedFile(reason="text in an unknown encoding")


@cache
def font(size: int = _SIZE) -> ImageFont.FreeTypeFont:
    """A typeface of this machine that has Vietnamese letters. Raises PageUnreadable (engine-missing) when there is none."""
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    raise PageUnreadable("engine-missing", f"no font with Vietnamese letters; one of {', '.join(_FONTS)}")


def _sheets(path: Path) -> list[list[str]]:
    status = path.stat()
    if status.st_size > _LONGEST:
        raise DamagedFile(reason=f"text over {_LONGEST} bytes")
    return _laid_out(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=1)
def _laid_out(path: Path, _changed: int, _size: int) -> list[list[str]]:
    parts = decoded(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n").split("\f")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [sheet for part in parts for sheet in _filled([row for line in part.rstrip().split("\n") for row in _wrapped(line)])]


def _filled(rows: list[str]) -> Iterator[list[str]]:
    for start in range(0, max(len(rows), 1), _ROWS):
        yield rows[start : start + _ROWS]


def _wrapped(line: str) -> Iterator[str]:
    line = "".join(letter if letter.isprintable() else " " for letter in line.expandtabs(_TAB))
    row = ""
    for word in _pieces(line):
        if row.strip() and not _fits(row + word):
            yield row
            row = ""
        row += word
    yield row


def _pieces(line: str) -> Iterator[str]:
    """Words with the blanks before them; a word wider than the sheet in parts."""
    word = ""
    for letter in line:
        grown = word + letter
        if (letter == " " and word.strip()) or (len(grown) > 40 and not _fits(grown.lstrip())):
            yield word
            word = letter
        else:
            word = grown
    yield word


def _fits(row: str) -> bool:
    return font().getlength(row) <= WIDTH - 2 * _MARGIN


def page_count(path: Path) -> int:
    """How many sheets the text takes: one at least for each part between form feeds."""
    return len(_sheets(path))


def _sheet(path: Path, index: int) -> list[str]:
    try:
        return _sheets(path)[index]
    except (IndexError, DamagedFile) as error:
        raise PageUnreadable("damaged-page", str(error)) from None


def page_image(path: Path, index: int) -> Image.Image:
    """Sheet `index` drawn black on white, mode "L", at 200 dpi."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(image)
    for number, row in enumerate(_sheet(path, index)):
        pen.text((_MARGIN, _MARGIN + number * _STEP), row, font=font(), fill=0)
    return image


def page_words(path: Path, index: int) -> Page:
    """Sheet `index` with the box of every word as `page_image` draws it; empty rows part the blocks."""
    blocks: list[list[Line]] = [[]]
    for number, row in enumerate(_sheet(path, index)):
        words = tuple(_placed(row, _MARGIN + number * _STEP))
        if words:
            blocks[-1].append(Line(words))
        elif blocks[-1]:
            blocks.append([])
    return Page(WIDTH, HEIGHT, tuple(Block(tuple(lines)) for lines in blocks if lines), DPI)


def _placed(row: str, top: int) -> Iterator[Word]:
    end = 0
    for word in row.split():
        start = row.index(word, end)
        end = start + len(word)
        left, right = (_MARGIN + round(font().getlength(row[:edge])) for edge in (start, end))
        yield Word(word, Box(left, top, min(max(right, left + 1), WIDTH), top + _STEP - 6))
