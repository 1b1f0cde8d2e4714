"""An item's events in plain words."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from docarchive.records.events import Deed
from docarchive.services.showing import ItemView
from docarchive.web.pages import words
from docarchive.web.shown import size


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what was done, by whom, and the one fact that people ask for."""

    at: datetime
    deed: str
    by: str
    fact: str


def told(view: ItemView) -> list[Told]:
    """The history of an item, newest first; what was erased keeps its line without its facts."""
    rows = []
    for event in view.events:
        facts = json.loads(event["payload"])["facts"] if event["payload"] else {}
        deed = Deed(event["deed"])
        by = view.names.get(event["agent"], "") if event["agent"] else _("Máy")
        rows.append(Told(event["at"], str(words.DEEDS[deed]), by, _fact(deed, facts)))
    return rows


def _fact(deed: Deed, facts: dict[str, Any]) -> str:
    if deed is Deed.ACCEPT:
        return f"{facts.get('name', '')}, {size(int(facts.get('size', 0)))}"
    if deed is Deed.PLAN:
        return ngettext("%(num)s trang", "%(num)s trang", int(facts.get("pages", 0)))
    if deed is Deed.RETRY:
        return _("Trang %(pages)s", pages=", ".join(map(str, facts["pages"]))) if facts.get("pages") else ""
    if deed is Deed.VIEW:
        return _("Trang %(pages)s", pages=facts["page"]) if facts.get("page") else _("mô tả")
    if deed is Deed.DOWNLOAD:
        return _("Bản gốc") if facts.get("what") == "original" else _("PDF tìm được chữ")
    if deed is Deed.DESCRIBE:
        return str(words.STATES.get(str(facts.get("state")), ""))
    return ""
