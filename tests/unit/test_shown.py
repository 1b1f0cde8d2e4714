"""How values are written for people."""

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.description import DESCRIBED
from docarchive.records.worklists import DOUBTFUL, level
from docarchive.web.pages.words import FIELDS
from docarchive.web.shown import cells, day, initials, size

STATES = ["read", "reading", "queued", "doubt", "failed"]


@pytest.mark.parametrize(
    ("count", "vi", "en"),
    [
        (0, "0 byte", "0 byte"),
        (999, "999 byte", "999 byte"),
        (800_000_000, "800 MB", "800 MB"),
        (999_600, "1 MB", "1 MB"),
        (2_700_000, "2,7 MB", "2.7 MB"),
        (61_000_000, "61 MB", "61 MB"),
        (1_900_000_000_000, "1,9 TB", "1.9 TB"),
    ],
)
def test_sizes_are_short_and_in_the_readers_language(count: int, vi: str, en: str) -> None:
    for locale, words in (("vi", vi), ("en", en)):
        app = Flask(__name__)
        Babel(app, default_locale=locale)
        with app.test_request_context():
            assert size(count) == words


def test_a_date_keeps_its_gaps() -> None:
    assert [day(edtf) for edtf in ("2026-08-14", "2026-08", "2026", "")] == ["14/08/2026", "08/2026", "2026", ""]


def test_a_wrong_date_is_not_shown() -> None:
    with pytest.raises(ValueError, match="not a date"):
        day("14/08/2026")


def test_initials_are_of_the_family_and_the_given_name() -> None:
    assert [initials(name) for name in ("Nguyễn Thị Ánh", "quản-trị", "")] == ["NÁ", "Q", ""]


def test_a_failed_page_is_never_hidden_in_a_long_strip() -> None:
    states = ["read"] * 500
    states[321] = "failed"
    assert [page for state, page in cells(states) if state == "failed"] == [322]


@given(st.lists(st.sampled_from(STATES), max_size=300), st.integers(1, 80))
def test_cells_cover_all_pages_in_order(states: list[str], most: int) -> None:
    found = cells(states, most)
    assert len(found) == min(len(states), most)
    assert [page for _state, page in found] == sorted(page for _state, page in found)
    assert all(states[page - 1] == state for state, page in found)
    assert ("failed" in states) == ("failed" in [state for state, _page in found])


def test_the_desk_and_a_documents_page_doubt_by_one_rule() -> None:
    assert [level(each) for each in (0.98, 0.979, DOUBTFUL, 0.799)] == ["sure", "likely", "likely", "doubt"]
    assert set(FIELDS) == set(DESCRIBED)
