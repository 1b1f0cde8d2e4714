"""Stacks: the pages of one object, and the documents (items) that they make."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from docarchive.catalogue.holdings import item_of
from docarchive.catalogue.pages import FAILED, reading_of
from docarchive.catalogue.schema import holdings, work
from docarchive.records.jobs import Stage
from docarchive.records.objects import Item, ItemState, StoredFile
from docarchive.records.readings import Reading
from docarchive.records.separators import Sheet

_items, _pages, _readings, _item_pages = holdings.items, holdings.pages, holdings.readings, holdings.item_pages
_current = _pages.outerjoin(_readings, _readings.c.id == _pages.c.current_reading)


class Stacks:
    """What an object was split into, and by what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def items(self, object_id: int) -> list[Item]:
        """Every item of an object, the one that it was received as first; also those that went back into it."""
        query = select(_items).where(_items.c.object == object_id).order_by(_items.c.id != object_id, _items.c.id)
        return [item_of(row) for row in self._connection.execute(query).mappings()]

    def whole(self, file: StoredFile) -> bool:
        """Whether a file is one document with all its pages in their own order: nothing split off, left out or moved."""
        live = [item for item in self.items(file.object) if item.state is not ItemState.JOINED]
        query = select(_pages.c.index).join(_item_pages, _item_pages.c.page == _pages.c.id)
        query = query.where(_item_pages.c.item == live[0].id).order_by(_item_pages.c.number)
        indexes = list(self._connection.scalars(query))
        return len(live) == 1 and live[0].pages == file.pages and indexes == list(range(len(indexes)))

    def sheets(self, file: int) -> list[Sheet]:
        """The pages of a file in order, as splitting looks at them."""
        query = select(_pages.c.index, _readings.c.code, _readings.c.engine).select_from(_current)
        rows = self._connection.execute(query.where(_pages.c.file == file).order_by(_pages.c.index))
        return [Sheet(row[0], row[1] or "", row[2] == "blank") for row in rows]

    def readings(self, file: int) -> dict[int, Reading]:
        """The current readings of a file's pages by their place in it (from 1), also of pages that no document has."""
        query = select(_pages.c.index, _readings).select_from(_current)
        query = query.where(_pages.c.file == file, _readings.c.id.is_not(None)).order_by(_pages.c.index)
        return {row["index"] + 1: reading_of(row) for row in self._connection.execute(query).mappings()}

    def pages(self, file: int) -> list[int]:
        """The pages of a file in order, by identifier."""
        return list(self._connection.scalars(select(_pages.c.id).where(_pages.c.file == file).order_by(_pages.c.index)))

    def give(self, item: int, pages: Sequence[int]) -> None:
        """Make these all the pages of an item, in this order, with what was done for them; none of them is open."""
        self._connection.execute(_item_pages.delete().where(_item_pages.c.item == item))
        if pages:
            rows = [{"item": item, "number": number, "page": page} for number, page in enumerate(pages, 1)]
            self._connection.execute(insert(_item_pages), rows)
        read = (work.jobs.c.kind == Stage.READ.value, work.jobs.c.page.in_(pages))
        self._connection.execute(update(work.jobs).where(*read).values(item=item))
        failed = select(func.count()).where(_pages.c.id.in_(pages), _pages.c.state == FAILED).scalar_subquery()
        counts = {"pages": len(pages), "pages_open": 0, "pages_failed": failed}
        self._connection.execute(update(_items).where(_items.c.id == item).values(**counts))
