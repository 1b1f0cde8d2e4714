"""Errors as answers: RFC 9457 problem details for programs, a page for people, both with a code to quote."""

import logging
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from apiflask import APIFlask, HTTPError
from flask import Blueprint, Response, json, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from docarchive import errors
from docarchive.errors import ArchiveError, Duplicate, Invalid, NotFound, SignInNeeded, TooManyTries, Unavailable
from docarchive.records.identifiers import to_letters
from docarchive.services import people
from docarchive.services.spool import shown_size
from docarchive.web import errors as web_errors
from docarchive.web.door import is_api
from docarchive.web.face import language

log = logging.getLogger(__name__)
blueprint = Blueprint("problems", __name__)

#: Every kind of problem by its code: what `/problems/<code>` explains.
KINDS: dict[str, type[ArchiveError]] = {
    kind.code: kind
    for module in (errors, web_errors, people)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, ArchiveError)
}


def answer_errors(app: APIFlask) -> None:
    """Let `app` answer every error in our way."""
    app.register_blueprint(blueprint)
    app.register_error_handler(ArchiveError, answer)
    app.register_error_handler(HTTPError, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _invalid(error: HTTPError) -> Response:
    """APIFlask found fields that don't fit the schema."""
    fields = [
        {"in": place, "field": name, "reason": reason}
        for place, found in dict(error.detail).items()
        for name, reasons in found.items()
        for reason in reasons
    ]
    told = "; ".join(f"{each['field']}: {each['reason']}" for each in fields)
    return answer(Invalid(told, reason=told, errors=fields))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    response = answer(web_errors.from_http(error, limit=shown_size(request.max_content_length or 0)))
    for name, value in error.get_headers():
        if name in ("Allow", "Content-Range"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    """The door of the web: what nobody foresaw is logged whole and answered with a code to quote."""
    reference = _reference()
    log.exception("%s %s %s", reference, request.method, request.path)
    return answer(ArchiveError(type(error).__name__), reference)


def _reference() -> str:
    return secrets.token_hex(3).upper()


def answer(error: ArchiveError, reference: str = "") -> Response:
    """The answer to a named error."""
    if error.status >= 500 and not reference:
        reference = _reference()
        log.error("%s %s %s: %s %s", reference, request.method, request.path, error.code, error.detail)
    if is_api():
        response = Response(json.dumps(details(error, reference)), error.status, content_type="application/problem+json")
    elif isinstance(error, SignInNeeded) and request.endpoint != "account.sign_in":
        response = _to_sign_in(error)
    else:
        response = page(error, reference)
    if isinstance(error, SignInNeeded):
        response.headers["WWW-Authenticate"] = 'Bearer realm="docarchive"'
    if isinstance(error, TooManyTries | Unavailable):
        response.headers["Retry-After"] = str(error.facts.get("seconds", 30))
    return response


def page(error: ArchiveError, reference: str = "") -> Response:
    """The error as a page for people."""
    shown = render_template("error.html", error=error, reference=reference, seconds=error.facts.get("seconds"))
    return make_response(shown, error.status)


def _to_sign_in(error: ArchiveError) -> Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("search.home")
    there = url_for("account.sign_in", next=back)
    if "HX-Request" in request.headers:
        return Response("", error.status, headers={"HX-Redirect": there})
    return redirect(there) if request.method in ("GET", "HEAD") else page(error)  # type: ignore[return-value]


def details(error: ArchiveError, reference: str = "") -> dict[str, Any]:
    """Problem details of RFC 9457; identifiers are letters, facts are beside the standard's members."""
    body = {
        "type": f"/problems/{error.code}",
        "title": title(type(error)),
        "status": error.status,
        "detail": error.message(language()),
        "instance": quote(request.path),
    }
    if reference:
        body["reference"] = reference
    return {**_facts(error), **body}


def _facts(error: ArchiveError) -> Mapping[str, Any]:
    facts = {name: value for name, value in error.facts.items() if name != "reason"}
    if isinstance(error, Duplicate) and error.item is not None:
        facts["item"] = to_letters(error.item)
        facts["links"] = {"item": url_for("api.items.show", item=error.item), "page": url_for("items.show", item=error.item)}
    return facts


def title(kind: type[ArchiveError]) -> str:
    """The kind's short name: the first sentence of its docstring, the same each time (RFC 9457, 3.1.3)."""
    return re.split(r"[.:](?:\s|$)", kind.__doc__ or kind.code)[0]


@blueprint.get("/problems/<code>")
def show(code: str) -> str:
    """What a problem's `type` means, in both languages. Raises NotFound."""
    kind = KINDS.get(code)
    if kind is None:
        raise NotFound(f"problem {code}")
    return render_template("problem.html", kind=kind, title=title(kind))
