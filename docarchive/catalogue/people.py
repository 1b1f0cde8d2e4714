"""Users, sessions, tokens, failed sign-ins. Secrets are stored hashed; what they open is decided in `rules/access.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from docarchive.catalogue.schema import people as tables
from docarchive.errors import Conflict, NotFound
from docarchive.records import identifiers
from docarchive.records.access import Asker, Role

_users, _sessions, _tokens, _attempts = tables.users, tables.sessions, tables.tokens, tables.login_attempts


@dataclass(frozen=True, slots=True)
class User:
    """A person who may sign in. `password` is an argon2id hash."""

    id: int
    name: str
    shown_name: str
    password: str
    roles: frozenset[Role]
    department: int
    active: bool
    language: str
    theme: str
    letters: bool
    created: datetime

    def asker(self, scopes: Iterable[str] | None = None) -> Asker:
        """This person as one who asks; a token's scopes narrow what is allowed."""
        narrowed = None if scopes is None else frozenset(scopes)
        return Asker(self.id, self.shown_name or self.name, self.roles, self.department, narrowed)


def user_of(row: RowMapping) -> User:
    """A user from a row."""
    values: dict[str, Any] = {name: row[name] for name in User.__dataclass_fields__}
    return User(**values | {"roles": frozenset(Role(role) for role in row["roles"].split(",") if role)})


class People:
    """Who may come in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_user(self, name: str, *, password: str, roles: Iterable[Role], shown_name: str = "", at: datetime) -> User:
        """A new user; `password` is its argon2id hash. Raises Conflict when the name is taken."""
        row = {"id": identifiers.mint(), "name": name, "shown_name": shown_name or name, "password": password, "department": 0}
        row |= {"roles": _joined(roles), "active": True, "language": "vi", "theme": "", "created": at}
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(_users).values(**row))
        except IntegrityError:
            raise Conflict(f"user {name!r} exists") from None
        return self.user(int(str(row["id"])))

    def restore(self, user_id: int, name: str, *, roles: Iterable[Role], at: datetime, shown_name: str = "") -> None:
        """Put back a user whom records name, shut until an administrator opens the account; nothing when it is there."""
        if self._connection.scalar(select(_users.c.id).where(_users.c.id == user_id)) is not None:
            return
        if self._connection.scalar(select(_users.c.id).where(_users.c.name == name)) is not None:
            name = f"{name}-{user_id}"
        row = {
            "id": user_id,
            "name": name,
            "shown_name": shown_name or name,
            "password": "",
            "department": 0,
            "roles": _joined(roles),
        }
        self._connection.execute(insert(_users).values(**row, active=False, language="vi", theme="", created=at))

    def user(self, user_id: int) -> User:
        """A user. Raises NotFound."""
        return self._one(_users.c.id == user_id)

    def named(self, name: str) -> User:
        """The user who signs in by this name. Raises NotFound."""
        return self._one(_users.c.name == name)

    def _one(self, condition: Any) -> User:
        row = self._connection.execute(select(_users).where(condition)).mappings().first()
        if row is None:
            raise NotFound("user")
        return user_of(row)

    def users(self) -> list[User]:
        """Everyone but the machine, by name."""
        return [
            user_of(row)
            for row in self._connection.execute(select(_users).where(_users.c.id != 0).order_by(_users.c.name)).mappings()
        ]

    def departments(self) -> dict[int, str]:
        """Names of departments by id."""
        return {row[0]: row[1] for row in self._connection.execute(select(tables.departments.c.id, tables.departments.c.name))}

    def names(self) -> dict[int, str]:
        """Shown names by id: for histories."""
        return {row[0]: row[1] for row in self._connection.execute(select(_users.c.id, _users.c.shown_name))}

    def change_user(self, user_id: int, *, roles: Iterable[Role] | None = None, **columns: Any) -> None:
        """Change a user. Raises NotFound."""
        values = columns if roles is None else columns | {"roles": _joined(roles)}
        if self._connection.execute(update(_users).where(_users.c.id == user_id).values(**values)).rowcount != 1:
            raise NotFound(f"user {user_id}")

    def open_session(self, hashed: str, user: int, *, at: datetime, expires: datetime, address: str) -> None:
        """Keep a session by the hash of its secret."""
        row = {"id": identifiers.mint(), "hash": hashed, "user": user, "created": at, "seen": at, "expires": expires}
        self._connection.execute(insert(_sessions).values(**row, address=address[:60]))

    def session_user(self, hashed: str, at: datetime) -> User | None:
        """The active user of a session that still runs."""
        joined = _users.join(_sessions, _sessions.c.user == _users.c.id)
        query = select(_users).select_from(joined).where(_sessions.c.hash == hashed, _sessions.c.expires > at, _users.c.active)
        row = self._connection.execute(query).mappings().first()
        return user_of(row) if row else None

    def session_due(self, hashed: str, since: datetime) -> bool:
        """Whether the session's last noted use lies before `since`."""
        query = select(_sessions.c.id).where(_sessions.c.hash == hashed, _sessions.c.seen < since)
        return self._connection.scalar(query) is not None

    def session_seen(self, hashed: str, *, at: datetime, expires: datetime) -> None:
        """The session was used, and runs on until `expires`."""
        used = update(_sessions).where(_sessions.c.hash == hashed)
        self._connection.execute(used.values(seen=at, expires=expires))

    def close_sessions(self, *, hashed: str | None = None, user: int | None = None) -> None:
        """End one session, or all of a user's."""
        condition = _sessions.c.user == user if hashed is None else _sessions.c.hash == hashed
        self._connection.execute(delete(_sessions).where(condition))

    def add_token(self, hashed: str, user: int, *, label: str, scopes: Iterable[str], at: datetime, expires: datetime) -> int:
        """Keep an API token by its hash; its id."""
        row = {"id": identifiers.mint(), "hash": hashed, "user": user, "label": label, "scopes": ",".join(sorted(scopes))}
        self._connection.execute(insert(_tokens).values(**row, created=at, expires=expires, used=None, revoked=False))
        return int(str(row["id"]))

    def token_asker(self, hashed: str, at: datetime) -> Asker | None:
        """Who a token that still holds stands for, narrowed to its scopes."""
        joined = _users.join(_tokens, _tokens.c.user == _users.c.id)
        holds = (_tokens.c.hash == hashed, _tokens.c.expires > at, ~_tokens.c.revoked, _users.c.active)
        row = self._connection.execute(select(_users, _tokens.c.scopes).select_from(joined).where(*holds)).mappings().first()
        return user_of(row).asker(filter(None, row["scopes"].split(","))) if row else None

    def token_used(self, hashed: str, at: datetime) -> None:
        """Note a token's last use."""
        self._connection.execute(update(_tokens).where(_tokens.c.hash == hashed).values(used=at))

    def token_due(self, hashed: str, since: datetime) -> bool:
        """Whether the token's last noted use lies before `since`, or there was none."""
        unused = _tokens.c.used.is_(None) | (_tokens.c.used < since)
        return self._connection.scalar(select(_tokens.c.id).where(_tokens.c.hash == hashed, unused)) is not None

    def tokens(self, user: int) -> list[RowMapping]:
        """A user's tokens, newest first."""
        return list(
            self._connection.execute(select(_tokens).where(_tokens.c.user == user).order_by(_tokens.c.id.desc())).mappings()
        )

    def revoke_token(self, token: int, user: int) -> None:
        """End a token of this user. Raises NotFound."""
        ended = update(_tokens).where(_tokens.c.id == token, _tokens.c.user == user).values(revoked=True)
        if self._connection.execute(ended).rowcount != 1:
            raise NotFound(f"token {token}")

    def revoke_tokens(self, user: int) -> None:
        """End every token of this user."""
        self._connection.execute(update(_tokens).where(_tokens.c.user == user).values(revoked=True))

    def note_failure(self, name: str, address: str, at: datetime) -> None:
        """Note a failed sign-in."""
        row = {"id": identifiers.mint(), "name": name[:100], "address": address[:60], "at": at}
        self._connection.execute(insert(_attempts).values(**row))

    def failures(self, *, since: datetime, name: str = "", address: str = "") -> tuple[int, datetime | None]:
        """Failed sign-ins since then for a name or from an address, and when the last was."""
        who = _attempts.c.name == name[:100] if name else _attempts.c.address == address[:60]
        query = select(func.count(), func.max(_attempts.c.at)).where(who, _attempts.c.at > since)
        row = self._connection.execute(query).one()
        return int(row[0]), row[1]

    def forget_failures(self, name: str) -> None:
        """A sign-in that went well clears its name's failures."""
        self._connection.execute(delete(_attempts).where(_attempts.c.name == name[:100]))


def _joined(roles: Iterable[Role]) -> str:
    return ",".join(sorted(role.value for role in roles))
