"""A short help: how to search, the keys. For whoever is signed in."""

from flask import Blueprint, render_template

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
def show() -> str:
    """The page."""
    return render_template("help.html")
