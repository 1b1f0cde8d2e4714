"""What both engines do alike: the order of a search, the tiers of its list, the pages of its hits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from docarchive import errors
from docarchive.records.access import AccessFilter
from docarchive.records.queries import Count, Field, Found, Hit, Query, Sort, Suggestions
from docarchive.search.clauses import Both, Clause
from docarchive.search.documents import exact_words
from docarchive.search.plan import FEW, Plan, in_item, on_pages, plan, suggested

#: The last hit that can be asked for; whoever gets there should narrow the query.
DEEPEST = 10_000
#: So many more than asked for are fetched, so that the cut is not inside a tie, which each engine breaks its own way.
MARGIN = 10
PAGES_A_HIT = 3
#: How many values of a group are shown.
FACET_SIZES = {Field.TYPE: 15, Field.ISSUER: 15, Field.YEAR: 40, Field.DOSSIER: 50, Field.STATE: 10}
FACET_MARGIN = 50
#: The field that a sort goes by, and whether downwards.
SORT_KEYS = {
    Sort.NEWEST: ("by_date", True),
    Sort.OLDEST: ("by_date", False),
    Sort.NUMBER: ("by_number", False),
    Sort.TITLE: ("by_title", False),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of (item, score), the number of all matches, and counts by facet in the engine's own order."""

    total: int
    rows: list[tuple[int, float]]
    facets: Mapping[Field, list[Count]] = field(default_factory=dict)


_TOO_DEEP = errors.Told(
    f"chỉ xem được {DEEPEST} kết quả đầu; thêm điều kiện để thu hẹp",
    f"only the first {DEEPEST} results are shown; narrow the search",
)


class Engine(Protocol):
    """One engine over one state of the index."""

    @property
    def frequent(self) -> Collection[str]:
        """The archive's commonest syllables."""
        ...

    def ask(self, clause: Both, groups: Mapping[Field, Clause], *, sort: Sort, span: slice, facets: Collection[Field]) -> Answer:
        """Rows `span` of what matches `clause` and every group; each of `facets` counted without its own group."""
        ...

    def pages_of(self, items: list[int], clause: Clause) -> dict[int, list[int]]:
        """Up to three best pages of each item that match."""
        ...

    def pages_in(self, item: int, clause: Clause) -> list[int]:
        """All pages of the item that match, in order."""
        ...


def find(engine: Engine, query: Query, access: AccessFilter, *, size: int, page: int, sort: Sort) -> Found:
    """The answer to `query`: the exact list, and where it is short and at its end, the near one."""
    if not access.audiences:
        return Found()
    if size < 1 or page < 1 or size * page > DEEPEST:
        raise errors.QueryWrong(reason=_TOO_DEEP)
    asked = plan(query, access, engine.frequent)
    by = Sort.NEWEST if sort is Sort.RELEVANCE and not asked.ranked else sort
    start = (page - 1) * size
    first = _rows(engine, asked.exact, asked, by, slice(start, start + size))
    near = Answer(0, [])
    if first.total < FEW and first.total <= start + size:
        near = _near(engine, asked, size, nothing_yet=not first.total)
    located = _located(engine, query, [item for item, _ in (*first.rows, *near.rows)])
    return Found(
        first.total,
        _hits(first.rows, located),
        _hits(near.rows, located),
        near.total,
        {of: _shown(of, first) for of in first.facets},
    )


def locate(engine: Engine, item: int, query: Query) -> list[int]:
    """Pages of the item with all the words of a query; where there is none, those with any of them."""
    strict, loose = in_item(query), on_pages(query, engine.frequent)
    if strict and (pages := engine.pages_in(item, strict)):
        return pages
    return engine.pages_in(item, loose) if loose else []


def suggest(engine: Engine, begun: str, access: AccessFilter, *, size: int) -> Suggestions:
    """Items and issuers that `begun` may become; its last word may be unfinished."""
    words = tuple(exact_words(begun))
    if not words or not access.audiences:
        return Suggestions()
    numbered = words[1:] if words[0] in ("số", "so") else words

    def items(kind: str, sort: Sort, asked: tuple[str, ...]) -> tuple[int, ...]:
        answer = engine.ask(suggested(asked, access, kind), {}, sort=sort, span=slice(0, size), facets=())
        return tuple(item for item, _ in answer.rows)

    issuers = engine.ask(
        suggested(words, access, "issuer_fold"), {}, sort=Sort.NEWEST, span=slice(0, 1), facets=(Field.ISSUER,)
    ).facets.get(Field.ISSUER, [])
    return Suggestions(
        items("number", Sort.NUMBER, numbered) if numbered and numbered[0][0].isdigit() else (),
        items("title_fold", Sort.NEWEST, words),
        tuple(_best(issuers)[:size]),
    )


def _rows(engine: Engine, clause: Both, asked: Plan, sort: Sort, span: slice, facets: Iterable[Field] = FACET_SIZES) -> Answer:
    if sort is not Sort.RELEVANCE:
        return engine.ask(clause, asked.groups, sort=sort, span=span, facets=tuple(facets))
    deep = min(span.stop + MARGIN, DEEPEST)
    answer = engine.ask(clause, asked.groups, sort=sort, span=slice(0, deep), facets=tuple(facets))
    ranked = sorted(answer.rows, key=lambda row: (-round(row[1], 3), row[0]))
    return Answer(answer.total, ranked[span], answer.facets)


def _near(engine: Engine, asked: Plan, size: int, *, nothing_yet: bool) -> Answer:
    """The wider list; letters misread are allowed for only when nothing at all was found."""
    found = _rows(engine, asked.near, asked, Sort.RELEVANCE, slice(0, size), ()) if asked.near else Answer(0, [])
    if found.total or not nothing_yet or not asked.alike:
        return found
    return _rows(engine, asked.alike, asked, Sort.RELEVANCE, slice(0, size), ())


def _located(engine: Engine, query: Query, items: list[int]) -> dict[int, list[int]]:
    """Up to three best pages of each item, by the rule of `locate`: a list and what it opens say the same."""
    found: dict[int, list[int]] = {}
    for clause in (in_item(query), on_pages(query, engine.frequent)):
        left = [item for item in items if item not in found]
        if clause and left:
            found |= engine.pages_of(left, clause)
    return found


def _hits(rows: list[tuple[int, float]], located: dict[int, list[int]]) -> tuple[Hit, ...]:
    return tuple(Hit(item, score, tuple(located.get(item) or [1])) for item, score in rows)


def _shown(of: Field, answer: Answer) -> tuple[Count, ...]:
    return tuple(_best(answer.facets[of])[: FACET_SIZES[of]])


def _best(counts: Iterable[Count]) -> list[Count]:
    return sorted(counts, key=lambda each: (-each.count, each.value))
