"""What runs by time: sealing events, adopting and sweeping what killed uploads left, catching up, nudging what waits.

One clock at a time works, by a lease; a second one waits its turn.
"""

import logging
import os
import threading
from datetime import UTC, datetime

from docarchive.archive import Archive
from docarchive.errors import ArchiveError
from docarchive.records.jobs import Stage
from docarchive.services import process
from docarchive.services.frame import keep_days, keep_frame
from docarchive.services.indexing import refill_lost_index
from docarchive.services.ingest import finish_begun
from docarchive.services.spool import sweep

log = logging.getLogger(__name__)

_LEASE = 10.0
_SWEEP_EVERY = 3600  # ticks
_ABANDONED = 600  # seconds after which nobody is still writing an upload that was begun


class Clock:
    """Ticks once a second until stopped."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._holder = f"{os.uname().nodename}:{os.getpid()}:{id(self)}"
        self._stopping = threading.Event()
        self._known: dict[str, str] = {}  # what the store is known to hold of the archive's frame

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()

    def run(self, every: float = 1.0) -> None:
        """Tick until stopped; a tick that fails is logged and the next one tries again."""
        ticks = 0
        while not self._stopping.is_set():
            try:
                if self._holds():
                    tick(self._archive, self._known, slow=ticks % 30 == 0)
                    if ticks % _SWEEP_EVERY == _SWEEP_EVERY - 1:  # the start has just swept
                        self._archive.storage.sweep()
            except ArchiveError as error:
                log.warning("clock: %s", error)
            ticks += 1
            self._stopping.wait(every)

    def _holds(self) -> bool:
        with self._archive.catalogue.writing() as unit:
            held = unit.archive.hold("clock", self._holder, _LEASE)
            unit.commit()
        return held


def tick(archive: Archive, known: dict[str, str], *, slow: bool = True) -> None:
    """Seal what is loose, and nudge what is due; `slow` ticks also adopt abandoned uploads, refill a lost
    index, catch up lagging items and keep the archive's frame."""
    seal(archive)
    with archive.catalogue.reading() as unit:
        due = {stage: unit.jobs.due([stage]) for stage in Stage}
    archive.dispatch.nudge([stage for stage, count in due.items() for _ in range(min(count, 8))])
    if slow:
        adopted = finish_begun(archive, older_than=_ABANDONED)
        if adopted:
            log.warning("adopted %d uploads that were stored but not recorded", len(adopted))
        catch_up(archive)
        sweep(archive)
        keep_frame(archive, known)
        keep_days(archive, known)
        refilled = refill_lost_index(archive)
        if refilled:
            log.warning("the index was empty: %d items are indexed again", refilled)


def seal(archive: Archive) -> int:
    """Chain every event that has no seal yet; how many."""
    with archive.catalogue.reading() as unit:
        if not unit.seals.loose():
            return 0
    with archive.catalogue.writing() as unit:
        made = unit.seals.seal()
        unit.commit()
    return made


def catch_up(archive: Archive) -> int:
    """Give every item whose index or store lags and that has no job for it a new one: a safety net, for nothing is lost
    by design; how many items."""
    at = datetime.now(UTC)
    with archive.catalogue.writing() as unit:
        behind = unit.holdings.behind()
        for item, revision, indexed, kept in behind:
            process.follow(unit, item, revision, index=revision > indexed, store=revision > kept, delay=60)
        unit.commit()
    log.debug("%d items lag at %s", len(behind), at)
    return len(behind)
