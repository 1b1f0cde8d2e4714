"""Who asks: a session (cookie) or a token (header), and the archive that they ask.

A session is a row; the cookie holds its 256-bit secret and nothing else. A token's scopes narrow what its owner may do.
"""

import re
from typing import cast

from flask import current_app, g, has_request_context, request, session
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.wrappers import Response

from docarchive.archive import Archive
from docarchive.catalogue.people import User
from docarchive.records.access import NOBODY, Asker
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import people, tokens


class Letters(BaseConverter):
    """`<letters:item>` in a rule: an identifier's 13 Crockford letters in the address, a number in the view; else 404."""

    regex = "[0-9A-Za-z]{13}"

    def to_python(self, value: str) -> int:
        """The identifier."""
        try:
            return from_letters(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: int) -> str:
        """Its letters."""
        return to_letters(int(value))


def archive() -> Archive:
    """The archive that this app serves."""
    return cast(Archive, current_app.extensions["archive"])


def asker() -> Asker:
    """Who sent this request; NOBODY for a stranger."""
    return cast(Asker, g.get("asker", NOBODY)) if has_request_context() else NOBODY


def user() -> User | None:
    """The signed-in user; None for strangers and for tokens."""
    return cast("User | None", g.get("user"))


def by_token() -> bool:
    """Whether this request carries a token, so that no browser sent it unasked."""
    return bool(g.get("by_token"))


def identify() -> None:
    """Find out who asks. A token wins over a cookie; a wrong one makes a stranger. Raises Unavailable."""
    g.asker, g.user, g.by_token = NOBODY, None, False
    if request.endpoint == "static":
        return
    token = bearer()
    if token is not None:
        g.by_token = True
        g.asker = tokens.asker_of(archive(), token)
        return
    secret = session_secret()
    if secret:
        g.user = people.session_user(archive(), secret)
        g.asker = g.user.asker() if g.user else NOBODY


def bearer() -> str | None:
    """The token of `Authorization: Bearer …`; None without that header."""
    match = re.fullmatch(r"(?i:bearer)\s+(\S+)", request.headers.get("Authorization", "").strip())
    return match.group(1) if match else None


def cookie_name() -> str:
    """Over TLS the name ties the cookie to this host and path (RFC 6265bis, cookie name prefixes)."""
    return "__Host-docarchive" if archive().settings.cookie_secure else "docarchive"


def session_secret() -> str:
    """The secret of the session's cookie, or ""."""
    return request.cookies.get(cookie_name(), "")


def remember(response: Response, secret: str) -> None:
    """Give the browser its session's secret; form tokens that a stranger may have planted end here.

    The cookie ends with the browser; how long a session lives without use, its row says.
    """
    session.clear()
    secure = archive().settings.cookie_secure
    response.set_cookie(cookie_name(), secret, httponly=True, samesite="Lax", secure=secure, path="/")


def forget(response: Response) -> None:
    """Take the session's secret out of the browser."""
    session.clear()
    response.delete_cookie(cookie_name(), path="/", httponly=True, samesite="Lax", secure=archive().settings.cookie_secure)
