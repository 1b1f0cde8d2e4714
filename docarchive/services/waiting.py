"""What waits for the archivist: counted in all, by batch and by day, and each list row by row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.catalogue.worklists import Counts, Span
from docarchive.records.access import Asker
from docarchive.records.objects import ItemPage
from docarchive.records.worklists import POORLY_READ, Worklist
from docarchive.rules.access import Right, require
from docarchive.services import progress
from docarchive.services.arranging import access_of

_DAYS = 14
_BATCHES = 15


@dataclass(frozen=True, slots=True)
class BatchWaits:
    """A batch with what waits of it."""

    id: int
    title: str
    created: datetime
    waits: Counts


@dataclass(frozen=True, slots=True)
class Desk:
    """How much waits: in all, of the newest batches, and of each day of the last two weeks that brought anything."""

    waits: Counts
    batches: list[BatchWaits]
    days: list[tuple[date, Counts]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One document that waits. `page` is where the trouble is, None where it is on no page; `confidence` of the worst page,
    `error` the code of what failed; `doubts`: the doubtful fields, each with its confidence."""

    listed: Listed
    page: int | None
    confidence: float | None
    error: str
    doubts: tuple[tuple[str, float], ...] = ()


def desk(archive: Archive, asker: Asker, *, today: date | None = None) -> Desk:
    """What waits, of what the asker may see. For who describes and uploads. Raises Forbidden."""
    require(asker, Right.DESCRIBE)
    last = today or datetime.now(_zone(archive)).date()
    first = last - timedelta(days=_DAYS - 1)
    heads = {row["id"]: row for row in progress.batches(archive, asker, limit=_BATCHES)}
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        brought = unit.worklists.by_batch(access, heads)
        days = unit.worklists.by_day(access, _midnight(archive, first))
        waits = unit.worklists.counts(access)
    batches = [BatchWaits(id, row["title"], row["created"], brought[id]) for id, row in heads.items() if id in brought]
    return Desk(waits, batches, [(first + timedelta(days=day), days[day]) for day in sorted(days, reverse=True)])


def waiting(
    archive: Archive,
    asker: Asker,
    which: Worklist,
    *,
    batch: int | None = None,
    day: date | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[list[Waiting], int]:
    """A page (from 1) of one list, and how long the list is. For who describes. Raises Forbidden."""
    require(asker, Right.DESCRIBE)
    span = Span(batch, _midnight(archive, day), _midnight(archive, day + timedelta(days=1))) if day else Span(batch)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        rows = unit.worklists.rows(which, access, span, limit=size, offset=(page - 1) * size)
        return _told(unit, which, rows), unit.worklists.count(which, access, span)


def _told(unit: Unit, which: Worklist, rows: list[Listed]) -> list[Waiting]:
    if which is Worklist.DOUBTFUL:
        doubts = unit.worklists.doubts(row.id for row in rows)
        return [Waiting(row, None, None, "", tuple(doubts.get(row.id, ()))) for row in rows]
    troubled: dict[int, ItemPage] = {}
    if which in (Worklist.FAILED, Worklist.POOR, Worklist.UNREAD):
        for page in unit.pages.of_items(row.id for row in rows):
            worst = troubled.get(page.item)
            if _bad(which, page) and (worst is None or (page.confidence or 0) < (worst.confidence or 0)):
                troubled[page.item] = page
    return [_row(row, troubled.get(row.id)) for row in rows]


def _bad(which: Worklist, page: ItemPage) -> bool:
    if which is Worklist.FAILED:
        return page.state == "failed"
    if which is Worklist.UNREAD:
        return page.unread
    return page.confidence is not None and page.confidence < POORLY_READ


def _row(row: Listed, page: ItemPage | None) -> Waiting:
    return Waiting(row, page.number, page.confidence, page.error) if page else Waiting(row, None, None, "")


def _zone(archive: Archive) -> ZoneInfo:
    return ZoneInfo(archive.settings.timezone)


def _midnight(archive: Archive, day: date) -> datetime:
    return datetime.combine(day, time(), _zone(archive)).astimezone(UTC)
