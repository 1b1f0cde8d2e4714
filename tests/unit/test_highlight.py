"""Marks, snippets and the order of pages."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.text import clean, folded
from docarchive.search.highlight import SNIPPET_LETTERS, best, marks, order_pages, snippet
from docarchive.search.parse import parse
from docarchive.search.telex import untelexed

PAGE = (
    "Số: 05/QĐ-BTP\n\nQUYẾT ĐỊNH\nVề việc ban hành Quy chế chuyển đổi số của Bộ; số lượng: số 12.\n"
    "Kế hoạch (chuyển\nđổi số) năm 2025, kỹ thuật số hóa."
)


def marked(typed: str, text: str = PAGE) -> list[str]:
    return [text[mark.start : mark.end] for mark in marks(text, parse(typed))]


@pytest.mark.parametrize("typed", ["chuyển đổi số", "chuyen doi so", "CHUYỂN ĐỔI SỐ"])
def test_a_whole_row_is_marked_and_its_lone_syllables_are_not(typed: str) -> None:
    assert marked(typed) == ["chuyển đổi số", "chuyển\nđổi số"]


def test_a_syllable_alone_is_marked_when_no_row_is_there() -> None:
    assert marked("lượng quy") == ["Quy", "lượng"]


def test_a_common_syllable_alone_is_left_out_beside_a_part_of_the_row() -> None:
    assert marked("quy chế của họp") == ["Quy chế"]


def test_a_quote_is_marked_whole_and_with_its_marks() -> None:
    assert marked('"đổi số"') == ["đổi số", "đổi số"]
    assert marked('"đôi số"') == []
    assert marked('"doi so"') == ["đổi số", "đổi số"]


def test_begun_words_are_marked() -> None:
    assert marked("hoạc*") == ["hoạch"]
    assert marked('"kế hoạ*"') == ["Kế hoạch"]


@pytest.mark.parametrize("typed", ["05/QĐ-BTP", "5/qd-btp", "5 qd btp", "số:5/QĐ-BTP"])
def test_a_number_is_marked_however_it_was_typed(typed: str) -> None:
    assert "05/QĐ-BTP" in marked(typed)


@pytest.mark.parametrize(("typed", "found"), [("kĩ thuật", "kỹ thuật"), ("so hoá", "số hóa")])
def test_spellings_meet(typed: str, found: str) -> None:
    assert found in marked(typed)


def test_marks_name_the_words_of_the_page() -> None:
    found = marks(PAGE, parse("chuyển đổi số quyết định"))
    assert [PAGE.split()[mark.first : mark.last] for mark in found] == [
        ["QUYẾT", "ĐỊNH"],
        ["chuyển", "đổi", "số"],
        ["(chuyển", "đổi", "số)"],
    ]


def test_marks_say_whether_the_typed_marks_are_there() -> None:
    assert [mark.exact for mark in marks("ké hoạch kế hoạch", parse("kế hoạch"))] == [False, True]


def test_the_best_mark_is_the_longest_row_and_not_the_first() -> None:
    text = "CỘNG HÒA XÃ HỘI. Thông báo kết luận về số hóa; thong bao ket luan."
    found = marks(text, parse("thông báo kết luận số hóa"))
    assert next(text[mark.start : mark.end] for mark in found) == "HÒA"
    at = best(found)
    assert at is not None
    assert text[found[at].start : found[at].end] == "Thông báo kết luận"
    assert best([]) is None


def test_the_snippet_is_cut_round_the_densest_marks() -> None:
    text = "đổi " + "xa " * 200 + "chuyển đổi số là quy chế " + "gần " * 200
    piece = snippet(text, marks(text, parse("chuyển đổi số quy chế")))
    assert "chuyển đổi số là quy chế" in piece.text
    assert (piece.begins, piece.ends) == (False, False)


def test_without_marks_the_snippet_is_the_beginning() -> None:
    piece = snippet("Một hai ba bốn", [], 8)
    assert (piece.text, piece.spans, piece.begins, piece.ends) == ("Một hai", (), True, False)


def test_pages_go_by_their_longest_row() -> None:
    pages = {1: "số đổi chuyển số", 2: "chuyển đổi cơ cấu", 3: "chuyển đổi số", 4: "không có gì"}
    query = parse("chuyển đổi số")
    assert order_pages({number: (text, marks(text, query)) for number, text in pages.items()}) == [3, 2, 1]


letters = st.text(st.sampled_from("kếhoạchđổi sốQUY.-/(\n\t 05"), max_size=400)
queries = st.text(st.sampled_from('kế hoạch đổi số "quy" 5 * - |'), max_size=40)


@given(letters | st.text(max_size=200), queries | letters)
def test_marks_and_snippets_stay_inside_the_text(raw: str, typed: str) -> None:
    text = clean(raw)
    words = text.split()
    found = marks(text, parse(typed))
    for one, other in pairwise(found):
        assert one.end <= other.start
    for mark in found:
        assert 0 <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end].split()[0] in words[mark.first]
        assert text[mark.start : mark.end].split()[-1] in words[mark.last - 1]
    piece = snippet(text, found)
    assert len(piece.text) <= SNIPPET_LETTERS
    for start, end in piece.spans:
        assert 0 <= start < end <= len(piece.text)
        shown = folded(piece.text[start:end]).split()
        assert all(word in folded(text).replace("\n", " ") for word in shown)


@given(letters)
def test_every_word_of_a_page_finds_itself(raw: str) -> None:
    text = clean(raw)
    for word in text.split():
        if any(letter.isalnum() for letter in word) and "-" not in word and untelexed(word) == word:
            found = marks(text, parse(f'"{word}"'))
            assert found, word
