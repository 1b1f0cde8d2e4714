"""Kill -9 anywhere: nothing accepted is lost, nothing counts twice. On both forms."""

import os
import signal
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from docarchive.errors import Duplicate
from docarchive.records.access import AccessFilter
from docarchive.records.events import Deed
from docarchive.records.jobs import Stage
from docarchive.records.objects import ItemState
from docarchive.search.parse import parse
from docarchive.services import batching, ingest, verifying
from docarchive.services.people import OPERATOR
from tests.archives import drawn_page
from tests.forms import Form


def two_pages(folder: Path) -> Path:
    """A TIFF of two pages that are quick to read."""
    pages = [Image.open(BytesIO(drawn_page(f"Trang {n}", "Kết luận về số hóa tài liệu"))) for n in (1, 2)]
    target = folder / "hai trang.tif"
    pages[0].save(target, save_all=True, append_images=pages[1:], dpi=(150, 150))
    return target


def wait_for(marker: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not marker.exists():
        assert time.monotonic() < end, "the process never got there"
        time.sleep(0.02)


def accept(form: Form, path: Path) -> int:
    batch = batching.open_batch(form.archive, OPERATOR, "Lô")
    with path.open("rb") as stream:
        return ingest.accept(form.archive, OPERATOR, stream, path.name, batch=batch).item


@pytest.mark.parametrize("stage", list(Stage), ids=lambda stage: stage.value)
def test_a_worker_killed_in_any_stage_leaves_a_document_that_completes_once(form: Form, stage: Stage, tmp_path: Path) -> None:
    marker = tmp_path / "here"
    item = accept(form, two_pages(tmp_path))
    doomed = form.start("-m", "tests.faults.killed_worker", stage.value, str(marker))
    wait_for(marker)
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    form.start_worker()
    [done] = form.settled([item])
    assert done.state is ItemState.READ
    assert (done.pages_open, done.pages_failed) == (0, 0)
    assert done.revision == done.kept_revision == done.indexed_revision
    with form.archive.catalogue.reading() as unit:
        assert [page.state for page in unit.pages.of_item(item)] == ["read", "read"]
        deeds = [row["deed"] for row in unit.events.of_item(item)]
        assert deeds.count(Deed.PLAN.value) == deeds.count(Deed.DESCRIBE.value) == 1
        audience = unit.holdings.item(item).audience
    found = form.archive.index.find(parse("ket luan so hoa"), AccessFilter(frozenset({audience})))
    assert [hit.item for hit in found.hits] == [item]
    assert not [check for check in verifying.verify_storage(form.archive, OPERATOR) if check.problems]
    assert form.archive.storage.version(_ocfl(form, item)) == 2


def _ocfl(form: Form, item: int) -> str:
    from docarchive.services.originals import ocfl_id

    with form.archive.catalogue.reading() as unit:
        return ocfl_id(unit, unit.holdings.file_of_item(item).object)


def test_an_upload_killed_between_store_and_commit_is_adopted(form: Form, tmp_path: Path) -> None:
    marker, path = tmp_path / "here", two_pages(tmp_path)
    doomed = form.start("-m", "tests.faults.killed_upload", str(path), str(marker))
    wait_for(marker)
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    [stored] = form.archive.storage.object_ids()
    [item] = ingest.finish_begun(form.archive, older_than=-60)
    assert ingest.finish_begun(form.archive, older_than=-60) == []
    assert _ocfl(form, item) == stored
    with pytest.raises(Duplicate) as refused:
        accept(form, path)
    assert refused.value.item == item
    form.start_worker()
    assert form.settled([item])[0].state is ItemState.READ


def test_the_same_bytes_again_adopt_what_a_killed_upload_left(form: Form, tmp_path: Path) -> None:
    marker, path = tmp_path / "here", two_pages(tmp_path)
    doomed = form.start("-m", "tests.faults.killed_upload", str(path), str(marker))
    wait_for(marker)
    os.killpg(doomed.pid, signal.SIGKILL)
    doomed.wait()
    with pytest.raises(Duplicate) as refused:
        accept(form, path)
    assert refused.value.item
    assert len(list(form.archive.storage.object_ids())) == 1
