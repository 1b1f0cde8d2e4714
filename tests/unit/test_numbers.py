"""Document numbers in running text: every family is found whole, and nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.numbers import find_numbers, number_token
from docarchive.records.text import clean

CASES = """
Số: 2647/QĐ-BTP|admin|QĐ|BTP
37/KH-VKSTC|admin|KH|VKSTC
96/2019/QH14|qh||QH14
01/NQ-CP|admin|NQ|CP
36a/NQ-CP|admin|NQ|CP
30/2020/NĐ-CP|qppl|NĐ|CP
02/2019/TT-BNV|qppl|TT|BNV
Số 12-KL/TW|party|KL|TW
36-HD/VPTW|party|HD|VPTW
351/2017/UBTVQH14|qh||UBTVQH14
Số: 05/BNV-VP|letter||BNV-VP
Số: 12/UBND-VX|letter||UBND-VX
3542/BYT-ATTP|letter||BYT-ATTP
Số: 59    /QĐ-SCT|admin|QĐ|SCT
15/TB-VPCP|admin|TB|VPCP
81/TB-BTP|admin|TB|BTP
05/2025/QĐ-UBND|qppl|QĐ|UBND
123/CĐ-TTg|admin|CĐ|TTg
4567/TTg-KTTH|letter||TTg-KTTH
03/VBHN-VPQH|admin|VBHN|VPQH
01/2020/TTLT-VKSNDTC-TANDTC-BCA-BTP|qppl|TTLT|VKSNDTC-TANDTC-BCA-BTP
15/2020/HS-ST|qppl|HS|ST
12/2019/QĐST-HNGĐ|qppl|QĐST|HNGĐ
34/VKSTC-V14|letter||VKSTC-V14
05/QĐ-VKSTC-V1|admin|QĐ|VKSTC-V1
879/VTLTNN-NVĐP|letter||VTLTNN-NVĐP
176/QĐ-VTLTNN|admin|QĐ|VTLTNN
27-NQ/TW|party|NQ|TW
148-TB/TU|party|TB|TU
1234-CV/TU|party|CV|TU
66-QĐ/TW|party|QĐ|TW
23/NQ-HĐND|admin|NQ|HĐND
10/2021/NQ-HĐND|qppl|NQ|HĐND
05/SY-UBND|admin|SY|UBND
20/2020/QĐ-TTg|qppl|QĐ|TTg
2647 / QÐ – BTP|admin|QĐ|BTP
1114/QyĐ-BTP|admin|QyĐ|BTP
18/CTr-BTP|admin|CTr|BTP
44/TTr-BTP|admin|TTr|BTP
01/KHPH-CSMT-LNKL|admin|KHPH|CSMT-LNKL
12/KL-TTCP|admin|KL|TTCP
05/KN-VKS|admin|KN|VKS
15/KL-VKS-P8|admin|KL|VKS-P8
8/2018/L-CTN|qppl|L|CTN
30/2000/PL-UBTVQH10|qppl|PL|UBTVQH10
66.7/2025/NQ-CP|qppl|NQ|CP
"""
DECOYS = """24/7|60/40|31/12/2020|1/2 số phiếu|mức độ 3, 4|05 tháng 1,2/3
https://a.vn/2/AB-CD|COVID-19|TCVN 6909:2001|ISO 9001|10/10
2016 - 2021|1.400m2|57.6%"""
PRINTED = [tuple(row.split("|")) for row in CASES.strip().splitlines()]
NONE = DECOYS.replace("\n", "|").split("|")


@pytest.mark.parametrize(("printed", "family", "kind", "issuer"), PRINTED)
def test_every_family_is_read(printed: str, family: str, kind: str, issuer: str) -> None:
    (found,) = find_numbers(clean(printed))
    assert (found.family, found.type, found.issuer, found.confidence) == (family, kind, issuer, 1.0)


@pytest.mark.parametrize("printed", NONE)
def test_what_only_looks_like_a_number_is_none(printed: str) -> None:
    assert not list(find_numbers(clean(printed)))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2647/QD-BTP", "2647/QĐ-BTP"),
        ("12/CD-TTg", "12/CĐ-TTg"),
        ("30/2020/NÐ-CP", "30/2020/NĐ-CP"),
        ("30/2020/ND-CP", "30/2020/NĐ-CP"),
        ("66-QD/TW", "66-QĐ/TW"),
        ("15/2020/TT- BGDĐT", "15/2020/TT-BGDĐT"),
        ("79⁄QĐ-UBND", "79/QĐ-UBND"),
    ],
)
def test_losses_of_reading_are_repaired(read: str, meant: str) -> None:
    (found,) = find_numbers(clean(read))
    assert found.number.norm == meant


@pytest.mark.parametrize(("read", "kind"), [("12/HD-BTP", "HD"), ("12/HĐ-BTP", "HĐ"), ("5/DA-BTP", "DA"), ("5/ĐA-BTP", "ĐA")])
def test_d_and_đ_stay_apart_where_both_mean_something(read: str, kind: str) -> None:
    (found,) = find_numbers(read)
    assert (found.type, found.confidence) == (kind, 1.0)


def test_a_repaired_number_is_less_sure() -> None:
    (found,) = find_numbers("số 2647/QD-BTP")
    assert found.confidence < 1


def test_a_dash_after_the_symbol_does_not_swallow_the_next_word() -> None:
    (found,) = find_numbers("Quyết định 12/QĐ-UBND - Sở Tài chính")
    assert found.number.norm == "12/QĐ-UBND"


@given(
    st.sampled_from([row[0].removeprefix("Số: ").removeprefix("Số ") for row in PRINTED]),
    st.sampled_from(["", "Căn cứ Quyết định số ", "theo (", "các văn bản: ", "31/12/2020; "]),
    st.sampled_from(["", " ngày 31/12/2020 của Bộ trưởng", ", đạt 57.6%", ";", ")", "."]),
)
def test_a_number_is_found_in_any_sentence(printed: str, before: str, after: str) -> None:
    sentence = clean(before + printed + after)
    (found,) = find_numbers(sentence)
    assert sentence[found.start : found.end] == clean(printed)


@given(st.text(st.characters(categories=["Ll", "Nd", "P", "Zs"])))
def test_without_a_capital_there_is_no_number(text: str) -> None:
    assert not list(find_numbers(clean(text)))


@given(st.sampled_from(PRINTED))
def test_found_and_typed_numbers_share_one_index_term(case: tuple[str, ...]) -> None:
    (found,) = find_numbers(clean(case[0]))
    assert number_token(found.number.norm) == number_token(found.number.key)
