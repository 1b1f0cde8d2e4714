"""A document is the one that was put in, or it is said that it isn't: also when its inventory was changed with it."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from docarchive.archive import Archive
from docarchive.errors import Forbidden, NotFound
from docarchive.services import batching, ingest, verifying
from docarchive.services.people import OPERATOR
from tests.archives import archive, asker, at_work, drawn_page

__all__ = ["archive"]


@pytest.fixture
def item(archive: Archive) -> int:
    batch = batching.open_batch(archive, asker(archive, "hoa"))
    made = ingest.accept(archive, asker(archive, "hoa"), BytesIO(drawn_page()), "594-TB-VP.png", batch=batch).item
    with at_work(archive) as working:
        working.done(made)
    return made


def stored(archive: Archive) -> Path:
    """The received file where it lies on the disk."""
    return next(archive.settings.data.rglob("v1/content/**/*.png"))


def forge(path: Path) -> None:
    """Change the file's bytes, and every inventory and sidecar of its object with them, as one who knows OCFL would."""
    before = path.read_bytes()
    after = before[:-1] + bytes([before[-1] ^ 1])
    path.chmod(0o644)
    path.write_bytes(after)
    root = next(
        each for each in path.parents if (each / "inventory.json").exists() and not (each.parent / "inventory.json").exists()
    )
    for inventory in root.rglob("inventory.json"):
        told = inventory.read_text("utf-8")
        for kind in ("sha512", "sha256"):
            told = told.replace(hashlib.new(kind, before).hexdigest(), hashlib.new(kind, after).hexdigest())
        inventory.chmod(0o644)
        inventory.write_text(told, "utf-8")
        sidecar = inventory.with_name("inventory.json.sha512")
        sidecar.chmod(0o644)
        sidecar.write_text(f"{hashlib.sha512(told.encode()).hexdigest()} inventory.json\n")


def test_a_sound_document_is_told_so_and_its_history_keeps_the_check(archive: Archive, item: int) -> None:
    hoa = asker(archive, "hoa")
    assert verifying.last_check(archive, hoa, item) is None
    assert verifying.verify_item(archive, hoa, item) == []
    check = verifying.last_check(archive, hoa, item)
    assert check and (check.by, check.faults) == ("hoa", 0)


def test_changed_bytes_are_told(archive: Archive, item: int) -> None:
    path = stored(archive)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    assert verifying.verify_item(archive, asker(archive, "hoa"), item)
    check = verifying.last_check(archive, asker(archive, "hoa"), item)
    assert check and check.faults


def test_a_file_changed_with_its_inventory_is_told_by_the_catalogue(archive: Archive, item: int) -> None:
    forge(stored(archive))
    told = [check for check in verifying.verify_storage(archive, OPERATOR) if check.problems]
    assert len(told) == 1 and len(told[0].problems) == 1, "only the catalogue's own digest can tell"
    assert verifying.verify_item(archive, asker(archive, "hoa"), item) == told[0].problems


def test_who_may_not_check(archive: Archive, item: int) -> None:
    with pytest.raises(Forbidden):
        verifying.verify_item(archive, asker(archive, "lan"), item)
    with pytest.raises(NotFound):
        verifying.last_check(archive, asker(archive, "lan"), item)
