"""Is it alive, is it ready, and how is it doing: for probes and for Prometheus."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from docarchive.errors import StoreFull
from docarchive.rules.access import Right, require
from docarchive.services.progress import failing
from docarchive.services.spool import require_room
from docarchive.web import metrics
from docarchive.web.asking import archive, asker

blueprint = Blueprint("health", __name__)
_LOOPBACK = ("127.0.0.1", "::1")
_OWN_NAMES = ("localhost", *_LOOPBACK)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """This process answers."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Every part answers, takes what is written, and there is room: 200; else 503 naming what is away and why (`read-only`,
    or an error's code), but not where it stands."""
    away = failing(archive())
    try:
        require_room(archive(), 0)
    except StoreFull as error:
        away["disk"] = error
    reasons = {name: str(error.facts.get("reason", error.code)) for name, error in sorted(away.items())}
    return jsonify(ready=not away, away=list(reasons), reasons=reasons), 503 if away else 200


@blueprint.get("/metrics")
def measure() -> Response:
    """Figures in Prometheus' text form. Raises SignInNeeded, Forbidden: from elsewhere only for a token with `status`."""
    if not called_from_here():
        require(asker(), Right.STATUS)
    return Response(metrics.text(archive()), content_type=metrics.CONTENT_TYPE)


def called_from_here() -> bool:
    """Whether this very machine asks, by a name of its own; what a proxy on it passes on comes from elsewhere.

    Under another name it may be a stranger's page, whose name was made to mean this machine in somebody's browser here.
    """
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in _LOOPBACK and not passed_on and urlsplit(f"//{request.host}").hostname in _OWN_NAMES
