"""Work on a whole document has limits, too: a file that eats time or memory when its searchable PDF is written, or when it
is understood, fails that stage alone with a plain reason, and the worker goes on with the next document."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from docarchive.archive import Archive, Slots
from docarchive.child import described
from docarchive.errors import PageUnreadable
from docarchive.reading.limits import Limits
from docarchive.reading.slot import Slot
from docarchive.records.jobs import Stage
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import Reading
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.people import OPERATOR
from docarchive.understanding import describe
from tests.archives import drawn_page, opened
from workers.loop import Worker

PAGE = Page(800, 1000, (Block((Line((Word("một", Box(40, 20, 70, 35), 0.9),)),)),))


def numbers(lines: int) -> Page:
    """A page of nothing but "Số: 1", which is what describing looks closest at."""
    rows = [
        Line((Word("Số:", Box(10, 50 * y, 50, 50 * y + 30)), Word("1", Box(60, 50 * y, 90, 50 * y + 30)))) for y in range(lines)
    ]
    return Page(1654, 50 * lines + 50, (Block(tuple(rows)),))


def letter() -> Page:
    """A page with a number and a date to be found."""
    texts = ("ỦY BAN NHÂN DÂN TỈNH", "Số: 594/TB-VP", "Lam Giang, ngày 05 tháng 5 năm 2021", "THÔNG BÁO")
    rows = [
        Line(tuple(Word(word, Box(100 + 120 * x, 60 * y, 210 + 120 * x, 60 * y + 34)) for x, word in enumerate(text.split())))
        for y, text in enumerate(texts, 2)
    ]
    return Page(1654, 2339, (Block(tuple(rows)),))


def transparent(path: Path, side: int) -> Path:
    """A picture of a few hundred kilobytes that must be decoded whole and written as colours and a mask."""
    Image.new("RGBA", (side, side), (255, 255, 255, 128)).save(path, compress_level=1)
    return path


@pytest.fixture
def slot() -> Iterator[Slot]:
    with Slot(Limits(seconds=60, memory_mb=260, megapixels=64), program="docarchive.child") as slot:
        yield slot


def writes_on(slot: Slot, folder: Path) -> None:
    slot.write_searchable(transparent(folder / "small.png", 400), "image/png", [PAGE], folder / "small.pdf")
    assert (folder / "small.pdf").read_bytes().startswith(b"%PDF-")


def test_searchable_pdf_that_eats_memory(slot: Slot, tmp_path: Path) -> None:
    with pytest.raises(PageUnreadable) as raised:
        slot.write_searchable(transparent(tmp_path / "a.png", 7900), "image/png", [PAGE], tmp_path / "a.pdf")
    assert raised.value.reason == "too-much-memory"
    assert not (tmp_path / "a.pdf").exists()
    writes_on(slot, tmp_path)


def test_searchable_pdf_of_too_many_pixels(tmp_path: Path) -> None:
    deep = tmp_path / "deep.tif"
    Image.new("I;16", (1500, 1500), 60_000).save(deep)  # of 16 bits, which PDF can't hold
    with Slot(Limits(megapixels=2)) as slot:
        with pytest.raises(PageUnreadable) as raised:
            slot.write_searchable(deep, "image/tiff", [PAGE], tmp_path / "a.pdf")
        assert raised.value.reason == "too-many-pixels"
        writes_on(slot, tmp_path)


def test_description_that_takes_too_long() -> None:
    with Slot(Limits(seconds=0.3), program="docarchive.child") as slot:
        slot.warm()
        with pytest.raises(PageUnreadable) as raised:
            described(slot, [numbers(40_000)])
        assert raised.value.reason == "too-slow"
        slot.warm()
        assert described(slot, [letter()]) == describe([letter()])


def test_limits_of_a_document_grow_with_its_pages() -> None:
    limits = Limits(seconds=10, memory_mb=500)
    assert limits.of_document(0) == limits
    assert limits.of_document(200) == replace(limits, seconds=30, memory_mb=540)


def test_description_comes_back_as_it_was_made(slot: Slot) -> None:
    pages = [letter(), PAGE]
    made = described(slot, pages, file_name="12-QD-UBND.pdf")
    assert made == describe(pages, file_name="12-QD-UBND.pdf")
    assert {"number", "issuer"} <= {each.name for each in made.fields}


def test_keeping_fails_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "archive", max_attempts=1) as archive:
        heavy = accepted(archive, transparent(tmp_path / "heavy.png", 6000).read_bytes(), "heavy.png")
        light = accepted(archive, drawn_page(), "light.png")
        worker, narrow = Worker(archive), narrowed(archive, memory_mb=260)
        worked(worker, Stage.PLAN, Stage.READ, Stage.DESCRIBE)
        worked(Worker(narrow), Stage.KEEP)
        assert stated(archive, heavy)["keep"] == ("failed", "too-much-memory")
        assert stated(archive, heavy)["describe"] == ("done", "")
        assert stated(archive, light)["keep"] == ("done", "")
        narrow.slots.close()


def test_describing_fails_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "archive", max_attempts=1) as archive:
        heavy = accepted(archive, b"trang", "heavy.txt")
        narrow = narrowed(archive, seconds=0.3)
        worked(Worker(archive), Stage.PLAN, Stage.READ)
        with archive.catalogue.writing() as unit:
            (page,) = unit.pages.of_item(heavy)
            unit.pages.add_reading(page.id, Reading("text-layer", "", numbers(40_000)), gen=1, at=datetime.now(UTC))
            unit.commit()
        light = accepted(archive, "Tờ trình".encode(), "light.txt")
        worked(Worker(archive), Stage.PLAN, Stage.READ)
        with narrow.slots.lend() as slot:
            slot.warm()
        worked(Worker(narrow), Stage.DESCRIBE)
        assert stated(archive, heavy)["describe"] == ("failed", "too-slow")
        assert stated(archive, light)["describe"] == ("done", "")
        with archive.catalogue.reading() as unit:
            assert not unit.holdings.item(heavy).state.cleared
        narrow.slots.close()


def accepted(archive: Archive, content: bytes, name: str) -> int:
    return accept(archive, OPERATOR, BytesIO(content), name, batch=open_batch(archive, OPERATOR)).item


def worked(worker: Worker, *stages: Stage) -> None:
    """Everything of these stages is done, one stage after the other."""
    for stage in stages:
        while worker.work_once((stage,)):
            pass


def stated(archive: Archive, item: int) -> dict[str, tuple[str, str]]:
    """Stage → state and reason of the item's jobs."""
    with archive.catalogue.reading() as unit:
        return {job["kind"]: (job["state"], job["error"]) for job in unit.jobs.of_item(item)}


def narrowed(archive: Archive, **limits: Any) -> Archive:
    return replace(archive, slots=Slots(Limits(**limits)))
