"""Where bytes rest: OCFL 1.1 objects under a storage root, on a local disk or an S3 server.

A version exists from the moment that its `vN/inventory.json` is in place, and from then on nothing of it changes.
The inventory at the top of the object is a copy that follows at once; after a kill in between, readers still see the
newest version, and the next writer or `prepare` brings the copy up.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from docarchive import errors
from docarchive.records.objects import Fixity

_LONGEST_LOCK = 36500  # days
_BUCKET = re.compile(r"/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Content:
    """A file to be kept: its logical path in the object (ASCII, made by us), its complete bytes at `source`, their digests."""

    path: str
    source: Path
    fixity: Fixity


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of an object that is not as promised: digest or finding `expected` and `found` ("" where there is none)."""

    path: str
    expected: str
    found: str


class Storage(Protocol):
    """A storage root. Every method may raise errors.Unavailable when the disk or server does not answer."""

    def prepare(self) -> None:
        """Makes the root (bucket) if it is missing, and clears up after killed writers; repeatable, safe beside live writers.

        Raises errors.SettingWrong when something else lies there, or a root with another layout.
        """

    def write_version(
        self,
        object_id: str,
        contents: Sequence[Content],
        *,
        version: int,
        message: str,
        agent: str,
        at: datetime,
        remove: Sequence[str] = (),
        move: bool = False,
    ) -> None:
        """Adds version `version` (1, or the newest + 1): `contents` set anew, paths in `remove` gone, the rest as it was.

        It is durable when this returns. With `move` the sources are used up: on the same disk nothing is copied.
        Raises errors.VersionExists when another writer was faster, Conflict when versions would be missing in between,
        Damaged when a source does not have its digests, StoreFull when there is no room: then nothing of the version is
        there and the sources are. After Unavailable it may be there, whole, or not: ask `version`.
        """

    def sweep(self) -> None:
        """Clears up after killed writers, as `prepare` does: for a process that runs for months."""

    def retain(self, object_id: str, since: datetime) -> datetime | None:
        """Puts the bytes and inventories of all versions under the store's object lock (GOVERNANCE: disposal passes it,
        nothing else), for its `lock_days` from `since`; until when. Repeatable; a longer lock stays.

        None where nothing is locked: on a local disk, which has no such thing, without `lock_days`, after they are over.
        Raises errors.NotFound.
        """

    def version(self, object_id: str) -> int:
        """The number of the newest version; 0 when there is no such object."""

    def contents(self, object_id: str, version: int | None = None) -> dict[str, Fixity]:
        """Logical path → digests and size, in the newest or the given version. Raises errors.NotFound, Damaged."""

    def open(self, object_id: str, path: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        """Bytes `start` up to `start + length` (or the end) of the newest version's file. Raises errors.NotFound, Damaged."""

    def local_copy(self, object_id: str, path: str) -> AbstractContextManager[Path]:
        """A file on the local disk with these bytes, for reading only. Raises errors.NotFound, Damaged."""

    def object_ids(self) -> Iterator[str]:
        """The ids of all objects. An unreadable one doesn't stop it: errors.Damaged is raised after the last."""

    def verify(self, object_id: str) -> list[Fault]:
        """Reads every byte of all versions again; [] when sound. Raises errors.NotFound."""

    def purge(self, object_id: str) -> None:
        """Removes the object, all versions and bytes; nothing happens where it is gone already.

        Raises errors.Forbidden when the store holds it under a lock.
        """

    def check(self) -> None:
        """Writes and removes a few bytes. Raises errors.Unavailable (or StoreFull) whose detail says what to do."""

    def free_bytes(self) -> int | None:
        """Room left, in bytes; None where the store doesn't tell."""

    def total_bytes(self) -> int | None:
        """Room in all, in bytes, what is taken included; None where the store doesn't tell."""


def open_storage(url: str, *, access_key: str = "", secret_key: str = "", spool: Path) -> Storage:
    """The storage at `file:///folder` or `s3://host:port/bucket?secure=0|1&object_lock=0|1&lock_days=N` (1, 1, 0 by default).

    `lock_days` is how long what was cleared stays under object lock. `spool` is the local folder for temporary copies of
    what lies on a server. Nothing is touched yet.
    Raises errors.SettingWrong for any other url.
    """
    parts = urlsplit(url)
    if url.startswith("file:///") and len(parts.path) > 1 and not parts.query:
        from docarchive.storage.local import LocalStorage

        return LocalStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc and _BUCKET.fullmatch(parts.path):
        from docarchive.storage.minio import Bucket
        from docarchive.storage.s3 import S3Storage

        options = _options(parts.query)
        keys = {"access_key": access_key, "secret_key": secret_key}
        try:
            bucket = Bucket(parts.netloc, parts.path[1:], secure=options["secure"] == 1, **keys)
        except ValueError as fault:
            raise _wrong(f"{url!r}: {fault}") from None
        return S3Storage(bucket, spool=spool, object_lock=options["object_lock"] == 1, lock_days=options["lock_days"])
    raise _wrong(f"{url!r} is neither file:///folder nor s3://host:port/bucket")


def _options(query: str) -> dict[str, int]:
    options = {"secure": 1, "object_lock": 1, "lock_days": 0}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in options or not value.isdecimal() or int(value) > (_LONGEST_LOCK if name == "lock_days" else 1):
            raise _wrong(f"?{name}={value}: allowed are secure=0|1, object_lock=0|1 and lock_days=0…{_LONGEST_LOCK}")
        options[name] = int(value)
    if options["lock_days"] and not options["object_lock"]:
        raise _wrong("lock_days needs object_lock=1")
    return options


def _wrong(reason: str) -> errors.SettingWrong:
    return errors.SettingWrong(f"storage: {reason}", setting="storage", reason=reason)
