"""The lease table: what is to be done, claimed by one worker at a time, fenced so that a late result is dropped."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import RowMapping, and_, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from docarchive.catalogue.connection import now
from docarchive.catalogue.schema import work
from docarchive.errors import LeaseLost
from docarchive.records import identifiers
from docarchive.records.jobs import BACKGROUND, Job, JobState, Stage

_jobs = work.jobs
_READY, _RUNNING = JobState.READY.value, JobState.RUNNING.value


def _in(seconds: float) -> Any:
    return now() + int(seconds * 1_000_000)


def job_of(row: RowMapping) -> Job:
    """A job from its row."""
    values: dict[str, Any] = {name: row[name] for name in Job.__dataclass_fields__}
    return Job(**values | {"kind": Stage(row["kind"]), "state": JobState(row["state"])})


class Jobs:
    """The lease table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: Stage, item: int, *, uniq: str, priority: int, page: int | None = None, delay: float = 0) -> bool:
        """Add a job that may run in `delay` seconds; False when one with the same `uniq` is ready or running."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        row = {"id": identifiers.mint(), "kind": kind.value, "item": item, "page": page, "uniq": uniq, "priority": priority}
        statement = dialect.insert(_jobs).values(**row, state=_READY, attempts=0, run_at=_in(delay), error="", created=now())
        return self._connection.execute(statement.on_conflict_do_nothing().returning(_jobs.c.id)).first() is not None

    def add_reads(self, item: int, gen: int, pages: Sequence[int], *, priority: int) -> None:
        """One read job a page, the first page just before the others, in one statement."""
        rows = [
            {"id": identifiers.mint(), "page": page, "uniq": f"read:{item}:{page}:{gen}", "priority": priority - (n == 0)}
            for n, page in enumerate(pages)
        ]
        same = {"kind": Stage.READ.value, "item": item, "state": _READY, "attempts": 0, "error": ""}
        statement = insert(_jobs).values(run_at=now(), created=now())
        if rows:
            self._connection.execute(statement, [row | same for row in rows])

    def add_indexing(self, lost: Iterable[tuple[int, int]]) -> None:
        """An index job each for items (with their revisions) that the index has lost, behind everything else."""
        for item, revision in lost:
            self.add(Stage.INDEX, item, uniq=f"index:{item}:{revision}", priority=BACKGROUND)

    def claim(self, kinds: Sequence[Stage], *, worker: str, lease: float) -> Job | None:
        """The best job that is ready, or whose lease ran out, leased for `lease` seconds; None when there is none."""
        wanted = _jobs.c.kind.in_([kind.value for kind in kinds])
        free = or_(
            and_(_jobs.c.state == _READY, _jobs.c.run_at <= now()),
            and_(_jobs.c.state == _RUNNING, _jobs.c.lease_until < now()),
        )
        live = _jobs.c.state.in_([_READY, _RUNNING])
        best = select(_jobs.c.id).where(live, wanted, free).order_by(_jobs.c.priority, _jobs.c.run_at, _jobs.c.id).limit(1)
        taken = {"state": _RUNNING, "claim": secrets.token_hex(16), "worker": worker, "attempts": _jobs.c.attempts + 1}
        statement = (
            update(_jobs)
            .where(_jobs.c.id == best.with_for_update(skip_locked=True).scalar_subquery())
            .values(**taken, started=now(), lease_until=_in(lease))
            .returning(_jobs)
        )
        row = self._connection.execute(statement).mappings().first()
        return job_of(row) if row else None

    def prolong(self, job: Job, lease: float) -> None:
        """The heartbeat: `lease` seconds more. Raises LeaseLost."""
        self._fenced(job, lease_until=_in(lease))

    def finish(self, job: Job) -> None:
        """Done, in the unit that writes the result. Raises LeaseLost: then nothing of the unit may be kept."""
        self._fenced(job, state=JobState.DONE.value, ended=now(), error="")

    def put_back(self, job: Job, *, error: str, delay: float, counted: bool = True) -> None:
        """Ready again in `delay` seconds; the try isn't `counted` when it failed for want of a server. Raises LeaseLost."""
        self._fenced(job, state=_READY, error=error[:300], run_at=_in(delay), attempts=_jobs.c.attempts - int(not counted))

    def release(self, job: Job) -> None:
        """Ready again at once, the try not counted: the worker is asked to stop. Raises LeaseLost."""
        self._fenced(job, state=_READY, attempts=_jobs.c.attempts - 1, run_at=now())

    def give_up(self, job: Job, error: str) -> None:
        """Failed for good, in the unit that notes the reason. Raises LeaseLost."""
        self._fenced(job, state=JobState.FAILED.value, error=error[:300], ended=now())

    def _fenced(self, job: Job, **values: Any) -> None:
        holds = and_(_jobs.c.id == job.id, _jobs.c.claim == job.claim, _jobs.c.state == _RUNNING)
        if self._connection.execute(update(_jobs).where(holds).values(**values)).rowcount != 1:
            raise LeaseLost(f"job {job.id} of {job.worker}")

    def of_item(self, item: int) -> list[RowMapping]:
        """Everything done and to do for an item, oldest first: for its page, the API and `docarchive status`."""
        return list(self._connection.execute(select(_jobs).where(_jobs.c.item == item).order_by(_jobs.c.id)).mappings())

    def failed(self, limit: int = 1000) -> list[tuple[int, Stage, str]]:
        """Item, stage and error of failed jobs, newest first; of page readings none, for their pages say why."""
        failed = (_jobs.c.state == JobState.FAILED.value, _jobs.c.kind != Stage.READ.value)
        query = select(_jobs.c.item, _jobs.c.kind, _jobs.c.error).where(*failed).order_by(_jobs.c.id.desc()).limit(limit)
        return [(row[0], Stage(row[1]), row[2]) for row in self._connection.execute(query)]

    def clear_failed(self, item: int) -> int:
        """Forget an item's failed jobs, since a person asked to try again; how many there were."""
        gone = _jobs.delete().where(_jobs.c.item == item, _jobs.c.state == JobState.FAILED.value)
        return self._connection.execute(gone).rowcount

    def queue(self) -> dict[str, tuple[int, int, float]]:
        """Per kind: ready, running, seconds that the oldest ready job has waited since it might run."""
        age = now() - func.min(_jobs.c.run_at).filter(_jobs.c.state == _READY)
        counts = (func.count().filter(_jobs.c.state == state) for state in (_READY, _RUNNING))
        query = select(_jobs.c.kind, *counts, age).where(_jobs.c.state.in_([_READY, _RUNNING])).group_by(_jobs.c.kind)
        return {row[0]: (row[1], row[2], max(0.0, _micro(row[3]) / 1e6)) for row in self._connection.execute(query)}

    def at_work(self) -> int:
        """How many workers hold a job whose lease runs."""
        held = (_jobs.c.state == _RUNNING, _jobs.c.lease_until >= now())
        return int(self._connection.execute(select(func.count(_jobs.c.worker.distinct())).where(*held)).scalar_one())

    def due(self, kinds: Sequence[Stage]) -> int:
        """How many jobs of these kinds could be claimed now: what the clock nudges again."""
        ready = and_(_jobs.c.state == _READY, _jobs.c.run_at <= now())
        lost = and_(_jobs.c.state == _RUNNING, _jobs.c.lease_until < now())
        query = select(func.count()).where(or_(ready, lost), _jobs.c.kind.in_([kind.value for kind in kinds]))
        return int(self._connection.execute(query).scalar_one())


def _micro(age: Any) -> float:
    return float(age) if isinstance(age, int | float) else 0.0
