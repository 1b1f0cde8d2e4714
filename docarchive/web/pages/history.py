"""An item's events in plain words."""

import json
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from docarchive.records.events import Deed
from docarchive.services.showing import ItemView
from docarchive.web.pages import words
from docarchive.web.pages.deeds import fact_words


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
        facts = json.loads(event["payload"])["facts"] if event["payload"] else None
        deed = Deed(event["deed"])
        by = view.names.get(event["agent"], "") if event["agent"] else _("Máy")
        rows.append(Told(event["at"], str(words.DEEDS[deed]), by, fact_words(deed, facts)))
    return rows
