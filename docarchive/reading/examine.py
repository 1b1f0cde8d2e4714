"""Refuse early: what a file is, how many pages it has, and whether it really decodes. Runs only in the child process."""

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from docarchive.errors import DamagedFile, EmptyFile, EncryptedFile, NoPages, PageUnreadable, Refused, TooManyPages, TooManyPixels
from docarchive.reading import drawn
from docarchive.reading.limits import Limits
from docarchive.reading.media import PDF, TEXT, check_name, media_type
from docarchive.reading.tails import has_foreign_tail

_TAIL = 4096


@dataclass(frozen=True, slots=True)
class Examined:
    """What an upload turned out to be."""

    media_type: str
    pages: int


def examine(path: Path, name: str, limits: Limits) -> Examined:
    """Type and page count of a file called `name`. Raises the errors of `docarchive.errors.Refused` that its content earns."""
    if path.stat().st_size == 0:
        raise EmptyFile()
    kind = media_type(path)
    check_name(name, kind)
    pages = _pages(path, kind, limits)
    if pages == 0:
        raise NoPages()
    if pages > limits.pages:
        raise TooManyPages(pages=pages, limit=limits.pages)
    return Examined(kind, pages)


def _pages(path: Path, kind: str, limits: Limits) -> int:
    if kind == PDF:
        return _pdf_pages(path)
    if kind == TEXT:
        return drawn.page_count(path)
    return _image_pages(path, limits)


def _pdf_pages(path: Path) -> int:
    ended = _has_its_end(path)
    if not ended and not has_foreign_tail(path):
        raise DamagedFile(reason="the end of the PDF is missing")
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        raise _why_closed(path) from None
    try:
        pages = len(document)
        # One broken page fails alone later; a file of which no page opens is refused.
        if pages and not any(_opens(document, index) for index in range(pages)):
            raise DamagedFile(reason="no page of the PDF can be opened")
        # pdfium had to look for the pages of a file that ends in something else: is it sure that these are all?
        if not ended and (pages != _stated_pages(path) or not all(_opens(document, index) for index in range(pages))):
            raise DamagedFile(reason="the end of the PDF is missing, and some of its pages")
        return pages
    finally:
        document.close()


def _why_closed(path: Path) -> Refused:
    # pdfium's own error code is left over from an earlier file when it finds no pages.
    try:
        with pikepdf.open(path) as pdf:
            return NoPages() if len(pdf.pages) == 0 else DamagedFile(reason="pdfium can't open the PDF")
    except pikepdf.PasswordError:
        return EncryptedFile()
    except (pikepdf.PdfError, TypeError, ValueError, LookupError) as error:
        return DamagedFile(reason=str(error))


def _stated_pages(path: Path) -> int:
    try:
        with pikepdf.open(path) as pdf:
            return int(pdf.Root.Pages.Count)
    except (pikepdf.PdfError, TypeError, ValueError, LookupError, AttributeError):
        return 0


def _has_its_end(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        back = size
        tail = b""
        while back > 0 and not tail:  # some senders pad a file with blanks or zeros
            start = max(0, back - _TAIL)
            file.seek(start)
            tail = file.read(back - start).rstrip(b"\0\r\n\t ")
            back = start
        file.seek(max(0, back + len(tail) - _TAIL))
        return b"%%EOF" in file.read()


def _opens(document: pdfium.PdfDocument, index: int) -> bool:
    try:
        document[index].close()
    except pdfium.PdfiumError:
        return False
    return True


def _image_pages(path: Path, limits: Limits) -> int:
    try:
        with Image.open(path) as image:
            pages = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
            # The first and the last frame tell a file that was cut short; the others are decoded when they are read.
            for index in sorted({0, pages - 1}):
                image.seek(index)
                if image.width * image.height > limits.megapixels * 1_000_000:
                    raise TooManyPixels(width=image.width, height=image.height, limit=limits.megapixels)
                image.load()
            return pages
    except (OSError, EOFError, ValueError, SyntaxError, PageUnreadable) as error:
        raise DamagedFile(reason=str(error)) from None
