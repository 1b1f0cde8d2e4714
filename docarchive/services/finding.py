"""Searching: the index finds items and pages, the catalogue checks them again and gives what is shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.records.access import AccessFilter, Asker
from docarchive.records.arrangement import Node
from docarchive.records.events import Deed
from docarchive.records.pages import Box, around
from docarchive.records.queries import Count, Field, Found, Hit, Query, Sort
from docarchive.records.readings import WordBoxes
from docarchive.rules.access import Right, require
from docarchive.search.highlight import Mark, Snippet, best, marks, order_pages, snippet
from docarchive.services.arranging import access_of
from docarchive.services.marking import MarkedBox, cut_round, marked_boxes
from docarchive.services.naming import understood

#: The cut of the scan beside a result, in CSS pixels.
CUT_WIDTH, CUT_HEIGHT = 248, 84


@dataclass(frozen=True, slots=True)
class Result:
    """One found item: the page to open, its snippet, and the cut of its scan round the best run with the marks on it.

    `subject_marks` are spans in `listed.subject`; `cut` and `boxes` are pixels of the page's reading; None without words.
    """

    listed: Listed
    score: float
    page: int
    pages: tuple[int, ...]
    snippet: Snippet
    subject_marks: tuple[tuple[int, int], ...]
    hits: int
    cut: Box | None
    boxes: tuple[MarkedBox, ...]
    path: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """A group's values with counts; `label` is what people read, `value` what a filter takes."""

    field: Field
    values: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results."""

    query: Query
    total: int
    results: list[Result]
    near: list[Result]
    near_total: int
    facets: list[Facet]
    page: int
    size: int


def search(
    archive: Archive,
    asker: Asker,
    typed: str,
    *,
    chosen: Mapping[Field, Sequence[str]] | None = None,
    page: int = 1,
    size: int = 20,
    sort: Sort = Sort.RELEVANCE,
) -> Results:
    """Find what was typed among what the asker may see; `chosen` are facet values. Raises Forbidden, QueryWrong, Unavailable."""
    require(asker, Right.SEARCH)
    query = narrowed(typed, chosen or {})
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        indexed = unit.lists.as_indexed(access)
    found = archive.index.find(query, indexed, size=size, page=page, sort=sort)
    with archive.catalogue.reading() as unit:
        nodes = {node.id: node for node in unit.arrangement.all(access.audiences)}
        results = _results(unit, access, query, found.hits, nodes)
        near = _results(unit, access, query, found.near, nodes)
        facets = _facets(found, nodes)
    if page == 1:
        with archive.catalogue.writing() as unit:
            unit.events.add(Deed.SEARCH, agent=asker.id, typed=typed, total=found.total)
            unit.commit()
    return Results(query, found.total, results, near, found.near_total, facets, page, size)


def total(archive: Archive, asker: Asker, typed: str, *, chosen: Mapping[Field, Sequence[str]] | None = None) -> int:
    """How many documents a search finds now; nobody searched, so none is noted. Raises Forbidden, QueryWrong, Unavailable."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        indexed = unit.lists.as_indexed(access_of(unit, asker))
    return archive.index.find(narrowed(typed, chosen or {}), indexed, size=1, page=1, sort=Sort.NEWEST).total


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a begun query may become: items by number, items by title, issuers with the count of their items."""

    numbers: list[Listed]
    titles: list[Listed]
    issuers: tuple[Count, ...]


def suggest(archive: Archive, asker: Asker, begun: str, *, size: int = 8) -> Suggested:
    """Up to `size` ways to go on, of what the asker may see. Raises Forbidden, Unavailable."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        indexed = unit.lists.as_indexed(access)
    found = archive.index.suggest(begun, indexed, size=size)
    with archive.catalogue.reading() as unit:
        rows = unit.lists.by_ids({*found.numbers, *found.titles}, access)
    numbers, titles = ([rows[item] for item in ids if item in rows] for ids in (found.numbers, found.titles))
    return Suggested(numbers, titles, found.issuers)


def narrowed(typed: str, chosen: Mapping[Field, Sequence[str]]) -> Query:
    """The query with its facet choices."""
    query = understood(typed)
    for field, values in chosen.items():
        query = query.narrowed(field, values)
    return query


def _results(unit: Unit, access: AccessFilter, query: Query, hits: Iterable[Hit], nodes: Mapping[int, Node]) -> list[Result]:
    hits = list(hits)
    rows = unit.lists.by_ids((hit.item for hit in hits), access)
    hits = [hit for hit in hits if hit.item in rows]  # moved or disposed of since: the catalogue has the last word
    texts = unit.pages.texts_at((hit.item, number) for hit in hits for number in hit.pages)
    seen = {hit.item: _Seen.of(hit, texts, query) for hit in hits}
    # Of the pages that are looked at only the one that is shown has its boxes unpacked.
    shown = unit.pages.boxes_at((item, each.number) for item, each in seen.items())
    paths = {home: _path(nodes, home) for home in {row.home for row in rows.values()}}
    made = []
    for hit in hits:
        listed, each = rows[hit.item], seen[hit.item]
        made.append(_result(listed, hit, query, each, words=shown.get((hit.item, each.number)), path=paths[listed.home]))
    return made


def _path(nodes: Mapping[int, Node], home: int) -> tuple[Node, ...]:
    """From the topmost node down to `home`, as far as the asker may see them: `nodes` holds no others."""
    path: list[Node] = []
    at: int | None = home
    while at is not None and at in nodes:
        path.insert(0, nodes[at])
        at = nodes[at].parent
    return tuple(path)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The located pages of a hit, the best first, with how many marks they carry together; the best one's text and marks."""

    pages: tuple[int, ...]
    hits: int
    text: str
    found: list[Mark]

    @property
    def number(self) -> int:
        return self.pages[0]

    @classmethod
    def of(cls, hit: Hit, texts: Mapping[tuple[int, int], str], query: Query) -> Self:
        """Each text is marked once, whatever is then asked of it."""
        marked = {
            number: (text, marks(text, query)) for number in hit.pages if (text := texts.get((hit.item, number))) is not None
        }
        pages = tuple(order_pages(marked) or sorted(marked) or hit.pages or [1])
        return cls(pages, sum(len(found) for _, found in marked.values()), *marked.get(pages[0], ("", [])))


def _result(listed: Listed, hit: Hit, query: Query, seen: _Seen, *, words: WordBoxes | None, path: tuple[Node, ...]) -> Result:
    piece = snippet(seen.text, seen.found)
    cut, boxes = _cut(words, seen.found)
    subject = tuple((mark.start, mark.end) for mark in marks(listed.subject or listed.title, query))
    return Result(listed, hit.score, seen.number, seen.pages, piece, subject, seen.hits, cut, boxes, path)


def _cut(words: WordBoxes | None, found: list[Mark]) -> tuple[Box | None, tuple[MarkedBox, ...]]:
    if not words:
        return None, ()
    boxes = marked_boxes(words, found)
    chosen = best(found)
    run = [each.box for each in boxes if each.mark == chosen]
    round_what = around(box for box in run if box.top < run[0].bottom and box.bottom > run[0].top) if run else words.box(0)
    cut = cut_round(words, round_what, width=CUT_WIDTH, height=CUT_HEIGHT)
    return cut, tuple(each for each in boxes if each.box.meets(cut))


def _facets(found: Found, nodes: Mapping[int, Node]) -> list[Facet]:
    names = {str(node.id): f"{node.code} {node.title}" for node in nodes.values()}
    facets = []
    for field, counts in found.facets.items():
        shown = [_labelled(field, count, names) for count in counts]
        facets.append(Facet(field, tuple(value for value in shown if value)))
    return facets


def _labelled(field: Field, count: Count, names: dict[str, str]) -> tuple[str, str, int] | None:
    if field is not Field.DOSSIER:
        return count.value, count.value, count.count
    label = names.get(count.value)  # a node that the asker may not see isn't named, nor counted
    return (count.value, label, count.count) if label else None
