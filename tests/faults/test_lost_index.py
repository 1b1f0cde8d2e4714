"""The index is lost, as after a restore from a backup without it: it comes back by itself, and only then."""

import shutil
from io import BytesIO
from pathlib import Path

from pydantic import ByteSize

from docarchive.archive import open_archive
from docarchive.records.identifiers import to_letters
from docarchive.services import batching, finding, ingest
from docarchive.services.indexing import refill_lost_index
from docarchive.services.people import OPERATOR
from docarchive.settings import Settings
from tests.archives import at_work, drawn_page, opened
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
