"""Counts over the whole archive, for monitoring: they name no item and know no asker."""

from sqlalchemy import BigInteger, ColumnElement, Table, func, select, type_coerce
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import holdings, work
from docarchive.records.jobs import JobState


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

    def _counts(self, table: Table, column: ColumnElement[str]) -> dict[str, int]:
        query = select(column, func.count()).select_from(table).group_by(column)
        return {row[0]: row[1] for row in self._connection.execute(query)}
