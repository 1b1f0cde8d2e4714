"""File names that mean harm: a name is told as it came, but on one line, without what hides its ending, and no path."""

from pathlib import Path
from time import monotonic
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.errors import NameMissing
from docarchive.records.pages import Page
from docarchive.services.ingest import clean_name
from docarchive.understanding import describe
from tests.journeys.web import site


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/a.txt", "a.txt"),
        ("C:\\Users\\lan\\a.txt", "a.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie: x=1.txt"),
        ("a\0.txt", "a.txt"),
        ("bao cao \u202etxt.exe", "bao cao txt.exe"),
        ("d" * 300 + ".pdf", "d" * 251 + ".pdf"),
        ("d" * 300, "d" * 255),
    ],
)
def test_what_becomes_of_a_name(sent: str, kept: str) -> None:
    assert clean_name(sent) == kept


@given(st.text(max_size=600))
def test_every_name_is_one_line_of_at_most_255_signs(sent: str) -> None:
    try:
        kept = clean_name(sent)
    except NameMissing:
        return
    assert 0 < len(kept) <= 255 and len(kept.splitlines()) == 1 and not {"/", "\\", "\0"} & set(kept)
    assert clean_name(kept) == kept


def test_a_name_breaks_out_of_no_header_and_no_page(tmp_path: Path) -> None:
    name = '"><script>alert(1)<!--;filename=evil.exe\r\nX-Evil: 1.txt'
    with site(tmp_path) as at:
        taken = at.upload(b"Van ban", headers={"X-File-Name": quote(name)})
        answer = at.program("hoa").get(taken["links"]["original"])
        assert "X-Evil" not in answer.headers and answer.headers["Content-Disposition"].startswith("attachment; ")
        assert 'evil.exe"' not in answer.headers["Content-Disposition"]
        page = at.program("hoa").get(f"/items/{taken['item']}")
        assert page.status_code == 200 and "<script>alert" not in page.text


def test_no_name_keeps_the_reader_of_names_busy() -> None:
    started = monotonic()
    for piece in ("1/", "12/QĐ-", " ", "Số: 1 ", "tháng 1 năm ", "2020-1-", "(1)"):
        describe([Page(1, 1)], file_name=clean_name("x" + piece * 50_000))
    assert monotonic() - started < 1
