"""A reading slot: the parent's side of one warm child process, which is replaced whenever it is lost."""

import os
import shutil
import tempfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Self

from docarchive.errors import DamagedFile, PageUnreadable
from docarchive.reading import wire
from docarchive.reading.engines import Engines
from docarchive.reading.examine import Examined
from docarchive.reading.limits import Limits
from docarchive.reading.pictures import Pictures
from docarchive.reading.process import Child
from docarchive.records.conformity import Breach
from docarchive.records.pages import Page
from docarchive.records.readings import Reading

_MEMORY_FOLDER = Path("/dev/shm")
_ROOM = 256 * 1024 * 1024  # bytes free that make a memory-backed folder worth using
_PREFIX = "docarchive-reading-"


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page's reading; `image` and `thumbnail` are JPEGs in the folder that was given, else None."""

    reading: Reading
    image: Path | None = None
    thumbnail: Path | None = None


class Slot:
    """Reads pages one at a time in a child process of its own. A context manager; not thread-safe: one a worker thread."""

    def __init__(
        self, limits: Limits | None = None, engines: Engines | None = None, *, program: str = "docarchive.reading.child"
    ) -> None:
        """`program` is the module that runs as the child: this room's own, or one that answers more verbs."""
        self._limits = limits or Limits()
        self._engines = engines or Engines()
        self._program = program
        self._child: Child | None = None
        self._folder: Path | None = None
        self._numbers: Iterator[int] = count()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Starts the child now, so that the first page doesn't wait for it."""
        self._ask({"verb": "greet"})

    def close(self) -> None:
        """Ends the child and removes what it left; the slot may be used again."""
        if self._child:
            self._child.stop()
            self._child = None
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def examine(self, path: Path, name: str) -> Examined:
        """Type and page count by content and a real decode. Raises the errors of `Refused` (also when the check itself
        takes too long or crashes: DamagedFile)."""
        try:
            answer = self._ask({"verb": "examine", "path": str(path), "name": name})
        except PageUnreadable as error:
            raise DamagedFile(error.detail, reason=error.reason) from None
        return Examined(answer["media_type"], answer["pages"])

    def read(self, path: Path, media_type: str, index: int, folder: Path | None = None) -> PageRead:
        """Page `index` (from 0) read; its pictures go to `folder` as `{index+1}.jpg` and `{index+1}.thumb.jpg`.

        Raises PageUnreadable: too-slow, too-much-memory, too-many-pixels, damaged-page, engine-crashed, engine-missing, error.
        """
        answer = self._page("read", path, media_type, index, folder, engines=asdict(self._engines))
        try:
            reading = wire.to_reading(answer)
        except (ValueError, KeyError) as error:
            raise PageUnreadable("engine-crashed", f"unusable answer: {error}") from None
        pictures = (Path(answer["image"]), Path(answer["thumbnail"])) if folder else (None, None)
        return PageRead(reading, *pictures)

    def render(self, path: Path, media_type: str, index: int, folder: Path, *, turn: int = 0, dpi: int = 0) -> Pictures:
        """The pictures of a page again, without reading it; `turn` and `dpi` are those of its Page (dpi 0: worked out anew).

        Raises PageUnreadable as `read` does.
        """
        answer = self._page("render", path, media_type, index, folder, turn=turn, dpi=dpi)
        return Pictures(Path(answer["image"]), Path(answer["thumbnail"]))

    def write_searchable(
        self, path: Path, media_type: str, pages: Sequence[Page], target: Path, *, skip: Container[int] = ()
    ) -> list[Breach]:
        """The searchable PDF of a file as `target`, from the `pages` that were read; those with an index in `skip` stay as
        they are. Within the limits of a document. The rules of PDF/A-2b that it breaks. Raises PageUnreadable as `read` does."""
        left = [index for index in range(len(pages)) if index in skip]
        whole = {"path": str(path), "media_type": media_type, "target": str(target), "skip": left}
        answer = self.about_document("searchable", pages, **whole)
        return _broken(answer)

    def bind(self, paths: Sequence[Path], target: Path, *, pages: int) -> list[Breach]:
        """The pages of PDFs one after the other as one PDF, of so many `pages`, within the limits of a document. The rules of
        PDF/A-2b that it breaks. Raises PageUnreadable as `read` does."""
        answer = self._ask(
            {"verb": "bind", "path": "", "paths": list(map(str, paths)), "target": str(target)}, self._limits.of_document(pages)
        )
        return _broken(answer)

    def cut_pages(self, path: Path, indexes: Sequence[int], target: Path) -> None:
        """These pages of a PDF as a PDF of their own, `target`. Within the limits of a document. Raises PageUnreadable."""
        asked = {"verb": "cut", "path": str(path), "indexes": list(indexes), "target": str(target)}
        self._ask(asked, self._limits.of_document(len(indexes)))

    def about_document(self, verb: str, pages: Sequence[Page], **more: Any) -> wire.Message:
        """What the child answers to `verb` about all pages of a document, within the limits of a document.

        Raises PageUnreadable as `read` does.
        """
        with NamedTemporaryFile(prefix="pages-", dir=self._home()) as file:
            wire.write_pages(pages, Path(file.name))
            return self._ask({"verb": verb, "pages": file.name, **more}, self._limits.of_document(len(pages)))

    def _page(self, verb: str, path: Path, media_type: str, index: int, folder: Path | None, **more: Any) -> wire.Message:
        page = {"path": str(path), "media_type": media_type, "index": index, "folder": str(folder) if folder else ""}
        return self._ask({"verb": verb, **page, **more})

    def _ask(self, request: wire.Message, limits: Limits | None = None) -> wire.Message:
        limits = limits or self._limits
        if self._child and (not self._child.alive or self._child.worn):
            self._child.stop()
            self._child = None
        child = self._child = self._child or self._started()
        try:
            answer = child.ask({**request, "limits": asdict(limits)}, limits)
        except PageUnreadable:
            self._child = None
            raise
        if "unreadable" in answer or "refused" in answer:
            wire.raise_error(answer)
        return answer

    def _started(self) -> Child:
        home = self._home()
        for leftover in home.iterdir():
            if leftover.is_dir():
                shutil.rmtree(leftover, ignore_errors=True)
        return Child(home / str(next(self._numbers)), self._limits, self._program)

    def _home(self) -> Path:
        if self._folder is None:
            self._folder = _working_folder()
        return self._folder


def _broken(answer: wire.Message) -> list[Breach]:
    try:
        return [Breach(clause, what) for clause, what in answer["broken"]]
    except (TypeError, ValueError, KeyError) as error:
        raise PageUnreadable("engine-crashed", f"unusable answer: {error}") from None


def _working_folder() -> Path:
    """A fresh folder, in memory where there is room, named after this process so that a later one can clear it away."""
    home = _MEMORY_FOLDER if _has_room(_MEMORY_FOLDER) else Path(tempfile.gettempdir())
    for old in home.glob(f"{_PREFIX}*"):
        if not _runs(old.name.removeprefix(_PREFIX).split("-")[0]):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=home))


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > _ROOM


def _runs(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, PermissionError):
        return True
    return True
