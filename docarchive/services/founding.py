"""The first administrator: made once, while nobody has an account, by whoever runs the server."""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime

from docarchive.archive import Archive
from docarchive.catalogue.people import User
from docarchive.errors import Conflict, Forbidden, NotFound
from docarchive.records import text
from docarchive.records.access import Role
from docarchive.records.events import Deed
from docarchive.services.people import hash_password, require_name
from docarchive.settings import signing_key

_ROLES = (Role.ADMINISTRATOR, Role.ARCHIVIST)


def is_unfounded(archive: Archive) -> bool:
    """Whether nobody has an account yet."""
    with archive.catalogue.reading() as unit:
        return not unit.people.users()


def code(archive: Archive) -> str:
    """The code that proves that one can read the server's log: the same in every process, worth nothing once somebody is there.

    60 bits of an HMAC over the archive's signing key, in base32.
    """
    made = hmac.new(signing_key(archive.settings).encode(), b"docarchive: first administrator", hashlib.sha256)
    return base64.b32encode(made.digest())[:12].decode()


def found(archive: Archive, name: str, password: str, *, given: str, here: bool, shown_name: str = "") -> User:
    """Make the first administrator, for who sits at the server (`here`) or has `given` the code.

    Raises NotFound when somebody has an account, Forbidden (wrong code), Invalid (name or password), Conflict (a race).
    """
    proved = hmac.compare_digest(given.strip().upper().encode(), code(archive).encode())
    if not here and not proved:
        raise Forbidden("wrong code")
    name, hashed = require_name(name), hash_password(password)
    with archive.catalogue.writing() as unit:
        # Two at once on PostgreSQL would each see nobody: the lease's row lets one through.
        if not unit.archive.hold("first-administrator", secrets.token_hex(8), 60):
            raise Conflict("first administrator")
        if unit.people.users():
            raise NotFound("somebody has an account")
        shown = " ".join(text.clean(shown_name).split())
        user = unit.people.add_user(name, password=hashed, roles=_ROLES, shown_name=shown, at=datetime.now(UTC))
        unit.events.add(Deed.GRANT, agent=0, user=name, roles=sorted(role.value for role in _ROLES))
        unit.commit()
    return user
