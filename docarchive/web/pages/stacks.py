"""A file's pages as its documents have them: joining a stack again, splitting it again, another order, pages that none has.

All but looking is for archivists; who may not see one of a stack's documents can do nothing with the stack.
"""

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docarchive.records.passes import PageOrder
from docarchive.services import pictures
from docarchive.services import stacks as stacking
from docarchive.web import downloads
from docarchive.web.asking import archive, asker

blueprint = Blueprint("stacks", __name__)


@blueprint.post("/items/<letters:item>/join")
def join(item: int) -> ResponseReturnValue:
    """Make one document again of all that the file was split into, with a way back. Raises Forbidden, NotFound, Invalid."""
    made = stacking.join(archive(), asker(), item)
    beside = stacking.neighbours(archive(), asker(), made)
    if beside and beside.separated:
        undo = {"word": _("Hoàn tác"), "action": url_for("stacks.split", item=made), "fields": []}
        flash({"sentence": _("Đã ghép lại thành một văn bản."), **undo}, "undo")  # type: ignore[arg-type]
    else:
        flash(_("Đã trả lại mọi trang như trong tệp."))
    return redirect(url_for("items.show", item=made))


@blueprint.post("/items/<letters:item>/split")
def split(item: int) -> ResponseReturnValue:
    """Split a document by the separator sheets in its file, with a way back. Raises Forbidden, NotFound, Invalid."""
    made = stacking.split(archive(), asker(), item)
    told = ngettext("Đã tách thành %(num)s văn bản.", "Đã tách thành %(num)s văn bản.", len(made))
    undo = {"word": _("Hoàn tác"), "action": url_for("stacks.join", item=item), "fields": []}
    flash({"sentence": told, **undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("items.show", item=item))


@blueprint.post("/items/<letters:item>/reorder")
def reorder(item: int) -> ResponseReturnValue:
    """Lay two passes together, or leave blank backs out, with a way back. Raises Forbidden, NotFound, Invalid."""
    chosen = request.form.get("how", "")
    stacking.reorder(archive(), asker(), item, next((how for how in PageOrder if how.value == chosen), None))
    undo = {"word": _("Hoàn tác"), "action": url_for("stacks.join", item=item), "fields": []}
    flash({"sentence": _("Đã sắp lại trang."), **undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("items.show", item=item))


@blueprint.get("/items/<letters:item>/left-out/<int:place>")
def left_out(item: int, place: int) -> Response:
    """An image of a page of the file that no document has, a small one with `small`. Raises NotFound, PageUnreadable."""
    small = "small" in request.args
    return downloads.send_picture(pictures.left_out_image(archive(), asker(), item, place, thumbnail=small))
