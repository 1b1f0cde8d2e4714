"""Who may do what: the whole matrix, closed by default."""

from datetime import UTC, datetime

import pytest

from docarchive.errors import Forbidden, NotFound, SignInNeeded
from docarchive.records.access import NOBODY, AccessFilter, Asker, Audience, Mode, Role
from docarchive.records.objects import Item, ItemState
from docarchive.rules.access import Right, access_filter, may, require, require_item, sees_batch

AUDIENCES = [
    Audience(1, Mode.INTAKE),
    Audience(2, Mode.PUBLIC),
    Audience(3, Mode.SECRET),
    Audience(4, Mode.CONDITIONAL, department=7),
    Audience(5, Mode.CONDITIONAL, persons=frozenset({42})),
]


def asker(*roles: Role, user: int = 9, department: int = 0, scopes: frozenset[str] | None = None) -> Asker:
    return Asker(user, "lan", frozenset(roles), department, scopes)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (NOBODY, set()),
        (asker(), set()),
        (asker(Role.READER), {2}),
        (asker(Role.READER, department=7), {2, 4}),
        (asker(Role.READER, user=42), {2, 5}),
        (asker(Role.ARCHIVIST), {1, 2, 4, 5}),
        (asker(Role.ADMINISTRATOR), {1, 2, 4, 5}),
        (asker(Role.SECRECY_OFFICER), {2, 3}),
        (asker(Role.ARCHIVIST, scopes=frozenset({"upload"})), set()),
        (asker(Role.ARCHIVIST, scopes=frozenset({"search"})), {2}),
        (asker(Role.ARCHIVIST, scopes=frozenset({"search", "upload"})), {1, 2}),
    ],
)
def test_audiences_open_to_each(who: Asker, seen: set[int]) -> None:
    assert access_filter(who, AUDIENCES).audiences == seen


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (NOBODY, set()),
        (asker(Role.READER), set()),
        (asker(Role.ARCHIVIST), {1, 2, 4, 5}),
        (asker(Role.ARCHIVIST, scopes=frozenset({"upload"})), set()),
        (asker(Role.ARCHIVIST, scopes=frozenset({"search", "upload"})), set()),
        (asker(Role.SECRECY_OFFICER), set()),
        (asker(Role.ARCHIVIST, user=77, scopes=frozenset({"upload"})), {1, 2, 3, 4, 5}),
    ],
)
def test_batches_open_to_each(who: Asker, seen: set[int]) -> None:
    assert {audience.id for audience in AUDIENCES if sees_batch(who, 77, audience)} == seen


def test_nobody_may_do_anything() -> None:
    assert not [right for right in Right if may(NOBODY, right)]
    with pytest.raises(SignInNeeded):
        require(NOBODY, Right.SEARCH)


def test_a_reader_changes_nothing() -> None:
    reader = asker(Role.READER)
    assert {right for right in Right if may(reader, right)} == {Right.SEARCH, Right.DOWNLOAD}
    with pytest.raises(Forbidden):
        require(reader, Right.UPLOAD)


@pytest.mark.parametrize("state", list(ItemState))
def test_an_item_out_of_sight_is_not_there(state: ItemState) -> None:
    item = Item(1, "x", state, 1, 0, 0, 1, 1, 1, 1, 1, 2, 1, datetime.now(UTC), 0)
    with pytest.raises(NotFound):
        require_item(AccessFilter(frozenset()), item)
    with pytest.raises(NotFound):
        require_item(AccessFilter(frozenset({2}), hidden=frozenset({1})), item)
    if state.cleared:
        require_item(AccessFilter(frozenset({2})), item)


def test_what_is_still_being_read_is_for_who_uploads_alone() -> None:
    item = Item(1, "x", ItemState.READING, 1, 1, 0, 1, 1, 1, 1, 1, 2, 1, datetime.now(UTC), 0)
    reader, archivist = (access_filter(asker(role), AUDIENCES) for role in (Role.READER, Role.ARCHIVIST))
    with pytest.raises(NotFound):
        require_item(reader, item)
    require_item(archivist, item)
