"""API tokens: how programs come in, each for a user, with scopes that narrow the roles. Secrets are shown once, kept hashed."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.people import User
from docarchive.errors import Forbidden, Invalid, Told
from docarchive.records.access import NOBODY, Asker
from docarchive.records.events import Deed
from docarchive.rules.access import SCOPES
from docarchive.services.people import hashed, one_line, require_people


def add(archive: Archive, asker: Asker, user_name: str, *, label: str, scopes: Iterable[str], days: int = 90) -> str:
    """A new API token of a user ("": one's own; anybody's by an administrator); it is shown this once.

    Raises Forbidden, NotFound, Invalid (unknown scope, no days).
    """
    wanted = frozenset(scopes)
    if not wanted or wanted - SCOPES:
        raise Invalid(
            reason=Told(f"phạm vi phải thuộc: {', '.join(sorted(SCOPES))}", f"scopes are of: {', '.join(sorted(SCOPES))}")
        )
    if not 1 <= days <= 3650:
        raise Invalid(reason=Told("thời hạn từ 1 đến 3650 ngày", "it lasts from 1 to 3650 days"))
    label = one_line(label)
    secret = f"dat_{secrets.token_urlsafe(32)}"
    at = datetime.now(UTC)
    with archive.catalogue.writing() as unit:
        user = _whose_tokens(unit, asker, user_name)
        if asker.scopes is not None and wanted - asker.scopes:
            raise Forbidden(f"wider than the token that asks: {sorted(wanted - asker.scopes)}")
        expires = at + timedelta(days=days)
        unit.people.add_token(hashed(secret), user.id, label=label, scopes=wanted, at=at, expires=expires)
        unit.events.add(Deed.GRANT, agent=asker.id, user=user.name, token=label, scopes=sorted(wanted))
        unit.commit()
    return secret


def asker_of(archive: Archive, secret: str) -> Asker:
    """Who a token stands for; NOBODY when it is unknown, revoked or past its day. Its last use is noted once an hour."""
    at = datetime.now(UTC)
    with archive.catalogue.reading() as unit:
        found = unit.people.token_asker(hashed(secret), at)
        due = found is not None and unit.people.token_due(hashed(secret), at - timedelta(hours=1))
    if due:
        with archive.catalogue.writing() as unit:
            unit.people.token_used(hashed(secret), at)
            unit.commit()
    return found or NOBODY


def of_user(archive: Archive, asker: Asker, user_name: str) -> list[dict[str, Any]]:
    """A user's tokens without their secrets ("": one's own; anybody's by an administrator), newest first: id, label, scopes,
    created, expires, used, revoked. Raises Forbidden, NotFound."""
    with archive.catalogue.reading() as unit:
        user = _whose_tokens(unit, asker, user_name)
        kept = ("id", "label", "created", "expires", "used", "revoked")
        return [{name: row[name] for name in kept} | {"scopes": row["scopes"].split(",")} for row in unit.people.tokens(user.id)]


def revoke(archive: Archive, asker: Asker, user_name: str, token: int) -> None:
    """End a token at once. Raises Forbidden, NotFound."""
    with archive.catalogue.writing() as unit:
        user = _whose_tokens(unit, asker, user_name)
        unit.people.revoke_token(token, user.id)
        unit.events.add(Deed.GRANT, agent=asker.id, user=user.name, revoked=str(token))
        unit.commit()


def _whose_tokens(unit: Unit, asker: Asker, user_name: str) -> User:
    """The user whose tokens these are, if the asker may keep them. A token keeps none but with the right `people`, for
    else a narrow one could make itself a wide one."""
    own = unit.people.user(asker.id)
    if asker.scopes is not None or user_name not in ("", own.name):
        require_people(asker)
    return unit.people.named(user_name) if user_name else own
