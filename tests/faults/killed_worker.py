"""A worker that stands still just before it would commit a stage's result, so that a test can kill it there.

python -m tests.faults.killed_worker STAGE MARKER      the file MARKER appears when it stands there
STAGE `split` is the middle of splitting a stack: one document has its pages, the next has not.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from docarchive.archive import open_archive
from docarchive.catalogue.jobs import Jobs
from docarchive.catalogue.stacks import Stacks
from docarchive.records.jobs import Job, Stage
from docarchive.settings import load_settings
from workers.loop import Worker


def main(stage: str, marker: str) -> None:
    """Work until the first job of `stage` is all but committed."""
    finish = Jobs.finish

    def stand_still(jobs: Jobs, job: Job) -> None:
        if job.kind is not Stage(stage):
            finish(jobs, job)
            return
        Path(marker).touch()
        time.sleep(3600)

    give = Stacks.give

    def stand_between(stacks: Stacks, item: int, pages: Sequence[int]) -> None:
        give(stacks, item, pages)
        Path(marker).touch()
        time.sleep(3600)

    if stage == "split":
        Stacks.give = stand_between  # type: ignore[method-assign]
    else:
        Jobs.finish = stand_still  # type: ignore[method-assign]
    archive = open_archive(load_settings())
    archive.prepare()
    Worker(archive).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
