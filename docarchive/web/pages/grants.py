"""Who may see a node, and its change: shown before and after, done when it is confirmed. For administrators."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.catalogue.people import User
from docarchive.errors import Invalid
from docarchive.records.access import Mode
from docarchive.rules.access import Right, require
from docarchive.services import granting, people
from docarchive.services.granting import Reach, Readers
from docarchive.web.asking import archive, asker
from docarchive.web.pages import words
from docarchive.web.pages.rows import node_name

blueprint = Blueprint("grants", __name__)
_INHERITED = "inherited"
_MODES = (Mode.PUBLIC, Mode.CONDITIONAL)


@blueprint.get("/browse/<letters:node>/readers")
def show(node: int) -> str:
    """Who may see a node, and the form to change it. Raises Forbidden, NotFound."""
    change = granting.asked(archive(), asker(), node, mode=Mode.PUBLIC)
    now = change.before
    return render_template(
        "system/readers.html",
        node=change.node,
        rule=rule_words(now),
        source=None if now.source.id == node else now.source,
        mode=now.mode.value if now.source.id == node else _INHERITED,
        modes=_choices(root=change.node.parent is None),
        named={user.name for user in now.persons},
        users=[user for user in people.users(archive(), asker()) if user.active],
    )


def _choices(*, root: bool) -> list[tuple[str, str]]:
    own = [(mode.value, str(words.MODES[mode])) for mode in _MODES]
    return own if root else [(_INHERITED, _("Theo nơi chứa nó")), *own]


@blueprint.post("/browse/<letters:node>/readers")
def change(node: int) -> ResponseReturnValue:
    """Ask with before and after; change it once `confirmed` is sent. Raises Forbidden, NotFound, Invalid, Conflict."""
    require(asker(), Right.PEOPLE)
    given = request.form
    mode = _mode(given.get("mode", ""))
    names = given.getlist("person") if mode is Mode.CONDITIONAL else []
    if "confirmed" not in given:
        wanted = granting.asked(archive(), asker(), node, mode=mode, persons=names)
        fields = [("mode", given.get("mode", "")), *(("person", name) for name in names), ("fence", wanted.fence)]
        return render_template(
            "system/confirm.html",
            title=node_name(wanted.node),
            back=url_for("grants.show", node=node),
            action=url_for("grants.change", node=node),
            before=rule_words(wanted.before),
            after=rule_words(wanted.after),
            items=wanted.items,
            fields=fields,
        )
    done = granting.change(archive(), asker(), node, mode=mode, persons=names, fence=given.get("fence", ""))
    flash(_("Đã đổi người được xem %(name)s.", name=node_name(done.node)))
    return redirect(url_for("browse.node", node=node))


def _mode(given: str) -> Mode | None:
    """The mode that was chosen, None for that of what the node lies in. What is neither isn't guessed at: the guess might open
    what was to be closed."""
    if given not in (_INHERITED, *(mode.value for mode in _MODES)):
        raise Invalid(reason=_("chưa chọn chế độ sử dụng"))
    return None if given == _INHERITED else Mode(given)


def rule_words(rule: Readers) -> str:
    """Who may see, in words."""
    if rule.mode is Mode.PUBLIC:
        return _("Công khai: mọi người có tài khoản.")
    if rule.mode is Mode.CONDITIONAL:
        who = _names(rule.persons)
        return (
            _("Sử dụng có điều kiện: lưu trữ viên, và %(who)s.", who=who) if who else _("Sử dụng có điều kiện: chỉ lưu trữ viên.")
        )
    return (
        _("Mật: chỉ người phụ trách bí mật.") if rule.mode is Mode.SECRET else _("Chờ xếp hồ sơ: lưu trữ viên và người tải lên.")
    )


def _names(users: Iterable[User]) -> str:
    return ", ".join(user.shown_name for user in users)


def reach_words(found: Iterable[Reach]) -> str:
    """What a person may see, as it goes on after "Đọc được:": "Phông Sở Tư pháp (trừ 12.VP Thông báo)"; "" for nothing."""
    return "; ".join(part for each in found for part in _parts(each))


def _parts(reach: Reach) -> Iterator[str]:
    if reach.fonds not in reach.closed:
        less = ", ".join(node_name(node) for node in reach.closed)
        yield _("%(name)s (trừ %(less)s)", name=node_name(reach.fonds), less=less) if less else node_name(reach.fonds)
    for node in reach.opened:
        yield _("%(name)s (trong %(fonds)s)", name=node_name(node), fonds=node_name(reach.fonds))
