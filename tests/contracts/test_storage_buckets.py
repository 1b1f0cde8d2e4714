"""What only S3 servers have: locks, versions of keys, buckets that somebody else made."""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio.error import S3Error
from minio.objectlockconfig import ObjectLockConfig
from minio.retention import Retention

from docarchive import errors
from docarchive.storage import ocfl, open_storage
from tests.stores import BucketStock, bucket_stock, minio_server


@pytest.fixture(params=["minio", "seaweed"])
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BucketStock]:
    server = minio_server() if request.param == "minio" else request.getfixturevalue("seaweed")
    with bucket_stock(*server, tmp_path) as made:
        made.storage.prepare()
        yield made


class TestBucket:
    def locked(self, bucket: BucketStock, object_id: str, mode: str, seconds: float) -> None:
        bucket.write(object_id, 1, {"a": b"locked", "b": b"free"})
        key = next(path for path, data in bucket.files().items() if data == b"locked")
        bucket.client.set_object_retention(bucket.bucket, key, Retention(mode, datetime.now(UTC) + timedelta(seconds=seconds)))

    def test_disposal_passes_governance_but_plain_removal_does_not(self, bucket: BucketStock, object_id: str) -> None:
        self.locked(bucket, object_id, "GOVERNANCE", 3600)
        key = next(path for path, data in bucket.files().items() if data == b"locked")
        locked = bucket.client.stat_object(bucket.bucket, key).version_id
        with pytest.raises(S3Error):
            bucket.client.remove_object(bucket.bucket, key, version_id=locked)
        bucket.storage.purge(object_id)
        assert bucket.storage.version(object_id) == 0
        assert not bucket.holding(ocfl.object_path(object_id))

    def test_under_compliance_nothing_of_the_object_is_purged(self, bucket: BucketStock, object_id: str) -> None:
        self.locked(bucket, object_id, "COMPLIANCE", 2)
        with pytest.raises(errors.Forbidden, match="under a lock"):
            bucket.storage.purge(object_id)
        assert bucket.storage.verify(object_id) == []
        time.sleep(2.1)
        bucket.storage.purge(object_id)
        assert not bucket.holding(ocfl.object_path(object_id))

    def test_purge_takes_hidden_versions_too(self, bucket: BucketStock, object_id: str) -> None:
        bucket.write(object_id, 1, {"a": b"1"})
        bucket.overwrite(next(path for path, data in bucket.files().items() if data == b"1"), None)
        bucket.storage.purge(object_id)
        assert not bucket.holding(ocfl.object_path(object_id))

    def test_large_files_go_up_in_parts_and_come_back(self, bucket: BucketStock, object_id: str) -> None:
        data = secrets.token_bytes(1 << 20) * 20  # 20 MiB: three parts
        bucket.write(object_id, 1, {"large.pdf": data})
        with bucket.storage.local_copy(object_id, "large.pdf") as path:
            assert path.suffix == ".pdf"
            assert path.read_bytes() == data
        assert [path.suffix for path in bucket.spool.iterdir()] == [".part"]
        with bucket.storage.open(object_id, "large.pdf", start=8 << 20, length=7) as stream:
            assert stream.read() == data[8 << 20 : (8 << 20) + 7]

    def test_a_damaged_download_is_not_handed_out(self, bucket: BucketStock, object_id: str) -> None:
        bucket.write(object_id, 1, {"a": b"sound"})
        bucket.overwrite(next(path for path, data in bucket.files().items() if data == b"sound"), b"sOund")
        with pytest.raises(errors.Damaged), bucket.storage.local_copy(object_id, "a"):
            pass

    def test_a_bucket_without_lock_serves_when_none_is_asked_for(self, bucket: BucketStock, object_id: str) -> None:
        bucket.clear()
        bucket.client.make_bucket(bucket.bucket)
        with pytest.raises(errors.SettingWrong, match="object_lock=0"):
            bucket.storage.prepare()
        plain = open_storage(f"{bucket.url}&object_lock=0", spool=bucket.spool, **bucket.keys)
        plain.prepare()
        assert bucket.client.get_bucket_versioning(bucket.bucket).status == "Enabled"
        bucket.storage = plain
        bucket.write(object_id, 1, {"a": b"1"})
        bucket.storage.purge(object_id)
        assert not bucket.holding(ocfl.object_path(object_id))

    def test_a_default_retention_is_refused(self, bucket: BucketStock) -> None:
        bucket.client.set_object_lock_config(bucket.bucket, ObjectLockConfig("GOVERNANCE", 1, "Days"))
        with pytest.raises(errors.SettingWrong, match="default retention"):
            bucket.storage.prepare()

    def test_a_bucket_of_others_is_left_alone(self, bucket: BucketStock) -> None:
        bucket.clear()
        bucket.client.make_bucket(bucket.bucket, object_lock=True)
        bucket.overwrite("holiday/beach.jpg", b"sea")
        with pytest.raises(errors.SettingWrong, match="empty place"):
            bucket.storage.prepare()
        assert bucket.files() == {"holiday/beach.jpg": b"sea"}

    def test_wrong_keys_and_a_lost_bucket_say_what_to_do(self, bucket: BucketStock, tmp_path: Path) -> None:
        keys = bucket.keys | {"secret_key": "not-the-secret"}
        with pytest.raises(errors.Unavailable, match="keys may read, write"):
            open_storage(bucket.url, spool=tmp_path, **keys).check()
        bucket.clear()
        with pytest.raises(errors.Unavailable, match="bucket is there"):
            bucket.storage.check()
