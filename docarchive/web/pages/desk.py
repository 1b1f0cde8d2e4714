"""The archivist's desk: what waits, by batch and by day, each number a link to its list. For who describes."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from docarchive.errors import NotFound
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.jobs import reason
from docarchive.records.worklists import Worklist
from docarchive.rules.access import Right, may
from docarchive.services import waiting
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import words
from docarchive.web.pages.pager import Pager
from docarchive.web.pages.sought import page_asked

blueprint = Blueprint("desk", __name__)
SIZE = 50


@blueprint.get("/desk")
def show() -> str:
    """What waits for a person: in all, of the newest batches, of the last days."""
    return render_template(
        "desk/desk.html", desk=waiting.desk(archive(), asker()), lists=words.WORKLISTS, hints=words.WORKLIST_HINTS
    )


@blueprint.get("/desk/<which>")
def waits(which: str) -> str:
    """One list, 50 a page, narrowed to a batch or a day. Raises NotFound."""
    if which not in {each.value for each in Worklist}:
        raise NotFound(f"worklist {which}")
    worklist, batch, day = Worklist(which), _batch(), _day()
    rows, total = waiting.waiting(archive(), asker(), worklist, batch=batch, day=day, page=page_asked(), size=SIZE)

    def address(page: int) -> str:
        asked: dict[str, Any] = {"batch": request.args.get("batch") or None, "day": request.args.get("day") or None}
        return url_for("desk.waits", which=which, page=page if page > 1 else None, **asked)

    return render_template(
        "desk/waits.html",
        which=worklist,
        rows=rows,
        reasons={row.listed.id: reason(row.error, language()) for row in rows if row.error},
        why=words.WORKLIST_REASONS.get(worklist, ""),
        field_words=words.FIELDS,
        lists=words.WORKLISTS,
        hint=words.WORKLIST_HINTS[worklist],
        batch=batch and to_letters(batch),
        day=day,
        pager=Pager(page_asked(), SIZE, total, address),
        may_retry=may(asker(), Right.RETRY),
    )


def _batch() -> int | None:
    try:
        return from_letters(request.args["batch"]) if request.args.get("batch") else None
    except ValueError:
        raise NotFound("batch") from None


def _day() -> date | None:
    try:
        return date.fromisoformat(request.args["day"]) if request.args.get("day") else None
    except ValueError:
        raise NotFound("day") from None
