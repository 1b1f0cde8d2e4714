"""Names in capitals written as running text has them; nothing but the case changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docarchive.understanding.casing import running_case

NAMES = """
Ủy ban nhân dân tỉnh Lam Giang
Sở Khoa học và Công nghệ
Sở Nội vụ
Văn phòng Ủy ban nhân dân tỉnh Lam Giang
Hội đồng nhân dân
Hội đồng Xác định giá trị tài liệu
Phòng Tài chính - Kế hoạch
Chi cục Văn thư - Lưu trữ
Ban Quản lý dự án
Thị trấn Cầu Lam
Tòa án nhân dân tối cao
Phó Chủ tịch
Phó Chánh Văn phòng
Bộ Tư pháp - Bộ Công an
""".strip().split("\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_capitals_is_written_as_running_text_has_it(name: str) -> None:
    assert running_case(name.upper()) == name


def test_abbreviations_numbers_and_old_spellings_stay() -> None:
    assert running_case("KT. CHỦ TỊCH") == "KT. Chủ tịch"
    assert running_case("UBND XÃ CẦU LAM") == "UBND xã Cầu Lam"
    assert running_case("UỶ BAN NHÂN DÂN TỈNH QUẢNG NGÃI") == "Uỷ ban nhân dân tỉnh Quảng Ngãi"


@given(st.text())
def test_nothing_but_the_case_changes(text: str) -> None:
    shown = running_case(text)
    if text != text.upper():
        assert shown == text
    assert shown.split() == text.split() or shown.casefold().split() == text.casefold().split()
