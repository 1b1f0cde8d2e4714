"""What both stores read alike: versions, contents, verification. A store gives four ways to reach its files.

The newest version is found from the inventory at the top, then onwards: a killed writer may have left that one behind.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from typing import BinaryIO

from docarchive import errors
from docarchive.records.objects import Fixity
from docarchive.storage import Content, Fault, ocfl
from docarchive.storage.streams import fixity_of


class ObjectReader(ABC):
    """The reading half of a Storage. Paths are relative to the storage root, with slashes."""

    @abstractmethod
    def _get(self, path: str) -> bytes | None:
        """A whole small file; None when it isn't there."""

    @abstractmethod
    def _stream(self, path: str, start: int, length: int | None) -> BinaryIO:
        """A part of a file. Raises errors.NotFound."""

    @abstractmethod
    def _sizes(self, folder: str) -> dict[str, int]:
        """Path relative to `folder` → bytes, of all files below it; empty when there is no such folder."""

    @abstractmethod
    def _object_paths(self) -> Iterator[str]:
        """Every folder that holds an object."""

    def version(self, object_id: str) -> int:
        """See Storage."""
        inventory = self._newest(object_id)
        return inventory.head if inventory else 0

    def contents(self, object_id: str, version: int | None = None) -> dict[str, Fixity]:
        """See Storage."""
        inventory = self._known(object_id)
        if version is not None and not 1 <= version <= inventory.head:
            raise errors.NotFound(f"{object_id} has no version {version}")
        sizes = self._sizes(ocfl.object_path(object_id))
        return {
            path: Fixity(
                inventory.sha256.get(content, ""), inventory.manifest[content], _size(object_id, content, sizes.get(content))
            )
            for path, content in inventory.sources(version).items()
        }

    def open(self, object_id: str, path: str, *, start: int = 0, length: int | None = None) -> BinaryIO:
        """See Storage."""
        place = self._located(object_id, path)
        try:
            return self._stream(place, start, length)
        except errors.NotFound:
            raise _lost(object_id, path) from None

    def object_ids(self) -> Iterator[str]:
        """See Storage."""
        unreadable: errors.Damaged | None = None
        for folder in self._object_paths():
            try:
                if inventory := self._newest_at(folder):
                    yield inventory.id
            except errors.Damaged as fault:
                unreadable = unreadable or fault
        if unreadable:
            raise unreadable

    def verify(self, object_id: str) -> list[Fault]:
        """See Storage."""
        folder = ocfl.object_path(object_id)
        try:
            inventory = self._known(object_id)
        except errors.Damaged as fault:
            return [Fault(fault.facts["path"], fault.facts["expected"], fault.facts["found"])]
        present = self._sizes(folder)
        faults = [*self._content_faults(folder, inventory), *self._own_faults(folder, inventory)]
        return [*faults, *(Fault(path, "", "unknown to the inventory") for path in strangers(inventory, present))]

    def _check_root(self) -> None:
        if self._get(ocfl.ROOT_DECLARATION[0]) is None:
            advice = "see that its disk is mounted, or its bucket is there; a new store is made when the archive starts"
            raise errors.Unavailable(f"no storage root is found: {advice}", part="storage")

    def _newest(self, object_id: str) -> ocfl.Inventory | None:
        inventory = self._newest_at(ocfl.object_path(object_id))
        if inventory and inventory.id != object_id:
            raise damaged(f"{object_id}/{ocfl.INVENTORY}", object_id, inventory.id)
        return inventory

    def _newest_at(self, folder: str) -> ocfl.Inventory | None:
        found = self._inventory(f"{folder}/{ocfl.INVENTORY}")
        while later := self._inventory(f"{folder}/v{found.head + 1 if found else 1}/{ocfl.INVENTORY}"):
            found = later
        return found

    def _inventory(self, path: str) -> ocfl.Inventory | None:
        data = self._get(path)
        try:
            return ocfl.from_json(data) if data is not None else None
        except ValueError as fault:
            raise damaged(path, "a valid inventory", str(fault)) from None

    def _known(self, object_id: str) -> ocfl.Inventory:
        inventory = self._newest(object_id)
        if inventory is None:
            raise errors.NotFound(f"no object {object_id} in the store")
        return inventory

    def _located(self, object_id: str, path: str) -> str:
        """Where the bytes of the newest version's file lie, from the storage root."""
        inventory = self._known(object_id)
        content = inventory.sources().get(path)
        if content is None:
            raise errors.NotFound(f"{object_id} has no {path}")
        return f"{ocfl.object_path(object_id)}/{content}"

    def _turn(self, object_id: str, version: int) -> ocfl.Inventory | None:
        """The inventory that `version` follows (None for the first). Raises VersionExists or Conflict."""
        before = self._newest(object_id)
        head = before.head if before else 0
        if version <= head:
            raise errors.VersionExists(f"{object_id} has version {version} already")
        if version > head + 1:
            raise errors.Conflict(f"{object_id} is at version {head}, so {version} can't follow")
        return before

    def _content_faults(self, folder: str, inventory: ocfl.Inventory) -> Iterator[Fault]:
        for path, expected in inventory.manifest.items():
            found = self._fixity(f"{folder}/{path}")
            if found is None or found.sha512 != expected:
                yield Fault(path, expected, found.sha512 if found else "")
            elif inventory.sha256.get(path, found.sha256) != found.sha256:
                yield Fault(path, inventory.sha256[path], found.sha256)

    def _own_faults(self, folder: str, inventory: ocfl.Inventory) -> Iterator[Fault]:
        """Faults of the declaration, of each inventory, and of the file with its digest."""
        name, declaration = ocfl.OBJECT_DECLARATION
        newest = self._get(f"{folder}/v{inventory.head}/{ocfl.INVENTORY}")
        expected = {name: declaration, ocfl.INVENTORY: newest or b""}
        for place in ("", *(f"v{number}/" for number in range(1, inventory.head + 1))):
            data = self._get(f"{folder}/{place}{ocfl.INVENTORY}")
            expected[f"{place}{ocfl.SIDECAR}"] = ocfl.sidecar(data or b"")
            if wrong := _wrong_inventory(data, inventory):
                yield Fault(f"{place}{ocfl.INVENTORY}", "an inventory of these versions", wrong)
        for path, data in expected.items():
            found = self._get(f"{folder}/{path}")
            if found != data:
                yield Fault(path, data.decode(), (found or b"").decode(errors="replace"))

    def _fixity(self, path: str) -> Fixity | None:
        try:
            with self._stream(path, 0, None) as stream:
                return fixity_of(stream)
        except errors.NotFound:
            return None


def changes_of(contents: Collection[Content], remove: Collection[str]) -> dict[str, Fixity | None]:
    """What a version changes, for `ocfl.following`. Raises ValueError when a path is named twice."""
    changes: dict[str, Fixity | None] = {content.path: content.fixity for content in contents}
    changes |= dict.fromkeys(remove)
    if len(changes) != len(contents) + len(remove):
        raise ValueError("a path stands twice in one version")
    return changes


def expect(content: Content, found: Fixity) -> None:
    """Raises errors.Damaged when what was read is not what was promised."""
    if found != content.fixity:
        raise damaged(content.path, content.fixity.sha512, found.sha512)


def _wrong_inventory(data: bytes | None, newest: ocfl.Inventory) -> str:
    try:
        return "; ".join(ocfl.problems(newest, ocfl.from_json(data))) if data is not None else "missing"
    except ValueError as fault:
        return str(fault)


def strangers(inventory: ocfl.Inventory, present: Collection[str]) -> Iterator[str]:
    """Files below an object that its inventory doesn't know; those of a version yet to come are not counted."""
    known = {ocfl.OBJECT_DECLARATION[0], ocfl.INVENTORY, ocfl.SIDECAR, *inventory.manifest}
    for number in range(1, inventory.head + 1):
        known |= {f"v{number}/{ocfl.INVENTORY}", f"v{number}/{ocfl.SIDECAR}"}
    # What lies in the next version is not yet part of the object: a writer is at work, or was killed.
    return (path for path in sorted(present) if path not in known and not path.startswith(f"v{inventory.head + 1}/"))


def _size(object_id: str, content: str, size: int | None) -> int:
    if size is None:
        raise _lost(object_id, content)
    return size


def _lost(object_id: str, path: str) -> errors.Damaged:
    return damaged(f"{object_id}/{path}", "the file", "")


def damaged(path: str, expected: str, found: str) -> errors.Damaged:
    """The error for a file that is not as promised; `found` "" when it is missing."""
    return errors.Damaged(f"{path}: expected {expected}, found {found or 'nothing'}", path=path, expected=expected, found=found)
