"""A storage root in a bucket of an S3 server (MinIO, SeaweedFS and others).

There is no rename, so the fence is one conditional put: `vN/inventory.json` is written only if it isn't there. Contents
go up before it, under names that carry their digest; everything after it can be made again from it (`_settle`).
While a writer is at work a marker tells of it, so that `prepare` finds what a killed one left.
"""

import secrets
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from docarchive import errors
from docarchive.storage import Content, disk, ocfl
from docarchive.storage.minio import Bucket, Stored
from docarchive.storage.reader import ObjectReader, changes_of, damaged, expect, strangers
from docarchive.storage.streams import CHUNK, HashingReader, fixity_of

_WORKSHOP = "extensions/docarchive-workshop"


class S3Storage(ObjectReader):
    """See Storage. `spool` takes temporary copies; what a writer began longer than `patience` ago is of one that was killed."""

    def __init__(
        self,
        bucket: Bucket,
        *,
        spool: Path,
        object_lock: bool = True,
        lock_days: int = 0,
        patience: timedelta = timedelta(days=1),
    ) -> None:
        self._bucket = bucket
        self._spool = spool
        self._object_lock = object_lock
        self._lock_days = timedelta(days=lock_days)
        self._patience = patience

    def prepare(self) -> None:
        """See Storage. Refuses a server that ignores conditions: its fence would not hold."""
        wrong = self._bucket.make(object_lock=self._object_lock)
        found = {path: self._get(path) for path in ocfl.root_files()}
        others = self._bucket.names() - {"extensions", *found} if found[ocfl.ROOT_DECLARATION[0]] is None else set()
        if wrong := wrong or ocfl.root_problem(found, others):
            raise errors.SettingWrong(wrong, setting="storage", reason=wrong)
        self._check_condition()
        for path, data in ocfl.root_files().items():
            if found[path] is None:
                self._bucket.put(path, data)
        self.sweep()

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
        """See Storage."""
        before = self._turn(object_id, version)
        changes = changes_of(contents, remove)
        inventory = ocfl.following(before, object_id, changes, message=message, agent=agent, at=at)
        folder = ocfl.object_path(object_id)
        writer = secrets.token_hex(8)
        marker = self._bucket.put(f"{_WORKSHOP}/{Path(folder).name}-v{version}-{writer}", b"")
        mine = {marker.key: marker}
        try:
            for content in contents:
                self._upload(folder, content, inventory, mine)
            self._bucket.put_new(f"{folder}/v{version}/{ocfl.INVENTORY}", ocfl.to_json(inventory), writer=writer)
        except (errors.Damaged, errors.VersionExists, errors.StoreFull):
            self._bucket.remove(mine.values())
            raise  # after any other error nobody knows whether the fence was passed: all stays for `prepare` to judge
        self._settle(folder)
        self._bucket.remove([marker])
        if move:
            disk.discard(content.source for content in contents)

    @contextmanager
    def local_copy(self, object_id: str, path: str) -> Iterator[Path]:
        """See Storage: a copy in the spool that is gone afterwards."""
        expected = self.contents(object_id)
        if path not in expected:
            raise errors.NotFound(f"{object_id} has no {path}")
        with disk.translated():
            self._spool.mkdir(parents=True, exist_ok=True)
            copy = tempfile.NamedTemporaryFile(dir=self._spool, suffix=Path(path).suffix)  # noqa: SIM115 - closed below
        with copy:
            with self.open(object_id, path) as stream, disk.translated():
                reader = HashingReader(stream)
                while data := reader.read(CHUNK):
                    copy.write(data)
                copy.flush()
            if reader.fixity.sha512 != expected[path].sha512:
                raise damaged(path, expected[path].sha512, reader.fixity.sha512)
            yield Path(copy.name)

    def retain(self, object_id: str, since: datetime) -> datetime | None:
        """See Storage."""
        inventory = self._known(object_id)
        until = since + self._lock_days
        if not self._lock_days or until <= datetime.now(UTC):
            return None
        folder = ocfl.object_path(object_id)
        for path in [*inventory.manifest, *(f"v{number}/{ocfl.INVENTORY}" for number in range(1, inventory.head + 1))]:
            self._bucket.lock(f"{folder}/{path}", until)
        return until

    def purge(self, object_id: str) -> None:
        """See Storage. Nothing is removed while anything is held."""
        doomed = self._bucket.versions(f"{ocfl.object_path(object_id)}/")
        if self._object_lock and (held := [one.key for one in doomed if self._bucket.is_held(one)]):
            raise errors.Forbidden(f"{object_id} is under a lock: {held[0]}")
        # Inventories first: from then on nobody sees the object, even if this is killed before it is done.
        for first in (True, False):
            self._bucket.remove((one for one in doomed if one.key.endswith(f"/{ocfl.INVENTORY}") is first), dispose=True)

    def check(self) -> None:
        """See Storage."""
        self._check_root()
        self._check_condition()

    def _check_condition(self) -> None:
        key = f"{_WORKSHOP}/check-{secrets.token_hex(8)}"
        probe = self._bucket.put_new(key, b"can this bucket be written?\n", writer="first")
        try:
            twice = self._bucket.put_new(key, b"and can it refuse?\n", writer="second")
        except errors.VersionExists:
            self._bucket.remove([probe])
            return
        self._bucket.remove([probe, twice])
        reason = "the S3 server ignores If-None-Match, so two writers could overwrite each other; use another server or release"
        raise errors.SettingWrong(reason, setting="storage", reason=reason)

    def free_bytes(self) -> int | None:
        """See Storage: S3 servers don't tell."""
        return None

    def total_bytes(self) -> int | None:
        """See Storage: S3 servers don't tell."""
        return None

    def _get(self, path: str) -> bytes | None:
        return self._bucket.get(path)

    def _stream(self, path: str, start: int, length: int | None) -> BinaryIO:
        return self._bucket.stream(path, start, length)

    def _sizes(self, folder: str) -> dict[str, int]:
        return {key.removeprefix(f"{folder}/"): size for key, size in self._bucket.sizes(f"{folder}/")}

    def _object_paths(self) -> Iterator[str]:
        first = f"/v1/{ocfl.INVENTORY}"
        return (key.removesuffix(first) for key, _ in self._bucket.sizes("") if key.endswith(first))

    def _upload(self, folder: str, content: Content, inventory: ocfl.Inventory, mine: dict[str, Stored]) -> None:
        """Writes a content unless the object, or this writer, has its bytes already; what was written goes into `mine`."""
        place = inventory.sources()[content.path]
        key = f"{folder}/{place}"
        with disk.translated(), content.source.open("rb") as file:
            if key in mine or not place.startswith(f"v{inventory.head}/") or content.source.stat().st_size != content.fixity.size:
                expect(content, fixity_of(file))
                return
            reader = HashingReader(file)
            mine[key] = self._bucket.upload(key, reader, content.fixity.size)
        expect(content, reader.fixity)

    def _settle(self, folder: str) -> None:
        """Writes all that follows from the newest version, and removes what losers and killed writers left beside it.

        Whoever writes the copy at the top looks again afterwards, so the last one to write leaves the newest.
        """
        settled = 0
        while (inventory := self._newest_at(folder)) and inventory.head > settled:
            settled = inventory.head
            present = self._sizes(folder)
            for path, data in self._due(folder, settled, present):
                self._bucket.put(f"{folder}/{path}", data)
            for path in strangers(inventory, present):
                if "/content/" in path:
                    self._forget(f"{folder}/{path}")

    def _due(self, folder: str, head: int, present: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """The object's own files that are missing or behind, the inventory at the top last."""
        newest = b""
        for number in range(1, head + 1):
            sidecar = f"v{number}/{ocfl.SIDECAR}"
            if number == head or sidecar not in present:
                newest = self._get(f"{folder}/v{number}/{ocfl.INVENTORY}") or b""
                yield sidecar, ocfl.sidecar(newest)
        if ocfl.OBJECT_DECLARATION[0] not in present:
            yield ocfl.OBJECT_DECLARATION
        yield ocfl.SIDECAR, ocfl.sidecar(newest)
        yield ocfl.INVENTORY, newest

    def sweep(self) -> None:
        """See Storage: once a writer was silent for `patience`."""
        silent = datetime.now(UTC) - self._patience
        self._bucket.abort_uploads(before=silent)
        for marker in self._bucket.versions(f"{_WORKSHOP}/"):
            digest, version, *_ = [*marker.key.removeprefix(f"{_WORKSHOP}/").split("-"), ""]
            if marker.modified is None or marker.modified > silent:
                continue
            folder = ocfl.placed(digest)
            if self._get(f"{folder}/{version}/{ocfl.INVENTORY}") is not None:
                self._settle(folder)
            elif version.startswith("v"):
                left = self._bucket.versions(f"{folder}/{version}/")
                self._bucket.remove(one for one in left if one.modified and one.modified <= silent)
            self._bucket.remove([marker])

    def _forget(self, key: str) -> None:
        self._bucket.remove(one for one in self._bucket.versions(key) if one.key == key)
