"""An item's events in plain words."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from docarchive.records.events import Deed
from docarchive.services.showing import ItemView
from docarchive.web.pages import words
from docarchive.web.pages.deeds import fact_words
from docarchive.web.pages.gathered import Look, gathered, looks_words


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what was done, by whom, and the one fact that people ask for."""

    at: datetime
    deed: str
    by: str
    fact: str


def told(view: ItemView) -> list[Told]:
    """The history of an item, newest first, looks gathered; what was erased keeps its line without its facts."""
    return [_line(view, group) for group in gathered(view.events, _look)]


def _look(event: dict[str, Any]) -> Look | None:
    return (event["agent"], event["item"], event["at"]) if event["deed"] == Deed.VIEW.value and event["payload"] else None


def _line(view: ItemView, group: list[dict[str, Any]]) -> Told:
    newest, deed = group[0], Deed(group[0]["deed"])
    facts = [json.loads(event["payload"])["facts"] if event["payload"] else None for event in group]
    by = view.names.get(newest["agent"], "") if newest["agent"] else _("Máy")
    fact = looks_words([each for each in facts if each is not None]) if len(group) > 1 else fact_words(deed, facts[0])
    return Told(newest["at"], str(words.DEEDS[deed]), by, fact)
