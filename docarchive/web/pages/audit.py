"""The audit trail. For who may audit; others get "forbidden" from the service."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _

from docarchive.errors import Invalid, NotFound
from docarchive.packages.register import Column, workbook
from docarchive.records.dates import from_typed
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import auditing
from docarchive.services.auditing import Narrowed, Noted
from docarchive.web import downloads
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import words
from docarchive.web.pages.deeds import fact_words
from docarchive.web.pages.gathered import Look, gathered, looks_words
from docarchive.web.shown import moment

blueprint = Blueprint("audit", __name__)
SIZE = 100
_FIELDS = ("deed", "user", "document", "from", "to")


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the table shows it."""

    noted: Noted
    deed: str
    who: str
    facts: str


@dataclass(slots=True)
class Asked:
    """The filter of the address: as typed, as the service takes it, and what of it makes no sense by field."""

    typed: dict[str, str]
    narrowed: Narrowed = field(default_factory=Narrowed)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of the address, what is empty or makes no sense left out."""
        return {name: value for name, value in self.typed.items() if value and name not in self.wrong}


@blueprint.get("/audit")
def trail() -> str:
    """Who did what, newest first, narrowed by deed, person, document and days, a hundred at a time."""
    asked = _asked()
    found = _found(asked)
    older = to_letters(found[-1].id) if len(found) == SIZE else ""
    return render_template(
        "system/audit.html",
        lines=[_lines(group) for group in gathered(found, _look)],
        deeds=[(each.value, word) for each, word in words.DEEDS.items()],
        asked=asked,
        chips=list(_chips(asked)),
        more=url_for("audit.trail", **asked.args, before=older) if older else "",
    )


@blueprint.get("/audit/list.xlsx")
def listed() -> Response:
    """The same as a workbook; taking it is an event. Raises Forbidden, Invalid (the filter makes no sense), NotFound."""
    asked = _asked()
    if asked.wrong:
        raise Invalid(reason=" ".join(asked.wrong.values()))
    found = [_line(each) for each in auditing.taken(archive(), asker(), asked.narrowed)]
    columns = [Column(_("Lúc"), 18), Column(_("Ai"), 24, True), Column(_("Việc"), 24, True), Column(_("Văn bản"), 24, True)]
    rows = [(moment(line.noted.at), line.who, line.deed, line.noted.item_name, _item(line.noted), line.facts) for line in found]
    lines = [f"{name}: {value}" for name, value, _remove in _chips(asked)]
    data = workbook(_("Nhật ký"), lines, [*columns, Column(_("Mã"), 16), Column(_("Ghi rõ"), 60, True)], rows)
    return downloads.send_made(data, f"{_('Nhật ký')}.xlsx", downloads.XLSX)


def _item(noted: Noted) -> str:
    """The document's identifier, where the auditor may see it."""
    return to_letters(noted.item) if noted.item and noted.facts is not None else ""


def _asked() -> Asked:
    """The filter of this request; what makes no sense is told at its field, and the trail isn't narrowed by it."""
    asked = Asked({name: " ".join(request.args.get(name, "").split()) for name in _FIELDS})
    typed = asked.typed
    deed = typed["deed"] if typed["deed"] in {each.value for each in Deed} else ""
    first, last = _day(asked, "from"), _day(asked, "to")
    if first and last and last < first:
        asked.wrong["to"] = _("Ngày cuối phải sau ngày đầu.")
        last = None
    asked.narrowed = Narrowed(deed, typed["user"], _document(asked), first, last)
    return asked


def _day(asked: Asked, name: str) -> date | None:
    if not asked.typed[name]:
        return None
    try:
        day = from_typed(asked.typed[name])
        return date(day.year, day.month or 0, day.day or 0)
    except ValueError:
        asked.wrong[name] = _("Ngày chưa đúng; gõ như 31/12/2026.")
        return None


def _document(asked: Asked) -> int | None:
    if not asked.typed["document"]:
        return None
    try:
        return auditing.item_of(archive(), asker(), asked.typed["document"])
    except NotFound:
        asked.wrong["document"] = _("Không có văn bản nào như vậy mà bạn được xem.")
    except Invalid as error:
        asked.wrong["document"] = error.message(language())
    return None


def _found(asked: Asked) -> list[Noted]:
    try:
        return auditing.events(archive(), asker(), asked.narrowed, before=_before(), limit=SIZE)
    except NotFound:
        asked.wrong["user"] = _("Không có người dùng nào tên đó.")
        return auditing.events(archive(), asker(), replace(asked.narrowed, user=""), before=_before(), limit=SIZE)


def _before() -> int | None:
    try:
        return from_letters(request.args["before"]) if request.args.get("before") else None
    except ValueError:
        return None


def _chips(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """What is narrowed by: name, value, and the address without it."""
    named = {"deed": _("việc"), "user": _("ai"), "document": _("văn bản"), "from": _("từ"), "to": _("đến")}
    shown: dict[str, Any] = asked.args
    if asked.narrowed.deed:
        shown = shown | {"deed": str(words.DEEDS[Deed(asked.narrowed.deed)])}
    for name, value in shown.items():
        left: dict[str, Any] = {other: kept for other, kept in asked.args.items() if other != name}
        yield named[name], value, url_for("audit.trail", **left)


def _look(noted: Noted) -> Look | None:
    looked = noted.deed == Deed.VIEW.value and noted.facts is not None
    return (noted.agent, noted.item, noted.at) if looked else None


def _lines(group: list[Noted]) -> Line:
    """A line of the page; looks that were gathered in one. What is taken away has them one by one."""
    line = _line(group[0])
    return replace(line, facts=looks_words([each.facts or {} for each in group])) if len(group) > 1 else line


def _line(noted: Noted) -> Line:
    deed = Deed(noted.deed)
    who = noted.agent_name if noted.agent else _("Máy")
    facts = _("đã xóa, hoặc bạn không được xem") if noted.facts is None else fact_words(deed, noted.facts)
    return Line(noted, str(words.DEEDS[deed]), who, facts)
