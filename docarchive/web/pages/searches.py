"""Searches that one keeps: kept and dropped from the list of results, with what is new on the home page. Each person's own."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from docarchive.catalogue.searches import SavedSearch
from docarchive.errors import ArchiveError
from docarchive.services import finding, searches
from docarchive.web.asking import archive, asker
from docarchive.web.pages.sought import Sought, sought_in

blueprint = Blueprint("searches", __name__)


@blueprint.post("/searches")
def keep() -> ResponseReturnValue:
    """Keep the search whose arguments the form holds, under `title`. For whoever may search. Raises Forbidden, Invalid."""
    asked = sought_in(request.form)
    title = " ".join(request.form.get("title", "").split()) or asked.q
    total = finding.total(archive(), asker(), asked.q, chosen=asked.fields())
    made = searches.keep(archive(), asker(), title=title, query=asked.kept, total=total)
    _say(_("Đã lưu tìm kiếm “%(title)s”.", title=made.title), url_for("searches.drop", search=made.id), [])
    return redirect(asked.href())


@blueprint.post("/searches/<letters:search>/drop")
def drop(search: int) -> ResponseReturnValue:
    """Keep a search no longer. Raises Forbidden, NotFound."""
    was = searches.drop(archive(), asker(), search)
    asked = _asked(was)
    _say(_("Đã bỏ lưu “%(title)s”.", title=was.title), url_for("searches.keep"), [*parse_qsl(was.query), ("title", was.title)])
    return redirect(asked.href())


def _say(sentence: str, action: str, fields: list[tuple[str, Any]]) -> None:
    told = {"sentence": sentence, "word": _("Hoàn tác"), "action": action, "fields": fields}
    flash(told, "undo")  # type: ignore[arg-type]


@blueprint.get("/searches/news")
def news() -> str:
    """The kept searches with how many documents came since each was opened; asked for by the home page. Raises Forbidden."""
    return render_template("search/saved.html", news=list(_news()))


def _news() -> Iterator[tuple[SavedSearch, int | None]]:
    for each in searches.remembered(archive(), asker(), limit=0).saved:
        asked = _asked(each)
        try:
            yield each, max(0, finding.total(archive(), asker(), asked.q, chosen=asked.fields()) - each.total)
        except ArchiveError:  # the index is away, or a word means something else since: the others are told all the same
            yield each, None


def _asked(saved: SavedSearch) -> Sought:
    return sought_in(MultiDict(parse_qsl(saved.query)))
