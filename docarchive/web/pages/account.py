"""Signing in and out, and what is one's own: language, theme, password, tokens. Strangers reach `sign_in` and `face` alone."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.errors import Invalid, SignInNeeded, TooManyTries
from docarchive.records.access import Asker
from docarchive.rules.access import Right, may
from docarchive.services import founding, people, tokens
from docarchive.web import asking
from docarchive.web.asking import archive, asker
from docarchive.web.face import LANGUAGES, language
from docarchive.web.pages import words
from docarchive.web.pages.local import local

blueprint = Blueprint("account", __name__)
_THEMES = ("", "light", "dark")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Name and password. Open to everyone; tries are throttled by the service."""
    there = local(request.values.get("next", ""))
    if asker().known:
        return redirect(there or url_for("search.home"))
    if request.method == "GET":
        return redirect(url_for("founding.show")) if founding.is_unfounded(archive()) else _form(next=there)
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        _user, secret = people.sign_in(archive(), name, password, address=request.remote_addr or "")
    except people.WrongPassword as error:
        return _form(name=name, error=error.message(language()), next=there), error.status
    except TooManyTries as error:
        seconds = error.facts["seconds"]
        return _form(name=name, seconds=seconds, next=there), error.status, {"Retry-After": str(seconds)}
    response = redirect(there or url_for("search.home"))
    asking.remember(response, secret)
    return response


def _form(**shown: object) -> str:
    return render_template("sign_in.html", **shown)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session. For whoever is signed in."""
    people.sign_out(archive(), asker(), asking.session_secret())
    response = redirect(url_for("account.sign_in"))
    asking.forget(response)
    return response


@blueprint.post("/face")
def face() -> ResponseReturnValue:
    """Choose a language or theme: a user's are kept on the account, with the keys of one letter; a stranger's in the session.
    Open to everyone."""
    wanted = {name: request.form[name] for name in ("language", "theme") if name in request.form}
    if asking.user():
        letters = request.form["letters"] == "on" if "letters" in request.form else None
        people.change_face(archive(), asker(), letters=letters, **wanted)
    else:
        session.update({name: value for name, value in wanted.items() if value in (*LANGUAGES, *_THEMES)})
    return redirect(local(request.form.get("back", "")) or url_for("search.home"))


@blueprint.get("/account")
def show() -> str:
    """One's own page. For whoever is signed in."""
    return _account()


def _account(**shown: object) -> str:
    own = require_person()
    mine = tokens.of_user(archive(), own, "")
    scopes = [right.value for right in Right if may(own, right)]
    rights = {right.value: word for right, word in words.RIGHTS.items()}
    named = {"role_words": words.ROLES, "right_words": rights}
    return render_template("account.html", user=asking.user(), tokens=mine, scopes=scopes, **named, **shown)


def require_person() -> Asker:
    """The asker, if a person is signed in. Raises SignInNeeded for a token, which has no page of its own."""
    if asking.user() is None:
        raise SignInNeeded
    return asker()


@blueprint.post("/account/password")
def change_password() -> ResponseReturnValue:
    """One's own new password, for the old one; every session ends, this one too."""
    user = asking.user()
    own = require_person()
    if request.form.get("new") != request.form.get("again"):
        return _account(errors=[("again", _("Hai lần gõ mật khẩu mới không giống nhau."))]), 422
    try:
        people.change_password(archive(), own, user.name if user else "", request.form.get("new", ""), old=request.form["old"])
    except people.WrongPassword:
        return _account(errors=[("old", _("Mật khẩu đang dùng chưa đúng."))]), 422
    except Invalid as error:
        return _account(errors=[("new", error.message(language()))]), 422
    response = redirect(url_for("account.sign_in"))
    asking.forget(response)
    flash(_("Đã đổi mật khẩu. Đăng nhập lại bằng mật khẩu mới."))
    return response


@blueprint.post("/account/tokens")
def add_token() -> ResponseReturnValue:
    """A token of one's own. It is shown in this answer and never again."""
    own = require_person()
    days = request.form.get("days", "90")
    try:
        wanted = {"label": request.form.get("label", "").strip() or "API", "scopes": request.form.getlist("scope")}
        made = tokens.add(archive(), own, "", days=int(days) if days.isdecimal() and len(days) < 6 else 0, **wanted)  # type: ignore[arg-type]
    except Invalid as error:
        return _account(errors=[("label", error.message(language()))]), 422
    return _account(made=made), 201


@blueprint.post("/account/tokens/<letters:token>/revoke")
def revoke_token(token: int) -> ResponseReturnValue:
    """End one of one's own tokens. Raises NotFound."""
    tokens.revoke(archive(), require_person(), "", token)
    flash(_("Đã thu hồi khóa."))
    return redirect(url_for("account.show"))
