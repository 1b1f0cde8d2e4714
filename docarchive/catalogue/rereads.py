"""Pages that can be read again, and what they were read as before."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.engine import Connection

from docarchive.catalogue.lists import allowed
from docarchive.catalogue.pages import READ, reading_of
from docarchive.catalogue.schema import holdings
from docarchive.records.access import AccessFilter
from docarchive.records.readings import Reading

_items, _pages, _readings, _item_pages = holdings.items, holdings.pages, holdings.readings, holdings.item_pages
_RECOGNISED = "tesseract"


@dataclass(frozen=True, slots=True)
class Twice:
    """Page `number` of an item, read again: its reading of before and its reading now."""

    item: int
    number: int
    before: Reading
    now: Reading


class Rereads:
    """What was recognised from images, of what an asker may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pages(self, access: AccessFilter, *, below: float, items: Collection[int], batch: int) -> dict[int, list[int]]:
        """By item the numbers of its recognised pages whose confidence is under `below`; of these `items` (of all where none are
        named), of one `batch` (0: of any)."""
        query = self._current(_item_pages.c.item, _item_pages.c.number).where(
            allowed(access), _pages.c.state == READ, _readings.c.engine == _RECOGNISED, _readings.c.confidence < below
        )
        if items:
            query = query.where(_items.c.id.in_(items))
        if batch:
            query = query.where(_items.c.batch == batch)
        found: dict[int, list[int]] = {}
        for item, number in self._connection.execute(query.order_by(_item_pages.c.item, _item_pages.c.number)):
            found.setdefault(item, []).append(number)
        return found

    def twice(self, access: AccessFilter, *, items: Collection[int], batch: int) -> list[Twice]:
        """The pages of these items (of one batch) that were recognised twice or more, with their last two readings."""
        query = self._current(_item_pages.c.item, _item_pages.c.number, _readings.c.id, _readings.c.parent)
        query = query.where(allowed(access), _readings.c.parent.is_not(None), _readings.c.engine == _RECOGNISED)
        query = query.where(_items.c.id.in_(items)) if items else query
        query = query.where(_items.c.batch == batch) if batch else query
        rows = self._connection.execute(query.order_by(_item_pages.c.item, _item_pages.c.number)).all()
        return [Twice(row[0], row[1], self._reading(row[3]), self._reading(row[2])) for row in rows]

    def _current(self, *columns: ColumnElement[Any]) -> Select[Any]:
        joined = _item_pages.join(_pages, _pages.c.id == _item_pages.c.page).join(_items, _items.c.id == _item_pages.c.item)
        return select(*columns).select_from(joined.join(_readings, _readings.c.id == _pages.c.current_reading))

    def _reading(self, reading: int) -> Reading:
        return reading_of(self._connection.execute(select(_readings).where(_readings.c.id == reading)).mappings().one())
