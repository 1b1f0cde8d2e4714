"""How the reading benchmark counts errors."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.texts import Errors, collapsed, compared, distance, lost_lines, nearest

letters = st.text("aăâ b", max_size=12)


def by_the_book(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    changed = by_the_book(one[1:], other[1:]) + (one[0] != other[0])
    return min(changed, by_the_book(one[1:], other) + 1, by_the_book(one, other[1:]) + 1)


@given(st.text("ab c", max_size=5), st.text("ab c", max_size=5))
def test_distance_is_levenshteins(one: str, other: str) -> None:
    assert distance(one, other) == by_the_book(one, other)


@given(letters, letters, letters)
def test_distance_is_a_metric(one: str, other: str, third: str) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == distance(other, one)
    assert distance(one, third) <= distance(one, other) + distance(other, third)


def test_white_space_and_composition_are_no_errors() -> None:
    assert compared("Quyết định\nsố 1", "Quyê\u0301t  định số 1\n").rates == {"cer": 0.0, "wer": 0.0, "recall": 100.0}
    assert collapsed(" a\f\tb ") == "a b"


def test_order_counts_in_cer_and_not_in_recall() -> None:
    swapped = compared("một hai", "hai một")
    assert swapped.recall == 100 and swapped.cer > 50 and swapped.wer > 50


def test_sums_weigh_by_length() -> None:
    total = compared("a" * 90, "a" * 90) + compared("b" * 10, "")
    assert total.cer == 10.0
    assert Errors().cer == 0.0


@given(st.text("ab c", max_size=5), st.text("ab c", max_size=5))
def test_nearest_passage_is_the_best_of_all(part: str, text: str) -> None:
    passages = {text[start:end] for start in range(len(text) + 1) for end in range(start, len(text) + 1)}
    assert nearest(part, text) == min(distance(part, passage) for passage in passages)


def test_a_line_is_lost_where_it_stands_nowhere_not_where_it_is_misread() -> None:
    truth = "Căn cứ Luật Lưu trữ\nsố 33/2024 được\nvì vậy"
    assert lost_lines(truth, "… CĂN CỨ LUẬT LƯU TRỮ sổ 3372024 đuợc …") == []
    assert lost_lines(truth, "Căn cứ Luật Lưu trữ") == ["số 33/2024 được"]
