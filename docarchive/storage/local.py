"""A storage root on a local disk. A version is built in the workshop, synced, and put in place by one rename.

The rename is the fence: it fails where a folder with something in it lies already. So of two writers one wins, and
nobody ever sees half a version.
"""

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from docarchive import errors
from docarchive.storage import Content, ocfl
from docarchive.storage.disk import copy_synced, discard, link_synced, sync_folder, sync_tree, translated, write_synced
from docarchive.storage.reader import ObjectReader, changes_of, expect
from docarchive.storage.streams import Span, fixity_of
from docarchive.storage.workshop import Workshop

_WORKSHOP = "extensions/docarchive-workshop"
_OWN_PLACES = ("root", "check")  # work that concerns no object
_TAKEN = (errno.ENOTEMPTY, errno.EEXIST)


class LocalStorage(ObjectReader):
    """See Storage; `root` is a folder that belongs to the archive alone."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._workshop = Workshop(root / _WORKSHOP)

    def prepare(self) -> None:
        """See Storage."""
        with translated():
            self._root.mkdir(mode=0o750, parents=True, exist_ok=True)
            found = {path: self._get(path) for path in ocfl.root_files()}
            ours = {"extensions", *found}
            if wrong := ocfl.root_problem(found, {path.name for path in self._root.iterdir()} - ours):
                raise errors.SettingWrong(f"{self._root}: {wrong}", setting="storage", reason=wrong)
            self._workshop.prepare()
            with self._workshop.place("root") as place:
                for path in (path for path, data in found.items() if data is None):
                    self._replace(path, ocfl.root_files()[path], place)
        self.sweep()

    def sweep(self) -> None:
        """See Storage."""
        with translated():
            for digest, place in self._workshop.sweep():
                if digest not in _OWN_PLACES:
                    self._recover(ocfl.placed(digest), place)

    def retain(self, object_id: str, since: datetime) -> None:
        """See Storage: a local disk has no object lock."""
        self._known(object_id)

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
        with translated(), self._workshop.place(Path(folder).name) as place:
            built = place / "built"
            _build(built / folder, contents, inventory, move=move)
            sync_tree(built)
            if version == 1:
                self._put_object(built, folder)
            else:
                for name, data in _copies(inventory):  # before the fence: a disk that fills up now is no trouble later
                    write_synced(place / name, data)
                self._put_version(built / folder / f"v{version}", f"{folder}/v{version}")
                self._settle(folder, place)
        if move:
            discard(content.source for content in contents)

    @contextmanager
    def local_copy(self, object_id: str, path: str) -> Iterator[Path]:
        """See Storage: the kept file itself, so it must not be changed."""
        with self.open(object_id, path):
            yield self._root / self._located(object_id, path)

    def purge(self, object_id: str) -> None:
        """See Storage. It is out of sight by one rename, then the bytes go."""
        folder = ocfl.object_path(object_id)
        with translated(), self._workshop.place(Path(folder).name) as place:
            try:
                (self._root / folder).rename(place / "purged")
            except FileNotFoundError:
                return
            sync_folder((self._root / folder).parent)
            self._prune(folder)

    def check(self) -> None:
        """See Storage."""
        self._check_root()
        with translated(), self._workshop.place("check") as place:
            write_synced(place / "check", b"can this disk be written?\n")

    def free_bytes(self) -> int | None:
        """See Storage."""
        with translated():
            return shutil.disk_usage(self._root).free

    def total_bytes(self) -> int | None:
        """See Storage."""
        with translated():
            return shutil.disk_usage(self._root).total

    def _get(self, path: str) -> bytes | None:
        with translated():
            try:
                return (self._root / path).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                return None

    def _stream(self, path: str, start: int, length: int | None) -> BinaryIO:
        with translated():
            try:
                file = (self._root / path).open("rb")
            except (FileNotFoundError, NotADirectoryError):
                raise errors.NotFound(path) from None
            file.seek(start)
            return file if length is None else BufferedReader(Span(file, length))

    def _sizes(self, folder: str) -> dict[str, int]:
        top = self._root / folder
        with translated():
            return {path.relative_to(top).as_posix(): path.stat().st_size for path in top.rglob("*") if path.is_file()}

    def _object_paths(self) -> Iterator[str]:
        three = "[0-9a-f]" * 3
        with translated():
            for path in self._root.glob(f"{three}/{three}/{three}/{'[0-9a-f]' * 64}"):
                yield path.relative_to(self._root).as_posix()

    def _put_object(self, built: Path, folder: str) -> None:
        """Moves the highest folder that isn't there yet, so that no empty folder is ever seen above an object."""
        levels = [*reversed(Path(folder).parents), Path(folder)][1:]
        while True:
            for level in levels:
                try:
                    (built / level).rename(self._root / level)
                except OSError as fault:
                    if fault.errno in _TAKEN:
                        continue
                    if fault.errno == errno.ENOENT and level != levels[0]:
                        break  # a purge has just removed the folder above: start again
                    raise
                for above in Path(folder).parents:
                    sync_folder(self._root / above)
                return
            else:
                raise errors.VersionExists(f"{folder} has version 1 already")

    def _put_version(self, built: Path, folder: str) -> None:
        try:
            built.rename(self._root / folder)
        except OSError as fault:
            if fault.errno in _TAKEN:
                raise errors.VersionExists(f"{folder} is there already") from None
            raise
        sync_folder((self._root / folder).parent)

    def _settle(self, folder: str, place: Path) -> None:
        """Brings the inventory at the top up to the newest version, whoever wrote that."""
        with self._workshop.lock():
            versions = [int(path.name[1:]) for path in (self._root / folder).glob("v*")]
            for name in (ocfl.INVENTORY, ocfl.SIDECAR):
                data = (self._root / folder / f"v{max(versions)}" / name).read_bytes()
                if self._get(f"{folder}/{name}") != data:
                    self._replace(f"{folder}/{name}", data, place)

    def _replace(self, path: str, data: bytes, place: Path) -> None:
        """Puts a small file in place, whole or not at all."""
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not (place / target.name).exists() or (place / target.name).read_bytes() != data:
            write_synced(place / target.name, data)
        (place / target.name).replace(target)
        sync_folder(target.parent)

    def _recover(self, folder: str, place: Path) -> None:
        """Finishes or clears what a killed writer or a killed purge left of an object."""
        if (self._root / folder).exists():
            self._settle(folder, place)
        else:
            self._prune(folder)

    def _prune(self, folder: str) -> None:
        for above in list(Path(folder).parents)[:-1]:
            try:
                (self._root / above).rmdir()
            except OSError as fault:
                if fault.errno not in (*_TAKEN, errno.ENOENT):
                    raise
            else:
                sync_folder((self._root / above).parent)


def _build(built: Path, contents: Sequence[Content], inventory: ocfl.Inventory, *, move: bool) -> None:
    version = f"v{inventory.head}"
    sources = inventory.sources()
    (built / version).mkdir(parents=True)
    for content in contents:
        target = built / sources[content.path]
        if sources[content.path].startswith(f"{version}/") and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            expect(content, (link_synced if move else copy_synced)(content.source, target))
        else:
            with content.source.open("rb") as stream:  # the object has these bytes already
                expect(content, fixity_of(stream))
    for name, data in _own_files(inventory):
        write_synced(built / name, data)


def _own_files(inventory: ocfl.Inventory) -> Iterator[tuple[str, bytes]]:
    """The files of OCFL itself in a new version (and, with the first, at the top of the object)."""
    for name, data in _copies(inventory):
        yield f"v{inventory.head}/{name}", data
        if inventory.head == 1:
            yield name, data
    if inventory.head == 1:
        yield ocfl.OBJECT_DECLARATION


def _copies(inventory: ocfl.Inventory) -> Iterator[tuple[str, bytes]]:
    data = ocfl.to_json(inventory)
    yield ocfl.INVENTORY, data
    yield ocfl.SIDECAR, ocfl.sidecar(data)
