"""hOCR 1.2: where every word of every page stands, as a page of XHTML that is written sheet by sheet."""

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from docarchive.packages.xml import sound
from docarchive.records.pages import Block, Box, Kind, Line, Page, Word

MEDIA_TYPE = "application/xhtml+xml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="vi" lang="vi">
<head>
<title>{title}</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<meta name="ocr-system" content={system}/>
<meta name="ocr-capabilities" content="ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_wconf"/>
</head>
<body>
"""


def hocr(pages: Iterable[tuple[int, Page | None]], *, source: str = "", system: str = "docarchive") -> Iterator[bytes]:
    """The document in pieces of UTF-8: its head, each page by its number from 1, its end. Boxes are pixels of each page's own
    raster. None stands for a page that wasn't read: it is there, empty, and says so.

    `source` names the file that was read, `system` what read it.
    """
    yield _HEAD.format(title=escape(sound(source)), system=quoteattr(sound(system))).encode()
    for number, page in pages:
        yield (_page(page, number, source) if page is not None else _unread(number)).encode()
    yield b"</body>\n</html>\n"


def _unread(number: int) -> str:
    return f'<div class="ocr_page" id="page_{number}" title="ppageno {number - 1}; x_unread 1"></div>\n'


def _page(page: Page, number: int, source: str) -> str:
    image = sound(source).replace("\\", "\\\\").replace('"', '\\"')
    known = f'image "{image}"; bbox 0 0 {page.width} {page.height}; ppageno {number - 1}; scan_res {page.dpi} {page.dpi}'
    blocks = "".join(_block(block, f"{number}_{count}") for count, block in enumerate(page.blocks, 1))
    return f'<div class="ocr_page" id="page_{number}" title={quoteattr(known)}>\n{blocks}</div>\n'


def _bbox(box: Box) -> str:
    return f"bbox {box.left} {box.top} {box.right} {box.bottom}"


def _block(block: Block, name: str) -> str:
    lines = "".join(_line(line, f"{name}_{count}") for count, line in enumerate(block.lines, 1))
    place = _bbox(block.box)
    kind = "" if block.kind is Kind.TEXT else f"; x_region {block.kind.value}"
    area = f'<div class="ocr_carea" id="block_{name}" title="{place}{kind}"><p class="ocr_par" id="par_{name}" title="{place}">\n'
    return f"{area}{lines}</p></div>\n"


def _line(line: Line, name: str) -> str:
    words = " ".join(_word(word, f"{name}_{count}") for count, word in enumerate(line.words, 1))
    return f'<span class="ocr_line" id="line_{name}" title="{_bbox(line.box)}">{words}</span>\n'


def _word(word: Word, name: str) -> str:
    known = f"{_bbox(word.box)}; x_wconf {round(word.confidence * 100)}"
    return f'<span class="ocrx_word" id="word_{name}" title="{known}">{escape(sound(word.text))}</span>'
