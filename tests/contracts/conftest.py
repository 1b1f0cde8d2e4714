"""What the storage contracts share."""

import secrets
from collections.abc import Iterator

import pytest

from docarchive.storage import ocfl
from tests.stores import ARCHIVE, seaweed_server


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Host and keys of a SeaweedFS for the whole session."""
    with seaweed_server(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture
def object_id() -> str:
    """The OCFL id of an object that no store has."""
    return ocfl.object_id(ARCHIVE, secrets.randbits(62))
