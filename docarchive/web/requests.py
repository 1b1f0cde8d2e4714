"""Each request from its first line of log to its last: an id, who asked, how it was answered, how long it took."""

import logging
import re
import secrets
from time import perf_counter

from flask import Response, g, request

from docarchive import logs
from docarchive.records.identifiers import to_letters
from docarchive.web.asking import asker

log = logging.getLogger(__name__)

_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")


def begin() -> None:
    """Every line logged for this request carries its id, which a proxy that we trust may have given."""
    given = request.headers.get("X-Request-ID", "")
    trusted = request.environ.get("werkzeug.proxy_fix.orig") is not None and _GIVEN.fullmatch(given)
    g.request_id = given if trusted else secrets.token_hex(8)
    g.began = perf_counter()
    logs.bind(request=g.request_id)


def end(response: Response) -> Response:
    """One line for what was answered. What was searched for stands in the audit trail, not in the log."""
    if request.endpoint == "static":
        return response
    took = perf_counter() - g.began
    facts = {"method": request.method, "path": request.path, "status": response.status_code, "seconds": round(took, 4)}
    facts["user"] = to_letters(asker().id) if asker().known else ""
    told = (request.method, request.path, response.status_code, 1000 * took)
    log.info("%s %s %d %.0f ms", *told, extra={"facts": facts})
    return response
