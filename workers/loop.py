"""The polling loop: threads that claim the best ready job of their kinds, a heartbeat, a graceful end.

Readers are as many as cores (each has a warm child process that does the work); one thread takes the quick stages;
one writes the index, if this process can get the embedded writer's lock.
"""

import logging
import os
import threading
from collections.abc import Iterable

from docarchive import logs
from docarchive.archive import Archive
from docarchive.errors import LeaseLost, LockBusy, Unavailable
from docarchive.records.jobs import Job, Stage
from workers import stages

log = logging.getLogger(__name__)

_SHORTEST, _LONGEST = 0.02, 0.25
_TOGETHER = 32  # index jobs that share a commit
STEPS = (Stage.PLAN, Stage.DESCRIBE, Stage.KEEP)


class Worker:
    """A working process. `run` works until `stop` is called; what is running then is finished or handed back."""

    def __init__(self, archive: Archive, *, kinds: Iterable[Stage] = tuple(Stage)) -> None:
        self._archive = archive
        self._kinds = set(kinds)
        self._name = f"{os.uname().nodename}:{os.getpid()}"
        self._stopping = threading.Event()
        self._running: dict[int, Job] = {}
        self._lock = threading.Lock()

    def stop(self) -> None:
        """Ask it to end: no new job is claimed."""
        self._stopping.set()

    def run(self) -> None:
        """Work until stopped."""
        threads = [
            threading.Thread(target=self._work, args=(kinds,), name="-".join(k.value for k in kinds)) for kinds in self._shares()
        ]
        beat = self.start_heartbeat()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._stopping.set()
        beat.join()

    def start_heartbeat(self) -> threading.Thread:
        """Give signs of life for what is running, in a thread of its own, until stopped and idle."""
        beat = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        beat.start()
        return beat

    def _shares(self) -> list[tuple[Stage, ...]]:
        readers = self._archive.settings.workers or os.cpu_count() or 1
        steps = tuple(kind for kind in STEPS if kind in self._kinds)
        shares: list[tuple[Stage, ...]] = [(Stage.READ,)] * readers if Stage.READ in self._kinds else []
        shares += [steps] if steps else []
        return shares + ([(Stage.INDEX,)] if Stage.INDEX in self._kinds else [])

    def _work(self, kinds: tuple[Stage, ...]) -> None:
        pause = _SHORTEST
        try:
            while not self._stopping.is_set():
                if self.work_once(kinds):
                    pause = _SHORTEST
                else:
                    self._stopping.wait(pause)
                    pause = min(_LONGEST, pause * 1.6)
        finally:
            self.stop()  # should this thread die, the others don't go on without it: whoever started the process does so again

    def work_once(self, kinds: tuple[Stage, ...]) -> bool:
        """Claim a job (or index jobs that go together) and do it.

        False when there was none, or the index or the database isn't to be had just now.
        """
        try:
            if Stage.INDEX in kinds:
                _ = self._archive.index_writer  # claim index jobs only where they can be written
            jobs = self._claim_some(kinds)
        except LockBusy:
            self._stopping.wait(2)
            return False
        except Unavailable as error:
            log.warning("waiting: %s", error)
            self._stopping.wait(2)
            return False
        if not jobs:
            return False
        try:
            with logs.bound(job=",".join(str(job.id) for job in jobs)):
                stages.run_all(self._archive, jobs)
        except Unavailable as error:
            log.warning("%d jobs: their leases will run out: %s", len(jobs), error)
        finally:
            with self._lock:
                for job in jobs:
                    self._running.pop(job.id, None)
        return True

    def _claim_some(self, kinds: tuple[Stage, ...]) -> list[Job]:
        """One job; of index jobs as many as are waiting, for they share one commit of the index."""
        most = _TOGETHER if kinds == (Stage.INDEX,) else 1
        jobs: list[Job] = []
        while len(jobs) < most and (job := self._claim(kinds)):
            jobs.append(job)
        return jobs

    def _claim(self, kinds: tuple[Stage, ...]) -> Job | None:
        with self._archive.catalogue.reading() as unit:
            if not unit.jobs.due(kinds):  # looking costs no write lock
                return None
        with self._archive.catalogue.writing() as unit:
            job = unit.jobs.claim(kinds, worker=self._name, lease=self._archive.settings.lease_seconds)
            unit.commit()
        if job:
            with self._lock:
                self._running[job.id] = job
        return job

    def _beat(self) -> None:
        settings = self._archive.settings
        while not self._stopping.wait(settings.heartbeat_seconds) or self._running:
            with self._lock:
                running = list(self._running.values())
            for job in running:
                self._prolong(job, settings.lease_seconds)
            if self._stopping.is_set():
                threading.Event().wait(min(0.2, settings.heartbeat_seconds))

    def _prolong(self, job: Job, lease: float) -> None:
        try:
            with self._archive.catalogue.writing() as unit:
                unit.jobs.prolong(job, lease)
                unit.commit()
        except LeaseLost:
            with self._lock:
                self._running.pop(job.id, None)
        except Unavailable as error:
            log.warning("no heartbeat for job %s: %s", job.id, error)
