"""What waits for a person, counted and listed: narrowed to what the asker may see, in all, by batch and by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, and_, case, func, literal, or_, select, type_coerce
from sqlalchemy.engine import Connection

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.catalogue.connection import microseconds
from docarchive.catalogue.lists import Listed, allowed, listed, listing
from docarchive.catalogue.schema import description, holdings
from docarchive.records.access import AccessFilter
from docarchive.records.description import DESCRIBED, FieldState
from docarchive.records.objects import ItemState
from docarchive.records.worklists import DOUBTFUL, POORLY_READ, Worklist

_items, _described, _values = holdings.items, description.descriptions, description.field_values
_SETTLED = (FieldState.CONFIRMED.value, FieldState.ABSENT.value)
_DAY = 86_400_000_000
Counts = dict[Worklist, int]


@dataclass(frozen=True, slots=True)
class Span:
    """What a list is narrowed to: a batch, and instants from `first` up to, not including, `end`."""

    batch: int | None = None
    first: datetime | None = None
    end: datetime | None = None

    def holds(self) -> list[ColumnElement[bool]]:
        """The conditions on `items`."""
        conditions = []
        if self.batch is not None:
            conditions.append(_items.c.batch == self.batch)
        if self.first is not None:
            conditions.append(_items.c.created >= self.first)
        if self.end is not None:
            conditions.append(_items.c.created < self.end)
        return conditions


class Worklists:
    """Counts and rows of what waits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, access: AccessFilter) -> Counts:
        """How long each list is."""
        return self._grouped(access, literal(0)).get(0, dict.fromkeys(Worklist, 0))

    def by_batch(self, access: AccessFilter, batches: Iterable[int]) -> dict[int, Counts]:
        """The same for each of these batches that brought anything."""
        return self._grouped(access, _items.c.batch, _items.c.batch.in_(list(batches)))

    def by_day(self, access: AccessFilter, first: datetime) -> dict[int, Counts]:
        """The same for each day that anything came, as days since `first`, which is a midnight of the office."""
        since = type_coerce(_items.c.created, BigInteger) - microseconds(first)
        return self._grouped(access, since // _DAY, _items.c.created >= first)

    def rows(self, which: Worklist, access: AccessFilter, span: Span, *, limit: int, offset: int) -> list[Listed]:
        """One list, what came first at its head."""
        query = listing(access).where(_condition(which), *span.holds())
        return listed(self._connection, query.order_by(_items.c.created, _items.c.id).limit(limit).offset(offset))

    def doubts(self, items: Iterable[int]) -> dict[int, list[tuple[str, float]]]:
        """The doubtful fields of these documents with the least confidence of each, the least sure first."""
        said = _values.alias("said")
        query = select(said.c.item, said.c.name, func.min(said.c.confidence)).select_from(
            said.join(_items, _items.c.id == said.c.item)
        )
        query = query.where(said.c.item.in_(list(items)), *_doubted(said)).group_by(said.c.item, said.c.name)
        found: dict[int, list[tuple[str, float]]] = {}
        for item, name, confidence in sorted(self._connection.execute(query).all(), key=lambda row: float(row[2])):
            found.setdefault(item, []).append((name, confidence))
        return found

    def count(self, which: Worklist, access: AccessFilter, span: Span) -> int:
        """How long one list is within a span."""
        query = self._waiting(select(func.count()), access).where(_condition(which), *span.holds())
        return int(self._connection.execute(query).scalar_one())

    def _grouped(self, access: AccessFilter, key: ColumnElement[int], *where: ColumnElement[bool]) -> dict[int, Counts]:
        sums = [func.sum(case((_condition(which), 1), else_=0)) for which in Worklist]
        query = self._waiting(select(*(key, *sums)), access).where(*where)
        rows = self._connection.execute(query.group_by(key))
        return {int(row[0]): {which: int(count) for which, count in zip(Worklist, row[1:], strict=True)} for row in rows}

    def _waiting(self, query: Select[Any], access: AccessFilter) -> Select[Any]:
        joined = _items.outerjoin(_described, _described.c.item == _items.c.id)
        return query.select_from(joined).where(allowed(access))


def _condition(which: Worklist) -> ColumnElement[bool]:
    reading = _items.c.state == ItemState.READING.value
    quarantined = _items.c.state == ItemState.QUARANTINED.value
    open_to_work = ~reading & ~quarantined
    low = and_(holdings.readings.c.confidence < POORLY_READ, holdings.readings.c.text != "")
    return {
        Worklist.FAILED: or_(_items.c.pages_failed > 0, _items.c.state == ItemState.FAILED.value),
        Worklist.POOR: and_(open_to_work, _has_reading(low)),
        Worklist.UNREAD: and_(open_to_work, _has_reading(holdings.readings.c.unread != "")),
        Worklist.NUMBERLESS: and_(open_to_work, func.coalesce(_described.c.ref_norm, "") == ""),
        Worklist.DATELESS: and_(open_to_work, func.coalesce(_described.c.date, "") == ""),
        Worklist.DOUBTFUL: and_(open_to_work, _doubtful()),
        Worklist.UNPLACED: and_(open_to_work, _items.c.home == INTAKE_NODE),
        Worklist.READING: reading,
    }[which]


def _has_reading(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the current reading of any page of the item is such."""
    pages, readings, mine = holdings.pages, holdings.readings, holdings.item_pages
    joined = mine.join(pages, pages.c.id == mine.c.page).join(readings, readings.c.id == pages.c.current_reading)
    return select(1).select_from(joined).where(mine.c.item == _items.c.id, condition).correlate(_items).exists()


def _doubtful() -> ColumnElement[bool]:
    said = _values.alias("said")
    return select(1).where(said.c.item == _items.c.id, *_doubted(said)).correlate(_items).exists()


def _doubted(said: FromClause) -> tuple[ColumnElement[bool], ...]:
    """That a value of a field that people read is doubtful, and nobody has settled the field."""
    settled = _values.alias("settled")
    word = select(1).where(settled.c.item == said.c.item, settled.c.name == said.c.name, settled.c.state.in_(_SETTLED))
    doubted = and_(said.c.state == FieldState.FILLED.value, said.c.gen == _items.c.gen, said.c.confidence < DOUBTFUL)
    return said.c.name.in_(DESCRIBED), doubted, ~word.correlate(said).exists()
