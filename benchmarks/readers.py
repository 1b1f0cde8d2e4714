"""The two that are compared: plain `tesseract` on the file as it is, and the product's reading slot."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pypdfium2 as pdfium

from docarchive.reading.limits import Limits
from docarchive.reading.media import media_type
from docarchive.reading.process import resident_mb
from docarchive.reading.slot import Slot
from docarchive.records.worklists import POORLY_READ

_PDF_DPI = 300
_LOOK_EVERY = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a page, how long it took, the most memory that child processes held meanwhile, and whether the reader
    itself told that a person should look."""

    text: str
    seconds: float
    memory_mb: float
    told: bool = False


class Plain:
    """`tesseract FILE - -l vie` and nothing else; pages of a PDF are rasterised at 300 dpi first (not timed)."""

    def read(self, path: Path, index: int) -> Read:
        """Page `index` (from 0). Raises subprocess.CalledProcessError when the engine fails."""
        with tempfile.TemporaryDirectory() as folder:
            options = ["-c", f"tessedit_page_number={index}"]
            if path.suffix.lower() == ".pdf":
                path, options = _rasterised(path, index, Path(folder)), ["--dpi", str(_PDF_DPI)]
            command = ["tesseract", str(path), "-", "-l", "vie", *options]
            with _watched() as watch:
                done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
        return Read(done.stdout, watch.seconds, watch.memory_mb)


def _rasterised(path: Path, index: int, folder: Path) -> Path:
    document = pdfium.PdfDocument(path)
    document[index].render(scale=_PDF_DPI / 72).to_pil().save(folder / "page.png", compress_level=1)
    document.close()
    return folder / "page.png"


class Product:
    """A slot as a worker holds it, its child started beforehand."""

    def __init__(self, limits: Limits) -> None:
        self._slot = Slot(limits)

    def __enter__(self) -> Self:
        self._slot.warm()
        return self

    def __exit__(self, *_: object) -> None:
        self._slot.close()

    def read(self, path: Path, index: int) -> Read:
        """Page `index` (from 0), page image and thumbnail included. Raises PageUnreadable."""
        with tempfile.TemporaryDirectory() as folder, _watched() as watch:
            page = self._slot.read(path, media_type(path), index, Path(folder)).reading.page
        told = bool(page.unread) or (bool(page.text) and page.confidence < POORLY_READ)
        return Read(page.running.text, watch.seconds, watch.memory_mb, told)


@dataclass(slots=True)
class _Watch:
    seconds: float = 0.0
    memory_mb: float = 0.0


@contextmanager
def _watched() -> Iterator[_Watch]:
    """Time, and the peak memory of all child processes, of what runs inside."""
    watch, over = _Watch(), threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_EVERY):
            watch.memory_mb = max(watch.memory_mb, resident_mb(os.getpid(), with_itself=False))

    looking = threading.Thread(target=look)
    looking.start()
    start = time.perf_counter()
    try:
        yield watch
    finally:
        watch.seconds = time.perf_counter() - start
        over.set()
        looking.join()
