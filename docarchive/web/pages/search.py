"""Search home and results. For whoever may search; what is shown is narrowed by the services to what the asker may see."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from docarchive.records.identifiers import to_letters
from docarchive.records.queries import Field, Query, Sort
from docarchive.records.text import has_marks
from docarchive.rules.access import Right, may
from docarchive.services import finding, progress, searches, showing
from docarchive.services.finding import Results
from docarchive.understanding.casing import running_case
from docarchive.web.asking import archive, asker
from docarchive.web.metrics import SEARCH_SECONDS
from docarchive.web.pages import words
from docarchive.web.pages.pager import Pager
from docarchive.web.pages.rows import ResultRow, result_row
from docarchive.web.pages.sought import FACETS, SIZE, Sought, sought, understood_chips, words_alone
from docarchive.web.pages.span import span, spanned

blueprint = Blueprint("search", __name__)
_SUGGESTED = 4


@blueprint.get("/")
def home() -> str:
    """The box, tries, what is new; for archivists the newest batches and the archive's state in one sentence."""
    who = asker()
    batches = progress.batches(archive(), who, limit=5) if may(who, Right.UPLOAD) else []
    state = progress.state(archive(), who) if may(who, Right.STATUS) else None
    newest = showing.newest(archive(), who, limit=5)
    count = showing.count(archive(), who)
    mine = searches.remembered(archive(), who)
    return render_template("search/home.html", batches=batches, state=state, newest=newest, count=count, mine=mine)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """What was found, a page at a time; the address is the query. Raises Forbidden, QueryWrong, Unavailable."""
    asked = sought()
    if elsewhere := spanned(asked, finding.narrowed(asked.q, {})):
        return redirect(elsewhere)
    found = _find(asked, page=asked.page, size=SIZE)
    first = (asked.page - 1) * SIZE
    box, apart = words_alone(found.query)
    saved = searches.opened(archive(), asker(), asked.kept, found.total) if asked.page == 1 else None
    return render_template(
        "search/results.html",
        asked=asked,
        found=found,
        box=box,
        apart=apart,
        chips=list(_chips(asked, found)),
        groups=list(_groups(asked, found)),
        rows=[result_row(each, asked, at=first + at) for at, each in enumerate(found.results)],
        near=[result_row(each, asked, at=None) for each in found.near],
        pager=Pager(asked.page, SIZE, found.total, lambda page: asked.href(page=page)),
        sorts=words.SORTS,
        unmarked=bool(box) and not any(has_marks(word) for word in box.split()),
        ways=[] if found.total else list(_ways_out(asked, found.query)),
        span=span(found.query),
        saved=saved,
        may_download=may(asker(), Right.DOWNLOAD),
        may_save=asked.page == 1 and bool(asked.q or asked.chosen),
    )


def _find(asked: Sought, *, page: int, size: int) -> Results:
    with SEARCH_SECONDS.time():
        return finding.search(archive(), asker(), asked.q, chosen=asked.fields(), page=page, size=size, sort=asked.sort)


@blueprint.get("/search/<int:at>")
def opened(at: int) -> ResponseReturnValue:
    """The viewer at the best page of the result that stands at place `at` (from 0): for stepping from result to result."""
    asked = sought()
    found = _find(asked, page=at + 1, size=1).results
    if not found:
        flash(_("Đã hết kết quả."))
        return redirect(asked.href(page=max(0, at - 1) // SIZE + 1))
    row: ResultRow = result_row(found[0], asked, at=at)
    return redirect(row.href)


@blueprint.get("/search/suggestions")
def suggestions() -> str:
    """What the begun query `q` may become, as a list under the box. Raises Forbidden, Unavailable."""
    begun = request.args.get("q", "")
    found = finding.suggest(archive(), asker(), begun, size=_SUGGESTED)
    return render_template("search/suggestions.html", begun=begun, found=found)


def _chips(asked: Sought, found: Results) -> Iterator[dict[str, Any]]:
    query = found.query
    for chip in query.chips:
        unclear = chip.field is None
        name = words.QUERY_FIELDS[chip.field] if chip.field else ""
        shown = _("trừ %(name)s", name=name) if chip.negated else name
        yield {"name": shown, "value": chip.value, "remove": asked.href(q=query.without(chip)), "unclear": unclear}
    for name, field in FACETS.items():
        known = {raw: shown for raw, shown, _n in _values(found, field)}
        labels = [known.get(value, value) for of, value in asked.chosen if of == name]
        if labels:
            removed = asked.without(name)
            yield {"name": words.QUERY_FIELDS[field], "value": ", ".join(labels), "remove": removed, "unclear": False}


def _values(found: Results, field: Field) -> Iterator[tuple[str, str, int]]:
    """The values of a facet as the address and the page have them: value, label, count."""
    for facet in found.facets:
        if facet.field is field:
            for value, label, count in facet.values:
                if field is Field.DOSSIER:
                    yield to_letters(int(value)), label, count
                elif field is Field.ISSUER:
                    yield value, running_case(label), count
                else:
                    yield value, str(words.STATES.get(value, label)) if field is Field.STATE else label, count


def _groups(asked: Sought, found: Results) -> Iterator[dict[str, Any]]:
    """Facets for the form; a chosen value that nothing has any more stays, with 0."""
    for name, field in FACETS.items():
        chosen = [value for of, value in asked.chosen if of == name]
        values = [
            {"value": value, "title": label, "count": count, "checked": value in chosen}
            for value, label, count in _values(found, field)
        ]
        known = {value["value"] for value in values}
        left = (value for value in chosen if value not in known)
        values += [{"value": value, "title": running_case(value), "count": 0, "checked": True} for value in left]
        values.sort(key=lambda value: not value["checked"])
        yield {"name": name, "title": words.FACETS[field], "values": values, "lang": "" if field is Field.STATE else "vi"}


def _ways_out(asked: Sought, query: Query) -> Iterator[tuple[str, str]]:
    """What to try when nothing was found, with how much that finds; what finds nothing either is left out."""
    for word, other in _ways(asked, query):
        count = finding.total(archive(), asker(), other.q, chosen=other.fields())
        if count:
            yield f"{word} ({format_decimal(count)})", other.href()


def _ways(asked: Sought, query: Query) -> Iterator[tuple[str, Sought]]:
    """Each drops one condition, the last all of them."""
    if '"' in asked.q:
        yield _("Bỏ dấu ngoặc kép"), replace(asked, q=asked.q.replace('"', ""))
    for chip in understood_chips(query):
        yield _("Bỏ điều kiện %(what)s", what=chip.typed), replace(asked, q=query.without(chip))
    if asked.chosen:
        yield _("Bỏ các điều kiện lọc"), replace(asked, chosen=())
    if query.typed:
        yield _("Xem văn bản mới nhất"), Sought(sort=Sort.NEWEST)
