"""Who did what: the audit trail for those who may read it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docarchive.archive import Archive
from docarchive.records.access import Asker
from docarchive.rules.access import Right, require
from docarchive.services.arranging import access_of


@dataclass(frozen=True, slots=True)
class Noted:
    """An event as auditors see it. `facts` is None when erased, or when it concerns an item that this auditor may not see."""

    id: int
    at: datetime
    deed: str
    agent: int
    agent_name: str
    item: int
    facts: dict[str, Any] | None


def events(
    archive: Archive, asker: Asker, *, deed: str = "", user: str = "", before: int | None = None, limit: int = 100
) -> list[Noted]:
    """The newest events, narrowed to a deed or a user's name; `before` an event's id pages on. Raises Forbidden, NotFound."""
    require(asker, Right.AUDIT)
    with archive.catalogue.reading() as unit:
        agent = unit.people.named(user).id if user else None
        rows = unit.events.recent(deed=deed, agent=agent, before=before, limit=limit)
        names = unit.people.names()
        seen = unit.lists.by_ids({row["item"] for row in rows if row["item"]}, access_of(unit, asker))
    noted = []
    for row in rows:
        shown = row["payload"] and (not row["item"] or row["item"] in seen)
        facts = json.loads(row["payload"])["facts"] if shown else None
        head = (row["id"], row["at"], row["deed"], row["agent"], names.get(row["agent"], ""), row["item"])
        noted.append(Noted(*head, facts))
    return noted
