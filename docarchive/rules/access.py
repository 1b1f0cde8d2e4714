"""The one rule of who may do what. Every door of the web, the API and the command line asks here; closed by default.

Two questions: may this asker do this deed at all (`may`, `require`), and which audiences are open to them
(`open_audiences`), from which the filter of every list, search, count and picture is made. Both rest on `sees`.
"""

from collections.abc import Iterable
from enum import Enum

from docarchive.errors import Forbidden, NotFound, SignInNeeded
from docarchive.records.access import AccessFilter, Asker, Audience, Mode, Role
from docarchive.records.objects import Item, ItemState


class Right(Enum):
    """What there is to be allowed."""

    SEARCH = "search"  #: find, list and open what one may see
    DOWNLOAD = "download"  #: take the original or the searchable PDF away
    UPLOAD = "upload"  #: put files in
    RETRY = "retry"  #: have a page or stage done again
    DESCRIBE = "describe"  #: correct and confirm fields
    ARRANGE = "arrange"  #: make and rename nodes, place items
    STATUS = "status"  #: see queue, workers and stores
    AUDIT = "audit"  #: see who did what
    PEOPLE = "people"  #: make users, give roles
    QUARANTINE = "quarantine"  #: see what carries a secrecy mark


_READER = {Right.SEARCH, Right.DOWNLOAD}
_ARCHIVIST = _READER | {Right.UPLOAD, Right.RETRY, Right.DESCRIBE, Right.ARRANGE, Right.STATUS}
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.READER: frozenset(_READER),
    Role.ARCHIVIST: frozenset(_ARCHIVIST),
    Role.ADMINISTRATOR: frozenset(_ARCHIVIST | {Right.AUDIT, Right.PEOPLE}),
    Role.SECRECY_OFFICER: frozenset({Right.QUARANTINE, Right.SEARCH, Right.AUDIT}),
}

#: Scopes that a token may be given: each is a right by its name.
SCOPES = frozenset(right.value for right in Right)


def may(asker: Asker, right: Right) -> bool:
    """Whether one of the asker's roles carries the right, and the token (if it is one) hasn't narrowed it away."""
    granted = any(right in RIGHTS[role] for role in asker.roles)
    return granted and (asker.scopes is None or right.value in asker.scopes)


def require(asker: Asker, right: Right) -> None:
    """Raises SignInNeeded when nobody asks, Forbidden when the asker lacks the right."""
    if not asker.known:
        raise SignInNeeded
    if not may(asker, right):
        raise Forbidden(f"{asker.id} lacks {right.value}", right=right.value)


def sees(asker: Asker, audience: Audience) -> bool:
    """Whether this audience is open to the asker.

    Public is everyone who may search. The intake is for who uploads. Conditional (Circular 05/2025, mode 02) is for the
    named department and persons, and for archivists, who keep it. Secret is the secrecy officer's alone.
    """
    if not may(asker, Right.SEARCH):
        return False
    keeps = may(asker, Right.ARRANGE)
    if audience.mode is Mode.PUBLIC:
        return True
    if audience.mode is Mode.INTAKE:
        return keeps or may(asker, Right.UPLOAD)
    if audience.mode is Mode.CONDITIONAL:
        named = asker.id in audience.persons or (audience.department != 0 and audience.department == asker.department)
        return keeps or named
    return may(asker, Right.QUARANTINE)


def sees_batch(asker: Asker, by: int, audience: Audience) -> bool:
    """Whether a batch that `by` opened, into a node of this audience, is open to the asker: to who opened it, and to those
    who keep documents where they may see the node. Its title and the names of refused files say what is in it."""
    return asker.id == by or (may(asker, Right.ARRANGE) and sees(asker, audience))


def access_filter(asker: Asker, audiences: Iterable[Audience], hidden: Iterable[int] = ()) -> AccessFilter:
    """The filter for lists and searches: the audiences open to this asker; none for nobody."""
    return AccessFilter(
        frozenset(audience.id for audience in audiences if sees(asker, audience)),
        frozenset(hidden),
        quarantined=may(asker, Right.QUARANTINE),
        uncleared=may(asker, Right.UPLOAD),
    )


def require_item(access: AccessFilter, item: Item) -> None:
    """Raises NotFound when the filter leaves this item out: the same answer as for an item that isn't there."""
    if item.state in (ItemState.DISPOSED, ItemState.JOINED):
        raise NotFound(f"item {item.id} is {item.state.value}")
    if item.state is ItemState.QUARANTINED:
        if not access.quarantined:
            raise NotFound(f"item {item.id} is quarantined")
    elif item.state is ItemState.READING and not access.uncleared:
        raise NotFound(f"item {item.id} isn't cleared yet")
    elif item.audience not in access.audiences or item.id in access.hidden:
        raise NotFound(f"item {item.id} is not for this asker")
