"""The benchmark's judgement: each verdict, and what counts as the same."""

import pytest

from benchmarks.understanding import judged
from docarchive.records.description import Description, FieldState, FieldValue, Source


def said(name: str, value: str, state: FieldState = FieldState.FILLED) -> Description:
    return Description((FieldValue(name, value, 0.9, state=state),) if value else ())


@pytest.mark.parametrize(
    ("name", "truth", "value", "verdict"),
    [
        ("issuer", "UỶ BAN NHÂN DÂN TỈNH HOÀ BÌNH", "Ủy ban nhân dân tỉnh Hòa Bình", "right"),
        ("issuer", "BỘ NỘI VỤ", "BỘ NỘI VU", "wrong"),
        ("number", "07", "7", "right"),
        ("number", "07", "", "missed"),
        ("suffix", "", "a", "wrong"),
        ("suffix", "", "", "rightly empty"),
        ("symbol", "QĐ-BTP", "QÐ – BTP", "right"),
        ("symbol", "TTr-BTP", "TTR-BTP", "wrong"),
        ("date", "2021-05-11", "2021-05-11", "right"),
        ("date", "2021-05-11", "2021-05", "missed"),
        ("date", "2021-05-11", "2021-05-12", "wrong"),
        ("subject", "Về việc tăng cường công tác lưu trữ năm 2021", "Về việc tăng cường công tác lưu trử năm 2021", "right"),
        ("subject", "Về việc tăng cường công tác lưu trữ năm 2021", "Về việc tăng cường công tác lưu trữ", "wrong"),
        ("authority", "TL. KT.", "TL KT", "right"),
    ],
)
def test_printed_fields(name: str, truth: str, value: str, verdict: str) -> None:
    assert judged({"file": "a.pdf", name: truth}, name, said(name, value)).verdict == verdict


@pytest.mark.parametrize(
    ("name", "value", "verdict"),
    [
        ("number", "", "rightly empty"),
        ("number", "12", "wrong"),
        ("number", "11", "right"),
        ("date", "2021-05", "rightly empty"),
        ("date", "2021-05-11", "right"),
        ("date", "2021-05-17", "wrong"),
        ("date", "2021", "missed"),
        ("date", "2021-06", "wrong"),
    ],
)
def test_what_a_hand_wrote_may_stay_open(name: str, value: str, verdict: str) -> None:
    truth = {"file": "a.pdf", "number": "11", "date": "2021-05-11", "number_handwritten": True, "date_handwritten": True}
    assert judged(truth, name, said(name, value)).verdict == verdict


def test_a_suggestion_is_listed_and_never_judged() -> None:
    row = judged({"file": "a.pdf", "number": "11"}, "number", said("number", "12", FieldState.SUGGESTED))
    assert (row.verdict, row.value, row.confidence) == ("missed", "", None)
    assert row.suggestions == [{"value": "12", "confidence": 0.9, "source": Source.MACHINE.value}]
