"""Uploading, and batches as they are received and read. For whoever may upload; others get "forbidden" from the services."""

import hashlib
from dataclasses import replace

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import Invalid, NameMissing, Refused
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.rules.access import Right, require
from docarchive.services import arranging, batching, ingest, progress
from docarchive.services.spool import shown_size
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages.batches import BatchRows, batch_rows
from docarchive.web.pages.changes import Changes
from docarchive.web.receiving import Part, file_parts

blueprint = Blueprint("upload", __name__)
_changes = Changes()


@blueprint.get("/upload")
def form() -> str:
    """Choose or drop files; with script the batch is opened when the first is chosen."""
    return _page(None)


@blueprint.get("/upload/<letters:batch>")
def show(batch: int) -> str:
    """A batch: what was taken and how far it is read, what was refused and why; more files may be added. Raises NotFound."""
    return _page(batch)


def _page(batch: int | None) -> str:
    nodes = arranging.choices(archive(), asker())
    rows = batch_rows(progress.batch(archive(), asker(), batch)) if batch else None
    node = rows.node if rows else _letters(request.args.get("node", "")) or INTAKE_NODE
    limit = shown_size(int(archive().settings.max_upload_bytes))
    choices = [(to_letters(each.id), path) for each, path in nodes]
    named = next((path for each, path in nodes if each.id == node), "")
    shown = {"batch": batch, "rows": rows, "node": node, "node_choices": choices, "node_name": named, "limit": limit}
    return render_template("upload/form.html", **shown)


def _letters(typed: str) -> int:
    try:
        return from_letters(typed) if typed else 0
    except ValueError:
        raise Invalid(reason=_("chưa chọn hồ sơ")) from None


@blueprint.get("/upload/<letters:batch>/rows")
def rows(batch: int) -> Response:
    """The sums and rows of a batch as a fragment, with ETag: asked again and again while files are read. To who names the ETag of
    an answer that is remembered, the rows that changed since. Raises NotFound."""
    found: BatchRows = batch_rows(progress.batch(archive(), asker(), batch))
    # Of the values, not of the text: its forms carry a token that is new each second.
    etag = hashlib.sha256(f"{asker().id}{language()}{found}".encode()).hexdigest()
    response = make_response("" if etag in request.if_none_match else _changed(found, etag))
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(etag)
    response.make_conditional(request)
    return response


def _changed(found: BatchRows, etag: str) -> str:
    """All rows; or, to who has those of an answer that is remembered, the ones that changed since, and which are gone."""
    asked = next(iter(request.if_none_match), "")
    known = _changes.since(asked)
    prints = _changes.remember(etag, found.files)
    if known is None:
        return render_template("upload/rows.html", rows=found, gone=None)
    files = [row for row in found.files if known.get(row["id"]) != prints[row["id"]]]
    return render_template(
        "upload/rows.html", rows=replace(found, files=files), gone=[each for each in known if each not in prints]
    )


@blueprint.post("/upload")
def send() -> ResponseReturnValue:
    """Take the files of a plain form (without script); each is judged for itself, and refusals stand in the batch."""
    require(asker(), Right.UPLOAD)
    parts = file_parts(request.files.getlist("file"))
    if not parts:
        raise NameMissing
    batch = _letters(request.form.get("batch", ""))
    if batch:
        batching.require_batch(archive(), asker(), batch)
    else:
        node = _letters(request.form.get("dossier", "")) or INTAKE_NODE
        batch = batching.open_batch(archive(), asker(), request.form.get("name", "").strip(), node=node)
    taken = sum(_taken(name, part, batch) for name, part in parts)
    flash(ngettext("Đã nhận %(num)s tệp.", "Đã nhận %(num)s tệp.", taken) if taken else _("Không nhận tệp nào."))
    return redirect(url_for("upload.show", batch=batch))


def _taken(name: str, part: Part, batch: int) -> bool:
    try:
        spooled = part.received()
    except Refused as refusal:
        ingest.note_refusal(archive(), batch, name, part.spooled.size, refusal)
        return False
    try:
        ingest.accept_spooled(archive(), asker(), spooled, name, batch=batch)
    except Refused:  # noted by the service, with its reason
        return False
    return True


@blueprint.post("/upload/<letters:batch>/refusals/<letters:refusal>/dismiss")
def dismiss(batch: int, refusal: int) -> ResponseReturnValue:
    """Take a refusal off its batch's list. Raises Forbidden, NotFound."""
    progress.dismiss(archive(), asker(), batch, refusal)
    return redirect(url_for("upload.show", batch=batch))


@blueprint.post("/upload/<letters:batch>/retry")
def retry(batch: int) -> ResponseReturnValue:
    """Read the failed pages of all files of a batch again. Raises Forbidden, NotFound."""
    count = progress.retry_batch(archive(), asker(), batch)
    flash(ngettext("%(num)s trang đang chờ đọc lại.", "%(num)s trang đang chờ đọc lại.", count))
    return redirect(url_for("upload.show", batch=batch))


@blueprint.get("/batches")
def batches() -> str:
    """The newest batches: who sent them, how much they brought and how far that is."""
    return render_template("upload/batches.html", batches=batching.overview(archive(), asker(), limit=100))
