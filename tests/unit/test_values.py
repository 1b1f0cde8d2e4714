"""The plain values of floor 0: text forms, boxes, readings, identifiers, dates, numbers."""

import ast
import unicodedata
from pathlib import Path
from typing import TypeGuard

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive import errors
from docarchive.errors import Invalid, Told
from docarchive.records import identifiers, text
from docarchive.records.dates import PartialDate, from_edtf, from_typed
from docarchive.records.numbers import DocumentNumber, number_token
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.records.readings import pack_boxes, pack_words, unpack_page


@given(st.text())
def test_every_form_keeps_the_length(raw: str) -> None:
    shown = text.clean(raw)
    assert len(text.exact_form(shown)) == len(text.folded_form(shown)) == len(shown)


@given(st.text())
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    once = text.folded_form(text.clean(raw))
    assert text.folded(text.letters_only(text.clean(raw))) == once, "the quick way to the same form"
    assert text.folded_form(once) == once


@pytest.mark.parametrize(
    ("typed", "indexed"),
    [("số hoá", "số hóa"), ("Uỷ ban", "ủy ban"), ("THUÝ", "thúy"), ("quý", "quý"), ("hoàn loại khuỷu", "hoàn loại khuỷu")],
)
def test_old_and_new_tone_places_meet(typed: str, indexed: str) -> None:
    assert text.exact_form(typed) == indexed


def test_decomposed_letters_meet_composed_ones() -> None:
    assert text.folded_form(text.clean(unicodedata.normalize("NFD", "Quyết định"))) == "quyet dinh"


@pytest.mark.parametrize(("one", "other"), [("kỹ thuật", "kĩ thuật"), ("lý do", "lí do"), ("quý", "quí")])
def test_i_and_y_are_one_when_folded(one: str, other: str) -> None:
    assert text.folded_form(one) == text.folded_form(other)


def test_vietnamese_order() -> None:
    names = ["Đà", "Dũng", "Ân", "An", "Ăn", "36a", "37", "36", "Bá", "Bà"]
    assert sorted(names, key=text.sort_key) == ["36", "36a", "37", "An", "Ăn", "Ân", "Bà", "Bá", "Dũng", "Đà"]


def test_box_refuses_to_be_turned_inside_out() -> None:
    with pytest.raises(ValueError, match="inside out"):
        Box(10, 0, 5, 5)


words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=8).filter(lambda w: w.split() == [w])
boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    *(st.integers(0, 9000) for _ in range(4)),
)
lines = st.lists(st.builds(Word, words, boxes, st.sampled_from([0.0, 0.5, 0.973, 1.0])), min_size=1, max_size=5)
blocks = st.lists(lines.map(lambda found: Line(tuple(found))), min_size=1, max_size=3)


@given(st.lists(blocks.map(lambda found: Block(tuple(found))), max_size=3), st.lists(boxes, max_size=4))
def test_a_page_survives_its_stored_form(found: list[Block], unread: list[Box]) -> None:
    page = Page(1654, 2339, tuple(found), unread=tuple(unread))
    assert unpack_page(page.text, pack_words(page), width=1654, height=2339, unread=pack_boxes(page.unread)) == page


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_identifiers_in_letters_sort_as_numbers(one: int, other: int) -> None:
    assert identifiers.from_letters(identifiers.to_letters(one)) == one
    assert (one < other) == (identifiers.to_letters(one) < identifiers.to_letters(other))


def test_minting_goes_up() -> None:
    minted = [identifiers.mint() for _ in range(5000)]
    assert minted == sorted(set(minted))


def test_partial_dates_stay_partial() -> None:
    month = from_edtf("2020-02")
    assert (month.first, month.last, month.shown) == (20200201, 20200229, "02/2020")
    assert from_typed("31/12/2020") == PartialDate(2020, 12, 31)
    with pytest.raises(ValueError, match="day"):
        from_typed("31/02/2020")


@pytest.mark.parametrize("typed", ["2647/QĐ-BTP", "2647/qd-btp", "2647 QD BTP", "2647 / QÐ – BTP", "02647/QĐ-BTP"])
def test_a_number_typed_in_any_way_is_one_term(typed: str) -> None:
    assert number_token(typed) == "2647 qd btp"


def test_kept_forms_of_a_number() -> None:
    number = DocumentNumber("Số: 05/QĐ-BTP", "05", "", "QĐ-BTP")
    assert (number.norm, number.key) == ("05/QĐ-BTP", "5/QD-BTP")
    assert DocumentNumber("", "12", "", "KL/TW", "-").norm == "12-KL/TW"


def test_a_reason_is_told_in_the_language_of_who_reads_it() -> None:
    error = Invalid("for the log", reason=Told("thiếu mã", "the code is missing"))
    assert error.message("vi") == "Yêu cầu chưa đúng: thiếu mã"
    assert error.message("en") == "The request is not valid: the code is missing"
    assert Invalid().message("en") == "The request is not valid: …"


def test_no_sentence_stands_in_one_language_alone() -> None:
    """A reason in Vietnamese letters is a Told, or goes through gettext."""
    wrong = [
        f"{path}:{call.lineno}"
        for path in Path(errors.__file__).parent.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant | ast.JoinedStr)
        if any(text.has_marks(part.value) for part in ast.walk(keyword.value) if _is_text(part))
    ]
    assert not wrong


def _is_text(part: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(part, ast.Constant) and isinstance(part.value, str)
