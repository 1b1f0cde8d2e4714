"""Tesseract's library in this process, by tesserocr (the extra `fast`): what the program reads, without starting one a call.

It is held by the warm child between pages. What it can't survive ends the child, as a crash of the program would.
"""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import tesserocr
from PIL import Image

from docarchive.errors import PageUnreadable
from docarchive.reading.engines import LANGUAGE
from docarchive.reading.tsv import blocks_of_table
from docarchive.records.pages import Block

#: Where the languages lie by the packages of Debian, Fedora and Alpine, and by Tesseract's own build.
_PLACES = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
)


class TesseractLibrary:
    """The faster engine, where it is installed."""

    def version(self) -> str:
        """For instance "5.5.4 vie"."""
        return f"{tesserocr.tesseract_version().split()[1]} {LANGUAGE}"

    def recognise(self, image: Image.Image, *, dpi: int, psm: int = 3) -> tuple[Block, ...]:
        """The blocks of an image."""
        reader = _opened(LANGUAGE)
        try:
            reader.SetPageSegMode(psm)
            reader.SetImage(image)
            reader.SetSourceResolution(dpi)
            reader.Recognize()
            return blocks_of_table(reader.GetTSVText(0).splitlines())
        except (RuntimeError, ValueError) as error:
            raise PageUnreadable("engine-crashed", str(error)) from None
        finally:
            reader.Clear()

    def upside(self, image: Image.Image) -> int:
        """The turn that puts an image upright."""
        with suppress(PageUnreadable, RuntimeError):
            reader = _opened("osd")
            reader.SetPageSegMode(tesserocr.PSM.OSD_ONLY)
            reader.SetImage(image)
            found = reader.DetectOrientationScript()
            reader.Clear()
            return -int(found["orient_deg"]) % 360 if found else 0
        return 0


@cache
def _opened(language: str) -> "tesserocr.PyTessBaseAPI":
    """Raises PageUnreadable (engine-missing) where the language isn't installed."""
    for folder in _folders():
        if (folder / f"{language}.traineddata").is_file():
            try:
                return tesserocr.PyTessBaseAPI(path=str(folder), lang=language)
            except RuntimeError as error:
                raise PageUnreadable("engine-missing", str(error)) from None
    raise PageUnreadable("engine-missing", f"no {language}.traineddata; TESSDATA_PREFIX may name its folder")


def _folders() -> list[Path]:
    stated = os.environ.get("TESSDATA_PREFIX")
    installed = [path for place in _PLACES for path in sorted(Path("/").glob(place.lstrip("/")), reverse=True)]
    return [Path(stated)] if stated else installed
