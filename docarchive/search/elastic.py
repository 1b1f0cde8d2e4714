"""The index on Elasticsearch 9: two indices behind two aliases, so that a rebuilt pair takes over in one step.

Any number of processes write. While one rebuilds, the others find the fresh pair by its own alias and write there too;
the rebuilding one only creates, so what they wrote stays. Needs no plugin, no script and no `*_by_query`.
"""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import Found, IndexedItem, Query, Sort, Suggestions
from docarchive.search import documents, finding
from docarchive.search.clauses import OneOf
from docarchive.search.elastic_engine import ElasticEngine
from docarchive.search.elastic_json import FILLING, LIVING, items_mapping, pages_mapping, said
from docarchive.search.frequent import commonest, shipped

_PART = "Máy tìm kiếm Elasticsearch"
_BULK_BYTES = 5_000_000
_STATE_SECONDS = 30
_MERGE_SECONDS = 3600
_ROWS = 5_000

Action = dict[str, Any]


@contextmanager
def _translated() -> Iterator[None]:
    """The client's errors as Unavailable; a request that the server calls wrong is a fault of ours."""
    try:
        yield
    except BadRequestError as error:
        raise errors.ArchiveError(f"Elasticsearch: {error}") from None
    except NotFoundError as error:
        raise errors.Unavailable(f"Elasticsearch: {error}: run rebuild", part=_PART) from None
    except (ApiError, TransportError, BulkIndexError) as error:
        raise errors.Unavailable(f"Elasticsearch: {error}", part=_PART) from None


class _Names:
    """Aliases and indices of one archive."""

    def __init__(self, prefix: str) -> None:
        self.live = (f"{prefix}-items", f"{prefix}-pages")
        self.fresh = (f"{prefix}-items-fresh", f"{prefix}-pages-fresh")

    def pair(self, stamp: str) -> tuple[str, str]:
        """Names of the two indices made at `stamp`."""
        return f"{self.live[0]}-{stamp}", f"{self.live[1]}-{stamp}"


class ElasticIndex:
    """`Index` on Elasticsearch at `http(s)://[user:password@]host:port/prefix`."""

    def __init__(
        self, url: str, *, ca_file: str = "", api_key: str = "", timeout: float = 10, shards: int = 1, replicas: int = 0
    ) -> None:
        self._client, prefix = _connected(url, ca_file=ca_file, api_key=api_key, timeout=timeout)
        self._names = _Names(prefix)
        self._settings = {"number_of_shards": shards, "number_of_replicas": replicas}
        self._frequent: tuple[float, frozenset[str]] = (0.0, frozenset())

    def prepare(self) -> None:
        with _translated():
            if self._client.indices.exists_alias(name=self._names.live[0]):
                self._state()
            else:
                self._create(self._names.pair("0"), self._names.live, LIVING, ignore_status=400)

    def put(self, items: Sequence[IndexedItem]) -> None:
        made = [documents.ready(item) for item in items]
        with _translated():
            gone = self._pages_beyond(made)
            for on_items, on_pages in self._targets():
                self._write(({"_op_type": "delete", "_index": on_pages, "_id": page} for page in gone), ignore=(404,))
                self._write(page for item in made for page in _page_actions(item, on_pages, "index"))
                self._write(_item_action(item, on_items, "index") for item in made)
                self._client.indices.refresh(index=f"{on_pages},{on_items}")

    def remove(self, items: Sequence[int]) -> None:
        with _translated():
            gone = self._pages_beyond([documents.ReadyItem(item, 0, {}, {}) for item in items])
            for on_items, on_pages in self._targets():
                self._write(({"_op_type": "delete", "_index": on_pages, "_id": page} for page in gone), ignore=(404,))
                self._write((_removal(item, on_items, live=on_items in self._names.live) for item in items), ignore=(404,))
                self._client.indices.refresh(index=f"{on_pages},{on_items}")

    def find(self, query: Query, access: AccessFilter, *, size: int = 20, page: int = 1, sort: Sort = Sort.RELEVANCE) -> Found:
        with _translated():
            return finding.find(self._engine(), query, access, size=size, page=page, sort=sort)

    def locate(self, item: int, query: Query) -> list[int]:
        with _translated():
            return finding.locate(self._engine(), item, query)

    def suggest(self, begun: str, access: AccessFilter, *, size: int = 8) -> Suggestions:
        with _translated():
            return finding.suggest(self._engine(), begun, access, size=size)

    @contextmanager
    def rebuild(self) -> Iterator["Rebuilt"]:
        made = self._names.pair(f"{time.time_ns():x}")
        with _translated():
            self._drop_fresh()
            self._create(made, self._names.fresh, FILLING)
        rebuilt = Rebuilt(self._client, made)
        try:
            yield rebuilt
            with _translated():
                self._go_live(made, rebuilt.frequent())
        except BaseException:
            with _translated():
                self._client.indices.delete(index=",".join(made), ignore_unavailable=True)
            raise

    def check(self) -> None:
        with _translated():
            status = self._client.cluster.health()["status"]
            if status == "red" or not self._client.indices.exists_alias(name=self._names.live[0]):
                raise errors.Unavailable(f"Elasticsearch: cluster {status}, or no index {self._names.live[0]}", part=_PART)

    def count(self) -> int:
        with _translated():
            found = self._client.count(index=self._names.live[0], query={"exists": {"field": "acl"}})
            return int(found["count"])

    def close(self) -> None:
        self._client.close()

    def _engine(self) -> ElasticEngine:
        items, pages = self._names.live
        return ElasticEngine(self._client.search, items, pages, self._state(), wide=self._settings["number_of_shards"] > 1)

    def _state(self) -> frozenset[str]:
        """The live index's commonest syllables; asked again after a while, since another process may have rebuilt it."""
        asked, frequent = self._frequent
        if not asked or time.monotonic() - asked > _STATE_SECONDS:
            answer = self._client.indices.get_mapping(index=self._names.live[0])
            meta = next(iter(answer.values()))["mappings"].get("_meta", {})
            if meta.get("schema") != documents.SCHEMA_VERSION:
                raise errors.Invalid(
                    f"{self._names.live[0]} has schema {meta.get('schema')}, this version needs {documents.SCHEMA_VERSION}",
                    reason=documents.OTHER_VERSION,
                )
            frequent = frozenset(meta["frequent"])
            self._frequent = (time.monotonic(), frequent)
        return frequent

    def _create(self, made: tuple[str, str], aliases: tuple[str, str], settings: Mapping[str, Any], **options: Any) -> None:
        """A pair of empty indices. With `ignore_status` 400 one that is there already (another process was faster) serves."""
        mappings = (items_mapping(shipped()), pages_mapping())
        for name, alias, mapping in zip(made, aliases, mappings, strict=True):
            self._client.options(**options).indices.create(
                index=name, aliases={alias: {}}, mappings=mapping, settings={"index": {**self._settings, **settings}}
            )

    def _go_live(self, made: tuple[str, str], frequent: frozenset[str]) -> None:
        both, indices = ",".join(made), self._client.indices
        indices.put_settings(index=both, settings={"index": LIVING})
        indices.put_mapping(index=made[0], meta=items_mapping(frequent)["_meta"])
        indices.refresh(index=both)
        self._client.options(request_timeout=_MERGE_SECONDS).indices.forcemerge(index=both, max_num_segments=1)
        moves: list[dict[str, Any]] = [{"remove_index": {"index": name}} for name in self._behind(self._names.live)]
        for name, live, fresh in zip(made, self._names.live, self._names.fresh, strict=True):
            moves += [{"add": {"index": name, "alias": live}}, {"remove": {"index": name, "alias": fresh}}]
        indices.update_aliases(actions=moves)
        self._frequent = (time.monotonic(), frequent)

    def _drop_fresh(self) -> None:
        """What a killed rebuild left."""
        if left := self._behind(self._names.fresh):
            self._client.indices.delete(index=",".join(left), ignore_unavailable=True)

    def _behind(self, aliases: tuple[str, str]) -> list[str]:
        with suppress(NotFoundError):
            return list(self._client.indices.get_alias(name=",".join(aliases)))
        return []

    def _targets(self) -> list[tuple[str, str]]:
        """The live pair, and the fresh one while somebody rebuilds."""
        rebuilding = self._client.indices.exists_alias(name=self._names.fresh[1])
        return [self._names.live, self._names.fresh] if rebuilding else [self._names.live]

    def _pages_beyond(self, items: list[documents.ReadyItem]) -> list[str]:
        """Ids of indexed pages that the items no longer have."""
        now = {f"{item.id}-{number}" for item in items for number in item.pages}
        query = said(OneOf("item", tuple(item.id for item in items)))
        gone: list[str] = []
        after: list[Any] | None = None
        while True:
            answer = self._client.search(
                index=self._names.live[1], query=query, size=_ROWS, source=False, sort=["item", "page"], search_after=after
            )
            rows = answer["hits"]["hits"]
            gone += [row["_id"] for row in rows if row["_id"] not in now]
            if len(rows) < _ROWS:
                return gone
            after = rows[-1]["sort"]

    def _write(self, actions: Iterable[Action], *, ignore: tuple[int, ...] = ()) -> None:
        for _ in streaming_bulk(self._client, actions, max_chunk_bytes=_BULK_BYTES, max_retries=3, ignore_status=ignore):
            pass


class Rebuilt:
    """The fresh pair of indices while it is filled: items are only created, never written over."""

    def __init__(self, client: Elasticsearch, made: tuple[str, str]) -> None:
        self._client = client
        self._items_index, self._pages_index = made
        self._items_with: Counter[str] = Counter()
        self._items = 0

    def put(self, items: Sequence[IndexedItem]) -> None:
        made = {item.id: item for item in map(documents.ready, items)}
        for item in made.values():
            self._items_with.update(item.syllables)
        self._items += len(made)
        with _translated():
            created = self._create(_item_action(item, self._items_index, "create") for item in made.values())
            new = [made[int(key)] for key in created]
            self._create(page for item in new for page in _page_actions(item, self._pages_index, "create"))

    def frequent(self) -> frozenset[str]:
        return commonest(self._items_with, self._items)

    def _create(self, actions: Iterable[Action]) -> list[str]:
        """Ids of what was new; what is there already was written since the rebuild began, and is newer."""
        new = []
        for done, info in streaming_bulk(self._client, actions, max_chunk_bytes=_BULK_BYTES, max_retries=3, raise_on_error=False):
            if done:
                new.append(info["create"]["_id"])
            elif info["create"]["status"] != 409:
                raise errors.Unavailable(f"Elasticsearch: {info}", part=_PART)
        return new


def _item_action(item: documents.ReadyItem, index: str, kind: str) -> Action:
    fields = {"item": str(item.id), "acl": str(item.acl), **item.fields}
    return {"_op_type": kind, "_index": index, "_id": str(item.id), "_source": fields}


def _page_actions(item: documents.ReadyItem, index: str, kind: str) -> Iterator[Action]:
    for number, words in item.pages.items():
        fields = {"item": str(item.id), "page": number, "text_fold": words}
        yield {"_op_type": kind, "_index": index, "_id": f"{item.id}-{number}", "_source": fields}


def _removal(item: int, index: str, *, live: bool) -> Action:
    """In a fresh index the bare id stays, which nobody may see, so that the rebuild can't bring the item back."""
    if live:
        return {"_op_type": "delete", "_index": index, "_id": str(item)}
    return {"_op_type": "index", "_index": index, "_id": str(item), "_source": {"item": str(item)}}


def _connected(url: str, *, ca_file: str, api_key: str, timeout: float) -> tuple[Elasticsearch, str]:
    """A client, and the prefix of the archive's indices."""
    parts = urlsplit(url)
    way, _, prefix = parts.path.rpartition("/")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", prefix):
        raise errors.SettingWrong(url, setting="search", reason="http(s)://host:9200/prefix (a-z, 0-9, -, _)")
    where = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], way, "", ""))
    user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    rest: dict[str, Any] = {"ca_certs": ca_file} if ca_file else {}
    client = Elasticsearch(where, basic_auth=user, api_key=api_key or None, request_timeout=timeout, **rest)
    return client, prefix
