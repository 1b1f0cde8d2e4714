"""Tesseract's program, by pytesseract: one call a page, on a file, with one thread; its failures in our codes.

Kept safe by the child process around it: limits on time and memory hold for the engine too, and a crash is a failed page.
"""

from pathlib import Path

import pytesseract
from PIL import Image

from docarchive.errors import PageUnreadable
from docarchive.reading.engines import LANGUAGE
from docarchive.reading.tsv import blocks_of_table
from docarchive.records.pages import Block

_HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
_MEMORY_WORDS = ("bad_alloc", "out of memory", "cannot allocate")
_MISSING_WORDS = ("error opening data file", "failed loading language", "couldn't load any languages")


class TesseractProgram:
    """The engine that every machine with Tesseract has."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the page that is handed over; best one in memory."""
        self._page = folder / "page.pgm"

    def version(self) -> str:
        """For instance "5.3.0 vie"."""
        try:
            return f"{pytesseract.get_tesseract_version(cached=True)} {LANGUAGE}"
        except (pytesseract.TesseractNotFoundError, SystemExit):
            raise PageUnreadable("engine-missing", "no tesseract on the path") from None

    def recognise(self, image: Image.Image, *, dpi: int, psm: int = 3) -> tuple[Block, ...]:
        """The blocks of an image."""
        self.version()
        image.save(self._page)
        try:
            table = pytesseract.image_to_data(str(self._page), lang=LANGUAGE, config=f"--psm {psm} --dpi {dpi}")
            head, *lines = table.splitlines() or [""]
            if head != _HEAD:
                raise ValueError("not a table of words")
            return blocks_of_table(lines)
        except pytesseract.TesseractNotFoundError:
            raise PageUnreadable("engine-missing", "no tesseract on the path") from None
        except pytesseract.TesseractError as error:
            raise PageUnreadable(_code(error.message), f"exit {error.status}: {error.message[-300:]}") from None
        except (ValueError, OSError) as error:
            raise PageUnreadable("engine-crashed", f"unusable output: {error}") from None

    def upside(self, image: Image.Image) -> int:
        """The turn that puts an image upright."""
        image.save(self._page)
        try:
            found = pytesseract.image_to_osd(str(self._page), output_type=pytesseract.Output.DICT)
        except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, ValueError, KeyError, OSError):
            return 0
        return int(found.get("rotate", 0)) % 360


def _code(message: str) -> str:
    message = message.lower()
    if any(word in message for word in _MEMORY_WORDS):
        return "too-much-memory"
    return "engine-missing" if any(word in message for word in _MISSING_WORDS) else "engine-crashed"
