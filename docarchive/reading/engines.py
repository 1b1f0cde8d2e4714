"""The engines that recognise letters: what each must do, and which one reads.

Both are Tesseract: its program (pytesseract), and its library in this process (tesserocr, the extra `fast`), which saves the
start of a program a call. Only the child process opens one, so that limits on time and memory hold and a crash is a failed page.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

from PIL import Image

from docarchive.records.pages import Block

# `vie` alone reads office pages better than `vie+eng`, and a fifth cheaper.
LANGUAGE = "vie"


@dataclass(frozen=True, slots=True)
class Engines:
    """Which engines are to read; "auto" takes the faster of those that are installed, and the second reader if it is."""

    ocr: Literal["auto", "tesseract", "tesserocr"] = "auto"
    second: Literal["auto", "off"] = "auto"


class Engine(Protocol):
    """Reads an image of mode "L". Each method raises PageUnreadable (engine-missing, engine-crashed, too-much-memory)."""

    def version(self) -> str:
        """Engine and language, for instance "5.3.0 vie"."""

    def recognise(self, image: Image.Image, *, dpi: int, psm: int = 3) -> tuple[Block, ...]:
        """Blocks as Tesseract parts and orders them, boxes in the image's pixels; `psm` is its mode of page segmentation."""

    def upside(self, image: Image.Image) -> int:
        """Degrees clockwise (0, 90, 180, 270) that would put the page upright; 0 where Tesseract can't tell."""


def open_engine(engines: Engines, folder: Path) -> Engine:
    """The engine that reads; what it writes on the way goes into `folder`."""
    if engines.ocr == "tesserocr" or (engines.ocr == "auto" and find_spec("tesserocr")):
        from docarchive.reading.library import TesseractLibrary  # an extra: absent unless installed

        return TesseractLibrary()
    from docarchive.reading.tesseract import TesseractProgram

    return TesseractProgram(folder)
