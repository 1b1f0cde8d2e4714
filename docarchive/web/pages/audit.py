"""The audit trail. For who may audit; others get "forbidden" from the service."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from docarchive.errors import NotFound
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import auditing
from docarchive.services.auditing import Noted
from docarchive.web.asking import archive, asker
from docarchive.web.pages import words

blueprint = Blueprint("audit", __name__)
SIZE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the table shows it."""

    noted: Noted
    deed: str
    who: str
    facts: str


@blueprint.get("/audit")
def trail() -> str:
    """Who did what, newest first, narrowed by deed and person, a hundred at a time."""
    deed = request.args.get("deed", "")
    deed = deed if deed in {each.value for each in Deed} else ""
    user = request.args.get("user", "").strip()
    found, unknown = _events(deed, user)
    more = url_for("audit.trail", deed=deed or None, user=user or None, before=to_letters(found[-1].id)) if found else ""
    return render_template(
        "system/audit.html",
        lines=[_line(each) for each in found],
        deeds=[(each.value, word) for each, word in words.DEEDS.items()],
        deed=deed,
        user=user,
        unknown=unknown,
        more=more if len(found) == SIZE else "",
    )


def _events(deed: str, user: str) -> tuple[list[Noted], bool]:
    """The events, and whether the person asked for is unknown."""
    try:
        return auditing.events(archive(), asker(), deed=deed, user=user, before=_before(), limit=SIZE), False
    except NotFound:
        return [], True


def _before() -> int | None:
    try:
        return from_letters(request.args["before"]) if request.args.get("before") else None
    except ValueError:
        return None


def _line(noted: Noted) -> Line:
    who = noted.agent_name if noted.agent else _("Máy")
    facts = _("đã xóa, hoặc bạn không được xem") if noted.facts is None else _told(noted.facts)
    return Line(noted, str(words.DEEDS[Deed(noted.deed)]), who, facts)


def _told(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items() if value not in ("", None, []))
