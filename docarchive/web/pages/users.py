"""Users and roles. For administrators; others get "forbidden" from the services."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.catalogue.people import User
from docarchive.errors import Conflict, Invalid
from docarchive.records.access import Role
from docarchive.records.text import sort_key
from docarchive.services import granting, people, tokens
from docarchive.web.asking import archive, asker
from docarchive.web.face import language
from docarchive.web.pages import words
from docarchive.web.pages.grants import reach_words

blueprint = Blueprint("users", __name__)


@blueprint.get("/users", endpoint="list")
def everyone() -> str:
    """Everyone who has an account, and the form for one more."""
    return _page()


def _page(errors: Iterable[tuple[str, str]] = ()) -> str:
    found = sorted(people.users(archive(), asker()), key=lambda user: sort_key(user.shown_name))
    seen = granting.last_seen(archive(), asker(), found)
    shown = {"users": found, "seen": seen, "roles": words.ROLES, "errors": list(errors), "given": request.form}
    reaches = granting.reaches(archive(), asker(), found)
    shown["reach"] = {user: reach_words(reach) for user, reach in reaches.items()}
    return render_template("system/users.html", departments=granting.departments(archive(), asker()), **shown)


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
    named = {"roles": words.ROLES, "right_words": {right.value: word for right, word in words.RIGHTS.items()}}
    reach = granting.reach(archive(), asker(), name)
    told = {"reach": reach, "sentence": reach_words(reach), "seen": granting.last_seen(archive(), asker(), [user]).get(user.id)}
    return render_template(
        "system/user.html", user=user, tokens=tokens.of_user(archive(), asker(), name), errors=list(errors), **named, **told
    )


@blueprint.post("/users/<name>/roles")
def change(name: str) -> ResponseReturnValue:
    """Give other roles, or lock and unlock the account, once that was confirmed with before and after in sight; sessions of a
    locked one end. Raises NotFound, Invalid, Conflict (the account changed since it was shown)."""
    active = "locked" not in request.form
    if "confirmed" not in request.form:
        return _confirm(people.named(archive(), asker(), name), _roles(), active=active)
    people.change_roles(archive(), asker(), name, _roles(), active=active, standing=request.form.get("standing", ""))
    flash(_("Đã đổi quyền của %(name)s.", name=name) if active else _("Đã khóa %(name)s.", name=name))
    return redirect(url_for("users.list"))


def _confirm(user: User, roles: list[Role], *, active: bool) -> str:
    chosen = [*(("role", role.value) for role in roles), *([] if active else [("locked", "1")])]
    return render_template(
        "system/confirm.html",
        title=user.shown_name,
        back=url_for("users.show", name=user.name),
        action=url_for("users.change", name=user.name),
        before=_told(user.roles, user.active),
        after=_told(roles, active),
        fields=[*chosen, ("standing", people.standing_of(user))],
    )


def _told(roles: Iterable[Role], active: bool) -> str:
    """Roles and state of an account in words."""
    held = set(roles)
    named = ", ".join(str(word) for role, word in words.ROLES.items() if role in held)
    return f"{named}; {_('đang dùng') if active else _('bị khóa')}"


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
    tokens.revoke(archive(), asker(), name, token)
    flash(_("Đã thu hồi khóa."))
    return redirect(url_for("users.show", name=name))
