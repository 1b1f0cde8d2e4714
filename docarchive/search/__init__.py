"""Finding: one query language, two engines (tantivy in this process, Elasticsearch as a server), one highlighter.

The index is a projection: losing it loses nothing, `rebuild` makes it again from the catalogue.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from urllib.parse import unquote, urlsplit

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import Found, IndexedItem, Query, Sort, Suggestions


class Fresh(Protocol):
    """An index in the making. Each item is put once."""

    def put(self, items: Sequence[IndexedItem]) -> None:
        """Add items; those changed in the live index since the making began are left as they are there."""
        ...


class Index(Protocol):
    """Items and their pages, found by words, numbers and fields. The asker's access is inside every answer."""

    def prepare(self) -> None:
        """Make an empty index where there is none. Raises Invalid when an index of another schema is there."""
        ...

    def put(self, items: Sequence[IndexedItem]) -> None:
        """Replace items whole, with all their pages; the next `find` of this process sees them."""
        ...

    def remove(self, items: Sequence[int]) -> None:
        """Take items out, pages and all; unknown ids are no error."""
        ...

    def find(self, query: Query, access: AccessFilter, *, size: int = 20, page: int = 1, sort: Sort = Sort.RELEVANCE) -> Found:
        """The `page`-th (from 1) `size` hits, facets, and near hits where the list is short. No audience: nothing.

        Raises QueryWrong beyond the 10,000th hit.
        """
        ...

    def locate(self, item: int, query: Query) -> list[int]:
        """Numbers of the item's pages with hits, in order. The caller has checked that the asker may see the item."""
        ...

    def suggest(self, begun: str, access: AccessFilter, *, size: int = 8) -> Suggestions:
        """Numbers, titles and issuers that `begun` may become, of items that the asker may see."""
        ...

    def rebuild(self) -> AbstractContextManager[Fresh]:
        """A fresh index, which replaces the live one at once when the block ends well, and is dropped when it doesn't."""
        ...

    def check(self) -> None:
        """Raises Unavailable when the index can't be asked."""
        ...

    def count(self) -> int:
        """How many items are in it, whoever may see them."""
        ...

    def close(self) -> None:
        """Give up the writer's lock, threads and connections."""
        ...


def open_index(
    url: str, *, writable: bool, ca_file: str = "", api_key: str = "", timeout: float = 10, shards: int = 1, replicas: int = 0
) -> Index:
    """The index at `tantivy:///absolute/folder` or `http(s)://[user:password@]host:port/prefix`.

    The rest serves Elasticsearch alone: `timeout` in seconds a request, `shards` and `replicas` of indices made from now on.
    Raises SettingWrong for any other url, LockBusy when another process writes to the same tantivy folder.
    """
    parts = urlsplit(url)
    if parts.scheme == "tantivy" and parts.path.strip("/"):
        from docarchive.search.local import LocalIndex

        return LocalIndex(unquote(parts.path), writable=writable)
    if parts.scheme in ("http", "https") and parts.hostname:
        from docarchive.search.elastic import ElasticIndex

        return ElasticIndex(url, ca_file=ca_file, api_key=api_key, timeout=timeout, shards=shards, replicas=replicas)
    raise errors.SettingWrong(url, setting="search", reason="tantivy:///PATH, http(s)://host:9200/prefix")
