"""Stacks of paper as a scanner sends them: one PDF of pages, separator sheets and blank backs."""

from collections.abc import Iterable
from functools import cache
from io import BytesIO

import img2pdf
import pypdfium2
from PIL import Image

from docarchive.archive import Archive
from docarchive.reading.sheets import SheetWords, sheets_pdf
from docarchive.records.separators import Separator, mark_of, to_code
from tests.archives import drawn_page


def stack(pages: Iterable[bytes]) -> bytes:
    """The pages (PNG) as one PDF."""
    return bytes(img2pdf.convert(list(pages)))


def letter(number: int) -> bytes:
    """A page of its own: a notice with this number."""
    return drawn_page("UBND TỈNH LAM GIANG", f"Số: {number}/TB-VP", "THÔNG BÁO", f"Kết luận lần {number} về số hóa tài liệu")


@cache
def blank() -> bytes:
    """A page with nothing on it."""
    return _png(Image.new("L", (1240, 900), 252))


@cache
def printed(code: str) -> bytes:
    """A separator sheet with this line in its codes, scanned at 150 dpi."""
    words = SheetWords(code, "TỜ PHÂN CÁCH", "P01 › 12.VP", "Thông báo", ("Đặt tờ này trước tài liệu.",))
    document = pypdfium2.PdfDocument(sheets_pdf([words]))
    try:
        return _png(document[0].render(scale=150 / 72).to_pil().convert("L"))
    finally:
        document.close()


def sheet(archive: Archive, node: int, *, blank_backs: bool = False) -> bytes:
    """The separator sheet of a node of this archive."""
    with archive.catalogue.reading() as unit:
        return printed(to_code(Separator(mark_of(unit.archive.uuid), node, blank_backs)))


def _png(image: Image.Image) -> bytes:
    made = BytesIO()
    image.save(made, "PNG", dpi=(150, 150))
    return made.getvalue()
