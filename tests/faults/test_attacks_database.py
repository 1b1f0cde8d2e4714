"""A database file that was damaged on disk is named as such, with what to do, instead of ending in a traceback."""

import secrets
from pathlib import Path

import pytest

from docarchive.catalogue import open_catalogue
from docarchive.errors import Unavailable


@pytest.mark.parametrize("begin", [0, 4096], ids=["head", "middle"])
def test_a_damaged_database_is_unavailable(tmp_path: Path, begin: int) -> None:
    file = tmp_path / "catalogue.sqlite"
    made = open_catalogue(f"sqlite:///{file}")
    made.prepare()
    made.close()
    whole = file.read_bytes()
    file.write_bytes(whole[:begin] + secrets.token_bytes(len(whole) - begin))
    again = open_catalogue(f"sqlite:///{file}")
    with pytest.raises(Unavailable) as told:
        again.prepare()
    assert "sao lưu" in told.value.message("vi")
    again.close()
