"""The same bytes from several senders at once: one document, and every yes names it."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from docarchive.archive import Archive
from docarchive.errors import Duplicate
from docarchive.services import ingest
from docarchive.services.people import OPERATOR
from docarchive.services.verifying import verify_storage
from tests.archives import archive

__all__ = ["archive"]
SENDERS, ROUNDS = 4, 8


def together(archive: Archive, text: bytes, *, key: str = "") -> list[int]:
    """The items that the senders are told of; each yes and each "it is here already" names one."""
    batch = ingest.open_batch(archive, OPERATOR, "cùng lúc")

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
