"""Elasticsearch's JSON: the settings and mappings of both tiers, and our clauses in its words.

Sources are not kept (`_source` off): an item is always written whole, and its text is shown from the catalogue.
"""

from collections.abc import Collection, Mapping
from typing import Any

from docarchive.records.queries import Count, Field
from docarchive.search import documents
from docarchive.search.clauses import Begins, Between, Both, Clause, Fixed, InOrder, OneOf, Resembles, Words
from docarchive.search.finding import FACET_MARGIN, FACET_SIZES, PAGES_A_HIT

_MOST_EXPANSIONS = 1000
_KEYWORD = {"type": "keyword"}
_INTEGER = {"type": "integer"}
_IN_ORDER = {"type": "text", "analyzer": "whitespace"}
_COUNTED = {**_IN_ORDER, "index_options": "freqs"}
#: Settings while an index is filled, and those that it lives with.
FILLING = {"refresh_interval": "-1", "translog": {"durability": "async"}}
LIVING = {"refresh_interval": "1s", "translog": {"durability": "request"}}


def items_mapping(frequent: Collection[str]) -> dict[str, Any]:
    """The items tier; `_meta` keeps the schema's version and the syllables too common to weigh."""
    fields: dict[str, Any] = {"item": {"type": "long"}, "acl": {"type": "keyword", "doc_values": False}}
    fields |= dict.fromkeys((*documents.KEYWORDS, *documents.COUNTED_BY_VALUE, *documents.SORTED), _KEYWORD)
    fields |= dict.fromkeys(documents.INTEGERS, _INTEGER)
    fields |= dict.fromkeys(documents.IN_ORDER, _IN_ORDER) | dict.fromkeys(documents.COUNTED, _COUNTED)
    meta = {"schema": documents.SCHEMA_VERSION, "frequent": sorted(frequent)}
    return {"dynamic": "strict", "_source": {"enabled": False}, "_meta": meta, "properties": fields}


def pages_mapping() -> dict[str, Any]:
    """The pages tier: words alone, no access (the items come from an answer that is already narrowed)."""
    fields = {"item": _KEYWORD, "page": {"type": "short", "index": False}, "text_fold": _IN_ORDER}
    return {"dynamic": "strict", "_source": {"enabled": False}, "properties": fields}


def said(clause: Clause) -> dict[str, Any]:
    """The clause as Elasticsearch says it."""
    match clause:
        case Words(field, words, least, boost):
            return {"match": {field: {"query": " ".join(words), "minimum_should_match": least, "boost": boost}}}
        case OneOf(field, values):
            return {"terms": {field: [str(value) for value in values]}}
        case InOrder(field, words):
            return {"match_phrase": {field: " ".join(words)}}
        case Begins(field, start):
            return {"prefix": {field: {"value": start}}}
        case Resembles(field, word):
            return {"fuzzy": {field: {"value": word, "fuzziness": 1, "max_expansions": _MOST_EXPANSIONS}}}
        case Between(field, low, high):
            return {"range": {field: {name: day for name, day in (("gte", low), ("lte", high)) if day is not None}}}
        case Fixed(inner, score):
            return {"constant_score": {"filter": said(inner), "boost": score}}
        case Both():
            return _both(clause)


def _both(clause: Both) -> dict[str, Any]:
    parts: dict[str, Any] = {
        name: [said(each) for each in clauses]
        for name, clauses in (
            ("must", clause.must),
            ("should", clause.should),
            ("filter", clause.filters),
            ("must_not", clause.must_not),
        )
        if clauses
    }
    if clause.should:
        parts["minimum_should_match"] = clause.least
    return {"bool": parts} if parts else {"constant_score": {"filter": {"match_all": {}}, "boost": 0.0}}


def counted(facets: Collection[Field], groups: Mapping[Field, Clause]) -> dict[str, Any]:
    """One aggregation a facet, narrowed by every group but its own; `buckets` reads them back."""
    return {of.name: _group(of, groups) for of in facets}


def _group(of: Field, groups: Mapping[Field, Clause]) -> dict[str, Any]:
    others = tuple(clause for name, clause in groups.items() if name is not of)
    values = {"terms": {"field": of.name.lower(), "size": FACET_SIZES[of] + FACET_MARGIN}}
    return {"filter": said(Both(filters=others)), "aggs": {"values": values}} if others else values


def buckets(answer: Mapping[str, Any], of: Field) -> list[Count]:
    """The counts of one facet out of an answer's aggregations."""
    group = answer[of.name]
    return [Count(each["key"], each["doc_count"]) for each in group.get("values", group)["buckets"]]


def best_pages(items: int) -> dict[str, Any]:
    """The best few pages of each item, in one request."""
    best = {
        "size": PAGES_A_HIT,
        "_source": False,
        "docvalue_fields": ["page"],
        "sort": [{"_score": "desc"}, {"page": "asc"}],
    }
    return {"items": {"terms": {"field": "item", "size": items}, "aggs": {"best": {"top_hits": best}}}}
