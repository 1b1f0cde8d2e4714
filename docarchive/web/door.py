"""The door: closed by default. What is not named here is for those who are signed in or carry a token."""

from apiflask import APIFlask
from flask import g, request
from flask_wtf.csrf import CSRFProtect, validate_csrf
from wtforms import ValidationError

from docarchive.errors import SignInNeeded, Unavailable
from docarchive.rules.access import Right, may
from docarchive.web.asking import archive, asker, by_token, identify
from docarchive.web.errors import FormExpired

#: All that a stranger reaches. `health.measure` asks for a token itself unless it is called from this machine.
OPEN = frozenset(
    "static openapi.spec problems.show health.alive health.ready health.measure"
    " account.sign_in account.face founding.show".split()
)
#: What takes more than a form does, from those who may upload.
UPLOADS = frozenset({"api.uploads.send", "upload.send", "upload.form"})
_FORM_BYTES = 1 << 20
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()


def close() -> None:
    """Turn strangers away before anything of the request is read. Raises SignInNeeded."""
    if request.endpoint in UPLOADS and may(asker(), Right.UPLOAD):
        request.max_content_length = int(archive().settings.max_upload_bytes) + _FORM_BYTES
    else:
        request.max_content_length = _FORM_BYTES
    if request.endpoint and request.endpoint not in OPEN and not asker().known:
        raise SignInNeeded


def most_bytes(app: APIFlask, method: str, path: str, environ: dict[str, str]) -> int:
    """How large a body the app would read for who sends this head: asked by a server that takes bodies before the app does."""
    with app.test_request_context(path, method=method, environ_base=environ):
        try:
            identify()
            close()
        except (SignInNeeded, Unavailable):
            return _FORM_BYTES
        return int(request.max_content_length or _FORM_BYTES)


def check_origin() -> None:
    """What changes something must come from our own pages: cookies are sent unasked, tokens aren't. Raises FormExpired.

    The API takes the form token from the header alone, so that an upload's body isn't read for it.
    """
    if request.method in _SAFE or by_token() or not request.endpoint:
        return
    if not is_api():
        csrf.protect()
        return
    try:
        validate_csrf(request.headers.get("X-CSRF-Token"))
    except ValidationError as error:
        raise FormExpired(str(error)) from None
    g.csrf_valid = True


def is_api() -> bool:
    """Whether a program asks, who wants problem details instead of an error page."""
    return request.path.startswith("/api/v1/") or (request.endpoint or "").startswith("health.")
