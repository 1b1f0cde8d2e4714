"""Help, a short page for each role. For whoever is signed in: what others do in the archive is no secret."""

from flask import Blueprint, abort, render_template

from docarchive.records.access import Role
from docarchive.web.pages import words

blueprint = Blueprint("help", __name__)
_PAGES = {
    Role.READER: "reader",
    Role.ARCHIVIST: "archivist",
    Role.ADMINISTRATOR: "administrator",
    Role.SECRECY_OFFICER: "secrecy",
}


@blueprint.get("/help")
def show() -> str:
    """How to find and to read: what everybody does."""
    return _page(Role.READER)


@blueprint.get("/help/<role>")
def of_role(role: str) -> str:
    """What a role does in the archive."""
    found = next((each for each in _PAGES if each.value == role), None)
    return _page(found) if found else abort(404)


def _page(role: Role) -> str:
    pages = [(each.value, words.ROLES[each]) for each in _PAGES]
    return render_template(f"help/{_PAGES[role]}.html", role=role.value, pages=pages)
