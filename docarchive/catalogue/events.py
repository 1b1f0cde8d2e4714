"""Events: written in the change's own transaction, never altered; sealed later (see seals)."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, RowMapping, Table, func, insert, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from docarchive.catalogue.connection import instant
from docarchive.catalogue.schema import work
from docarchive.records import identifiers
from docarchive.records.events import Deed, Event, payload_digest, payload_of

_events, _seals = work.events, work.seals
_DAY = 86_400_000_000  # microseconds


class Events:
    """The history of the archive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, deed: Deed, *, agent: int, item: int = 0, **facts: Any) -> Event:
        """Note a deed, now."""
        event = Event(identifiers.mint(), datetime.now(UTC), deed, agent, item, facts)
        self.add_all([event])
        return event

    def add_all(self, events: Iterable[Event]) -> None:
        """Note several deeds in one statement: views and searches come in small batches."""
        rows = []
        for event in events:
            payload = payload_of(event)
            head = {"id": event.id, "at": event.at, "deed": event.deed.value, "agent": event.agent, "item": event.item}
            rows.append(head | {"payload": payload, "payload_sha256": payload_digest(payload)})
        if rows:
            self._connection.execute(insert(_events), rows)

    def sealed_days(self) -> list[str]:
        """Days (UTC, YYYY-MM-DD) that have events, all of them sealed, in order."""
        sealed = select(_seals.c.event).where(_seals.c.event == _events.c.id).exists()
        at = type_coerce(_events.c.at, BigInteger)
        day = at - at % _DAY
        query = select(day, func.count().filter(~sealed)).group_by(day).order_by(day)
        return [instant(row[0]).date().isoformat() for row in self._connection.execute(query) if not row[1]]

    def sealed(self, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """Events of a span with payload and seal, as the store keeps them; identifiers as strings."""
        joined = _events.join(_seals, _seals.c.event == _events.c.id)
        columns = (_events, _seals.c.seq, _seals.c.previous, _seals.c.hash)
        span = (_events.c.at >= start, _events.c.at < end)
        rows = self._connection.execute(select(*columns).select_from(joined).where(*span).order_by(_seals.c.seq)).mappings()
        ids = ("id", "agent", "item")
        return [
            {name: str(value) if name in ids else value.isoformat() if name == "at" else value for name, value in row.items()}
            for row in rows
        ]

    def bring_back(self, events: Iterable[Event]) -> None:
        """Put back an item's own events from its record; those that are there stay as they are."""
        for event in events:
            payload = payload_of(event)
            head = {"id": event.id, "at": event.at, "deed": event.deed.value, "agent": event.agent, "item": event.item}
            self._put(_events, head | {"payload": payload, "payload_sha256": payload_digest(payload)})

    def restore(self, kept: Iterable[dict[str, Any]]) -> None:
        """Put back events and seals as `sealed` gave them; those that are there stay as they are."""
        for row in kept:
            head = {name: int(row[name]) for name in ("id", "agent", "item")} | {"at": datetime.fromisoformat(row["at"])}
            same = {name: row[name] for name in ("deed", "payload", "payload_sha256")}
            self._put(_events, head | same)
            link = {name: row[name] for name in ("seq", "payload_sha256", "previous", "hash")}
            self._put(_seals, link | {"event": int(row["id"])})

    def _put(self, table: Table, row: dict[str, Any]) -> None:
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        self._connection.execute(dialect.insert(table).values(**row).on_conflict_do_nothing())

    def of_item(self, item: int, limit: int = 500, *, without: Iterable[Deed] = ()) -> list[RowMapping]:
        """What happened to an item, newest first: at, deed, agent, payload (JSON, None when erased)."""
        left_out = [deed.value for deed in without]
        query = select(_events).where(_events.c.item == item, _events.c.deed.not_in(left_out))
        query = query.order_by(_events.c.id.desc()).limit(limit)
        return list(self._connection.execute(query).mappings())

    def last(self, item: int, deed: Deed) -> RowMapping | None:
        """The newest event of this deed on an item, or None."""
        query = select(_events).where(_events.c.item == item, _events.c.deed == deed.value)
        return self._connection.execute(query.order_by(_events.c.id.desc()).limit(1)).mappings().first()

    def last_of(self, agent: int) -> datetime | None:
        """When this agent last did anything."""
        query = select(_events.c.at).where(_events.c.agent == agent).order_by(_events.c.id.desc()).limit(1)
        return self._connection.scalar(query)

    def has(self, deed: Deed, *, agent: int, item: int, since: datetime, **facts: Any) -> bool:
        """Whether the agent did this to the item `since` then, with these facts."""
        columns = (_events.c.deed == deed.value, _events.c.agent == agent, _events.c.item == item, _events.c.at >= since)
        rows = self._connection.execute(select(_events.c.payload).where(*columns)).scalars()
        return any(facts.items() <= json.loads(payload)["facts"].items() for payload in rows if payload)

    def recent(
        self,
        *,
        deed: str = "",
        agent: int | None = None,
        item: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        limit: int = 100,
    ) -> list[RowMapping]:
        """The audit trail, newest first, narrowed; `since` is in it, `until` isn't; `before` an event id pages on."""
        query = select(_events)
        for column, value in ((_events.c.agent, agent), (_events.c.item, item), (_events.c.deed, deed or None)):
            query = query if value is None else query.where(column == value)
        query = query if since is None else query.where(_events.c.at >= since)
        query = query if until is None else query.where(_events.c.at < until)
        query = query if before is None else query.where(_events.c.id < before)
        return list(self._connection.execute(query.order_by(_events.c.id.desc()).limit(limit)).mappings())
