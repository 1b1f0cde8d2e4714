"""What only S3 servers have: locks, versions of keys, buckets that somebody else made."""

import re
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from minio.error import S3Error
from minio.objectlockconfig import ObjectLockConfig
from minio.retention import Retention

from docarchive import errors
from docarchive.records.objects import ItemState
from docarchive.services.batching import open_batch
from docarchive.services.ingest import accept
from docarchive.services.originals import ocfl_id
from docarchive.services.people import OPERATOR
from docarchive.storage import Storage, ocfl, open_storage
from docarchive.storage.s3 import S3Storage
from docarchive.storage.streams import HashingReader
from tests.archives import LINES, at_work, opened
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

    def locking(self, bucket: BucketStock, days: int) -> Storage:
        return open_storage(f"{bucket.url}&lock_days={days}", spool=bucket.spool, **bucket.keys)

    def test_all_versions_go_under_a_lock_that_disposal_alone_passes(self, bucket: BucketStock, object_id: str) -> None:
        bucket.write(object_id, 1, {"a": b"one"})
        bucket.write(object_id, 2, {"a": b"two"})
        since = datetime.now(UTC).replace(microsecond=0)
        for _ in range(2):  # a killed worker does it again
            assert self.locking(bucket, 3).retain(object_id, since) == since + timedelta(days=3)
        locked = {
            key: data for key, data in bucket.files().items() if data in (b"one", b"two") or re.search("/v./inventory.json$", key)
        }
        assert len(locked) == 4
        for key in locked:
            held = bucket.client.stat_object(bucket.bucket, key).version_id
            assert bucket.client.get_object_retention(bucket.bucket, key).retain_until_date == since + timedelta(days=3)
            with pytest.raises(S3Error):
                bucket.client.remove_object(bucket.bucket, key, version_id=held)
        bucket.write(object_id, 3, {"a": b"three"})
        assert bucket.storage.verify(object_id) == []
        bucket.storage.purge(object_id)
        assert not bucket.holding(ocfl.object_path(object_id))

    def test_a_longer_lock_stays_and_one_that_is_over_is_not_set(self, bucket: BucketStock, object_id: str) -> None:
        self.locked(bucket, object_id, "GOVERNANCE", 10 * 86400)
        key = next(path for path, data in bucket.files().items() if data == b"locked")
        before = bucket.client.get_object_retention(bucket.bucket, key)
        storage = self.locking(bucket, 3)
        storage.retain(object_id, datetime.now(UTC))
        assert bucket.client.get_object_retention(bucket.bucket, key).retain_until_date == before.retain_until_date
        assert storage.retain(object_id, datetime.now(UTC) - timedelta(days=4)) is None

    def test_what_was_cleared_is_locked_and_what_is_quarantined_is_not(self, bucket: BucketStock, tmp_path: Path) -> None:
        keys = {"s3_access_key": bucket.keys["access_key"], "s3_secret_key": bucket.keys["secret_key"]}
        with opened(tmp_path / "archive", storage=f"{bucket.url}&lock_days=3", **keys) as archive, at_work(archive) as working:
            for lines, state, locked in ((LINES, ItemState.READ, True), (["MẬT", *LINES], ItemState.QUARANTINED, False)):
                name = f"{state.value}.txt"
                batch = open_batch(archive, OPERATOR)
                item = accept(archive, OPERATOR, BytesIO("\n".join(lines).encode()), name, batch=batch).item
                assert working.done(item).state is state
                with archive.catalogue.reading() as unit:
                    folder = ocfl.object_path(ocfl_id(unit, unit.holdings.file_of_item(item).object))
                assert {self.is_locked(bucket, key) for key in bucket.files() if key.startswith(f"{folder}/v2/content/")} == {
                    locked
                }
                assert {self.is_locked(bucket, key) for key in bucket.files() if key.startswith(f"{folder}/v1/content/")} == {
                    locked
                }

    def is_locked(self, bucket: BucketStock, key: str) -> bool:
        try:
            return bucket.client.get_object_retention(bucket.bucket, key) is not None
        except S3Error:
            return False

    def unfinished(self, bucket: BucketStock) -> list[str]:
        """Keys of uploads in parts that were begun and not completed."""
        return [one.object_name for one in bucket.client._list_multipart_uploads(bucket.bucket).uploads]

    KEY = "large/upload.pdf"

    def test_an_upload_that_breaks_off_leaves_no_parts(self, bucket: BucketStock) -> None:
        class Breaking(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if self.tell() > 10 << 20:
                    raise OSError("the disk is gone")
                return super().read(size)

        assert isinstance(bucket.storage, S3Storage)
        with pytest.raises(errors.Unavailable, match="the disk is gone"):
            bucket.storage._bucket.upload(self.KEY, HashingReader(Breaking(bytes(20 << 20))), 20 << 20)
        assert self.unfinished(bucket) == []

    def test_parts_of_a_killed_upload_are_swept_once_it_was_silent(self, bucket: BucketStock) -> None:
        assert isinstance(bucket.storage, S3Storage)
        upload = bucket.client._create_multipart_upload(bucket.bucket, self.KEY, {})
        bucket.client._upload_part(bucket.bucket, self.KEY, bytes(5 << 20), {}, upload, 1)
        assert self.unfinished(bucket) == [self.KEY]
        bucket.storage.sweep()
        assert self.unfinished(bucket) == [self.KEY], "it may still be at work"
        bucket.storage._patience = timedelta(seconds=-5)
        bucket.storage.sweep()
        assert self.unfinished(bucket) == []

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
