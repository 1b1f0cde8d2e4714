"""How far a document is, stage by stage, as a page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from docarchive.records.jobs import Stage, reason
from docarchive.records.objects import ItemPage
from docarchive.services.showing import ItemView
from docarchive.web.face import language
from docarchive.web.pages import words


@dataclass(frozen=True, slots=True)
class Step:
    """A stage: `state` is done, running, ready or failed; `at` when it ended or begins; `why` it failed or was tried again."""

    state: str
    word: str
    at: datetime | None
    why: str
    tries: int


def steps(view: ItemView) -> list[Step]:
    """The journey so far, in order; of a stage done several times, the last."""
    told = [Step("done", _("Đã nhận"), view.item.created, "", 1)]
    for stage in Stage:
        jobs = [job for job in view.stages if job["kind"] == stage.value]
        if stage is Stage.READ:
            told += _reading(view, jobs)
        elif (jobs and stage is not Stage.PLAN) or (jobs and jobs[-1]["state"] != "done"):
            told.append(_step(jobs[-1], stage))
    return told


def _reading(view: ItemView, jobs: list[dict[str, Any]]) -> list[Step]:
    if not jobs:
        return []
    item = view.item
    good = item.pages - item.pages_open - item.pages_failed
    ended = max((job["ended"] for job in jobs if job["ended"]), default=None)
    if item.pages_open:
        running = any(job["state"] == "running" for job in jobs)
        word = _("Đang đọc %(read)s / %(pages)s trang", read=good, pages=item.pages)
        return [Step("running" if running else "ready", word, None, "", 1)]
    word = ngettext("Đã đọc %(num)s trang", "Đã đọc %(num)s trang", good)
    if not item.pages_failed:
        return [Step("done", word, ended, "", 1)]
    failed = ngettext("%(num)s trang không đọc được", "%(num)s trang không đọc được", item.pages_failed)
    return [Step("failed", f"{word}, {failed}", ended, "", 1)]


def _step(job: dict[str, Any], stage: Stage) -> Step:
    word = str((words.DONE if job["state"] == "done" else words.STAGES)[stage])
    why = reason(job["error"], language()) if job["error"] else ""
    return Step(job["state"], word, job["ended"] or job["run_at"], why, job["attempts"])


def failures(pages: Iterable[ItemPage]) -> list[tuple[int, str]]:
    """The pages that could not be read: number and reason."""
    return [(page.number, reason(page.error, language())) for page in pages if page.state == "failed"]
