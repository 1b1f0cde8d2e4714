"""One document: its page of facts, its bytes, the pictures of its pages. For whoever may see it; to others it isn't there."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from docarchive.errors import Invalid, NotFound, Unavailable
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.records.pages import Box
from docarchive.rules.access import Right, may
from docarchive.services import arranging, citing, copies, granting, pictures, progress, showing, stacks, verifying
from docarchive.web import downloads
from docarchive.web.asking import archive, asker
from docarchive.web.pages import words
from docarchive.web.pages.browse import places_asked
from docarchive.web.pages.described import facts
from docarchive.web.pages.grants import rule_words
from docarchive.web.pages.history import told
from docarchive.web.pages.local import local
from docarchive.web.pages.marked import text_blocks
from docarchive.web.pages.pager import Pager
from docarchive.web.pages.rows import place, stamps
from docarchive.web.pages.scans import scanned
from docarchive.web.pages.sought import page_asked
from docarchive.web.pages.stages import failures, steps

blueprint = Blueprint("items", __name__)
_TABS = ("about", "text", "history", "access")
_TEXTS = 20


@blueprint.get("/items/<letters:item>")
def show(item: int) -> str:
    """Everything known of a document; buttons by right. Raises NotFound."""
    # A page that fills in by itself is one look; whoever only says that it does so is noted all the same.
    view = showing.item(archive(), asker(), item, again="HX-Request" in request.headers)
    tab = request.args.get("tab", "about")
    tab = tab if tab in _TABS and (tab != "access" or may(asker(), Right.ARRANGE)) else "about"
    return render_template(
        "items/show.html",
        view=view,
        tab=tab,
        place=place(view.path),
        stamps=stamps(view.listed),
        facts=facts(view.description, stamps=True) if tab == "about" else [],
        **(_texts(item, view.listed.pages) if tab == "text" else {}),
        history=told(view),
        readers=granting.readers_of_item(archive(), asker(), item) if tab == "access" else None,
        citing=citing.of_item(archive(), asker(), item),
        lasting=_lasting(item) if view.item.kept_revision else None,
        fixity=verifying.last_check(archive(), asker(), item),
        may_verify=may(asker(), Right.DESCRIBE),
        steps=steps(view),
        failures=failures(view.pages),
        scan=scanned(view.pages),
        stack=stacks.neighbours(archive(), asker(), item),
        stayed=words.STAYED,
        page_orders=words.PAGE_ORDERS,
        nodes=arranging.choices(archive(), asker()) if may(asker(), Right.ARRANGE) else [],
        rule_words=rule_words,
        may_arrange=may(asker(), Right.ARRANGE),
        mode=words.MODES[view.mode],
        may_retry=may(asker(), Right.RETRY),
        may_download=may(asker(), Right.DOWNLOAD),
    )


def _lasting(item: int) -> list[str] | None:
    """The clauses of ISO 19005-2 that the searchable PDF breaks; None where that isn't known, or the store doesn't answer now."""
    try:
        return sorted({each.clause for each in copies.broken_rules(archive(), asker(), item)})
    except (NotFound, Unavailable):
        return None


def _texts(item: int, pages: int) -> dict[str, Any]:
    """What was read on some of the document's pages: a page of the list has few of them, since a document may have 500."""
    pager = Pager(page_asked(), _TEXTS, pages, lambda page: url_for("items.show", item=item, tab="text", page=page), _("Trang"))
    readings = showing.text(archive(), asker(), item, range(pager.first, pager.last + 1))
    return {"pager": pager, "texts": {number: (each, list(text_blocks(each.page, ()))) for number, each in readings.items()}}


@blueprint.post("/items/<letters:item>/retry")
def retry(item: int) -> ResponseReturnValue:
    """Have the failed pages and stages done again, or one page. For archivists. Raises Forbidden, NotFound."""
    typed = request.form.get("page", "")
    page = int(typed) if typed.isdecimal() else None
    count = progress.retry(archive(), asker(), item, page=page)
    if page is not None:
        flash(_("Trang %(page)s đang chờ đọc lại.", page=page))
    elif count:
        flash(ngettext("%(num)s trang đang chờ đọc lại.", "%(num)s trang đang chờ đọc lại.", count))
    else:
        flash(_("Các việc chưa xong đang chờ làm lại."))
    return redirect(local(request.form.get("back", "")) or url_for("items.show", item=item))


@blueprint.post("/items/<letters:item>/verify")
def verify(item: int) -> ResponseReturnValue:
    """Read and hash all that the store keeps of a document again. For archivists. Raises Forbidden, NotFound, Unavailable."""
    problems = verifying.verify_item(archive(), asker(), item)
    if problems:
        flash(_("Không toàn vẹn: %(why)s. Báo quản trị; đừng xóa gì trong kho.", why="; ".join(problems[:3])), "bad")
    else:
        flash(_("Toàn vẹn: mã băm khớp."))
    return redirect(url_for("items.show", item=item))


@blueprint.post("/items/<letters:item>/place")
def move(item: int) -> ResponseReturnValue:
    """Move a document into another dossier. For archivists. Raises Forbidden, NotFound, Invalid."""
    try:
        node = from_letters(request.form.get("node", ""))
    except ValueError:
        raise Invalid(reason=_("chưa chọn hồ sơ")) from None
    left = arranging.place_all(archive(), asker(), [item], node, ordinals=places_asked(1))[0]
    if request.form.get("undo"):
        flash(_("Đã hoàn tác."))
    elif left.node != node:
        fields = [("node", to_letters(left.node)), ("place", str(left.ordinal)), ("undo", "1")]
        undo = {"word": _("Hoàn tác"), "action": url_for("items.move", item=item), "fields": fields}
        flash({"sentence": _("Đã chuyển hồ sơ."), **undo}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("items.show", item=item))


@blueprint.get("/items/<letters:item>/original")
def original(item: int) -> Response:
    """The file as it was received, byte for byte. For whoever may download. Raises Forbidden, NotFound."""
    return downloads.send(showing.original_of(archive(), asker(), item))


@blueprint.get("/items/<letters:item>/searchable")
def searchable(item: int) -> Response:
    """The searchable PDF. For whoever may download. Raises Forbidden, NotFound (also while it isn't made yet)."""
    return downloads.send(showing.searchable_of(archive(), asker(), item))


@blueprint.get("/items/<letters:item>/alto")
def alto(item: int) -> Response:
    """Words and boxes as ALTO 4. For whoever may download. Raises Forbidden, NotFound (also while it isn't made yet)."""
    return downloads.send(copies.alto_of(archive(), asker(), item))


@blueprint.get("/items/<letters:item>/hocr")
def hocr(item: int) -> Response:
    """Words and boxes as hOCR. For whoever may download. Raises Forbidden, NotFound."""
    return downloads.send_written(copies.hocr_of(archive(), asker(), item))


@blueprint.get("/items/<letters:item>/pages/<int:number>/image")
def image(item: int, number: int) -> Response:
    """The image of a page, to which its boxes refer. Raises NotFound, PageUnreadable."""
    return downloads.send_picture(pictures.page_image(archive(), asker(), item, number))


@blueprint.get("/items/<letters:item>/pages/<int:number>/thumbnail")
def thumbnail(item: int, number: int) -> Response:
    """A small image of a page. Raises NotFound, PageUnreadable."""
    return downloads.send_picture(pictures.page_image(archive(), asker(), item, number, thumbnail=True))


@blueprint.get("/items/<letters:item>/pages/<int:number>/cut")
def cut(item: int, number: int) -> Response:
    """A part of a page's image: left, top, right, bottom in its pixels. Raises NotFound, Invalid, PageUnreadable."""
    edges = [request.args.get(edge, "") for edge in ("left", "top", "right", "bottom")]
    if not all(edge.isdecimal() and len(edge) < 7 for edge in edges):
        raise Invalid(reason="left, top, right, bottom")
    left, top, right, bottom = (int(edge) for edge in edges)
    if right <= left or bottom <= top:
        raise Invalid(reason="left < right, top < bottom")
    return downloads.send_picture(pictures.page_cut(archive(), asker(), item, number, Box(left, top, right, bottom)))
