"""The index is lost, as after a restore from a backup without it: it comes back by itself, and only then."""

import shutil
import time
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import ByteSize

from docarchive.archive import Archive, open_archive
from docarchive.errors import LockBusy, Unavailable
from docarchive.records.identifiers import to_letters
from docarchive.search import open_index
from docarchive.services import batching, finding, ingest
from docarchive.services.indexing import refill_lost_index
from docarchive.services.people import OPERATOR
from docarchive.settings import Settings
from docarchive.web import create_app
from tests.archives import Working, at_work, drawn_page, opened
from workers import clock


def test_a_lost_index_is_filled_again(tmp_path: Path) -> None:
    with opened(tmp_path) as archive, at_work(archive) as working:
        batch = batching.open_batch(archive, OPERATOR, "Lô thử")
        item = ingest.accept(archive, OPERATOR, BytesIO(drawn_page()), "trang.png", batch=batch).item
        assert refill_lost_index(archive) == 0  # nothing was ever in it
        working.done(item)
        assert refill_lost_index(archive) == 0  # it is there
    shutil.rmtree(tmp_path / "index")
    again = open_archive(Settings(data=tmp_path, min_free_bytes=ByteSize(0), workers=1))
    again.prepare()
    try:
        assert finding.search(again, OPERATOR, "so hoa").total == 0
        clock.tick(again, {})
        with at_work(again) as working:
            working.done(item)
        found = finding.search(again, OPERATOR, "so hoa")
        assert [to_letters(each.listed.id) for each in found.results] == [to_letters(item)]
        assert refill_lost_index(again) == 0
    finally:
        again.close()


def test_an_index_deleted_under_a_running_archive_comes_back_without_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as archive, at_work(archive) as working:
        first = added(working, "một")
        assert finding.search(archive, OPERATOR, "văn bản").total == 1
        shutil.rmtree(tmp_path / "index")
        answer = create_app(archive).test_client().get("/readyz")
        assert (answer.status_code, answer.get_json()["away"]) == (503, ["search"])
        with pytest.raises(Unavailable, match="no index"):
            finding.search(archive, OPERATOR, "văn bản")
        clock.tick(archive, {})
        working.done(first)
        added(working, "hai")  # with the writer that had the deleted folder
        assert finding.search(archive, OPERATOR, "văn bản").total == 2
        with pytest.raises(LockBusy):
            open_index(archive.settings.search, writable=True)
        assert refill_lost_index(archive) == 0


def test_what_comes_before_the_clock_has_made_the_index_again_waits_for_it(tmp_path: Path) -> None:
    with opened(tmp_path) as archive, at_work(archive) as working:
        first = added(working, "một")
        shutil.rmtree(tmp_path / "index")
        batch = batching.open_batch(archive, OPERATOR)
        second = ingest.accept(archive, OPERATOR, BytesIO("Văn bản hai".encode()), "hai.txt", batch=batch).item
        end = time.monotonic() + 30
        while not waits(archive, second):
            assert time.monotonic() < end
            time.sleep(0.05)
        clock.tick(archive, {})
        for item in (first, second):
            working.done(item)
        assert finding.search(archive, OPERATOR, "văn bản").total == 2


def waits(archive: Archive, item: int) -> bool:
    """Whether the item's index job waits for the index."""
    with archive.catalogue.reading() as unit:
        return "index-away" in [job["error"] for job in unit.jobs.of_item(item)]


def added(working: Working, name: str) -> int:
    """A document, read and indexed; its item."""
    archive = working.archive
    batch = batching.open_batch(archive, OPERATOR)
    item = ingest.accept(archive, OPERATOR, BytesIO(f"Văn bản {name}".encode()), f"{name}.txt", batch=batch).item
    working.done(item)
    return item
