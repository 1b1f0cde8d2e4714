"""The index on a full disk, under a worker whose thread dies, and lost while new documents come in."""

import json
import os
import shutil
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import pytest
from pydantic import ByteSize

from docarchive import errors
from docarchive.archive import Archive, open_archive
from docarchive.records.jobs import Stage
from docarchive.search import open_index
from docarchive.services import batching, finding, ingest
from docarchive.services.people import OPERATOR
from docarchive.settings import Settings
from tests.archives import archive, at_work, opened
from tests.faults.test_index_faults import ITEMS
from workers.loop import Worker

__all__ = ["archive"]
ROOT = Path(__file__).parents[2]


def test_a_full_disk_leaves_the_index_whole_and_its_writer_able_to_go_on(tmp_path: Path) -> None:
    space = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare"):
        pytest.skip("no unshare (util-linux) to make a small disk with")
    probe = subprocess.run([*space, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip(f"no small disk can be mounted: {probe.stderr.decode().strip()}")
    command = [*space, sys.executable, "-m", "tests.faults.full_index_disk", tmp_path]
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "well"), done.stderr


def test_an_index_whose_folder_is_gone_is_unavailable(tmp_path: Path) -> None:
    index = open_index(f"tantivy://{tmp_path}/index", writable=True)
    index.prepare()
    index.put(ITEMS)
    shutil.rmtree(tmp_path / "index")
    for _ in range(2):
        with pytest.raises(errors.Unavailable):
            index.put(ITEMS)
    index.close()


class Broken(Worker):
    """A worker one of whose threads meets what nobody foresaw, as when a library panics."""

    def work_once(self, kinds: tuple[Stage, ...]) -> bool:
        """Die of the first index job."""
        if Stage.INDEX in kinds:
            raise BaseException("unforeseen")
        return super().work_once(kinds)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_doesnt_go_on_without_one_of_its_threads(archive: Archive) -> None:
    running = threading.Thread(target=Broken(archive).run, daemon=True)
    running.start()
    running.join(20)
    assert not running.is_alive()


def found(archive: Archive) -> int:
    """How many of the test's documents a search finds."""
    return finding.search(archive, OPERATOR, "văn bản").total


def add(archive: Archive, name: str) -> int:
    """A document, read and indexed; its item."""
    with at_work(archive) as working:
        batch = batching.open_batch(archive, OPERATOR)
        item = ingest.accept(archive, OPERATOR, BytesIO(f"Văn bản {name}".encode()), f"{name}.txt", batch=batch).item
        working.done(item)
    return item


def test_a_lost_index_is_filled_again_though_new_documents_came_first(tmp_path: Path) -> None:
    with opened(tmp_path) as first:
        item = add(first, "một")
        assert found(first) == 1
        with first.catalogue.writing() as unit:  # it waits for a person, who must be able to find it
            unit.jobs.add(Stage.KEEP, item, uniq="keep", priority=1)
            job = unit.jobs.claim([Stage.KEEP], worker="", lease=5)
            assert job
            unit.jobs.give_up(job, "damaged-object")
            unit.commit()
    shutil.rmtree(tmp_path / "index")
    again = open_archive(Settings(data=tmp_path, min_free_bytes=ByteSize(0), workers=1))
    again.prepare()
    try:
        add(again, "hai")
        with at_work(again) as working:
            working.done(item)
        assert found(again) == 2
    finally:
        again.close()


def test_an_index_of_another_version_is_made_anew_by_the_command_that_the_start_names(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        add(archive, "một")
    live = tmp_path / "index" / "live.json"
    live.write_text(json.dumps(json.loads(live.read_text()) | {"schema": 999}))
    environment = {**os.environ, "DOCARCHIVE_DATA": str(tmp_path), "DOCARCHIVE_LANGUAGE": "vi"}

    def command(*words: str) -> "subprocess.CompletedProcess[str]":
        every = [sys.executable, "-m", "docarchive.cli", *words]
        return subprocess.run(every, env=environment, cwd=ROOT, capture_output=True, check=False, text=True)

    refused = command("search", "văn bản")
    assert refused.returncode and "docarchive rebuild index" in refused.stderr
    assert command("rebuild", "index").returncode == 0
    assert "một.txt" in command("search", "văn bản").stdout
