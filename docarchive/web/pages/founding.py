"""First run: while nobody has an account, the first administrator is made here. Afterwards this page isn't there."""

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from docarchive.errors import Forbidden, Invalid, NotFound
from docarchive.services import founding, people
from docarchive.web import asking
from docarchive.web.asking import archive
from docarchive.web.face import language
from docarchive.web.health import called_from_here

log = logging.getLogger(__name__)
blueprint = Blueprint("founding", __name__)


@blueprint.route("/set-up", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Make the first administrator. For who sits at the server, or has the code from its log. Raises NotFound once it is done."""
    if not founding.is_unfounded(archive()):
        raise NotFound("somebody has an account")
    if request.method == "GET":
        return _form()
    given = request.form
    if given.get("password") != given.get("again"):
        return _form(errors=[("again", _("Hai lần gõ mật khẩu không giống nhau."))]), 422
    name, password = given.get("name", ""), given.get("password", "")
    proof = {"given": given.get("code", ""), "here": called_from_here()}
    try:
        founding.found(archive(), name, password, shown_name=given.get("shown_name", ""), **proof)  # type: ignore[arg-type]
    except Forbidden:
        return _form(errors=[("code", _("Mã chưa đúng. Mã nằm trong nhật ký của máy chủ lúc khởi động."))]), 403
    except Invalid as error:
        return _form(errors=[("name", error.message(language()))]), 422
    _user, secret = people.sign_in(archive(), name, password, address=request.remote_addr or "")
    response = redirect(url_for("search.home"))
    asking.remember(response, secret)
    return response


def _form(errors: list[tuple[str, str]] | None = None) -> str:
    return render_template("founding.html", errors=errors or [], given=request.form, here=called_from_here())


@blueprint.record_once
def announce(state: BlueprintSetupState) -> None:
    """Tell the server's log how to begin, as long as nobody has an account."""
    opened = state.app.extensions["archive"]
    if founding.is_unfounded(opened):
        told = "Chưa có người dùng nào. Mở %s/set-up, mã: %s · Nobody has an account yet: open that page with this code"
        log.warning(told, opened.settings.public_url, founding.code(opened))
