"""The pipeline in ten lines, and what becomes of a job that fails."""

import logging
from collections.abc import Callable

from docarchive.archive import Archive
from docarchive.errors import ArchiveError, Damaged, LeaseLost, LockBusy, NotFound, PageUnreadable, StoreFull, Unavailable
from docarchive.records.jobs import FAILURES, Job, Stage
from docarchive.services import indexing, preserve, process

log = logging.getLogger(__name__)

STAGES: dict[Stage, Callable[[Archive, Job], None]] = {
    Stage.PLAN: process.plan,
    Stage.READ: process.read,
    Stage.DESCRIBE: process.describe,
    Stage.INDEX: indexing.index,
    Stage.KEEP: preserve.keep,
}

_LONGEST_WAIT = 300.0


def run_all(archive: Archive, jobs: list[Job]) -> None:
    """Do claimed jobs: index jobs together with one commit; when that fails, one by one, so that a bad one fails alone."""
    together = [job for job in jobs if job.kind is Stage.INDEX and job.attempts <= archive.settings.max_attempts]
    if len(together) > 1:
        try:
            indexing.index_all(archive, together)
            jobs = [job for job in jobs if job not in together]
            log.info("%d items indexed", len(together))
        except ArchiveError as error:
            log.warning("%d items not indexed together, trying one by one: %s", len(together), error)
    for job in jobs:
        run(archive, job)


def run(archive: Archive, job: Job) -> None:
    """Do a claimed job: its stage writes the result. A failure is put back, or given up with its reason; never raises
    but for what nobody foresaw in the failing itself (the lease then runs out and the job is claimed again)."""
    told = f"job {job.id} {job.kind.value} item {job.item} try {job.attempts}"
    try:
        if job.attempts > archive.settings.max_attempts:
            _give_up(archive, job, "worker-lost")
            return
        STAGES[job.kind](archive, job)
        log.info("%s done", told)
    except LeaseLost:
        log.warning("%s: the lease ran out, the result was dropped", told)
    except NotFound as error:
        _failed(archive, job, f"error: {error}", final=True)
    except PageUnreadable as error:
        log.warning("%s: %s %s", told, error.reason, error.detail)
        _failed(archive, job, error.reason, final=process.is_final(error))
    except (Unavailable, LockBusy, StoreFull) as error:
        # A server that is away is not the document's fault: it waits, and no try is counted against it.
        log.warning("%s waits: %s", told, error)
        _wait(archive, job, "index-away" if job.kind is Stage.INDEX else "store-away")
    except Damaged as error:
        _failed(archive, job, f"damaged-object: {error}", final=True)
    except ArchiveError as error:
        _failed(archive, job, f"error: {error}", final=False)
    except Exception as error:  # the door of the worker loop: one bad job must not end the worker
        log.exception("%s", told)
        _failed(archive, job, f"error: {type(error).__name__}: {error}", final=False)


def _wait(archive: Archive, job: Job, reason: str) -> None:
    _put_back(archive, job, reason, delay=min(_LONGEST_WAIT, 2.0 ** min(job.attempts, 8)), counted=False)


def _failed(archive: Archive, job: Job, reason: str, *, final: bool) -> None:
    tries = min(archive.settings.max_attempts, 2 if reason in FAILURES and reason != "error" else archive.settings.max_attempts)
    if final or job.attempts >= tries:
        _give_up(archive, job, reason)
    else:
        _put_back(archive, job, reason, delay=min(_LONGEST_WAIT, 0.5 * 4.0**job.attempts), counted=True)


def _give_up(archive: Archive, job: Job, reason: str) -> None:
    log.error("job %s %s item %s given up: %s", job.id, job.kind.value, job.item, reason)
    if job.kind is Stage.READ:
        process.fail_page(archive, job, reason)
        return
    with archive.catalogue.writing() as unit:
        unit.jobs.give_up(job, reason)
        unit.commit()


def _put_back(archive: Archive, job: Job, reason: str, *, delay: float, counted: bool) -> None:
    try:
        with archive.catalogue.writing() as unit:
            unit.jobs.put_back(job, error=reason, delay=delay, counted=counted)
            unit.commit()
    except (LeaseLost, Unavailable) as error:
        log.warning("job %s not put back, its lease will run out: %s", job.id, error)
