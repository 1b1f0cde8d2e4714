"""What every page needs to know: who looks, in which language and theme, and what they may do."""

from datetime import UTC, datetime
from typing import Any

from flask import g, request, session
from flask_babel import get_domain

from docarchive import __version__
from docarchive.rules.access import Right, may
from docarchive.web.asking import archive, asker, user

LANGUAGES = ("vi", "en")
#: Entries of the navigation and the right that shows them.
_ENTRIES = {"upload": Right.UPLOAD, "describe": Right.DESCRIBE, "system": Right.STATUS, "users": Right.PEOPLE}


def language() -> str:
    """ "vi" or "en": the user's own, else what was chosen before signing in, else the caller's wish or the setting's."""
    known = user()
    if known:
        return known.language
    chosen = session.get("language") or request.accept_languages.best_match(LANGUAGES if asker().known else ())
    return chosen if chosen in LANGUAGES else archive().settings.language


def spoken() -> Any:
    """The translations of this request, looked up once."""
    if "spoken" not in g:
        g.spoken = get_domain().get_translations()
    return g.spoken


def theme() -> str:
    """ "light", "dark", or "" for the machine's own."""
    known = user()
    return known.theme if known else str(session.get("theme", ""))


def letters() -> bool:
    """Whether keys of one letter act: the user's own choice."""
    known = user()
    return known.letters if known else True


def face() -> dict[str, Any]:
    """The context of layout.html."""
    return {
        "asker": asker(),
        "office": archive().settings.office_name,
        "may": {name for name, right in _ENTRIES.items() if may(asker(), right)},
        "to_review": 0,
        "language": language(),
        "theme": theme(),
        "letters": letters(),
        "version": __version__,
        "now": datetime.now(UTC),
    }
