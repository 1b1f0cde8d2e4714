"""Looks at a document stand in a history once a day and person; every other deed stands by itself."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask_babel import Babel

from docarchive.web.pages.gathered import gathered, looks_words

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


def test_looks_are_gathered_by_person_and_the_offices_day() -> None:
    app = Flask(__name__)
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh")
    rows = [("a", 0), ("edit", 0), ("b", 1), ("a", 2), ("a", 13)]
    with app.test_request_context():
        groups = gathered(rows, lambda row: None if row[0] == "edit" else (ord(row[0][0]), 1, NOON - timedelta(hours=row[1])))
        assert groups == [[("a", 0), ("a", 2)], [("edit", 0)], [("b", 1)], [("a", 13)]]
        assert looks_words([{"page": 1}, {}, {"page": 3}, {"page": 2}, {"page": 7}]) == "Trang 1–3, 7; 5 lần"
        assert looks_words([{}, {}]) == "2 lần"
