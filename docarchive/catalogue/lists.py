"""Items as lists show them: narrowed to what the asker may see, sorted, paged."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import description, holdings
from docarchive.records.access import AccessFilter
from docarchive.records.objects import ItemState

_items, _described, _files, _placements = holdings.items, description.descriptions, holdings.files, holdings.placements

#: More items on the move than this aren't named one by one in a query.
MOST_MOVED = 10_000

#: How a list may be sorted, and by what.
ORDERS: dict[str, tuple[Any, ...]] = {
    "newest": (_items.c.created.desc(), _items.c.id.desc()),
    "number": (_described.c.sort_number, _items.c.id),
    "date": (_described.c.date_from.desc().nulls_last(), _items.c.id.desc()),
    "title": (_items.c.sort_title, _items.c.id),
    "place": (_placements.c.ordinal, _items.c.id),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a list. `date` is EDTF."""

    id: int
    title: str
    state: ItemState
    pages: int
    pages_open: int
    pages_failed: int
    ref_norm: str
    type: str
    subtype: str
    subject: str
    issuer: str
    signer: str
    secrecy: str
    urgency: str
    date: str
    home: int
    audience: int
    batch: int
    file_name: str
    size: int
    created: datetime


def allowed(access: AccessFilter) -> ColumnElement[bool]:
    """The condition on `items` that an access filter compiles to: closed when it names no audience."""
    states = [state.value for state in ItemState if state.cleared or (access.uncleared and state is ItemState.READING)]
    seen = and_(_items.c.audience.in_(access.audiences), _items.c.id.not_in(access.hidden), _items.c.state.in_(states))
    return or_(seen, _items.c.state == ItemState.QUARANTINED.value) if access.quarantined else seen


class Lists:
    """Queries for screens, straight from the tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_ids(self, ids: Iterable[int], access: AccessFilter) -> dict[int, Listed]:
        """These items, but only those that the asker may see: the last check before a hit is shown."""
        return {row.id: row for row in self._run(listing(access).where(_items.c.id.in_(list(ids))))}

    def in_batch(self, batch: int, access: AccessFilter) -> list[Listed]:
        """Everything an upload brought, in the order it came."""
        return self._run(listing(access).where(_items.c.batch == batch).order_by(_items.c.id))

    def sums_of_batches(self, batches: Iterable[int], access: AccessFilter) -> dict[int, tuple[int, int, int, int]]:
        """For each of these batches that brought what the asker may see: files; pages in all, open, failed."""
        sums = (func.count(), func.sum(_items.c.pages), func.sum(_items.c.pages_open), func.sum(_items.c.pages_failed))
        query = select(_items.c.batch, *sums).where(_items.c.batch.in_(list(batches)), allowed(access)).group_by(_items.c.batch)
        return {row[0]: (row[1], int(row[2]), int(row[3]), int(row[4])) for row in self._connection.execute(query)}

    def handed_over(self, batches: Iterable[int], *, by: int, access: AccessFilter) -> list[tuple[int, int, datetime]]:
        """What `by` sent in these batches and may see no more, since it carries a secrecy mark: batch, item, when it was sent."""
        mine = (_items.c.batch.in_(list(batches)), _items.c.created_by == by, _items.c.state == ItemState.QUARANTINED.value)
        query = select(_items.c.batch, _items.c.id, _items.c.created).where(*mine, ~allowed(access)).order_by(_items.c.id)
        return [(row[0], row[1], row[2]) for row in self._connection.execute(query)]

    def in_node(self, node: int, access: AccessFilter, *, order: str = "place", limit: int = 50, offset: int = 0) -> list[Listed]:
        """The items placed in a node."""
        query = listing(access).join(_placements, _placements.c.item == _items.c.id).where(_placements.c.node == node)
        return self._run(query.order_by(*ORDERS[order]).limit(limit).offset(offset))

    def count_in_node(self, node: int, access: AccessFilter) -> int:
        """How many of a node's items the asker may see."""
        joined = _items.join(_placements, _placements.c.item == _items.c.id)
        query = select(func.count()).select_from(joined).where(_placements.c.node == node, allowed(access))
        return int(self._connection.execute(query).scalar_one())

    def counts_in_nodes(self, access: AccessFilter) -> dict[int, int]:
        """For every node with items that the asker may see: how many."""
        joined = _items.join(_placements, _placements.c.item == _items.c.id)
        query = select(_placements.c.node, func.count()).select_from(joined).where(allowed(access))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(_placements.c.node))}

    def items(
        self, access: AccessFilter, *, states: Iterable[ItemState] = (), order: str = "newest", limit: int = 20
    ) -> list[Listed]:
        """Items in an order, narrowed to some states if any are named."""
        query = listing(access)
        wanted = [state.value for state in states]
        if wanted:
            query = query.where(_items.c.state.in_(wanted))
        return self._run(query.order_by(*ORDERS[order]).limit(limit))

    def as_indexed(self, access: AccessFilter) -> AccessFilter:
        """The filter for the search index, which lags: what it still has under an audience of the asker's, but which has moved
        since or isn't cleared any more, is hidden; when that is more than a query can name, so is all of that audience."""
        moved = (text(holdings.MOVED), _items.c.indexed_audience.in_(access.audiences))
        query = select(_items.c.id, _items.c.indexed_audience).where(*moved).limit(MOST_MOVED + 1)
        rows = self._connection.execute(query).all()
        if len(rows) > MOST_MOVED:
            left = self._connection.scalars(select(_items.c.indexed_audience).where(*moved).distinct())
            return replace(access, audiences=access.audiences - set(left))
        return replace(access, hidden=access.hidden | {row[0] for row in rows})

    def counts_by_state(self, access: AccessFilter) -> dict[ItemState, int]:
        """How many items stand in each state, of those the asker may see."""
        query = select(_items.c.state, func.count()).where(allowed(access)).group_by(_items.c.state)
        return {ItemState(row[0]): row[1] for row in self._connection.execute(query)}

    def _run(self, query: Select[Any]) -> list[Listed]:
        return listed(self._connection, query)


def listing(access: AccessFilter) -> Select[Any]:
    """A query for rows of a list, of what this filter lets through; `listed` runs it."""
    columns = []
    for name in Listed.__dataclass_fields__:
        column = {"file_name": _files.c.name, "size": _files.c.size}.get(name)
        if column is None:
            column = _items.c[name] if name in _items.c else _described.c[name]
        columns.append(column.label(name))
    joined = _items.join(_files, _files.c.object == _items.c.object).outerjoin(_described, _described.c.item == _items.c.id)
    return select(*columns).select_from(joined).where(allowed(access))


def listed(connection: Connection, query: Select[Any]) -> list[Listed]:
    """The rows of a query that `listing` made."""
    rows = connection.execute(query).mappings()
    return [Listed(**{name: _plain(name, value) for name, value in row.items()}) for row in rows]


def _plain(name: str, value: Any) -> Any:
    if name == "state":
        return ItemState(value)
    return "" if value is None else value
