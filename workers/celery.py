"""The same worker, woken by nudges over Celery on RabbitMQ instead of by looking.

A nudge names no job: it makes this process claim the best ready row of the lease table, and go on for a few seconds
while there is more. Celery's pool processes are daemons that may not use multiprocessing; the reading child is started
by subprocess, so it may.
"""

import logging
import os
import time
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_process_shutdown

from docarchive.archive import Archive, open_archive
from docarchive.dispatch.celery import QUEUE_OF, TASK, make_app
from docarchive.records.jobs import Stage
from docarchive.settings import Settings
from workers.loop import Worker

log = logging.getLogger(__name__)

_GO_ON_SECONDS = 5.0
KINDS = {f"docarchive.{queue}": tuple(stage for stage in Stage if QUEUE_OF[stage] == queue) for queue in set(QUEUE_OF.values())}


class Pool:
    """What one pool process holds: made after the fork, for connections and threads don't survive it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._archive: Archive | None = None
        self._worker: Worker | None = None

    def open(self, **_: Any) -> None:
        """A fresh pool process begins."""
        self._archive = open_archive(self._settings)
        self._worker = Worker(self._archive)
        self._worker.start_heartbeat()

    def close(self, **_: Any) -> None:
        """The pool process ends: its reading child with it."""
        if self._worker and self._archive:
            self._worker.stop()
            self._archive.close()

    def work(self, kinds: tuple[Stage, ...]) -> int:
        """Claim and do jobs while there are any and a few seconds aren't over; how many rounds."""
        if self._worker is None:
            self.open()
        assert self._worker is not None
        rounds, ends = 0, time.monotonic() + _GO_ON_SECONDS
        while self._worker.work_once(kinds):
            rounds += 1
            if time.monotonic() > ends:
                break
        return rounds


def celery_app(settings: Settings) -> Celery:
    """The worker's Celery app with its one task."""
    app = make_app(settings.broker)
    pool = Pool(settings)
    worker_process_init.connect(pool.open, weak=False)
    worker_process_shutdown.connect(pool.close, weak=False)

    @app.task(name=TASK, bind=True)  # type: ignore[untyped-decorator]
    def work(task: Any) -> None:
        queue = task.request.delivery_info["routing_key"]
        rounds = pool.work(KINDS[queue])
        log.debug("nudge on %s: %d rounds", queue, rounds)

    return app


def run(settings: Settings) -> None:
    """Work until SIGTERM: warm shutdown, what is running is finished."""
    concurrency = settings.workers or os.cpu_count() or 1
    celery_app(settings).worker_main(
        [
            "worker",
            f"--concurrency={concurrency + 1}",  # readers as many as cores, and one for the quick steps between
            f"--queues={','.join(sorted(KINDS))}",
            f"--loglevel={settings.log_level}",
            "--without-gossip",
            "--without-mingle",
        ]
    )
