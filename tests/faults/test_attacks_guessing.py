"""Guessing passwords: many at once get no more tries than one after the other."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from docarchive.archive import Archive
from docarchive.errors import TooManyTries
from docarchive.services import people
from tests.archives import PASSWORD, archive

__all__ = ["archive"]


def test_many_guesses_at_once_are_counted_before_they_are_tried(archive: Archive) -> None:
    def guess(number: int) -> str:
        try:
            people.sign_in(archive, "hoa", f"đoán lần {number}", address="192.0.2.7")
        except (TooManyTries, people.WrongPassword) as error:
            return error.code
        return "in"

    with ThreadPoolExecutor(12) as pool:
        told = Counter(pool.map(guess, range(24)))
    tries = archive.settings.login_tries
    assert told == {"wrong-password": tries, "too-many-tries": 24 - tries}
    with pytest.raises(TooManyTries):
        people.sign_in(archive, "hoa", PASSWORD, address="192.0.2.8")


def test_who_signs_in_well_is_not_slowed_down_afterwards(archive: Archive) -> None:
    for _ in range(3 * archive.settings.login_tries):
        people.sign_in(archive, "hoa", PASSWORD, address="192.0.2.7")
