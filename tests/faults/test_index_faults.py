"""The index when somebody else writes, when the writer is killed, when it is swapped under a search, when nobody answers."""

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import IndexedItem
from docarchive.search import open_index
from docarchive.search.parse import parse

STAFF = AccessFilter(frozenset({1}))
ITEMS = [IndexedItem(number, 1, state="read", pages={1: f"mục {number}"}) for number in range(1, 51)]


@pytest.fixture(params=["tantivy", "elasticsearch"])
def url(request: pytest.FixtureRequest, tmp_path: Path, server_url: Callable[[str], str]) -> Iterator[str]:
    if request.param == "tantivy":
        yield f"tantivy://{tmp_path}/index"
        return
    server, prefix = server_url("elasticsearch"), f"test-{uuid.uuid4().hex[:10]}"
    yield f"{server}/{prefix}"
    with Elasticsearch(server) as client:
        client.indices.delete(index=",".join(client.indices.get(index=f"{prefix}-*").body))


def test_a_second_tantivy_writer_is_told_and_a_reader_is_not(tmp_path: Path) -> None:
    url = f"tantivy://{tmp_path}/index"
    first = open_index(url, writable=True)
    first.prepare()
    with pytest.raises(errors.LockBusy):
        open_index(url, writable=True)
    reader = open_index(url, writable=False)
    with pytest.raises(errors.LockBusy):
        reader.put(ITEMS)
    first.put(ITEMS)
    assert reader.count() == len(ITEMS)
    first.close()
    open_index(url, writable=True).close()


@pytest.mark.parametrize("later", [0.0, 0.004, 0.02])
def test_a_killed_writer_leaves_a_usable_index(url: str, later: float) -> None:
    """What was answered is found with its pages; the lock is free; the next put works. Killed `later` seconds into a put."""
    script = str(Path(__file__).with_name("killed_indexer.py"))
    with subprocess.Popen([sys.executable, script, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        told = [int(writer.stdout.readline()) for _ in range(4)]
        reader = open_index(url, writable=False)
        # Another process's commit is seen at the next search.
        assert reader.find(parse(f'"mục {told[-1]}"'), STAFF).total == 1
        time.sleep(later)
        writer.kill()
    index = open_index(url, writable=True)
    index.prepare()
    assert index.count() >= told[-1]
    for number in told:
        assert [hit.item for hit in index.find(parse(f'"mục {number}"'), STAFF).hits] == [number]
        assert index.locate(number, parse("hai")) == [2]
    index.put([IndexedItem(told[0], 1, state="read", pages={1: "viết lại"})])
    assert reader.find(parse("viết lại"), STAFF).hits[0].item == told[0]
    index.close()
    reader.close()


def test_searches_go_on_while_an_index_takes_over(url: str) -> None:
    index = open_index(url, writable=True)
    index.prepare()
    index.put(ITEMS)
    reader = open_index(url, writable=False)
    totals, done = [], threading.Event()

    def search() -> None:
        while not done.is_set():
            totals.append(reader.find(parse("mục"), STAFF).total)

    searching = threading.Thread(target=search)
    searching.start()
    try:
        for _ in range(4):
            with index.rebuild() as fresh:
                fresh.put(ITEMS)
    finally:
        done.set()
        searching.join()
    assert totals
    assert set(totals) == {len(ITEMS)}
    index.close()
    reader.close()


def test_a_killed_rebuild_is_swept_away(tmp_path: Path) -> None:
    index = open_index(f"tantivy://{tmp_path}", writable=True)
    index.prepare()
    (tmp_path / "18ab" / "items").mkdir(parents=True)
    (tmp_path / "18ab" / "items" / "meta.json").write_text("{")
    index.prepare()
    assert not (tmp_path / "18ab").exists()
    index.close()


def test_a_damaged_folder_is_unavailable(tmp_path: Path) -> None:
    index = open_index(f"tantivy://{tmp_path}", writable=True)
    index.prepare()
    index.close()
    for meta in tmp_path.glob("*/items/meta.json"):
        meta.write_text("{")
    broken = open_index(f"tantivy://{tmp_path}", writable=False)
    with pytest.raises(errors.Unavailable):
        broken.check()


def test_an_elasticsearch_that_does_not_answer_is_unavailable() -> None:
    index = open_index("http://127.0.0.1:1/archive", writable=True, timeout=1)
    for ask in (index.check, index.prepare, index.count, lambda: index.put(ITEMS), lambda: index.find(parse("mục"), STAFF)):
        with pytest.raises(errors.Unavailable):
            ask()
    index.close()


@pytest.mark.parametrize(
    "url", ["", "tantivy://", "tantivy:///", "http://host", "http://host/", "http://host/BIG", "ftp://host/x"]
)
def test_a_wrong_address_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(errors.SettingWrong):
        open_index(url, writable=True)
