"""The same bytes from several senders at once: one document, and every yes names it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from docarchive.archive import Archive
from docarchive.errors import Duplicate, KeyReused, Unavailable
from docarchive.services import batching, ingest, receipts
from docarchive.services.people import OPERATOR
from docarchive.services.verifying import verify_storage
from tests.archives import opened
from tests.databases import fresh_database

SENDERS, ROUNDS = 4, 8


@pytest.fixture(params=["sqlite", "postgresql"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    with fresh_database(request.param, tmp_path) as url, opened(tmp_path / "archive", database=url, secret_key="k" * 32) as made:
        yield made


def together(archive: Archive, text: bytes, *, key: str = "") -> list[int]:
    """The items that the senders are told of; each yes and each "it is here already" names one."""
    batch = batching.open_batch(archive, OPERATOR, "cùng lúc")

    def send(_: int) -> int:
        try:
            return ingest.accept(archive, OPERATOR, BytesIO(text), "a.txt", batch=batch, key=key).item
        except Duplicate as error:
            assert not key and error.item
            return error.item

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(send, range(SENDERS)))


def test_every_yes_names_a_document_that_is_there(archive: Archive) -> None:
    for number in range(ROUNDS):
        for key in ("", f"khoa-{number}"):
            told = set(together(archive, f"Văn bản {number} {key}".encode(), key=key))
            assert len(told) == 1
            with archive.catalogue.reading() as unit:
                assert unit.holdings.has_item(told.pop())
    assert [check.problems for check in verify_storage(archive, OPERATOR) if check.problems] == []


def test_one_key_for_several_bodies_at_once_is_one_document(archive: Archive) -> None:
    """One is taken; each of the others hears that the key was used, and nothing of them stays."""
    batch = batching.open_batch(archive, OPERATOR, "một khóa")

    def send(number: int, text: str) -> int | None:
        try:
            return ingest.accept(archive, OPERATOR, BytesIO(text.encode()), f"{number}.txt", batch=batch, key=text[:8]).item
        except KeyReused:
            return None

    for number in range(ROUNDS):
        with ThreadPoolExecutor(SENDERS) as pool:
            told = list(pool.map(send, range(SENDERS), [f"khóa {number:03} thân {sender}" for sender in range(SENDERS)]))
        assert sum(each is not None for each in told) == 1
    with archive.catalogue.reading() as unit:
        assert len(unit.holdings.object_ids()) == ROUNDS and unit.uploads.intended() == []
    checks = list(verify_storage(archive, OPERATOR))
    assert len([check for check in checks if not check.problems]) == len(checks) == ROUNDS


def leave_two_copies(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two senders of the same bytes die between store and catalogue."""

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    batch = batching.open_batch(archive, OPERATOR, "chết giữa chừng")
    with monkeypatch.context() as dying:
        dying.setattr(receipts, "enter", die)
        dying.setattr(ingest, "refuse_duplicate", lambda *_: None)  # as if both had looked before either was there
        for number in (1, 2):
            with pytest.raises(KeyboardInterrupt):
                ingest.accept(archive, OPERATOR, BytesIO("cùng một văn bản".encode()), f"{number}.txt", batch=batch)
    assert len(list(archive.storage.object_ids())) == 2


def test_of_two_uploads_of_the_same_bytes_that_died_one_is_adopted_and_no_other_copy_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_two_copies(archive, monkeypatch)
    [item] = ingest.finish_begun(archive, older_than=-60)
    with archive.catalogue.reading() as unit:
        assert unit.holdings.has_item(item) and unit.uploads.intended() == []
    assert [check.problems for check in verify_storage(archive, OPERATOR)] == [[]]


def test_a_second_copy_that_the_store_cannot_let_go_just_now_goes_with_the_next_turn(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise Unavailable("the store is away", part="storage")

    leave_two_copies(archive, monkeypatch)
    with monkeypatch.context() as failing:
        failing.setattr(archive.storage, "purge", away)
        with pytest.raises(Unavailable):
            ingest.finish_begun(archive, older_than=-60)
    assert len(list(archive.storage.object_ids())) == 2
    ingest.finish_begun(archive, older_than=-60)
    with archive.catalogue.reading() as unit:
        assert unit.uploads.intended() == []
    assert [check.problems for check in verify_storage(archive, OPERATOR)] == [[]]
