"""Writers killed at every step, servers that go away, disks that fill up: what was promised holds."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from ast import literal_eval
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from docarchive import errors
from docarchive.storage import Storage, ocfl
from docarchive.storage.minio import Bucket
from docarchive.storage.s3 import S3Storage
from tests.faults.killed_writer import ARCHIVE, AT
from tests.stores import (
    BucketStock,
    LocalStock,
    Stock,
    assert_valid,
    bucket_stock,
    download,
    free_ports,
    local_stock,
    minio_server,
)

HERE = Path(__file__).parent


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: a killed process doesn't need the disk, and syncing takes its time."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        yield Path(folder)


@pytest.fixture(params=["local", "minio"])
def stock(request: pytest.FixtureRequest, memory: Path) -> Iterator[Stock]:
    with local_stock(memory) if request.param == "local" else bucket_stock(*minio_server(), memory) as made:
        made.storage.prepare()
        yield made


def kill_at_every_step(stock: Stock, deed: str) -> list[str]:
    """The objects whose writer was killed, and at last the one whose writer wasn't."""
    if isinstance(stock, BucketStock):
        url, keys = stock.url, {"ACCESS_KEY": stock.keys["access_key"], "SECRET_KEY": stock.keys["secret_key"]}
    else:
        url, keys = (stock.spool.parent / "store").as_uri(), {}
    command = [sys.executable, "-m", "tests.faults.killed_writer", url, str(stock.spool), deed]
    done = subprocess.run(command, env=os.environ | keys, capture_output=True, check=False, text=True, cwd=HERE.parent.parent)
    assert done.returncode == 0, done.stderr
    return [ocfl.object_id(ARCHIVE, number) for number in range(1, int(done.stdout) + 1)]


def restart(stock: Stock) -> Storage:
    """The store as it is after the next start, when killed writers have been silent long enough."""
    if isinstance(stock, BucketStock):
        host = stock.url.removeprefix("s3://").partition("/")[0]
        bucket = Bucket(host, stock.bucket, **stock.keys, secure=False)
        stock.storage = S3Storage(bucket, spool=stock.spool, patience=timedelta(0))
    stock.storage.prepare()
    return stock.storage


def assert_whole(stock: Stock, object_id: str, version: int) -> None:
    """All bytes of all versions up to this one."""
    number = object_id.rpartition(":")[2]
    if version == 0:
        return
    for one in range(1, version + 1):
        assert stock.read(object_id, f"only-in-{one}") == f"only-in-{one} of {number} in {one}".encode()
    assert stock.read(object_id, "replaced") == f"replaced of {number} in {version}".encode()


def workshop(stock: Stock) -> list[str]:
    return [path for path in stock.files() if path.startswith("extensions/docarchive-workshop/") and not path.endswith("/lock")]


@pytest.mark.parametrize(("deed", "version"), [("first", 1), ("second", 2)])
def test_a_killed_writer_leaves_all_or_nothing(stock: Stock, tmp_path: Path, deed: str, version: int) -> None:
    objects = kill_at_every_step(stock, deed)
    found = {object_id: stock.storage.version(object_id) for object_id in objects}
    assert set(found.values()) == {version - 1, version}  # killed before the fence, and after it
    if isinstance(stock, LocalStock) and deed == "first":
        assert_valid(stock.root, sum(found.values()))  # at every moment, without any clearing up
    for object_id, there in found.items():
        assert_whole(stock, object_id, there)
        if there < version:  # nothing was taken from the sender
            assert (stock.spool / f"{object_id.rpartition(':')[2]}-{version}-replaced").exists()
    if isinstance(stock, BucketStock):  # here a writer that is silent for a minute may still be at work
        before = stock.holding("")
        stock.storage.prepare()
        assert stock.holding("") == before
    for object_id in objects[::2]:  # the next writer doesn't mind what lies about
        found[object_id] += 1
        stock.write(object_id, found[object_id], {"replaced": b"by the next"})
    restart(stock)
    assert workshop(stock) == []
    assert_valid(download(stock, tmp_path / "copy"), sum(1 for there in found.values() if there))
    for object_id, there in found.items():
        assert stock.storage.version(object_id) == there
        assert not there or stock.storage.verify(object_id) == []


def test_a_killed_purge_is_finished_by_the_next(stock: Stock, tmp_path: Path) -> None:
    objects = kill_at_every_step(stock, "purge")
    if isinstance(stock, LocalStock):
        for object_id in objects:
            assert stock.storage.version(object_id) == 0 or stock.storage.verify(object_id) == []
    restart(stock)
    for object_id in objects:
        stock.storage.purge(object_id)
    assert list(stock.storage.object_ids()) == []
    assert_valid(download(stock, tmp_path / "copy"), 0)
    if isinstance(stock, LocalStock):
        assert_valid(stock.root, 0)


def test_a_local_writer_at_work_is_left_alone(tmp_path: Path) -> None:
    object_id = ocfl.object_id(ARCHIVE, 1)
    with local_stock(tmp_path) as stock, ThreadPoolExecutor(1) as elsewhere:
        stock.storage.prepare()
        content = stock.content("a", b"slow")
        content.source.unlink()
        os.mkfifo(content.source)  # the writer waits for its bytes in the middle of its work
        work = elsewhere.submit(stock.storage.write_version, object_id, [content], version=1, message="", agent="", at=AT)
        with content.source.open("wb") as sender:
            stock.storage.prepare()
            sender.write(b"slow")
        work.result()
        assert stock.storage.verify(object_id) == []


def test_a_server_that_goes_away_is_unavailable(tmp_path: Path) -> None:
    bucket = Bucket(f"127.0.0.1:{free_ports(1)[0]}", "nowhere", access_key="a", secret_key="b", secure=False)
    storage = S3Storage(bucket, spool=tmp_path)
    for ask in (storage.prepare, lambda: storage.version("urn:a:1")):
        with pytest.raises(errors.Unavailable, match="S3 server runs"):
            ask()


@pytest.fixture
def space(tmp_path: Path) -> list[str]:
    """A command in front of another that gives it mounts of its own; `disk` in the test's folder is there to mount on."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare (util-linux) to make a small disk with")
    space = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    (tmp_path / "disk").mkdir()
    if (
        probe := subprocess.run([*space, "mount", "-t", "tmpfs", "tmpfs", tmp_path / "disk"], capture_output=True, check=False)
    ).returncode:
        pytest.skip(f"no small disk can be mounted: {probe.stderr.decode().strip()}")
    return space


def test_a_store_that_is_full_or_read_only_is_not_ready_and_says_why(tmp_path: Path, space: list[str]) -> None:
    command = [*space, sys.executable, "-m", "tests.faults.unready_store", tmp_path]
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=HERE.parent.parent)
    assert done.returncode == 0, done.stderr
    well, full, read_only = json.loads(done.stdout)
    assert well == {"status": 200, "ready": True, "away": [], "reasons": {}}
    assert full == {"status": 503, "ready": False, "away": ["storage"], "reasons": {"storage": "store-full"}}
    assert read_only == {"status": 503, "ready": False, "away": ["storage"], "reasons": {"storage": "read-only"}}


def test_a_full_local_disk_refuses_and_leaves_nothing(tmp_path: Path, space: list[str]) -> None:
    command = [*space, sys.executable, "-m", "tests.faults.full_disk", tmp_path / "disk", tmp_path]
    done = subprocess.run(command, capture_output=True, check=False, text=True, cwd=HERE.parent.parent)
    assert done.returncode == 0, done.stderr
    outcomes = literal_eval(done.stdout)
    assert outcomes.keys() == {"v1 written", "v1 full", "v2 written", "v2 full"}
