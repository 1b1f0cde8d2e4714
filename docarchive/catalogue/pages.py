"""Pages and their readings: the unit of reading, failing and finding."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, insert, select, tuple_, update
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import holdings
from docarchive.errors import NotFound
from docarchive.records import identifiers
from docarchive.records.conditions import pack_condition, unpack_condition
from docarchive.records.objects import ItemPage
from docarchive.records.readings import Reading, WordBoxes, pack_boxes, pack_kinds, pack_others, pack_words, unpack_page

_pages, _readings, _item_pages = holdings.pages, holdings.readings, holdings.item_pages

WAITING, READ, FAILED = "waiting", "read", "failed"


def reading_of(row: RowMapping) -> Reading:
    """A reading from its row."""
    size = {"width": row["width"], "height": row["height"], "dpi": row["dpi"], "turn": row["turn"]}
    unread, kinds, others = row["unread"], row["kinds"], row["others"]
    page = unpack_page(row["text"], row["words"], **size, unread=unread, kinds=kinds, others=others)
    return Reading(row["engine"], row["version"], page, unpack_condition(row["condition"]), row["code"])


class Pages:
    """Pages of files, their places in items, their readings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, item: int, file: int, count: int) -> list[tuple[int, int]]:
        """Make the rows of a file's `count` pages and put them into the item in order; (number, page id) of each.

        Repeating it makes nothing twice.
        """
        known = self._connection.execute(
            select(_item_pages.c.number, _item_pages.c.page).where(_item_pages.c.item == item).order_by(_item_pages.c.number)
        ).all()
        if known:
            return [(row[0], row[1]) for row in known]
        made = [(number, identifiers.mint()) for number in range(1, count + 1)]
        if made:
            fresh = {"file": file, "state": WAITING, "error": ""}
            self._connection.execute(insert(_pages), [{"id": page, "index": number - 1, **fresh} for number, page in made])
            self._connection.execute(
                insert(_item_pages), [{"item": item, "number": number, "page": page} for number, page in made]
            )
        return made

    def of_item(self, item: int) -> list[ItemPage]:
        """The item's pages in order, with state and the size of their current reading."""
        return self._listed(_item_pages.c.item == item)

    def page(self, item: int, number: int) -> ItemPage:
        """One page of an item. Raises NotFound."""
        found = self._listed((_item_pages.c.item == item) & (_item_pages.c.number == number))
        if not found:
            raise NotFound(f"page {number} of item {item}")
        return found[0]

    def of_items(self, items: Iterable[int]) -> list[ItemPage]:
        """The pages of several items, in one query: for progress lists."""
        return self._listed(_item_pages.c.item.in_(list(items)))

    def _listed(self, condition: ColumnElement[bool]) -> list[ItemPage]:
        joined = _item_pages.join(_pages, _pages.c.id == _item_pages.c.page)
        joined = joined.outerjoin(_readings, _readings.c.id == _pages.c.current_reading)
        query = select(
            _item_pages.c.page,
            _item_pages.c.item,
            _item_pages.c.number,
            _pages.c.file,
            _pages.c.index,
            _readings.c.width,
            _readings.c.height,
            _pages.c.state,
            _pages.c.error,
            _readings.c.confidence,
            _readings.c.engine,
            _readings.c.unread,
            _readings.c.condition,
        ).select_from(joined)
        rows = self._connection.execute(query.where(condition).order_by(_item_pages.c.item, _item_pages.c.number))
        return [
            ItemPage(
                *row[:5],
                row[5] or 0,
                row[6] or 0,
                row[7],
                row[8],
                row[9],
                row[10] or "",
                bool(row[11]),
                unpack_condition(row[12] or ""),
            )
            for row in rows
        ]

    def add_reading(self, page: int, reading: Reading, *, gen: int, at: datetime, by: int = 0) -> None:
        """Keep a reading as the page's current one; earlier ones stay."""
        parent = self._connection.scalar(select(_pages.c.current_reading).where(_pages.c.id == page))
        seen = reading.page
        made = identifiers.mint()
        size = {"width": seen.width, "height": seen.height, "dpi": seen.dpi, "turn": seen.turn}
        self._connection.execute(
            insert(_readings).values(
                id=made,
                page=page,
                gen=gen,
                engine=reading.engine,
                version=reading.version,
                at=at,
                confidence=reading.confidence,
                text=seen.text,
                words=pack_words(seen),
                unread=pack_boxes(seen.unread),
                kinds=pack_kinds(seen.blocks),
                others=pack_others(seen),
                condition=pack_condition(reading.condition),
                code=reading.code,
                parent=parent,
                by=by,
                **size,
            )
        )
        values = {"current_reading": made, "state": READ, "error": ""}
        self._connection.execute(update(_pages).where(_pages.c.id == page).values(**values))

    def fail(self, page: int, error: str) -> None:
        """The page could not be read; an earlier reading stays its current one."""
        self._connection.execute(update(_pages).where(_pages.c.id == page).values(state=FAILED, error=error[:300]))

    def wait(self, page: int) -> None:
        """The page is to be read again."""
        self._connection.execute(update(_pages).where(_pages.c.id == page).values(state=WAITING, error=""))

    def readings(self, item: int, numbers: Iterable[int] | None = None) -> dict[int, Reading]:
        """Current readings of an item's pages by page number; pages without one are missing."""
        of_item = _item_pages.c.item == item
        condition = of_item if numbers is None else of_item & _item_pages.c.number.in_(list(numbers))
        return {number: reading for (_, number), reading in self._readings(condition).items()}

    def texts(self, item: int, numbers: Iterable[int]) -> dict[int, str]:
        """The text of an item's pages by page number, without its words' boxes; pages without a reading are missing."""
        rows = self._current((_item_pages.c.item == item) & _item_pages.c.number.in_(list(numbers)), _readings.c.text)
        return {row[1]: row[2] for row in rows}

    def texts_at(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """The same at (item, page number) places, in one query: for a page of results."""
        return {(row[0], row[1]): row[2] for row in self._at(places, _readings.c.text)}

    def boxes_at(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], WordBoxes]:
        """Where the words of these (item, page number) places stand, in one query."""
        rows = self._at(places, _readings.c.text, _readings.c.words, _readings.c.width, _readings.c.height)
        return {(row[0], row[1]): WordBoxes(row[2], row[3], width=row[4], height=row[5]) for row in rows}

    def _at(self, places: Iterable[tuple[int, int]], *columns: ColumnElement[Any]) -> Sequence[Any]:
        wanted = list(places)
        return self._current(tuple_(_item_pages.c.item, _item_pages.c.number).in_(wanted), *columns) if wanted else []

    def _current(self, condition: ColumnElement[bool], *columns: ColumnElement[Any]) -> Sequence[Any]:
        joined = _item_pages.join(_pages, _pages.c.id == _item_pages.c.page)
        joined = joined.join(_readings, _readings.c.id == _pages.c.current_reading)
        query = select(_item_pages.c.item, _item_pages.c.number, *columns).select_from(joined).where(condition)
        return self._connection.execute(query.order_by(_item_pages.c.item, _item_pages.c.number)).all()

    def _readings(self, condition: ColumnElement[bool]) -> dict[tuple[int, int], Reading]:
        joined = _item_pages.join(_pages, _pages.c.id == _item_pages.c.page)
        joined = joined.join(_readings, _readings.c.id == _pages.c.current_reading)
        query = select(_item_pages.c.item, _item_pages.c.number, _readings).select_from(joined).where(condition)
        found = {}
        for row in self._connection.execute(query.order_by(_item_pages.c.item, _item_pages.c.number)).mappings():
            found[row["item"], row["number"]] = reading_of(row)
        return found

    def count_down(self, item: int, *, failed: bool) -> int:
        """One page fewer is open; the number still open. Whoever gets 0 starts the next stage in the same unit."""
        items = holdings.items
        counted = {"pages_open": items.c.pages_open - 1, "pages_failed": items.c.pages_failed + int(failed)}
        statement = update(items).where(items.c.id == item).values(**counted).returning(items.c.pages_open)
        return int(self._connection.execute(statement).scalar_one())

    def count_up(self, item: int, pages: int, *, was_failed: int) -> int:
        """`pages` pages are open again, of which `was_failed` had failed; the item's new reading generation."""
        items = holdings.items
        counted = {
            "pages_open": items.c.pages_open + pages,
            "pages_failed": items.c.pages_failed - was_failed,
            "gen": items.c.gen + 1,
        }
        statement = update(items).where(items.c.id == item).values(**counted).returning(items.c.gen)
        return int(self._connection.execute(statement).scalar_one())
