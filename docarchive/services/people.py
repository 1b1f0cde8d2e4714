"""Who comes in: users, sign-in with throttling, sessions, tokens, roles. Secrets are kept hashed."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.people import User
from docarchive.errors import Conflict, Invalid, NotFound, SignInNeeded, Told, TooManyTries
from docarchive.records import text
from docarchive.records.access import Asker, Role
from docarchive.records.events import Deed
from docarchive.rules.access import Right, may, require

#: The command line acts as the machine's own administrator: who can run it can read the data folder anyway.
OPERATOR = Asker(0, "docarchive", frozenset({Role.ADMINISTRATOR}))

_SHORTEST_PASSWORD, _LONGEST_NAME = 10, 100
_TOO_SHORT = Told(
    f"mật khẩu cần ít nhất {_SHORTEST_PASSWORD} ký tự", f"a password needs at least {_SHORTEST_PASSWORD} characters"
)
_SEEN_EVERY = timedelta(minutes=5)
_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Verified when no such user exists, so that the answer takes as long and doesn't tell who has an account."""
    return _hasher.hash(secrets.token_urlsafe(16))


class WrongPassword(SignInNeeded):
    """Name or password is wrong; which of the two isn't told."""

    code = "wrong-password"
    vi = "Tên hoặc mật khẩu chưa đúng."
    en = "The name or the password is wrong."


def add_user(archive: Archive, asker: Asker, name: str, password: str, roles: Iterable[Role], *, shown_name: str = "") -> User:
    """A new user. Raises Forbidden, Conflict (the name is taken), Invalid (name or password won't do)."""
    require_people(asker)
    name, shown_name = require_name(name), one_line(shown_name)
    hashed = hash_password(password)
    with archive.catalogue.writing() as unit:
        user = unit.people.add_user(name, password=hashed, roles=roles, shown_name=shown_name, at=datetime.now(UTC))
        unit.events.add(Deed.GRANT, agent=asker.id, user=name, roles=sorted(role.value for role in user.roles))
        unit.commit()
    return user


def require_name(name: str) -> str:
    """The name to sign in by, cleaned. Raises Invalid."""
    name = text.clean(name).strip()
    if not name or len(name) > _LONGEST_NAME or any(sign.isspace() for sign in name):
        raise Invalid(
            reason=Told("tên đăng nhập phải có 1–100 ký tự, không có dấu cách", "a name has 1–100 characters and no blanks")
        )
    return name


def one_line(given: str, most: int = 200) -> str:
    """What was typed, cleaned and on one line. Raises Invalid when it is too long."""
    line = " ".join(text.clean(given).split())
    if len(line) > most:
        raise Invalid(reason=Told(f"tên dài quá {most} ký tự", f"the name is longer than {most} characters"))
    return line


def change_roles(
    archive: Archive, asker: Asker, name: str, roles: Iterable[Role], *, active: bool = True, standing: str | None = None
) -> User:
    """Give a user other roles, or shut the account, whose sessions and tokens then end. With the `standing` that was looked at,
    only while the account still has it. Raises Forbidden, NotFound, Conflict (somebody changed it since)."""
    require_people(asker)
    with archive.catalogue.writing() as unit:
        before = unit.people.named(name)
        if standing is not None and standing != standing_of(before):
            raise Conflict(f"user {before.id}")
        unit.people.change_user(before.id, roles=roles, active=active)
        if not active:
            unit.people.close_sessions(user=before.id)
            unit.people.revoke_tokens(before.id)
        after = unit.people.named(name)
        facts: dict[str, Any] = {
            "before": sorted(role.value for role in before.roles),
            "after": sorted(role.value for role in after.roles),
        }
        unit.events.add(Deed.GRANT, agent=asker.id, user=name, active=active, **facts)
        unit.commit()
    return after


def standing_of(user: User) -> str:
    """Roles and state of an account in a word: what a change of them was asked for in sight of."""
    return " ".join([*sorted(role.value for role in user.roles), *([] if user.active else ["locked"])])


def users(archive: Archive, asker: Asker) -> list[User]:
    """Everyone who has an account. Raises Forbidden."""
    require_people(asker)
    with archive.catalogue.reading() as unit:
        return unit.people.users()


def named(archive: Archive, asker: Asker, name: str) -> User:
    """The user who signs in by this name. Raises Forbidden, NotFound."""
    require_people(asker)
    with archive.catalogue.reading() as unit:
        return unit.people.named(name)


def change_password(archive: Archive, asker: Asker, name: str, password: str, *, old: str | None = None) -> None:
    """A user's own new password (with the old one), or anybody's by an administrator; every session of the user ends.

    An administrator's help is asked for when a password is lost or known to others: then the tokens end, too.
    Raises WrongPassword, Forbidden, NotFound, Invalid.
    """
    hashed = hash_password(password)
    with archive.catalogue.writing() as unit:
        user = unit.people.named(name)
        if user.id == asker.id and old is not None:
            if not _matches(user.password, old):
                raise WrongPassword
        else:
            require_people(asker)
            unit.people.revoke_tokens(user.id)
        unit.people.change_user(user.id, password=hashed)
        unit.people.close_sessions(user=user.id)
        unit.events.add(Deed.GRANT, agent=asker.id, user=name, password="changed")
        unit.commit()


def change_face(
    archive: Archive, asker: Asker, *, language: str | None = None, theme: str | None = None, letters: bool | None = None
) -> None:
    """Keep a user's own language ("vi", "en"), theme ("light", "dark", "" as the system), and whether keys of one letter act.
    Raises Invalid."""
    wanted = {"language": language, "theme": theme, "letters": letters}
    values: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    if values.get("language", "vi") not in ("vi", "en") or values.get("theme", "") not in ("", "light", "dark"):
        raise Invalid(reason=f"{values}")
    with archive.catalogue.writing() as unit:
        unit.people.change_user(asker.id, **values)
        unit.commit()


def require_people(asker: Asker) -> None:
    """Raises Forbidden for who may not keep accounts."""
    if asker is not OPERATOR:
        require(asker, Right.PEOPLE)


def hash_password(password: str) -> str:
    """The argon2id hash that is stored. Raises Invalid for a password that is too short."""
    if len(password) < _SHORTEST_PASSWORD:
        raise Invalid(reason=_TOO_SHORT)
    return _hasher.hash(password)


def sign_in(archive: Archive, name: str, password: str, *, address: str) -> tuple[User, str]:
    """The user and the secret of a new session, for the cookie. Raises TooManyTries, WrongPassword."""
    name = text.clean(name).strip()[: _LONGEST_NAME + 1]  # what strangers type is noted for good when it fails
    with archive.catalogue.writing() as unit:
        refuse_hammering(archive, unit, name, address)
        unit.people.note_failure(name, address, datetime.now(UTC))  # before it is one, or many tries at once would slip through
        user = _known(unit.people.named, name)
        unit.commit()
    good = _matches(user.password if user and user.password else _nobodys_hash(), password)
    if not (good and user and user.active):
        _note_failure(archive, name, address)
        raise WrongPassword
    secret = secrets.token_urlsafe(32)
    at = datetime.now(UTC)
    with archive.catalogue.writing() as unit:
        expires = at + timedelta(hours=archive.settings.session_hours)
        unit.people.open_session(hashed(secret), user.id, at=at, expires=expires, address=address)
        unit.people.forget_failures(name)
        unit.events.add(Deed.SIGN_IN, agent=user.id, address=address)
        unit.commit()
    return user, secret


def _known(named: Callable[[str], User], name: str) -> User | None:
    try:
        return named(name)
    except NotFound:
        return None


def _matches(hashed_password: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed_password, password)
    except (VerificationError, InvalidHashError):
        return False


def refuse_hammering(archive: Archive, unit: Unit, name: str, address: str) -> None:
    """Raises TooManyTries after too many failures of a name, or ten times as many from one address."""
    settings = archive.settings
    window = timedelta(minutes=settings.login_minutes)
    now = datetime.now(UTC)
    by_name = unit.people.failures(since=now - window, name=name)
    by_address = unit.people.failures(since=now - window, address=address)
    for (count, last), limit in ((by_name, settings.login_tries), (by_address, settings.login_tries * 10)):
        if count >= limit and last:
            raise TooManyTries(seconds=max(1, int((last + window - now).total_seconds())))


def _note_failure(archive: Archive, name: str, address: str) -> None:
    with archive.catalogue.writing() as unit:
        unit.events.add(Deed.SIGN_IN_FAILED, agent=0, name=name, address=address)
        unit.commit()


def session_user(archive: Archive, secret: str) -> User | None:
    """The active user of a running session, by the cookie's secret. Its use is noted every few minutes and prolongs it."""
    at = datetime.now(UTC)
    with archive.catalogue.reading() as unit:
        user, due = unit.people.session_user(hashed(secret), at), unit.people.session_due(hashed(secret), at - _SEEN_EVERY)
    if user and due:
        with archive.catalogue.writing() as unit:
            unit.people.session_seen(hashed(secret), at=at, expires=at + timedelta(hours=archive.settings.session_hours))
            unit.commit()
    return user


def sign_out(archive: Archive, asker: Asker, secret: str) -> None:
    """End a session."""
    with archive.catalogue.writing() as unit:
        unit.people.close_sessions(hashed=hashed(secret))
        unit.events.add(Deed.SIGN_OUT, agent=asker.id)
        unit.commit()


def hashed(secret: str) -> str:
    """How 256-bit secrets are stored: SHA-256; unlike passwords they can't be guessed, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_any(asker: Asker, rights: Iterable[Right]) -> bool:
    """Whether the asker has one of these rights: for showing a link."""
    return any(may(asker, right) for right in rights)
