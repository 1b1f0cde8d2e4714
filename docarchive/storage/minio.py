"""The edge to S3 servers, through the MinIO SDK: keys and bytes in one bucket, its errors as ours.

The bucket keeps versions, so whatever is removed here is removed by its version: a plain delete would only hide it.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, TypeVar

import urllib3
from minio import Minio
from minio.commonconfig import COMPLIANCE, ENABLED, GOVERNANCE
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from minio.retention import Retention
from minio.versioningconfig import VersioningConfig

from docarchive import errors
from docarchive.storage.streams import HashingReader

_PART = 8 << 20  # bytes of one part of a large upload; one part at a time is in memory
_WRITER = "x-amz-meta-writer"
_MISSING = ("NoSuchKey", "NoSuchVersion")
_NO_LOCK = ("ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration", "NoSuchObjectLegalHold")
_FULL = ("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientStorage")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of one key, or the mark of its `deletion`. `version` is None where the bucket keeps none."""

    key: str
    version: str | None
    modified: datetime | None = None
    deletion: bool = False


@contextmanager
def translated() -> Iterator[None]:
    """The server's errors as ours: NotFound, StoreFull, else Unavailable with what to look at."""
    try:
        yield
    except S3Error as fault:
        if fault.code in _MISSING:
            raise errors.NotFound(str(fault)) from None
        if fault.code in _FULL:
            raise errors.StoreFull(str(fault)) from None
        advice = "see that the bucket is there and the keys may read, write and delete in it"
        known = {"reason": "read-only"} if fault.code == "AccessDenied" else {}
        raise errors.Unavailable(f"{fault}: {advice}", part="storage", **known) from None
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as fault:
        advice = "see that the S3 server runs and is reached from here"
        raise errors.Unavailable(f"{fault}: {advice}", part="storage") from None


class Bucket:
    """One bucket of an S3 server. Threads may share it; a forked process needs its own."""

    def __init__(self, host: str, name: str, *, access_key: str, secret_key: str, secure: bool) -> None:
        pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=5, read=60),
            maxsize=16,
            retries=urllib3.Retry(total=3, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            cert_reqs="CERT_REQUIRED",  # against the system's authorities, where an office adds its own
        )
        self._client = Minio(host, access_key, secret_key, secure=secure, http_client=pool)
        self._name = name

    def make(self, *, object_lock: bool) -> str:
        """Makes the bucket if it is missing, with versions. Gives what is wrong with the one that is there, or ""."""
        with translated():
            try:
                self._client.make_bucket(self._name, object_lock=object_lock)
            except S3Error as fault:
                if fault.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                    raise
            if self._client.get_bucket_versioning(self._name).status != ENABLED:
                self._client.set_bucket_versioning(self._name, VersioningConfig(ENABLED))
            return self._wrong_lock(object_lock)

    def _wrong_lock(self, wanted: bool) -> str:
        try:
            retention = self._client.get_object_lock_config(self._name).mode
        except S3Error as fault:
            if fault.code not in _NO_LOCK:
                raise
            return f"bucket {self._name} was made without object lock; use a new one, or object_lock=0" if wanted else ""
        if retention:
            return f"bucket {self._name} has a default retention, which blocks lawful disposal; remove it from the bucket"
        return ""

    def get(self, key: str) -> bytes | None:
        """A whole small object; None when it isn't there."""
        try:
            with self.stream(key) as stream:
                return stream.read()
        except errors.NotFound:
            return None

    def stream(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """The bytes from `start` on, `length` of them at most. Raises errors.NotFound."""
        with translated():
            if length == 0:  # for the SDK this means no limit
                self._client.stat_object(self._name, key)
                return io.BytesIO()
            try:
                response = self._client.get_object(self._name, key, start, length or 0)
            except S3Error as fault:
                if fault.code == "InvalidRange":
                    return io.BytesIO()
                raise
        return io.BufferedReader(_Body(response), 1 << 16)

    def put(self, key: str, data: bytes) -> Stored:
        """Writes a small object."""
        return self.upload(key, HashingReader(io.BytesIO(data)), len(data))

    def put_new(self, key: str, data: bytes, *, writer: str) -> Stored:
        """Writes a small object that must not be there yet. Raises errors.VersionExists.

        `writer` is this writer's random name, kept with the object: when an answer was lost and the SDK asked again,
        the second refusal is no loss.
        """
        with translated():
            try:
                # The SDK has no public way to send a condition with a put.
                made = self._client._put_object(self._name, key, data, {"If-None-Match": "*", _WRITER: writer})
            except S3Error as fault:
                if fault.code != "PreconditionFailed":
                    raise
                found = self._client.stat_object(self._name, key)
                if found.metadata is None or found.metadata.get(_WRITER) != writer:
                    raise errors.VersionExists(f"{key} is there already") from None
                return Stored(key, found.version_id)
        return Stored(key, made.version_id)

    def upload(self, key: str, reader: HashingReader, size: int) -> Stored:
        """Writes `size` bytes, in parts when there are many. When it fails the SDK takes the parts away at once."""
        with translated():
            made = self._client.put_object(
                self._name,
                key,
                reader,  # type: ignore[arg-type]  # the SDK only calls read()
                size,
                part_size=_PART,
                num_parallel_uploads=1,
            )
        return Stored(key, made.version_id)

    def abort_uploads(self, *, before: datetime) -> None:
        """Takes away the parts of uploads that began earlier and were never completed: of a process that was killed."""
        with translated():
            # The SDK has no public way to list or abort what another process began.
            for one in self._client._list_multipart_uploads(self._name).uploads:
                if one.initiated_time and one.initiated_time < before:
                    self._client._abort_multipart_upload(self._name, one.object_name, one.upload_id or "")

    def lock(self, key: str, until: datetime) -> None:
        """GOVERNANCE retention on the newest version of a key, unless it is under a longer or harder one."""
        stored = Stored(key, None)
        with translated():
            held = self._lock_of(stored, self._client.get_object_retention)
            if held is None or (held.mode == GOVERNANCE and held.retain_until_date < until):
                self._client.set_object_retention(self._name, key, Retention(GOVERNANCE, until))

    def sizes(self, prefix: str) -> Iterator[tuple[str, int]]:
        """Key and bytes of everything that begins with `prefix`."""
        with translated():
            for found in self._client.list_objects(self._name, prefix, recursive=True):
                yield found.object_name or "", found.size or 0

    def names(self) -> set[str]:
        """The top folders and objects of the bucket."""
        with translated():
            return {(found.object_name or "").rstrip("/") for found in self._client.list_objects(self._name)}

    def versions(self, prefix: str) -> list[Stored]:
        """Every version, and every mark of a deletion, of what begins with `prefix`."""
        with translated():
            found = self._client.list_objects(self._name, prefix, recursive=True, include_version=True)
            return [Stored(one.object_name or "", one.version_id, one.last_modified, one.is_delete_marker) for one in found]

    def is_held(self, stored: Stored) -> bool:
        """Whether it can't be removed even by disposal: a legal hold, or COMPLIANCE retention that still runs."""
        if stored.deletion:
            return False
        with translated():
            retention = self._lock_of(stored, self._client.get_object_retention)
            hold = self._lock_of(stored, self._client.is_object_legal_hold_enabled)
        return bool(hold or (retention and retention.mode == COMPLIANCE and retention.retain_until_date > datetime.now(UTC)))

    def _lock_of(self, stored: Stored, ask: Callable[[str, str, str | None], T]) -> T | None:
        try:
            return ask(self._name, stored.key, stored.version)
        except S3Error as fault:
            if fault.code in _NO_LOCK:
                return None
            raise

    def remove(self, stored: Iterable[Stored], *, dispose: bool = False) -> None:
        """Removes these versions for good; what is gone already is no error. `dispose` passes GOVERNANCE retention.

        Raises errors.Forbidden when the server holds one.
        """
        doomed = [DeleteObject(one.key, one.version) for one in stored]
        with translated():
            refused = list(self._client.remove_objects(self._name, doomed, bypass_governance_mode=dispose))
        for error in refused:
            raise errors.Forbidden(f"{error.name} can't be removed: {error.code} {error.message}")


class _Body(io.RawIOBase):
    """An answer's body as a stream; what breaks on the way is errors.Unavailable."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        super().__init__()
        self._response = response

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with translated():
            data = self._response.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._response.close()
        self._response.release_conn()
        super().close()
