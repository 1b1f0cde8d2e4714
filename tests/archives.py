"""Whole archives for tests: the embedded backends in a folder of their own, people in it, and a worker that really reads.

Import the fixtures `archive` and `working` where they are used; `opened` and `at_work` serve wider scopes.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from demo.fonts import family
from docarchive.archive import Archive, open_archive
from docarchive.records.access import Asker, Role
from docarchive.records.objects import Item
from docarchive.services import people
from docarchive.settings import Settings
from workers.loop import Worker

PASSWORD = "mat-khau-de-thu"
PEOPLE = {"lan": {Role.READER}, "hoa": {Role.ARCHIVIST}, "admin": {Role.ADMINISTRATOR}, "mai": {Role.SECRECY_OFFICER}}
LINES = (
    "UBND TỈNH LAM GIANG",
    "Số: 594/TB-VP",
    "THÔNG BÁO",
    "Kết luận về tiến độ số hóa tài liệu lưu trữ",
    "Giao Sở Nội vụ hoàn thành trong năm 2026.",
)


@contextmanager
def opened(folder: Path, **settings: Any) -> Iterator[Archive]:
    """A prepared archive in `folder` with the users of PEOPLE, their password PASSWORD."""
    quick = {"lease_seconds": 5.0, "min_free_bytes": 0, "keep_quiet_seconds": 0.0, "workers": 1}
    archive = open_archive(Settings(**{"data": folder, **quick, **settings}))
    archive.prepare()
    try:
        for name, roles in PEOPLE.items():
            people.add_user(archive, people.OPERATOR, name, PASSWORD, roles)
        yield archive
    finally:
        archive.close()


@dataclass(frozen=True)
class Working:
    """An archive with a worker behind it."""

    archive: Archive

    def done(self, item: int, *, seconds: float = 60) -> Item:
        """Wait until nothing of the item waits or runs any more; the item then. Fails after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with self.archive.catalogue.reading() as unit:
                jobs = unit.jobs.of_item(item)
                found = unit.holdings.item(item)
            if jobs and all(job["state"] in ("done", "failed") for job in jobs):
                return found
            time.sleep(0.05)
        told = [(job["kind"], job["state"], job["error"]) for job in jobs]
        raise AssertionError(f"item {item} isn't done after {seconds} s: {told}")


@contextmanager
def at_work(archive: Archive) -> Iterator[Working]:
    """A worker on every kind of job, in threads of this process, for the length of the block."""
    worker = Worker(archive)
    running = threading.Thread(target=worker.run, name="worker")
    running.start()
    try:
        yield Working(archive)
    finally:
        worker.stop()
        running.join()


def asker(archive: Archive, name: str) -> Asker:
    """One of PEOPLE as one who asks."""
    with archive.catalogue.reading() as unit:
        return unit.people.named(name).asker()


def drawn_page(*lines: str, size: tuple[int, int] = (1240, 900)) -> bytes:
    """A PNG of a page with these lines, large enough to be read; LINES if none are given."""
    sheet = Image.new("L", size, 255)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(family()[""], 44)
    for number, line in enumerate(lines or LINES):
        pen.text((90, 80 + number * 90), line, font=font, fill=20)
    drawn = BytesIO()
    sheet.save(drawn, "PNG", dpi=(150, 150))
    return drawn.getvalue()


def marred_page() -> bytes:
    """The usual page with its last line mirrored: ink like text that nothing reads."""
    sheet = Image.open(BytesIO(drawn_page()))
    top = 80 + (len(LINES) - 1) * 90
    band = (0, top - 5, sheet.width, top + 65)
    sheet.paste(ImageOps.mirror(sheet.crop(band)), band)
    made = BytesIO()
    sheet.save(made, "PNG", dpi=(150, 150))
    return made.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive of its own, with people and no worker."""
    with opened(tmp_path / "archive") as made:
        yield made


@pytest.fixture
def working(archive: Archive) -> Iterator[Working]:
    """The same archive with a worker behind it."""
    with at_work(archive) as made:
        yield made
