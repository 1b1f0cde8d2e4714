"""Users and roles. For administrators; others get "forbidden" from the services."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.errors import Conflict, Invalid
from docarchive.records.access import Role
from docarchive.services import people
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import words

blueprint = Blueprint("users", __name__)


@blueprint.get("/users", endpoint="list")
def everyone() -> str:
    """Everyone who has an account, and the form for one more."""
    return _page()


def _page(errors: Iterable[tuple[str, str]] = ()) -> str:
    found = people.users(archive(), asker())
    return render_template("system/users.html", users=found, roles=words.ROLES, errors=list(errors), given=request.form)


@blueprint.post("/users")
def add() -> ResponseReturnValue:
    """Add a user with a first password."""
    given = request.form
    head = (given.get("name", ""), given.get("password", ""), _roles())
    try:
        made = people.add_user(archive(), asker(), *head, shown_name=given.get("shown_name", "").strip())
    except Conflict:
        return _page([("name", _("Tên đăng nhập này đã có người dùng."))]), 409
    except Invalid as error:
        return _page([("name", error.message(language()))]), 422
    flash(_("Đã thêm %(name)s.", name=made.shown_name))
    return redirect(url_for("users.list"))


def _roles() -> list[Role]:
    known = {role.value for role in Role}
    chosen = [Role(value) for value in request.form.getlist("role") if value in known]
    if not chosen:
        raise Invalid(reason=_("chưa chọn vai trò"))
    return chosen


@blueprint.get("/users/<name>")
def show(name: str) -> str:
    """One user: roles, lock, a new password. Raises NotFound."""
    return _one(name)


def _one(name: str, errors: Iterable[tuple[str, str]] = ()) -> str:
    user = people.named(archive(), asker(), name)
    tokens = people.tokens(archive(), asker(), name)
    named = {"roles": words.ROLES, "right_words": {right.value: word for right, word in words.RIGHTS.items()}}
    return render_template("system/user.html", user=user, tokens=tokens, errors=list(errors), **named)


@blueprint.post("/users/<name>/roles")
def change(name: str) -> ResponseReturnValue:
    """Give other roles, or lock and unlock the account; sessions of a locked one end. Raises NotFound, Invalid."""
    active = "locked" not in request.form
    people.change_roles(archive(), asker(), name, _roles(), active=active)
    flash(_("Đã đổi quyền của %(name)s.", name=name) if active else _("Đã khóa %(name)s.", name=name))
    return redirect(url_for("users.list"))


@blueprint.post("/users/<name>/password")
def password(name: str) -> ResponseReturnValue:
    """Set a new password; every session of the user ends. Raises NotFound."""
    try:
        people.change_password(archive(), asker(), name, request.form.get("password", ""))
    except Invalid as error:
        return _one(name, [("password", error.message(language()))]), 422
    flash(_("Đã đặt mật khẩu mới cho %(name)s.", name=name))
    return redirect(url_for("users.list"))


@blueprint.post("/users/<name>/tokens/<letters:token>/revoke")
def revoke_token(name: str, token: int) -> ResponseReturnValue:
    """End one of the user's API tokens at once. Raises NotFound."""
    people.revoke_token(archive(), asker(), name, token)
    flash(_("Đã thu hồi khóa."))
    return redirect(url_for("users.show", name=name))
