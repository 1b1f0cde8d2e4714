"""Separator sheets of a dossier as a PDF to be printed. For who may upload; others get "forbidden"."""

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from docarchive.services import separators as separating
from docarchive.web import downloads
from docarchive.web.asking import archive, asker

blueprint = Blueprint("separators", __name__)


@blueprint.get("/browse/<letters:node>/separators.pdf")
def sheets(node: int) -> Response:
    """So many sheets as the address asks for. Raises Forbidden, NotFound, Invalid."""
    typed = request.args.get("count", "1")
    count = int(typed) if typed.isdecimal() and len(typed) < 5 else 0
    found, made = separating.separators(archive(), asker(), node, count=count, blank_backs="backs" in request.args)
    return downloads.send_made(made, _("Tờ phân cách %(code)s", code=found.code) + ".pdf", "application/pdf")
