"""Who did what: the audit trail for those who may read it."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from docarchive.archive import Archive
from docarchive.errors import Invalid, NotFound, Told
from docarchive.records.access import Asker
from docarchive.records.events import Deed
from docarchive.records.identifiers import from_letters
from docarchive.records.numbers import key_of
from docarchive.rules.access import Right, require
from docarchive.services.arranging import access_of

#: A trail that is taken away holds at most so many events.
MOST = 10_000
#: Days beyond which there are no events, and near the ends of the calendar, where no zone can be told.
_FIRST, _LAST = date(1970, 1, 1), date(9000, 1, 1)
_SEVERAL = Told(
    "nhiều văn bản mang số này; gõ mã của văn bản, có ở cuối địa chỉ trang của nó",
    "several documents bear this number; type the document's identifier, which ends its page's address",
)


@dataclass(frozen=True, slots=True)
class Noted:
    """An event as auditors see it. `facts` is None when erased, or when it concerns an item or a node that this auditor may not
    see;
    `item_name`: the item's number or title, "" likewise."""

    id: int
    at: datetime
    deed: str
    agent: int
    agent_name: str
    item: int
    item_name: str
    facts: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which events: of a deed, by a user's name, on an item, in days of the office's zone, both of them included."""

    deed: str = ""
    user: str = ""
    item: int | None = None
    first: date | None = None
    last: date | None = None


def events(
    archive: Archive, asker: Asker, narrowed: Narrowed = Narrowed(), *, before: int | None = None, limit: int = 100
) -> list[Noted]:
    """The newest events of those asked for; `before` an event's id pages on. Raises Forbidden, NotFound (no such user)."""
    require(asker, Right.AUDIT)
    zone = ZoneInfo(archive.settings.timezone)
    since = _start(narrowed.first, zone)
    until = _start(narrowed.last and min(narrowed.last, _LAST) + timedelta(days=1), zone)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        agent = unit.people.named(narrowed.user).id if narrowed.user else None
        who = {"agent": agent, "item": narrowed.item, "before": before}
        rows = unit.events.recent(deed=narrowed.deed, since=since, until=until, limit=limit, **who)
        names = unit.people.names()
        seen = unit.lists.by_ids({row["item"] for row in rows if row["item"]}, access)
        told = {row["id"]: json.loads(row["payload"])["facts"] for row in rows if row["payload"]}
        open_nodes = unit.arrangement.visible((node for facts in told.values() if (node := _node(facts))), access.audiences)
    noted = []
    for row in rows:
        facts = told.get(row["id"])
        shown = facts is not None and row["item"] in {0, *seen} and _node(facts) in {0, *open_nodes}
        item = seen.get(row["item"])
        head = (row["id"], row["at"], row["deed"], row["agent"], names.get(row["agent"], ""), row["item"])
        noted.append(Noted(*head, (item.ref_norm or item.title) if item and shown else "", facts if shown else None))
    return noted


def _node(facts: dict[str, Any]) -> int:
    """The node that an event tells of, 0 for none."""
    return int(facts.get("node", 0))


def taken(archive: Archive, asker: Asker, narrowed: Narrowed) -> list[Noted]:
    """The same to be taken away, at most MOST of them; that is an event itself. Raises Forbidden, NotFound (no such user)."""
    found = events(archive, asker, narrowed, limit=MOST)
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.EXPORT, agent=asker.id, what="trail", total=len(found))
        unit.commit()
    return found


def item_of(archive: Archive, asker: Asker, typed: str) -> int:
    """The document that an auditor means by its identifier or its number. Raises Forbidden, NotFound (none that this asker may
    see), Invalid (several bear this number)."""
    require(asker, Right.AUDIT)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        try:
            known = list(unit.lists.by_ids([from_letters(typed.strip())], access))
        except ValueError:
            key = key_of(typed)
            known = [row.id for row in unit.citations.numbered([key], access).get(key, [])]
    if not known:
        raise NotFound(f"document {typed!r}")
    if len(known) > 1:
        raise Invalid(reason=_SEVERAL)
    return known[0]


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    """When a day begins; days beyond all events begin with the first of those that a zone can be told of."""
    return datetime.combine(min(max(day, _FIRST), _LAST), time(), zone).astimezone(UTC) if day else None
