"""Counts over the whole archive, for monitoring: they name no item and know no asker."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Table, func, select, text, type_coerce
from sqlalchemy.engine import Connection

from docarchive.catalogue.connection import instant, microseconds
from docarchive.catalogue.schema import holdings, work
from docarchive.records.jobs import JobState

# As the index has it, so that it is used.
_READ = text("kind = 'read' AND state = 'done'")


class Figures:
    """How much of everything there is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def uploads(self) -> dict[str, int]:
        """Uploads by outcome: accepted, or the code of their refusal (dismissed ones too)."""
        accepted = int(self._connection.execute(select(func.count()).select_from(holdings.objects)).scalar_one())
        return {"accepted": accepted, **self._counts(holdings.refusals, holdings.refusals.c.code)}

    def pages(self) -> dict[str, int]:
        """Pages by state: waiting, read, failed."""
        return {"waiting": 0, "read": 0, "failed": 0, **self._counts(holdings.pages, holdings.pages.c.state)}

    def durations(self) -> dict[str, tuple[int, float]]:
        """Finished jobs by stage: how many, and the seconds that their last tries took in all."""
        jobs = work.jobs.c
        took = func.sum(type_coerce(jobs.ended, BigInteger) - type_coerce(jobs.started, BigInteger))
        done = (jobs.state == JobState.DONE.value) & jobs.ended.is_not(None) & jobs.started.is_not(None)
        query = select(jobs.kind, func.count(), took).where(done).group_by(jobs.kind)
        return {row[0]: (row[1], float(row[2]) / 1e6) for row in self._connection.execute(query)}

    def pages_read(self, since: datetime, *, span: timedelta) -> dict[datetime, int]:
        """How many pages were read in each span of time from `since` on, by when it began; spans without any are missing."""
        start, width = microseconds(since), span // timedelta(microseconds=1)
        ended = type_coerce(work.jobs.c.ended, BigInteger)
        began = ended - (ended - start) % width
        rows = self._connection.execute(select(began, func.count()).where(_READ, work.jobs.c.ended >= since).group_by(began))
        return {instant(row[0]): row[1] for row in rows}

    def count_read(self, since: datetime) -> int:
        """How many pages were read since then."""
        query = select(func.count()).select_from(work.jobs).where(_READ, work.jobs.c.ended >= since)
        return int(self._connection.execute(query).scalar_one())

    def _counts(self, table: Table, column: ColumnElement[str]) -> dict[str, int]:
        query = select(column, func.count()).select_from(table).group_by(column)
        return {row[0]: row[1] for row in self._connection.execute(query)}
