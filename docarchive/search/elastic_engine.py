"""Asking Elasticsearch: `finding.Engine` over the two aliases, one request for a list with its counts, one for its pages."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from docarchive.records.queries import Field, Sort
from docarchive.search.clauses import Both, Clause, OneOf
from docarchive.search.elastic_json import best_pages, buckets, counted, said
from docarchive.search.finding import SORT_KEYS, Answer

_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class ElasticEngine:
    """`search` is the client's; `items`, `pages` the aliases asked.

    `wide`: more shards than one, so that words must be weighed over all of them (else each counts its own).
    """

    search: Callable[..., Any]
    items: str
    pages: str
    frequent: Collection[str]
    wide: bool = False

    def ask(self, clause: Both, groups: Mapping[Field, Clause], *, sort: Sort, span: slice, facets: Collection[Field]) -> Answer:
        """See `finding.Engine`."""
        answer = self._asked(
            self.items,
            clause,
            **({"post_filter": said(Both(filters=tuple(groups.values())))} if groups else {}),
            **({"aggs": counted(facets, groups)} if facets else {}),
            sort=_order(sort),
            from_=span.start,
            size=span.stop - span.start,
            track_total_hits=True,
            stored_fields="_none_",
            docvalue_fields=["item"],
        )
        rows = [(int(hit["fields"]["item"][0]), hit["_score"] or 0.0) for hit in answer["hits"]["hits"]]
        counts = {of: buckets(answer["aggregations"], of) for of in facets}
        return Answer(answer["hits"]["total"]["value"], rows, counts)

    def pages_of(self, items: list[int], clause: Clause) -> dict[int, list[int]]:
        """See `finding.Engine`."""
        narrowed = Both((clause,), filters=(OneOf("item", tuple(items)),))
        answer = self._asked(self.pages, narrowed, aggs=best_pages(len(items)), size=0, track_total_hits=False)
        return {
            int(bucket["key"]): [hit["fields"]["page"][0] for hit in bucket["best"]["hits"]["hits"]]
            for bucket in answer["aggregations"]["items"]["buckets"]
        }

    def pages_in(self, item: int, clause: Clause) -> list[int]:
        """See `finding.Engine`."""
        narrowed = Both(filters=(clause, OneOf("item", (item,))))
        answer = self._asked(
            self.pages, narrowed, size=_MOST_PAGES, sort=["page"], stored_fields="_none_", docvalue_fields=["page"]
        )
        return [hit["fields"]["page"][0] for hit in answer["hits"]["hits"]]

    def _asked(self, index: str, clause: Clause, **rest: Any) -> Any:
        return self.search(
            index=index,
            query=said(clause),
            search_type="dfs_query_then_fetch" if self.wide else "query_then_fetch",
            request_cache=False if not rest.get("size") else None,
            **rest,
        )


def _order(sort: Sort) -> list[dict[str, str]]:
    """By the sort's key, which ends in the item's id; equal scores by id, wherever a shard has them, so that a cut is sure."""
    if sort is Sort.RELEVANCE:
        return [{"_score": "desc"}, {"item": "asc"}]
    key, down = SORT_KEYS[sort]
    return [{key: "desc" if down else "asc"}]
