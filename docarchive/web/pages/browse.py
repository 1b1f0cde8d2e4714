"""The tree of the archive and what stands in it. For whoever may search; forms are for who may arrange."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from docarchive.errors import Invalid
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.rules.access import Right, may
from docarchive.services import arranging
from docarchive.web.asking import archive, asker
from docarchive.web.pages import words
from docarchive.web.pages.local import local
from docarchive.web.pages.pager import Pager
from docarchive.web.pages.rows import node_name
from docarchive.web.pages.rows import place as path_of
from docarchive.web.pages.sought import page_asked

blueprint = Blueprint("browse", __name__)
SIZE = 50
_PLACE = re.compile(r"[0-9]{1,8}")
#: Rows of a list that goes to paper in one piece.
PRINTED = 1000
ORDERS = ("place", "number", "date", "title", "newest")
#: Orders that a column's head asks for, and the way that each runs; a phone, which shows no heads, has them as links.
HEADS = {"place": "ascending", "number": "ascending", "date": "descending"}


@blueprint.get("/browse")
def tree() -> ResponseReturnValue:
    """The fonds, and the intake for who may see it."""
    return _page(None)


@blueprint.get("/browse/<letters:node>")
def node(node: int) -> ResponseReturnValue:
    """A fonds, series or dossier: what is under it and what is in it, 50 a page. Raises NotFound."""
    return _page(node)


@blueprint.get("/browse/<letters:node>/register")
def register(node: int) -> str:
    """The list of a dossier as it goes to paper, all rows; of more than PRINTED a part a page. Raises NotFound."""
    order, number = order_asked(), page_asked()
    branch = arranging.branch(archive(), asker(), node, order=order, page=number, size=PRINTED)
    here = branch.node
    pager = Pager(number, PRINTED, branch.total, lambda page: url_for("browse.register", node=node, order=order, page=page))
    told = {"part": number, "parts": pager.pages, "first": format_decimal(pager.first), "last": format_decimal(pager.last)}
    return render_template(
        "browse/register.html",
        branch=branch,
        name=node_name(here) if here else "",
        pager=pager,
        part_words=_("Phần %(part)s trên %(parts)s: văn bản %(first)s–%(last)s.", **told) if pager.pages > 1 else "",
        states=words.STATES,
    )


def _page(node_id: int | None) -> ResponseReturnValue:
    order = order_asked()
    branch = arranging.branch(archive(), asker(), node_id, order=order, page=page_asked(), size=SIZE)
    arranges = may(asker(), Right.ARRANGE)
    here = branch.node
    if branch.total and not branch.items:  # what stood on this page was moved away
        return redirect(_address(here.id if here else 0, order, -(-branch.total // SIZE)))
    return render_template(
        "browse/tree.html",
        branch=branch,
        outline=arranging.outline(archive(), asker(), node_id),
        place=path_of(branch.path[:-1]) + ([(node_name(here), "")] if here else []),
        kinds=_kinds_under(here.kind if here else None) if arranges else [],
        kind_choices=[(kind.value, words.KINDS[kind]) for kind in _kinds_under(here.kind if here else None)],
        kind_words=words.KINDS,
        modes=[(mode.value, words.MODES[mode]) for mode in (Mode.PUBLIC, Mode.CONDITIONAL)],
        may_arrange=arranges,
        nodes=arranging.choices(archive(), asker()) if arranges and branch.items else [],
        parents=arranging.parents(archive(), asker(), here) if arranges and here else [],
        order=order,
        may_download=may(asker(), Right.DOWNLOAD),
        may_print_separators=here is not None and here.kind is not NodeKind.FONDS and may(asker(), Right.UPLOAD),
        heads=HEADS,
        orders=_orders(),
        mode_words=words.MODES,
        pager=Pager(page_asked(), SIZE, branch.total, lambda page: _address(here.id if here else 0, order, page)),
    )


def order_asked() -> str:
    """The order of a dossier's list that the address asks for."""
    asked = request.args.get("order", "place")
    return asked if asked in ORDERS else "place"


def _address(node_id: int, order: str, page: int) -> str:
    return url_for("browse.node", node=node_id, order=None if order == "place" else order, page=page if page > 1 else None)


def _orders() -> list[tuple[str, str]]:
    named = (_("Thứ tự trong hồ sơ"), _("Số, ký hiệu"), _("Ngày ban hành"), _("Tên tệp"), _("Mới nhận"))
    return list(zip(ORDERS, named, strict=True))


def _kinds_under(kind: NodeKind | None) -> list[NodeKind]:
    return [each for each in NodeKind if (kind in each.parents if kind else each is NodeKind.FONDS)]


@blueprint.post("/browse/add")
def add() -> ResponseReturnValue:
    """Make a fonds, series or dossier. For archivists. Raises Forbidden, NotFound, Invalid, Conflict (the code is taken)."""
    given = request.form
    parent = _identifier(given["parent"]) if given.get("parent") else None
    if given.get("kind") not in {kind.value for kind in NodeKind}:
        raise Invalid(reason=_("chưa chọn loại"))
    named: dict[str, Any] = {name: given.get(name, "") for name in ("code", "title", "opened", "closed")}
    mode = Mode(given["mode"]) if given.get("mode") in {each.value for each in Mode} else None
    made = arranging.add_node(archive(), asker(), NodeKind(given["kind"]), parent=parent, mode=mode, **named)
    flash(_("Đã lập %(name)s.", name=node_name(made)))
    return redirect(url_for("browse.node", node=made.id))


@blueprint.post("/browse/<letters:node>/rename")
def rename(node: int) -> ResponseReturnValue:
    """Give a node another code and title. For archivists. Raises Forbidden, NotFound, Invalid, Conflict (changed since)."""
    code, title = request.form.get("code", ""), request.form.get("title", "")
    done = arranging.change_node(archive(), asker(), node, code=code, title=title, revision=_revision())
    told = _("Đã đổi tên thành %(name)s.", name=node_name(done.after))
    fields = [("code", done.before.code), ("title", done.before.title), ("revision", str(done.after.revision))]
    _with_way_back(told, url_for("browse.rename", node=node), fields)
    return redirect(url_for("browse.node", node=node))


@blueprint.post("/browse/<letters:node>/carry")
def carry(node: int) -> ResponseReturnValue:
    """Move this series or dossier under another node, with a way back. For archivists. Raises Forbidden, NotFound, Invalid,
    Conflict (changed since, or the code is taken there)."""
    there = _identifier(request.form.get("to", ""))
    done = arranging.change_node(archive(), asker(), node, parent=there, revision=_revision())
    told = _("Đã chuyển %(name)s.", name=node_name(done.after))
    if done.after.audience != done.before.audience:
        told += " " + _("Người được xem nay theo nơi mới.")
    fields = [("to", to_letters(done.before.parent or 0)), ("revision", str(done.after.revision))]
    _with_way_back(told, url_for("browse.carry", node=node), fields)
    return redirect(url_for("browse.node", node=node))


def _revision() -> int:
    typed = request.form.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _with_way_back(sentence: str, action: str, fields: list[tuple[str, str]]) -> None:
    """The toast of what was done; of a way back that was gone it says so, and offers no way back from there."""
    if request.form.get("undo"):
        return flash(_("Đã hoàn tác."))
    told = {"sentence": sentence, "word": _("Hoàn tác"), "action": action, "fields": [*fields, ("undo", "1")]}
    return flash(told, "undo")  # type: ignore[arg-type]


@blueprint.post("/browse/<letters:node>/move")
def move(node: int) -> ResponseReturnValue:
    """Move chosen documents of this node into another, with a way back to where they stood in its order; who goes that way
    stays on the page where it was offered. For archivists. Raises Forbidden, NotFound, Invalid."""
    items = [_identifier(each) for each in request.form.getlist("item")]
    there = _identifier(request.form.get("to", ""))
    if not items:
        raise Invalid(reason=_("chưa chọn văn bản nào"))
    left = arranging.place_all(archive(), asker(), items, there, ordinals=places_asked(len(items)))
    back = local(request.form.get("back", "")) or url_for("browse.node", node=node)
    fields = [("to", to_letters(node)), ("back", back)]
    for each, was in zip(items, left, strict=True):
        fields += [("item", to_letters(each)), ("place", str(was.ordinal))]
    told = ngettext("Đã chuyển %(num)s văn bản.", "Đã chuyển %(num)s văn bản.", len(items))
    _with_way_back(told, url_for("browse.move", node=there), fields)
    return redirect(back)


def places_asked(count: int) -> list[int]:
    """Where each of `count` documents stood before, as the form of a way back names it; none by any other form."""
    typed = request.form.getlist("place")
    return [int(each) for each in typed] if len(typed) == count and all(map(_PLACE.fullmatch, typed)) else []


def _identifier(letters: str) -> int:
    try:
        return from_letters(letters)
    except ValueError:
        raise Invalid(reason=_("chưa chọn hồ sơ")) from None
