"""Events: written in the change's own transaction, never altered; sealed later (see seals)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import work
from docarchive.records import identifiers
from docarchive.records.events import Deed, Event, payload_digest, payload_of

_events = work.events


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

    def of_item(self, item: int, limit: int = 500) -> list[RowMapping]:
        """What happened to an item, newest first: at, deed, agent, payload (JSON, None when erased)."""
        query = select(_events).where(_events.c.item == item).order_by(_events.c.id.desc()).limit(limit)
        return list(self._connection.execute(query).mappings())

    def recent(
        self, *, deed: str = "", agent: int | None = None, before: int | None = None, limit: int = 100
    ) -> list[RowMapping]:
        """The audit trail, newest first, narrowed; `before` an event id pages on."""
        query = select(_events).order_by(_events.c.id.desc()).limit(limit)
        if deed:
            query = query.where(_events.c.deed == deed)
        if agent is not None:
            query = query.where(_events.c.agent == agent)
        if before is not None:
            query = query.where(_events.c.id < before)
        return list(self._connection.execute(query).mappings())
