"""The archive in figures for monitoring; they name no document, so they need no asker."""

from dataclasses import dataclass

from docarchive.archive import Archive
from docarchive.records.jobs import Stage


@dataclass(frozen=True, slots=True)
class Figures:
    """`uploads` by outcome (accepted, or the code of the refusal), `pages` by state, `stages`: finished jobs and their
    seconds in all, `queue`: ready, running, seconds that the oldest has waited."""

    uploads: dict[str, int]
    pages: dict[str, int]
    stages: dict[str, tuple[int, float]]
    queue: dict[str, tuple[int, int, float]]


def figures(archive: Archive) -> Figures:
    """The figures as they stand; every stage is named, also where nothing waits. Raises Unavailable."""
    with archive.catalogue.reading() as unit:
        counted = unit.figures
        nothing = {stage.value: (0, 0, 0.0) for stage in Stage}
        return Figures(counted.uploads(), counted.pages(), counted.durations(), nothing | unit.jobs.queue())
