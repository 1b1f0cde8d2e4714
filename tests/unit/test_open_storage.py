"""The address of a store: what is allowed, and what is said of anything else."""

from pathlib import Path

import pytest

from docarchive import errors
from docarchive.storage import open_storage

WRONG = ["", "store", "file:store", "file://host/store", "file:///", "file:///a?b=1", "ftp://host/a"]
WRONG += ["s3://host", "s3:///bucket", "s3://host/bucket/b", "s3://host/Bucket", "s3://host/b", "s3://ho st:x/bucket"]


@pytest.mark.parametrize("url", WRONG)
def test_a_wrong_url_says_what_is_allowed(url: str, tmp_path: Path) -> None:
    with pytest.raises(errors.SettingWrong, match="storage: "):
        open_storage(url, spool=tmp_path)


@pytest.mark.parametrize(
    "options", ["lock=1", "secure=yes", "secure", "secure=0&object_lock=2", "lock_days=-1", "lock_days=36501"]
)
def test_a_wrong_option_says_what_is_allowed(options: str, tmp_path: Path) -> None:
    with pytest.raises(errors.SettingWrong, match=r"secure=0\|1, object_lock=0\|1 and lock_days=0…36500"):
        open_storage(f"s3://host:9000/bucket?{options}", spool=tmp_path)


def test_days_of_a_lock_need_a_lock(tmp_path: Path) -> None:
    with pytest.raises(errors.SettingWrong, match="lock_days needs object_lock=1"):
        open_storage("s3://host:9000/bucket?object_lock=0&lock_days=3", spool=tmp_path)


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_storage("s3://no-such-host.invalid/bucket", access_key="a", secret_key="b", spool=tmp_path / "spool")
    open_storage((tmp_path / "kho lưu trữ").as_uri(), spool=tmp_path)
    assert list(tmp_path.iterdir()) == []
