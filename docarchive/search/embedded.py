"""tantivy's edge: both tiers of a generation in its words, its errors in ours. `local.py` is the index made of them.

`tantivy.Document.from_dict` is always given the schema: a wrongly guessed type kills the writer.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tantivy

from docarchive import errors
from docarchive.records.queries import Count, Field, Sort
from docarchive.search import documents
from docarchive.search.clauses import Begins, Between, Both, Clause, Fixed, InOrder, OneOf, Resembles, Words
from docarchive.search.finding import FACET_MARGIN, FACET_SIZES, PAGES_A_HIT, SORT_KEYS, Answer
from docarchive.search.generations import Generation

_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_PAGES_ASKED = 200
_MOST_PAGES = 100_000


@contextmanager
def translated() -> Iterator[None]:
    """tantivy's ValueError and the system's OSError as Unavailable."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise errors.Unavailable(f"tantivy: {error}", part="Chỉ mục tìm kiếm") from None


def _items_schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_integer_field("item", indexed=True, fast=True)
    build.add_integer_field("acl", indexed=True)
    for name in documents.INTEGERS:
        build.add_integer_field(name, indexed=True, fast=True)
    for name in documents.IN_ORDER:
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in documents.COUNTED:
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in documents.KEYWORDS:
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (*documents.COUNTED_BY_VALUE, *documents.SORTED):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return build.build()


def _pages_schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_integer_field("item", indexed=True, fast=True)
    build.add_integer_field("page", indexed=True, fast=True)
    build.add_text_field("text_fold", tokenizer_name="whitespace", index_option="position")
    return build.build()


class _Tier:
    """One tantivy index: its schema, its newest searcher, and a writer when one is wanted."""

    def __init__(self, folder: Path, schema: tantivy.Schema, *, create: bool) -> None:
        self.schema = schema
        # A reader never creates: the folder may be on its way out.
        self._index = tantivy.Index(schema, path=str(folder)) if create else tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self._meta = folder / "meta.json"
        self._seen: tuple[int, ...] = ()

    def searcher(self) -> tantivy.Searcher:
        """A searcher over the last commit, whichever process made it."""
        status = self._meta.stat()
        # The file is replaced at each commit; its time alone is too coarse for two commits in a few milliseconds.
        seen = (status.st_ino, status.st_mtime_ns, status.st_size)
        if seen != self._seen:
            self._index.reload()
            self._seen = seen
        return self._index.searcher()

    def writer(self, heap: int) -> tantivy.IndexWriter:
        return self._index.writer(heap, 1)

    def document(self, fields: Mapping[str, Any]) -> tantivy.Document:
        return tantivy.Document.from_dict(dict(fields), self.schema)


class Tiers:
    """Both tiers of one generation, opened; `create` makes them where they are not."""

    def __init__(self, generation: Generation, *, create: bool = False) -> None:
        self.generation = generation
        with translated():
            self.items = _Tier(generation.tier("items"), _items_schema(), create=create)
            self.pages = _Tier(generation.tier("pages"), _pages_schema(), create=create)

    def engine(self) -> "TantivyEngine":
        """Both tiers as of their last commits."""
        with translated():
            return TantivyEngine(self)


class Writing:
    """The two writers of a generation. The items' commit comes last: an item is found only when its pages are there."""

    def __init__(self, tiers: Tiers, heap: int) -> None:
        self._tiers = tiers
        with translated():
            self._items = tiers.items.writer(heap)
            self._pages = tiers.pages.writer(heap)

    def put(self, item: documents.ReadyItem) -> None:
        """Replace the item and its pages; seen after the commit."""
        self.remove(item.id)
        self._items.add_document(self._tiers.items.document({"item": item.id, "acl": item.acl, **item.fields}))
        for number, words in item.pages.items():
            self._pages.add_document(self._tiers.pages.document({"item": item.id, "page": number, "text_fold": words}))

    def remove(self, item: int) -> None:
        """Take the item and its pages out; gone after the commit."""
        self._items.delete_documents_by_term("item", item)
        self._pages.delete_documents_by_term("item", item)

    @contextmanager
    def committed(self) -> Iterator[None]:
        """Commits when the block ends well, else takes everything back. Raises Unavailable: then it is not usable any more."""
        try:
            with translated():
                yield
                self._pages.commit()
                self._items.commit()
        except errors.Unavailable:
            raise  # tantivy's writers don't outlive an error of the disk, and taking back is what they'd panic at
        except BaseException:
            self._pages.rollback()
            self._items.rollback()
            raise

    def close(self) -> None:
        """Waits for merges and gives up tantivy's own locks; not usable afterwards."""
        self._pages.wait_merging_threads()
        self._items.wait_merging_threads()


class TantivyEngine:
    """`finding.Engine` over the last commits of both tiers."""

    def __init__(self, tiers: Tiers) -> None:
        self.frequent: Collection[str] = tiers.generation.frequent
        self._items, self._pages = tiers.items.searcher(), tiers.pages.searcher()
        self._item_words, self._page_words = _Translation(tiers.items.schema), _Translation(tiers.pages.schema)

    @property
    def count(self) -> int:
        """Items in the last commit."""
        return int(self._items.num_docs)

    def ask(self, clause: Both, groups: Mapping[Field, Clause], *, sort: Sort, span: slice, facets: Collection[Field]) -> Answer:
        """See `finding.Engine`."""
        whole = self._item_words(Both((clause,), filters=tuple(groups.values())))
        with translated():
            rows, total = self._rows(whole, sort, span)
            plain = [of for of in facets if of not in groups]
            counts = self._counts(whole, plain) if total else {of: [] for of in plain}
            for of in (of for of in facets if of in groups):
                others = tuple(group for name, group in groups.items() if name is not of)
                counts |= self._counts(self._item_words(Both((clause,), filters=others)), [of])
        return Answer(total, rows, counts)

    def pages_of(self, items: list[int], clause: Clause) -> dict[int, list[int]]:
        """See `finding.Engine`."""
        found: dict[int, list[int]] = {}
        rows = self._page_rows(Both((clause,), filters=(OneOf("item", tuple(items)),)), _PAGES_ASKED)
        for _, item, page in sorted(rows, key=lambda row: (-row[0], row[2])):
            found.setdefault(item, []).append(page)
        return {item: pages[:PAGES_A_HIT] for item, pages in found.items()}

    def pages_in(self, item: int, clause: Clause) -> list[int]:
        """See `finding.Engine`."""
        rows = self._page_rows(Both((clause,), filters=(OneOf("item", (item,)),)), _MOST_PAGES)
        return sorted(page for _, _, page in rows)

    def _rows(self, query: tantivy.Query, sort: Sort, span: slice) -> tuple[list[tuple[int, float]], int]:
        limit = span.stop - span.start
        result: Any  # its `count` is missing from the vendor's stub
        if sort is Sort.RELEVANCE:
            result = self._items.search(query, limit, offset=span.start)
            scores = [score for score, _ in result.hits]
        else:
            key, down = SORT_KEYS[sort]
            order = tantivy.Order.Desc if down else tantivy.Order.Asc
            result = self._items.search(query, limit, offset=span.start, order_by_field=key, order=order)
            scores = [0.0] * len(result.hits)
        items: list[Any] = self._items.fast_field_values("item", [address for _, address in result.hits])
        return list(zip(items, scores, strict=True)), result.count

    def _counts(self, query: tantivy.Query, facets: list[Field]) -> dict[Field, list[Count]]:
        wanted = {of.name: {"terms": {"field": of.name.lower(), "size": FACET_SIZES[of] + FACET_MARGIN}} for of in facets}
        found = self._items.aggregate(query, wanted) if wanted else {}
        return {of: [Count(each["key"], each["doc_count"]) for each in found[of.name]["buckets"]] for of in facets}

    def _page_rows(self, clause: Both, most: int) -> list[tuple[float, int, int]]:
        with translated():
            hits = self._pages.search(self._page_words(clause), most, count=False).hits
            addresses = [address for _, address in hits]
            columns = (self._pages.fast_field_values(name, addresses) for name in ("item", "page"))
            return list(zip([score for score, _ in hits], *columns, strict=True))


class _Translation:
    """Clauses in tantivy's words."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def __call__(self, clause: Clause) -> tantivy.Query:
        match clause:
            case Words(field, words, least, boost):
                return tantivy.Query.boost_query(self._words(field, words, least), boost)
            case OneOf(field, values):
                return tantivy.Query.term_set_query(self._schema, field, list(values))
            case InOrder(field, words):
                return tantivy.Query.phrase_query(self._schema, field, list(words))
            case Begins(field, start):
                # Terms hold letters, digits, blanks and `_` alone: nothing that a pattern would take for itself.
                return tantivy.Query.regex_query(self._schema, field, f"{start}.*")
            case Resembles(field, word):
                return tantivy.Query.fuzzy_term_query(self._schema, field, word)
            case Between(field, low, high):
                return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)
            case Fixed(inner, score):
                return tantivy.Query.const_score_query(self(inner), score)
            case Both():
                return self._both(clause)

    def _words(self, field: str, words: tuple[str, ...], least: int) -> tantivy.Query:
        terms = [(_SHOULD, tantivy.Query.term_query(self._schema, field, word, index_option="freq")) for word in words]
        return tantivy.Query.boolean_query(terms, minimum_number_should_match=least)

    def _both(self, clause: Both) -> tantivy.Query:
        parts = [(_MUST, self(each)) for each in clause.must]
        parts += [(_MUST, tantivy.Query.const_score_query(self(each), 0.0)) for each in clause.filters]
        parts += [(_NOT, self(each)) for each in clause.must_not]
        if not clause.must and not clause.filters and not clause.should:
            parts.append((_MUST, tantivy.Query.const_score_query(tantivy.Query.all_query(), 0.0)))
        parts += [(_SHOULD, self(each)) for each in clause.should]
        return tantivy.Query.boolean_query(parts, minimum_number_should_match=clause.least or None)
