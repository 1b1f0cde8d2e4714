"""A stand-in for the upload API, for the page's script alone: the name of the file decides the answer."""

from threading import Lock
from types import SimpleNamespace as Thing
from typing import Any

from flask import Response, current_app, get_template_attribute, make_response, request

_lock = Lock()
_once: set[str] = set()


def accepted() -> list[str]:
    """Names taken since the app began."""
    names: list[str] = current_app.extensions.setdefault("accepted", [])
    return names


def accept() -> tuple[dict[str, Any], int]:
    """201, or 409 for `doubled…`, 422 for `locked…`, 503 the first time for `flaky…`."""
    file = request.files["file"]
    name = (request.form["path"] or file.filename or "").replace("/", " · ")
    key = request.headers["Idempotency-Key"]
    with _lock:
        if name.startswith("doubled"):
            return {"title": "Đã có", "detail": "Tệp này đã có trong kho.", "links": {"page": "/gallery/item"}}, 409
        if name.startswith("locked"):
            return {"title": "Không nhận", "detail": "Tệp có mật khẩu."}, 422
        if name.startswith("flaky") and key not in _once:
            _once.add(key)
            return {"title": "Tạm thời không trả lời"}, 503
        accepted().append(name)
    return {"item": name}, 201


def rows() -> Response:
    """What was taken, each file read at once."""
    files = [
        Thing(
            id=name, name=name, state="read", word="", pages=1, read=1, size=9, time="", states=["read"], pages_at="", failures=[]
        )
        for name in accepted()
    ]
    batch = Thing(name="Lô 1", files=len(files), pages=len(files), pages_read=len(files), accepted=len(files), reading=0)
    batch.failed_pages = 0
    response = make_response(get_template_attribute("parts/uploads.html", "answer")(batch, files, 0))
    response.set_etag(str(len(files)))
    response.make_conditional(request)
    return response
