"""The address of a store: what is allowed, and what is said of anything else."""

from pathlib import Path

import pytest

from docarchive import errors
from docarchive.storage import open_storage


@pytest.mark.parametrize("url", ["", "store", "file:store", "file://host/store", "file:///", "file:///a?b=1", "ftp://host/a"])
def test_a_wrong_url_says_what_is_allowed(url: str, tmp_path: Path) -> None:
    with pytest.raises(errors.SettingWrong, match="file:///folder"):
        open_storage(url, spool=tmp_path)


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_storage((tmp_path / "kho lưu trữ").as_uri(), spool=tmp_path)
    assert list(tmp_path.iterdir()) == []
