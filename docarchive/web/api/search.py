"""Finding: results with the page to open, a snippet, and the cut of its scan; what a begun query may become."""

from time import perf_counter
from typing import Annotated, Literal

from apiflask import APIBlueprint
from flask import request, url_for
from pydantic import Field, WithJsonSchema

from docarchive.errors import Invalid
from docarchive.records import queries
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.queries import Sort
from docarchive.search import highlight
from docarchive.services import finding
from docarchive.web.api.shapes import Box, Given, Links, Place, Row, Shape, Text, box, item_links, place, row
from docarchive.web.asking import archive, asker
from docarchive.web.metrics import SEARCH_SECONDS

blueprint = APIBlueprint("search", __name__, tag="Search")

#: Facets by the name that the API calls them.
FACETS = {"type": queries.Field.TYPE, "issuer": queries.Field.ISSUER, "year": queries.Field.YEAR}
FACETS |= {"dossier": queries.Field.DOSSIER, "state": queries.Field.STATE}
_NAMES = {field: name for name, field in FACETS.items()}
_NAMES |= {queries.Field.NUMBER: "number", queries.Field.FROM: "from", queries.Field.TO: "to", queries.Field.SIGNER: "signer"}


class Snippet(Shape):
    """A piece of the page's text; `spans` are the marked letters in it, from and to (exclusive)."""

    text: str
    spans: list[tuple[int, int]]
    begins: bool = Field(description="Whether the page's text begins here.")
    ends: bool


class Cut(Shape):
    """The part of the scan round the best hit, with the marked words, all in pixels of the page's reading."""

    box: Box
    marks: list[Box]
    href: str


class Result(Shape):
    """A found item. `hits` counts the marks on the pages that were located."""

    item: Row
    score: float
    page: int = Field(description="The page to open, from 1.")
    pages: list[int]
    snippet: Snippet
    subject_marks: list[tuple[int, int]]
    hits: int
    cut: Cut | None
    path: list[Place]
    links: Links


class Chip(Shape):
    """A part of the query that was understood as a field, or (`field` null) not understood."""

    field: str | None
    value: str
    typed: str
    negated: bool


class Value(Shape):
    """A value of a facet: what a filter takes, what people read, how many items have it."""

    value: str
    label: str
    count: int


class Facet(Shape):
    """A group that results can be narrowed by."""

    name: str = Field(examples=["type", "issuer", "year", "dossier", "state"])
    values: list[Value]


class Results(Shape):
    """A page of results. `near` follows a short list: items that nearly match."""

    typed: str
    chips: list[Chip]
    total: int
    page: int
    size: int
    results: list[Result]
    near: list[Result]
    near_total: int
    facets: list[Facet]


_SEVERAL = {"type": "array", "items": {"type": "string"}, "description": "Values of this facet; several add up."}
Repeated = Annotated[Text, WithJsonSchema(_SEVERAL)]


class Sought(Given):
    """A query in the search language (`số:`, `loại:`, `từ:` …) with chosen facets."""

    q: Annotated[Text, Field(max_length=1000)] = ""
    page: Annotated[int, Field(ge=1, le=500)] = 1
    size: Annotated[int, Field(ge=1, le=100)] = 20
    sort: Literal["relevance", "newest", "oldest", "number", "title"] = "relevance"
    type: Repeated = ""
    issuer: Repeated = ""
    year: Repeated = ""
    dossier: Repeated = ""
    state: Repeated = ""


@blueprint.get("/search")
@blueprint.input(Sought, location="query", arg_name="sought")
@blueprint.output(Results)
def find(sought: Sought) -> Results:
    """Search what one may see. Raises Forbidden, QueryWrong, Unavailable."""
    chosen = {field: _chosen(name) for name, field in FACETS.items()}
    started = perf_counter()
    found = finding.search(
        archive(), asker(), sought.q, chosen=chosen, page=sought.page, size=sought.size, sort=Sort(sought.sort)
    )
    SEARCH_SECONDS.observe(perf_counter() - started)
    return Results(
        typed=sought.q,
        chips=[_chip(each) for each in found.query.chips],
        total=found.total,
        page=found.page,
        size=found.size,
        results=[_result(each, sought.q) for each in found.results],
        near=[_result(each, sought.q) for each in found.near],
        near_total=found.near_total,
        facets=[_facet(each) for each in found.facets],
    )


def _chosen(name: str) -> list[str]:
    values = [value for value in request.args.getlist(name) if value]
    if name != "dossier":
        return values
    try:
        return [str(from_letters(value)) for value in values]
    except ValueError as error:
        raise Invalid(reason=f"dossier: {error}") from None


def _chip(chip: queries.Chip) -> Chip:
    name = _NAMES.get(chip.field, chip.field.value) if chip.field else None
    return Chip(field=name, value=chip.value, typed=chip.typed, negated=chip.negated)


def _facet(facet: finding.Facet) -> Facet:
    letters = facet.field is queries.Field.DOSSIER
    values = [
        Value(value=to_letters(int(value)) if letters else value, label=label, count=count)
        for value, label, count in facet.values
    ]
    return Facet(name=_NAMES[facet.field], values=values)


def _result(result: finding.Result, typed: str) -> Result:
    item = result.listed.id
    opened = url_for("api.items.page", item=item, number=result.page, q=typed or None)
    return Result(
        item=row(result.listed),
        score=result.score,
        page=result.page,
        pages=list(result.pages),
        snippet=snippet(result.snippet),
        subject_marks=list(result.subject_marks),
        hits=result.hits,
        cut=_cut(result),
        path=[place(node) for node in result.path],
        links={**item_links(item), "page": opened},
    )


def _cut(result: finding.Result) -> Cut | None:
    if result.cut is None:
        return None
    cut = box(result.cut)
    href = url_for("api.items.cut", item=result.listed.id, number=result.page, **cut.model_dump())
    return Cut(box=cut, marks=[box(each.box) for each in result.boxes], href=href)


def snippet(piece: highlight.Snippet) -> Snippet:
    """A piece of text with its marks."""
    return Snippet(text=piece.text, spans=list(piece.spans), begins=piece.begins, ends=piece.ends)


class Begun(Given):
    """A begun query."""

    q: Annotated[Text, Field(max_length=200)]
    size: Annotated[int, Field(ge=1, le=20)] = 8


class Suggestions(Shape):
    """Items by number, items by title, issuers by name."""

    numbers: list[Row]
    titles: list[Row]
    issuers: list[Value]


@blueprint.get("/suggest")
@blueprint.input(Begun, location="query", arg_name="begun")
@blueprint.output(Suggestions)
def suggest(begun: Begun) -> Suggestions:
    """What a begun query may become. Raises Forbidden, Unavailable."""
    found = finding.suggest(archive(), asker(), begun.q, size=begun.size)
    return Suggestions(
        numbers=[row(each) for each in found.numbers],
        titles=[row(each) for each in found.titles],
        issuers=[Value(value=each.value, label=each.value, count=each.count) for each in found.issuers],
    )
