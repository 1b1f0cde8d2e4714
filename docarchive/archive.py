"""The archive put together: the one place where backends are chosen, by settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from queue import SimpleQueue
from threading import Lock

from docarchive.catalogue import Catalogue, open_catalogue
from docarchive.dispatch import Dispatch, open_dispatch
from docarchive.errors import LockBusy, Unavailable
from docarchive.reading.engines import Engines
from docarchive.reading.limits import Limits
from docarchive.reading.slot import Slot
from docarchive.search import Index, open_index
from docarchive.settings import Settings
from docarchive.storage import Storage, open_storage


class Slots:
    """Reading children, lent to one thread at a time and kept warm between uses."""

    def __init__(self, limits: Limits, engines: Engines | None = None) -> None:
        self._limits, self._engines = limits, engines
        self._idle: SimpleQueue[Slot] = SimpleQueue()
        self._all: list[Slot] = []
        self._lock = Lock()

    @contextmanager
    def lend(self) -> Iterator[Slot]:
        """A slot for the length of the block; a new one when all others are at work."""
        slot = self._take()
        try:
            yield slot
        finally:
            self._idle.put(slot)

    def _take(self) -> Slot:
        with self._lock:
            if not self._idle.empty():
                return self._idle.get_nowait()
            slot = Slot(self._limits, self._engines, program="docarchive.child")
            self._all.append(slot)
            return slot

    def close(self) -> None:
        """End every child."""
        with self._lock:
            for slot in self._all:
                slot.close()
            self._all.clear()


@dataclass(frozen=True)
class Archive:
    """Everything that the services use. Make it with `open_archive`; a test may put in backends of its own."""

    settings: Settings
    catalogue: Catalogue
    storage: Storage
    dispatch: Dispatch
    slots: Slots
    _lock: Lock = field(default_factory=Lock, repr=False)

    @cached_property
    def index(self) -> Index:
        """The search index, for looking things up."""
        return open_index(self.settings.search, writable=False)

    @cached_property
    def index_writer(self) -> Index:
        """The search index, for writing. Raises LockBusy while another process writes an embedded one."""
        return open_index(self.settings.search, writable=True)

    def prepare(self, *, index: bool = True) -> None:
        """Make what is missing: folders, schema, storage root or bucket, and the `index`. Repeatable.

        Raises Unavailable, Invalid (the index is of another version and wants rebuilding).
        """
        for folder in (self.settings.spool, self.settings.cache):
            folder.mkdir(parents=True, exist_ok=True)
        self.catalogue.prepare()
        self._refuse_an_empty_store()
        self.storage.prepare()
        if index:
            self.prepare_index()

    def _refuse_an_empty_store(self) -> None:
        """A disk that isn't mounted looks like an empty store: going on would begin a second archive beside the first."""
        with self.catalogue.reading() as unit:
            if unit.holdings.is_empty():
                return
        if next(self.storage.object_ids(), None) is None:
            away = f"{self.settings.storage} holds nothing, but the catalogue knows documents: is the disk mounted?"
            raise Unavailable(away, part="Kho tệp (trống, trong khi danh mục có văn bản)")

    def prepare_index(self) -> int:
        """Make the search index if it is missing, and have indexed again what it should hold; how many items.

        Raises Unavailable, Invalid as `prepare`.
        """
        try:
            fresh = open_index(self.settings.search, writable=True)
        except LockBusy:
            return 0  # who holds the writer's lock has made it
        try:
            fresh.prepare()
            if fresh.count():
                return 0
            # New, or lost: told now, before another document makes it look as if it were whole.
            with self.catalogue.writing() as unit:
                lost = unit.holdings.forget_indexed()
                unit.jobs.add_indexing(lost)
                unit.commit()
            return len(lost)
        finally:
            fresh.close()

    def close(self) -> None:
        """Give everything back."""
        self.slots.close()
        for name in ("index", "index_writer"):
            if name in self.__dict__:
                self.__dict__[name].close()
        self.catalogue.close()


def open_archive(settings: Settings) -> Archive:
    """The archive that the settings describe; nothing is made or changed yet."""
    limits = Limits(
        seconds=settings.page_seconds,
        memory_mb=settings.page_memory_mb,
        megapixels=int(settings.max_megapixels),
        pages=settings.max_pages,
    )
    keys = {"access_key": settings.s3_access_key, "secret_key": settings.s3_secret_key}
    return Archive(
        settings,
        open_catalogue(settings.database),
        open_storage(settings.storage, **keys, spool=settings.spool),
        open_dispatch(settings.broker),
        Slots(limits, Engines(settings.ocr_engine, settings.second_reader)),
    )
