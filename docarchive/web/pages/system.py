"""How the archive is: parts, queue, failures. For archivists and administrators; others get "forbidden" from the services."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from docarchive.services import progress
from docarchive.web.asking import archive, asker
from docarchive.web.pages import words
from docarchive.web.pages.stages import failures

blueprint = Blueprint("system", __name__)


@blueprint.get("/system")
def status() -> str:
    """The state in one sentence, the parts, the queue, what could not be read and why."""
    state = progress.state(archive(), asker())
    troubled = progress.troubled(archive(), asker())
    return render_template(
        "system/status.html",
        state=state,
        parts=words.PARTS,
        stages={stage.value: word for stage, word in words.STAGES.items()},
        troubled=[(row, failures(pages)) for row, pages in troubled],
    )


@blueprint.post("/system/retry")
def retry() -> ResponseReturnValue:
    """Read every failed page again. Raises Forbidden."""
    count = progress.retry_all(archive(), asker())
    flash(ngettext("%(num)s trang đang chờ đọc lại.", "%(num)s trang đang chờ đọc lại.", count))
    return redirect(url_for("system.status"))
