"""The index in this process: tantivy in a folder. One process writes, any number read.

Readers see each commit, and each rebuilt index, at their next search.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import Found, IndexedItem, Query, Sort, Suggestions
from docarchive.search import documents, finding, generations
from docarchive.search.embedded import TantivyEngine, Tiers, Writing
from docarchive.search.frequent import commonest
from docarchive.search.generations import Generation

_HEAP = 50_000_000
_REBUILDING_HEAP = 150_000_000


class _Rebuilt:
    """The generation that a rebuild fills. What changes in the live index meanwhile comes here too, and stays."""

    def __init__(self, generation: Generation, lock: threading.RLock) -> None:
        self.writing = Writing(Tiers(generation, create=True), _REBUILDING_HEAP)
        self._lock = lock
        self._changed: set[int] = set()
        self._items_with: Counter[str] = Counter()
        self._items = 0

    def put(self, items: Sequence[IndexedItem]) -> None:
        for item in map(documents.ready, items):
            with self._lock:
                if item.id not in self._changed:
                    self._put(item)

    def change(self, items: Sequence[documents.ReadyItem]) -> None:
        for item in items:
            self._changed.add(item.id)
            self._put(item)

    def drop(self, items: Sequence[int]) -> None:
        for item in items:
            self._changed.add(item)
            self.writing.remove(item)

    def frequent(self) -> frozenset[str]:
        return commonest(self._items_with, self._items)

    def _put(self, item: documents.ReadyItem) -> None:
        self.writing.put(item)
        self._items_with.update(item.syllables)
        self._items += 1


class LocalIndex:
    """`Index` on tantivy in the folder `path`."""

    def __init__(self, path: str, *, writable: bool) -> None:
        self._root = Path(path)
        self._held = generations.lock(self._root) if writable else None
        self._lock = threading.RLock()
        self._tiers: Tiers | None = None
        self._stamp = 0
        self._writing: Writing | None = None
        self._rebuilt: _Rebuilt | None = None

    def prepare(self) -> None:
        with self._lock:
            self._writable()
            if not generations.stamp(self._root):
                made = generations.begin(self._root)
                Tiers(made, create=True)
                generations.go_live(made, made.frequent)
            generations.sweep(generations.live(self._root))

    def put(self, items: Sequence[IndexedItem]) -> None:
        made = [documents.ready(item) for item in items]
        with self._changing() as writing:
            for item in made:
                writing.put(item)
            if self._rebuilt:
                self._rebuilt.change(made)

    def remove(self, items: Sequence[int]) -> None:
        with self._changing() as writing:
            for item in items:
                writing.remove(item)
            if self._rebuilt:
                self._rebuilt.drop(items)

    @contextmanager
    def _changing(self) -> Iterator[Writing]:
        """The writer for one change, committed at the end. One that failed is given up, and the next change gets another."""
        with self._lock:
            writing = self._writer()
            try:
                with writing.committed():
                    yield writing
            except errors.Unavailable:
                self._writing = None
                raise

    def find(self, query: Query, access: AccessFilter, *, size: int = 20, page: int = 1, sort: Sort = Sort.RELEVANCE) -> Found:
        return finding.find(self._engine(), query, access, size=size, page=page, sort=sort)

    def locate(self, item: int, query: Query) -> list[int]:
        return finding.locate(self._engine(), item, query)

    def suggest(self, begun: str, access: AccessFilter, *, size: int = 8) -> Suggestions:
        return finding.suggest(self._engine(), begun, access, size=size)

    @contextmanager
    def rebuild(self) -> Iterator[_Rebuilt]:
        self._writable()
        with generations.dropped_on_failure(generations.begin(self._root)) as made:
            rebuilt = _Rebuilt(made, self._lock)
            self._rebuilt = rebuilt
            try:
                yield rebuilt
                with self._lock:
                    with rebuilt.writing.committed():
                        pass
                    rebuilt.writing.close()
                    self._close_writer()
                    generations.go_live(made, rebuilt.frequent())
            except BaseException:
                # Its merging threads may still write into the folder that is dropped now.
                rebuilt.writing.close()
                raise
            finally:
                self._rebuilt = None

    def check(self) -> None:
        self._engine()

    def count(self) -> int:
        return self._engine().count

    def close(self) -> None:
        with self._lock:
            self._close_writer()
            if self._held:
                self._held.close()
                self._held = None

    def _engine(self) -> TantivyEngine:
        try:
            return self._current().engine()
        except errors.Unavailable:
            # Between looking which generation is live and opening it, another may have taken its place.
            if generations.stamp(self._root) == self._stamp:
                raise
            return self._current().engine()

    def _current(self) -> Tiers:
        """The live tiers, opened anew when another generation went live."""
        with self._lock:
            stamp = generations.stamp(self._root)
            if self._tiers is None or stamp != self._stamp:
                self._tiers, self._stamp = None, stamp
                self._tiers = Tiers(generations.live(self._root))
            return self._tiers

    def _writer(self) -> Writing:
        self._writable()
        if self._writing is None:
            self._writing = Writing(self._current(), _HEAP)
        return self._writing

    def _writable(self) -> None:
        if not self._held:
            raise errors.LockBusy(f"{self._root} is open for reading alone")
        if not generations.holds(self._held, self._root):  # the folder was deleted: once it is prepared again, it is locked again
            generations.live(self._root)
            held = generations.lock(self._root)
            self._held.close()
            self._held, self._writing = held, None

    def _close_writer(self) -> None:
        if self._writing:
            self._writing.close()
            self._writing = None
