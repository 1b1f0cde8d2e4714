"""How the archive is: parts, queue, failures. For archivists and administrators; others get "forbidden" from the services."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from docarchive.records.jobs import Stage, reason, remedy
from docarchive.records.objects import ItemState
from docarchive.services import progress
from docarchive.services.pace import pace
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import words

blueprint = Blueprint("system", __name__)


@blueprint.get("/system")
def status() -> str:
    """The state in one sentence, the parts, the queue, what failed and why."""
    state, found = progress.state(archive(), asker()), progress.failures(archive(), asker())
    return render_template(
        "system/status.html",
        state=state,
        pace=pace(archive(), asker()),
        parts=words.PARTS,
        stages={stage.value: word for stage, word in words.STAGES.items()},
        failures=[(group, reason(group.error, language()), remedy(group.error, language())) for group in found],
        documents=sum(state.items.values()),
        findable=sum(count for name, count in state.items.items() if ItemState(name).cleared),
    )


@blueprint.post("/system/retry")
def retry() -> ResponseReturnValue:
    """Do again all that failed, or what failed in the stage `stage` for the reason `error`. Raises Forbidden."""
    stage = next((each for each in Stage if each.value == request.form.get("stage")), None)
    count = progress.retry_all(archive(), asker(), stage=stage, error=request.form.get("error", ""))
    flash(ngettext("%(num)s văn bản đang chờ làm lại.", "%(num)s văn bản đang chờ làm lại.", count))
    return redirect(url_for("system.status"))
