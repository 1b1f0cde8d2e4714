"""The query language: what is typed, what is understood, and what is said about the rest."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.access import AccessFilter
from docarchive.records.queries import Field, Filter, Phrase, Terms
from docarchive.search.clauses import Begins, OneOf
from docarchive.search.documents import exact_words
from docarchive.search.parse import MOST_WORDS, parse
from docarchive.search.plan import on_pages, plan
from docarchive.search.telex import untelexed

ALL = AccessFilter(frozenset({1}))
TYPES = {Field.TYPE: ["Quyết định", "Thông báo", "QĐ"]}


def test_plain_words_are_one_run() -> None:
    assert parse("Thông báo  kết luận").any_of == (Terms((("thông", "báo", "kết", "luận"),)),)


def test_a_quote_is_a_phrase_and_breaks_the_run() -> None:
    (terms,) = parse('họp "kết luận" tháng').any_of
    assert terms == Terms((("họp",), ("tháng",)), (Phrase(("kết", "luận")),))


@pytest.mark.parametrize("typed", ["“kết luận”", "«kết luận»", '"kết luận'])
def test_any_quotation_mark_quotes(typed: str) -> None:
    assert parse(typed).any_of[0].phrases == (Phrase(("kết", "luận")),)


def test_minus_excludes_words_and_quotes() -> None:
    query = parse('kế hoạch -nháp -"bản sao"')
    assert query.excluded == (Phrase(("nháp",)), Phrase(("bản", "sao")))
    assert query.any_of[0].words == ("kế", "hoạch")


def test_a_dash_between_blanks_excludes_nothing() -> None:
    assert parse("2016 - 2021").excluded == ()


@pytest.mark.parametrize("operator", ["OR", "HOẶC", "|"])
def test_or_separates_all_that_stands_on_each_side(operator: str) -> None:
    assert parse(f"kế hoạch {operator} quyết định").any_of == (Terms((("kế", "hoạch"),)), Terms((("quyết", "định"),)))


@pytest.mark.parametrize("typed", ["OR kế hoạch", "kế hoạch OR", "OR"])
def test_or_without_two_sides_is_reported(typed: str) -> None:
    query = parse(typed)
    assert [chip.label for chip in query.chips] == ["Chưa hiểu: OR"]
    assert len(query.any_of) == (0 if typed == "OR" else 1)


@pytest.mark.parametrize("typed", ['"thi han*"', '"thi han"*'])
def test_a_phrase_may_end_in_a_begun_word(typed: str) -> None:
    assert parse(typed).any_of[0].phrases == (Phrase(("thi", "han"), prefix=True),)


def test_a_star_begins_a_word() -> None:
    assert parse("nghị quy*").any_of == (Terms((("nghị",),), (Phrase(("quy",), prefix=True),)),)


@pytest.mark.parametrize("typed", ["*", "q*"])
def test_a_star_after_less_than_two_letters_is_reported(typed: str) -> None:
    query = parse(f"họp {typed}")
    assert [chip.label for chip in query.chips] == [f"Chưa hiểu: {typed}"]
    assert query.any_of[0].words == ("họp",)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("số: 2647/QĐ-BTP", Filter(Field.NUMBER, ("2647 qd btp",))),
        ("so:2647", Filter(Field.NUMBER, ("2647",))),
        ("loai:QĐ", Filter(Field.TYPE, ("qd",))),
        ('LOẠI: "Thông báo"', Filter(Field.TYPE, ("thong bao",))),
        ("cq:BTP", Filter(Field.ISSUER, ("btp",))),
        ("co  quan: Bộ Tư pháp", Filter(Field.ISSUER, ("bo tu phap",))),
        ("năm:2024", Filter(Field.YEAR, ("2024",))),
        ("nam:2023-2025", Filter(Field.YEAR, ("2023", "2024", "2025"))),
        ("tu:1/6/2024", Filter(Field.FROM, ("2024-06-01",))),
        ("đến: 12/2024", Filter(Field.TO, ("2024-12",))),
        ("ho so:12.2020", Filter(Field.DOSSIER, ("12 2020",))),
        ("người ký:Trần Văn Mẫu", Filter(Field.SIGNER, ("tran van mau",))),
    ],
)
def test_fields_with_and_without_marks(typed: str, expected: Filter) -> None:
    query = parse(typed)
    assert query.filters == (expected,)
    assert query.any_of == ()
    assert [chip.field for chip in query.chips] == [expected.field]
    assert query.chips[0].typed == typed


def test_a_known_name_ends_the_value() -> None:
    query = parse("loại:quyết định nhân sự", TYPES)
    assert query.filters[0].values == ("quyet dinh",)
    assert query.any_of[0].words == ("nhân", "sự")


def test_an_unknown_name_goes_on_to_the_next_field() -> None:
    query = parse("cơ quan: Sở Nội vụ năm:2024 họp")
    assert [each.values for each in query.filters] == [("so noi vu",), ("2024",)]
    assert query.any_of[0].words == ("họp",)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("họp loại:QĐ năm:2024", "họp năm:2024"),
        ("từ:nay  họp", "họp"),
        ("hooij nghij loaij:QD", "hội nghị"),
        ("OR họp", "họp"),
    ],
)
def test_a_chip_can_be_taken_out(typed: str, left: str) -> None:
    query = parse(typed, TYPES)
    assert query.without(query.chips[0]) == left
    assert all(chip.typed in query.typed for chip in query.chips)


def test_a_field_may_be_excluded() -> None:
    assert parse("-loại:QĐ họp", TYPES).filters == (Filter(Field.TYPE, ("qd",), negated=True),)


@pytest.mark.parametrize("typed", ["từ:31/02/2024", "năm:nay", "số:", "loại:", "đến:hôm qua", "tacgia:abc"])
def test_what_is_not_understood_is_a_chip_and_no_error(typed: str) -> None:
    query = parse(f"{typed}")
    assert query.filters == ()
    assert query.chips[0].label.startswith("Chưa hiểu: ")


def test_decomposed_input_is_cleaned_first() -> None:
    assert parse(unicodedata.normalize("NFD", "loại:Quyết định")).filters == parse("loại:Quyết định").filters


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("quyeets ddinhj", "quyết định"),
        ("nghij quyeets cuar ddangr", "nghị quyết của đảng"),
        ("chuyeenr ddooir soos", "chuyển đổi số"),
        ("quyeest ddinhj", "quyết định"),
        ("dduwowngf thuyr", "đường thủy"),
        ("giaays tờ", "giaays tờ"),
        ("hops giao ban", "hops giao ban"),
        ("GIS max bus", "GIS max bus"),
        ("GIS banr ddoof", "GIS bản đồ"),
        ("too low see book", "too low see book"),
        ("coong thuwowng", "công thương"),
        ('"hooij nghij" -nhaps loai:QD', '"hội nghị" -nháp loai:QD'),
        ("2647/QD-BTP", "2647/QD-BTP"),
        ("quy che lam viec", "quy che lam viec"),
    ],
)
def test_telex_keys_become_letters(keys: str, meant: str) -> None:
    assert parse(keys).any_of == parse(meant).any_of
    assert untelexed(keys) == meant


def test_a_pasted_page_is_cut_and_told() -> None:
    query = parse("chữ " * 500)
    assert len(query.any_of[0].words) == MOST_WORDS
    assert [chip.label for chip in query.chips] == [f"Chưa hiểu: chỉ tìm {MOST_WORDS} chữ đầu"]


@given(st.text(st.sampled_from('abđế "*-:|/\n.2024ORsố:loại:từ:năm:')) | st.text())
def test_nothing_that_is_typed_is_an_error(typed: str) -> None:
    query = parse(typed)
    plan(query, ALL, frozenset())
    on_pages(query, frozenset())
    assert all(chip.typed in query.typed for chip in query.chips)


@pytest.mark.parametrize(
    "typed", ["2647/QĐ-BTP", "2647/qd-btp", "2647 QD BTP", "số 2647/QĐ-BTP", "02647/QÐ–BTP", "kế hoạch theo 2647/QĐ-BTP"]
)
def test_a_number_in_any_form_asks_for_the_same_term(typed: str) -> None:
    asked = str(plan(parse(typed), ALL, frozenset()))
    assert "'2647 qd btp'" in asked


@pytest.mark.parametrize("typed", ["2647", "số 2647", "02647"])
def test_the_bare_number_asks_for_numbers_that_start_so(typed: str) -> None:
    asked = str(plan(parse(typed), ALL, frozenset()))
    assert str(OneOf("number_start", ("2647",))) in asked
    assert str(Begins("number", "2647 ")) in asked


def test_a_long_query_drops_the_commonest_syllables_and_asks_for_two_fifths() -> None:
    asked = str(plan(parse("a1 a2 a3 a4 a5 a6 a7 a8 a9 a10"), ALL, frozenset({"a1", "a2"})).exact)
    assert "words=('a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10'), least=3" in asked
    assert "words=('a1_a2', 'a2_a3'" in asked


def test_a_short_query_asks_for_all_words_and_then_for_half() -> None:
    made = plan(parse("thông báo kết luận"), ALL, frozenset({"thong"}))
    assert "words=('thong', 'bao', 'ket', 'luan'), least=4" in str(made.exact)
    assert "words=('thong', 'bao', 'ket', 'luan'), least=2" in str(made.near)


def test_only_marked_words_weigh_in_the_exact_field() -> None:
    asked = str(plan(parse("ban hành quy che"), ALL, frozenset()).exact)
    assert "field='text', words=('hành',)" in asked


@given(st.text())
def test_words_of_the_index_and_of_the_query_are_the_same(raw: str) -> None:
    for word in exact_words(raw):
        assert exact_words(word) == [word]
