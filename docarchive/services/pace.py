"""How fast pages are read: by half hours of the last day, today, and when the queue will be through."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from docarchive.archive import Archive
from docarchive.records.access import Asker
from docarchive.records.jobs import Stage
from docarchive.rules.access import Right, require

_SPAN = timedelta(minutes=30)
_SPANS = 48
#: The pace of now is that of so many minutes.
_LATELY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pace:
    """Pages read in each of the last 48 half hours (when it began, how many), today in the office's zone, and a minute lately;
    `through`: when all that waits will be read at that pace, None where nothing waits or nothing was read."""

    spans: list[tuple[datetime, int]]
    today: int
    per_minute: float
    through: datetime | None


def pace(archive: Archive, asker: Asker, *, now: datetime | None = None) -> Pace:
    """The archive's pace. For who may see its state. Raises Forbidden."""
    require(asker, Right.STATUS)
    at = now or datetime.now(UTC)
    last = at - timedelta(seconds=at.timestamp() % _SPAN.total_seconds())
    first = last - (_SPANS - 1) * _SPAN
    midnight = datetime.combine(
        at.astimezone(ZoneInfo(archive.settings.timezone)).date(), time(), ZoneInfo(archive.settings.timezone)
    )
    with archive.catalogue.reading() as unit:
        counts = unit.figures.pages_read(first, span=_SPAN)
        today = unit.figures.count_read(midnight)
        lately = unit.figures.count_read(at - _LATELY)
        ready, running, _age = unit.jobs.queue().get(Stage.READ.value, (0, 0, 0.0))
    minute = lately / (_LATELY / timedelta(minutes=1))
    through = at + timedelta(minutes=(ready + running) / minute) if minute and ready + running else None
    return Pace([(first + n * _SPAN, counts.get(first + n * _SPAN, 0)) for n in range(_SPANS)], today, minute, through)
