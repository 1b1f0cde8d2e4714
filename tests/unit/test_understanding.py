"""Whole documents laid out as Decree 30/2020 has them, and what may and may not be said of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docarchive.reading.regions import parted
from docarchive.records.description import Description, FieldState, Source
from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.understanding import VERSION, describe, secrecy

WIDTH, HEIGHT = 1654, 2339
LETTER, TALL, PITCH = 15, 34, 48
CENTRES = {"left": 480, "right": 1130, "centre": 880, "name": 1180}

Cell = tuple[str, str]  # where, what
Row = Sequence[Cell]


def words(where: str, text: str, top: int, sure: float) -> list[Word]:
    """`text` set at `where`: centred in a column, or from a left edge given in pixels."""
    left = round(CENTRES[where] - len(text) * LETTER / 2) if where in CENTRES else int(where)
    made = []
    for word in text.split(" "):
        if word:
            made.append(Word(word, Box(left, top, left + len(word) * LETTER - 3, top + TALL), sure))
        left += (len(word) + 1) * LETTER
    return made


def page(*rows: Row, sure: float = 0.96, merged: bool = True, top: int = 150) -> Page:
    """Rows from top to bottom; an empty row is a gap. `merged`: a row is one line across both columns, as engines give it."""
    lines = []
    for row in rows:
        cells = [words(where, text, top, sure) for where, text in row]
        lines += (
            [Line(tuple(word for cell in cells for word in cell))] if merged and cells else [Line(tuple(cell)) for cell in cells]
        )
        top += PITCH
    return Page(WIDTH, HEIGHT, (Block(tuple(lines)),))


def head(number: str, date: str, *issuer: str) -> list[Row]:
    """The two-column letterhead of a state body."""
    national = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    rows: list[Row] = [
        [("left", one)] * bool(one) + [("right", other)] * bool(other)
        for one, other in zip([*issuer, *[""] * 2], [*national, *[""] * len(issuer)], strict=False)
        if one or other
    ]
    return [*rows, [("left", number), ("right", date)]]


DECISION = page(
    *head("Số: 2647/QĐ-BTP", "Hà Nội, ngày 31 tháng 12 năm 2020", "BỘ TƯ PHÁP"),
    [],
    [("centre", "QUYẾT ĐỊNH")],
    [("centre", "Về việc ban hành Quy chế làm việc")],
    [("centre", "của Văn phòng Bộ")],
    [],
    [("centre", "BỘ TRƯỞNG BỘ TƯ PHÁP")],
    [],
    [("320", "Căn cứ Nghị định số 96/2017/NĐ-CP ngày 16 tháng 8 năm 2017 của Chính phủ;")],
    [("320", "Theo đề nghị tại Tờ trình số 44/TTr-VP ngày 20/12/2020.")],
    [],
    [("250", "Nơi nhận:"), ("name", "KT. BỘ TRƯỞNG")],
    [("250", "- Như Điều 3;"), ("name", "THỨ TRƯỞNG")],
    [("250", "- Các Vụ thuộc Bộ;")],
    [("250", "- Sở Tư pháp các tỉnh,")],
    [("265", "thành phố;")],
    [("250", "- Lưu: VT, TCCB.")],
    [("name", "Nguyễn Văn Mẫu")],
)


def values(description: Description) -> dict[str, str]:
    return {name: description.value(name) for name in {each.name for each in description.fields} if description.value(name)}


def test_a_decision_says_what_it_is() -> None:
    found = describe([DECISION])
    assert values(found) == {
        "number": "2647",
        "symbol": "QĐ-BTP",
        "ref_norm": "2647/QĐ-BTP",
        "ref_key": "2647/QD-BTP",
        "type": "Quyết định",
        "subject": "Về việc ban hành Quy chế làm việc của Văn phòng Bộ",
        "issuer": "BỘ TƯ PHÁP",
        "place": "Hà Nội",
        "date": "2020-12-31",
        "recipient": "Các Vụ thuộc Bộ",
        "authority": "KT.",
        "sign_title": "THỨ TRƯỞNG",
        "signer": "Nguyễn Văn Mẫu",
        "cited": "96/2017/NĐ-CP",
    }
    assert [each.value for each in found.all("cited")] == ["96/2017/NĐ-CP", "44/TTr-VP"]
    assert [each.value for each in found.all("recipient")] == ["Các Vụ thuộc Bộ", "Sở Tư pháp các tỉnh, thành phố"]
    assert {each.version for each in found.fields} == {VERSION} and {each.source for each in found.fields} == {Source.MACHINE}


def test_columns_are_told_apart_however_the_engine_cut_its_lines() -> None:
    rows = [Line(line.words) for line in reversed(list(DECISION.lines))]
    assert values(describe([Page(WIDTH, HEIGHT, (Block(tuple(rows)),))])) == values(describe([DECISION]))


def test_two_tight_lines_in_one_are_told_apart() -> None:
    upper, lower = words("name", "KT. CHÁNH VĂN PHÒNG", 1000, 0.96), words("name", "PHÓ CHÁNH VĂN PHÒNG", 1036, 0.96)
    label, name = words("250", "Nơi nhận:", 1000, 0.96), words("name", "Nguyễn Văn Mẫu", 1250, 0.96)
    lines = [Line(tuple(label)), Line((*upper, *lower)), Line(tuple(name))]
    found = describe([Page(WIDTH, HEIGHT, (Block(tuple(lines)),))])
    assert (found.value("authority"), found.value("sign_title")) == ("KT.", "PHÓ CHÁNH VĂN PHÒNG")


LETTER_ROWS: list[Row] = [
    *head("Số: 05/BNV-VP", "Hà Nội, ngày 05 tháng 01 năm 2021", "BỘ NỘI VỤ"),
    [("left", "V/v góp ý dự thảo")],
    [("left", "Luật Lưu trữ")],
    [],
    [("500", "Kính gửi:")],
    [("640", "- Bộ Tư pháp;")],
    [("640", "- Ủy ban nhân dân các tỉnh.")],
    [],
    [("320", "Thực hiện Thông báo số 15/TB-VPCP ngày 02/01/2021, Bộ Nội vụ gửi dự thảo.")],
    [],
    [("250", "Nơi nhận:"), ("name", "TL. BỘ TRƯỞNG")],
    [("250", "- Như trên;"), ("name", "KT. CHÁNH VĂN PHÒNG")],
    [("250", "- Lưu: VT."), ("name", "PHÓ CHÁNH VĂN PHÒNG")],
    [],
    [],
    [("name", "Trần Thị Ví Dụ")],
]


def test_a_letter_is_known_by_what_it_lacks() -> None:
    found = describe([page(*LETTER_ROWS)])
    assert found.value("type") == "Công văn"
    assert found.value("subject") == "V/v góp ý dự thảo Luật Lưu trữ"
    assert [each.value for each in found.all("recipient")] == ["Bộ Tư pháp", "Ủy ban nhân dân các tỉnh"]
    assert (found.value("authority"), found.value("sign_title")) == ("TL. KT.", "PHÓ CHÁNH VĂN PHÒNG")


def test_a_petition_is_no_letter_though_its_title_was_lost() -> None:
    rows = [[("left", "Số: 44/TTr-BNV"), row[1]] if row and "05/BNV" in row[0][1] else row for row in LETTER_ROWS]
    found = describe([page(*rows)])
    assert found.value("type") == "" and [each.value for each in found.suggestions("type")] == ["Tờ trình"]


def test_a_notice_of_conclusions_is_a_subtype() -> None:
    found = describe(
        [
            page(
                *head("Số: 15/TB-VPCP", "Hà Nội, ngày 07 tháng 01 năm 2022", "VĂN PHÒNG CHÍNH PHỦ"),
                [],
                [("centre", "THÔNG BÁO")],
                [("centre", "Kết luận của Phó Thủ tướng tại cuộc họp")],
                [],
                [("320", "Ngày 05 tháng 01 năm 2022, tại trụ sở Chính phủ.")],
            )
        ]
    )
    assert (found.value("type"), found.value("subtype")) == ("Thông báo", "Thông báo kết luận")
    assert found.value("date") == "2022-01-07"


def test_a_party_document_has_its_own_head() -> None:
    found = describe(
        [
            page(
                [("left", "BAN CHẤP HÀNH TRUNG ƯƠNG"), ("right", "ĐẢNG CỘNG SẢN VIỆT NAM")],
                [("left", "*")],
                [("left", "Số 12-KL/TW"), ("right", "Hà Nội, ngày 06 tháng 4 năm 2022")],
                [],
                [("centre", "KẾT LUẬN")],
                [("centre", "CỦA BỘ CHÍNH TRỊ")],
                [("centre", "về công tác người Việt Nam ở nước ngoài")],
            )
        ]
    )
    assert found.value("ref_norm") == "12-KL/TW"
    assert (found.value("type"), found.value("issuer"), found.value("date")) == (
        "Kết luận",
        "BAN CHẤP HÀNH TRUNG ƯƠNG",
        "2022-04-06",
    )


@pytest.mark.parametrize(
    ("lines", "parent", "issuer"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"], "", "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"),
        (["UBND TỈNH QUẢNG NGÃI", "SỞ TÀI CHÍNH"], "UBND TỈNH QUẢNG NGÃI", "SỞ TÀI CHÍNH"),
        (["BỘ NỘI VỤ", "CỤC VĂN THƯ VÀ LƯU TRỮ", "NHÀ NƯỚC"], "BỘ NỘI VỤ", "CỤC VĂN THƯ VÀ LƯU TRỮ NHÀ NƯỚC"),
        (["VIỆN KIỂM SÁT NHÂN DÂN", "TỐI CAO"], "", "VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO"),
        (["CHỦ TỊCH", "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"], "", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI"),
        (
            ["UBND TỈNH QUẢNG NGÃI", "BAN CHỈ HUY", "PHÒNG CHỐNG THIÊN TAI"],
            "UBND TỈNH QUẢNG NGÃI",
            "BAN CHỈ HUY PHÒNG CHỐNG THIÊN TAI",
        ),
        (["UY BAN NHÂN DẤN", "TĨNH HÀ TĨNH"], "", "ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH"),
        (["UỶ BAN NHÂN DÂN", "TỈNH HOÀ BÌNH"], "", "UỶ BAN NHÂN DÂN TỈNH HOÀ BÌNH"),
    ],
)
def test_the_issuer_is_the_last_body_repaired_but_never_restyled(lines: list[str], parent: str, issuer: str) -> None:
    found = describe([page(*head("Số: 12/QĐ-UBND", "Hà Nội, ngày 05 tháng 5 năm 2021", *lines), [], [("centre", "QUYẾT ĐỊNH")])])
    assert (found.value("parent_body"), found.value("issuer")) == (parent, issuer)


def with_words(sheet: Page, change: dict[str, tuple[str, float]]) -> Page:
    """The sheet with some words read otherwise: word → what was read, and how surely."""

    def read(word: Word) -> Word:
        text, sure = change.get(word.text, (word.text, word.confidence))
        return replace(word, text=text, confidence=sure)

    blocks = (Block(tuple(Line(tuple(read(word) for word in line.words)) for line in block.lines)) for block in sheet.blocks)
    return sheet.with_blocks(blocks)


@pytest.mark.parametrize("sure", [0.1, 0.5, 0.69])
def test_digits_hardly_read_are_only_a_suggestion(sure: float) -> None:
    found = describe([with_words(DECISION, {"2647/QĐ-BTP": ("2641/QĐ-BTP", sure)})])
    assert (found.value("number"), found.value("ref_norm"), found.value("symbol")) == ("", "", "QĐ-BTP")
    assert [each.value for each in found.suggestions("number")] == ["2641"]


@pytest.mark.parametrize(
    "written", ["Số: /QĐ-BTP", "Số:     /QĐ-BTP", "Số: ⁄4† /QĐ-BTP", "Số:¬‹4 /QĐ-BTP", "Số: 26 47   /QĐ-BTP"]
)
def test_a_number_by_hand_or_missing_stays_empty(written: str) -> None:
    found = describe([page(*head(written, "Hà Nội, ngày 31 tháng 12 năm 2020", "BỘ TƯ PHÁP"), [], [("centre", "QUYẾT ĐỊNH")])])
    assert (found.value("number"), found.value("symbol"), found.value("type")) == ("", "QĐ-BTP", "Quyết định")


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("ngày     tháng 12 năm 2020", "2020-12"),
        ("ngày … tháng 12 năm 2020", "2020-12"),
        ("ngày /† tháng 12 năm 2020", "2020-12"),
        ("ngày 31 tháng 02 năm 2020", "2020-02"),
        ("ngày 45 tháng 12 năm 2020", "2020-12"),
        ("ngày 05 tháng    năm 2020", "2020"),
        ("ngày 05 tháng 13 năm 2020", "2020"),
        ("ngày 05 tháng 01 năm 2020", "2020-01-05"),
        ("ngày      tháng     năm", ""),
        ("ngày 05 tháng 01 năm 20", ""),
    ],
)
def test_a_date_says_no_more_than_is_printed(written: str, edtf: str) -> None:
    found = describe([page(*head("Số: 12/QĐ-BTP", f"Hà Nội, {written}", "BỘ TƯ PHÁP"), [], [("centre", "QUYẾT ĐỊNH")])])
    assert found.value("date") == edtf


def test_a_basis_or_a_signature_never_gives_the_date() -> None:
    found = describe(
        [
            parted(
                page(
                    [("1150", "Ký bởi: Bộ Tư pháp")],
                    [("1150", "Thời gian ký: 18/11/2024 07:25:14 +07:00")],
                    [("left", "BỘ TƯ PHÁP"), ("right", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")],
                    [("right", "Độc lập - Tự do - Hạnh phúc")],
                    [("left", "Số: 12/QĐ-BTP")],
                    [],
                    [("centre", "QUYẾT ĐỊNH")],
                    [],
                    [("320", "Căn cứ Nghị định số 96/2017/NĐ-CP ngày 16 tháng 8 năm 2017 của Chính phủ;")],
                )
            )
        ]
    )
    assert found.value("date") == "" and not found.suggestions("date")
    assert found.value("issuer") == "BỘ TƯ PHÁP"


def test_an_arrival_stamp_is_not_the_documents_own() -> None:
    stamp = [
        Line(tuple(words("80", "ĐẾN", 480, 0.9))),
        Line(tuple(words("150", "Số: 9913", 440, 0.7))),
        Line(tuple(words("150", "Ngày: 02/01/2021", 485, 0.7))),
        Line(tuple(words("150", "Chuyển:", 525, 0.8))),
    ]
    found = describe([parted(DECISION.with_blocks([*DECISION.blocks, Block(tuple(stamp))]))])
    assert values(found) == values(describe([DECISION]))


def test_the_files_name_is_a_witness_not_a_value() -> None:
    rows = head("Số:     /CT-UBND", "Quảng Ngãi, ngày 03 tháng 4 năm 2018", "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI")
    found = describe([page(*rows, [], [("centre", "CHỈ THỊ")])], file_name="2770 (08-CT-UBND).signed.pdf")
    assert found.value("number") == ""
    guesses = found.suggestions("number")
    assert [(each.value, each.source) for each in guesses] == [("08", Source.FILE_NAME), ("2770", Source.FILE_NAME)]
    assert next(each.value for each in found.suggestions("ref_norm")) == "08/CT-UBND"


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("660TBUB.signed.pdf", "660"),
        ("47 QĐ UB.signed (1).pdf", "47"),
        ("quyet-dinh-36a-dieu-dong.pdf", "36"),
        ("2021-05-11 họp.pdf", ""),
        ("vht534.signed.pdf", ""),
        ("quét.pdf", ""),
    ],
)
def test_numbers_in_names_of_files(name: str, number: str) -> None:
    rows = head("Số:     /TB-UBND", "Quảng Ngãi, ngày 03 tháng 4 năm 2018", "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI")
    guesses = describe([page(*rows)], file_name=name).suggestions("number")
    assert [each.value for each in guesses[:1]] == [number][: bool(number)]


@pytest.mark.parametrize(
    ("row", "level"),
    [
        ([("100", "MẬT")], "Mật"),
        ([("100", "TỐI MẬT"), ("centre", "Kính gửi: Bộ Công an")], "Tối mật"),
        ([("100", "TUYỆT MẬT")], "Tuyệt mật"),
        ([("100", "[ MẬT ]")], "Mật"),
        ([("100", "Độ mật: MẬT")], ""),
        ([("centre", "Về công tác bảo vệ bí mật nhà nước")], ""),
        ([("centre", "BẢO VỆ BÍ MẬT NHÀ NƯỚC")], ""),
        ([("left", "MẶT TRẬN TỔ QUỐC")], ""),
        ([("320", "Tài liệu mật do ông Mật giữ.")], ""),
    ],
)
def test_a_secrecy_mark_stands_alone_in_capitals(row: Row, level: str) -> None:
    found = secrecy([page(*head("Số: 12/QĐ-BCA", "Hà Nội, ngày 05 tháng 5 năm 2021", "BỘ CÔNG AN"), [], row)])
    assert (found.value if found else "") == level


def test_a_mark_far_down_the_page_is_text() -> None:
    assert secrecy([page([("centre", "MẬT")], top=1500)]) is None


def test_an_urgent_letter_keeps_its_subject() -> None:
    rows = [*LETTER_ROWS[:5], [("left", "HỎA TỐC")], *LETTER_ROWS[5:]]
    found = describe([page(*rows)])
    assert (found.value("urgency"), found.value("subject")) == ("Hỏa tốc", "V/v góp ý dự thảo Luật Lưu trữ")


def test_nothing_is_said_of_an_empty_or_foreign_page() -> None:
    assert describe([]).fields == () and describe([Page(WIDTH, HEIGHT)]).fields == ()
    letter = page([("320", "Dear Sir, thank you for your letter of 12 May 2021.")], [("320", "Yours sincerely,")])
    assert describe([letter]).fields == ()


def test_a_signature_with_its_authority_torn_off_is_not_called_none() -> None:
    rows = [row for row in LETTER_ROWS if not any("KT." in text for _, text in row)]
    rows = [[("250", "Nơi nhận:")] if any("TL." in text for _, text in row) else row for row in rows]
    found = describe([page(*rows)])
    assert (found.value("authority"), found.value("sign_title")) == ("", "PHÓ CHÁNH VĂN PHÒNG")


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 99999),
    st.sampled_from(["QĐ-BTP", "TB-VPCP", "KH-UBND", "2020/NĐ-CP", "UBND-KT", "NQ-HĐND"]),
    st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)),
    st.booleans(),
)
def test_every_value_lies_in_its_words(number: int, symbol: str, day: date, merged: bool) -> None:
    dated = f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}"
    sheet = page(*head(f"Số: {number:02}/{symbol}", dated, "BỘ TƯ PHÁP"), [], [("centre", "QUYẾT ĐỊNH")], merged=merged)
    found = describe([sheet])
    assert (found.value("number"), found.value("symbol"), found.value("date")) == (f"{number:02}", symbol, f"{day:%Y-%m-%d}")
    for each in found.fields:
        assert each.box is not None and each.page == 1 and 0 <= each.confidence <= 1 and each.state is FieldState.FILLED
        inside = " ".join(word.text for word in sheet.words if word.box.meets(each.box))
        if each.name in {"number", "symbol", "issuer", "place"}:
            assert each.value in inside


@pytest.mark.parametrize(
    ("printed", "ref", "kind"),
    [
        ("Luật số: 33/2024/QH15", "33/2024/QH15", "LUẬT"),
        ("Số: 142/CP", "142/CP", "NGHỊ ĐỊNH"),
        ("Số: 36a/NQ-CP", "36a/NQ-CP", "NGHỊ QUYẾT"),
        ("Số: 01/2020/TTLT-BTP-BCA", "01/2020/TTLT-BTP-BCA", "THÔNG TƯ LIÊN TỊCH"),
        ("Số: 05/QĐ-VKSTC-V1", "05/QĐ-VKSTC-V1", "QUYẾT ĐỊNH"),
        ("Sô: 2647/QD-BTP", "2647/QĐ-BTP", "QUYÉT ĐỊNH"),
    ],
)
def test_other_families_of_numbers_in_the_head(printed: str, ref: str, kind: str) -> None:
    found = describe([page(*head(printed, "Hà Nội, ngày 05 tháng 5 năm 2021", "BỘ TƯ PHÁP"), [], [("centre", kind)])])
    assert found.value("ref_norm") == ref
    assert found.value("type").upper() == kind.replace("É", "Ế")


def test_in_exact_text_a_blank_round_the_signs_is_no_hand() -> None:
    rows = head("Số: 2647 / QÐ – BTP", "Hà Nội, ngày 05 tháng 5 năm 2021", "BỘ TƯ PHÁP")
    assert describe([page(*rows, sure=1.0)]).value("ref_norm") == "2647/QĐ-BTP"
    assert describe([page(*rows, sure=0.9)]).value("ref_norm") == ""


def test_digits_that_software_set_one_by_one_are_one_number() -> None:
    rows = head("Số: 5 6 5 /TB-UBND", "Quảng Ngãi, ngày 1 5 tháng 11 năm 2024", "ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI")
    found = describe([page(*rows, sure=1.0)])
    assert (found.value("ref_norm"), found.value("date")) == ("565/TB-UBND", "2024-11-15")


def test_a_joint_document_has_every_issuer() -> None:
    rows = head("Số: 01/2020/TTLT-BTP-BCA", "Hà Nội, ngày 05 tháng 5 năm 2020", "BỘ TƯ PHÁP - BỘ CÔNG AN")
    found = describe([page(*rows, [], [("centre", "THÔNG TƯ LIÊN TỊCH")])])
    assert [each.value for each in found.all("issuer")] == ["BỘ TƯ PHÁP", "BỘ CÔNG AN"]
    assert not found.value("parent_body")


def test_a_signature_before_an_annex_is_found() -> None:
    annex = page([("centre", "PHỤ LỤC I")], [("centre", "(Kèm theo Quyết định số 2647/QĐ-BTP)")], [("320", "1. Danh mục hồ sơ")])
    found = describe([DECISION, annex])
    signer = next(found.all("signer"))
    assert (signer.value, signer.page) == ("Nguyễn Văn Mẫu", 1)
    assert "2647/QĐ-BTP" not in [each.value for each in found.all("cited")]


CLOSES = [
    (["CHỦ TỊCH"], "none", "CHỦ TỊCH"),
    (["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"], "TM.", "CHỦ TỊCH"),
    (["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"], "TM. KT.", "PHÓ CHỦ TỊCH"),
    (["KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"], "KT.", "THỨ TRƯỞNG"),
    (["KT. CHỦ TỊCH", "PHO PNU TỊCH"], "KT.", "PHÓ CHỦ TỊCH"),
    (["TUQ. BỘ TRƯỞNG", "VỤ TRƯỞNG VỤ TỔ CHỨC CÁN BỘ"], "TUQ.", "VỤ TRƯỞNG VỤ TỔ CHỨC CÁN BỘ"),
    (["Q. CỤC TRƯỞNG"], "Q.", "CỤC TRƯỞNG"),
    (["M. HỘI ĐỒNG", "CHỦ TỊCH"], "TM.", "CHỦ TỊCH"),
]


@pytest.mark.parametrize(("lines", "authority", "title"), CLOSES)
def test_authority_and_title_of_a_signature(lines: list[str], authority: str, title: str) -> None:
    left = ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    rows: list[Row] = [
        [("250", one)] * bool(one) + [("name", other)] * bool(other)
        for one, other in zip(left, [*lines, "", ""], strict=False)
        if one or other
    ]
    sheet = page(*rows, [], [], [("name", "Nguyễn Văn Mẫu")], top=1200)
    found = describe([with_words(sheet, {"PNU": ("PNU", 0.5), "PHO": ("PHO", 0.6)})])
    assert (found.value("authority"), found.value("sign_title"), found.value("signer")) == (authority, title, "Nguyễn Văn Mẫu")


def test_a_line_lost_above_the_title_leaves_the_authority_open() -> None:
    rows: list[Row] = [
        [("250", "Nơi nhận:")],
        [("250", "- Như trên;"), ("name", "CHỦ TỊCH")],
        [],
        [],
        [("name", "Nguyễn Văn Mẫu")],
    ]
    found = describe([page(*rows, top=1200)])
    assert (found.value("authority"), found.value("sign_title")) == ("", "CHỦ TỊCH")


@pytest.mark.parametrize("read", ["Văn Mẫu", "Thị Mẫu"])
def test_a_name_that_lost_its_family_name_is_only_suggested(read: str) -> None:
    rows: list[Row] = [[("250", "Nơi nhận:"), ("name", "CHỦ TỊCH")], [], [], [("name", read)]]
    found = describe([page(*rows, top=1200)])
    assert found.value("signer") == "" and [each.value for each in found.suggestions("signer")] == [read]


@pytest.mark.parametrize(("read", "name", "sure"), [("Nguyên", "Nguyễn", True), ("rần", "Trần", False), ("Xyz", "Xyz", False)])
def test_a_family_name_is_repaired_or_doubted(read: str, name: str, sure: bool) -> None:
    rows: list[Row] = [[("250", "Nơi nhận:"), ("name", "CHỦ TỊCH")], [], [], [("name", f"{read} Văn Mẫu")]]
    found = describe([page(*rows, top=1200)])
    assert (found.value("signer") == f"{name} Văn Mẫu") is sure
    assert sure or [each.value for each in found.suggestions("signer")] == [f"{name} Văn Mẫu"]


PLAIN = """CHÍNH PHỦ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 66.7/2025/NQ-CP Hà Nội, ngày 15 tháng 11 năm 2025
NGHỊ QUYẾT
Quy định cắt giảm, đơn giản hóa thủ tục hành chính dựa trên dữ liệu
Căn cứ Luật Tổ chức Chính phủ số 63/2025/QH15;""".splitlines()


def test_plain_text_without_layout_is_read_too() -> None:
    found = describe([page(*([("160", line)] for line in PLAIN), sure=1.0)])
    assert values(found) == {
        "number": "66.7",
        "symbol": "2025/NQ-CP",
        "ref_norm": "66.7/2025/NQ-CP",
        "ref_key": "66.7/2025/NQ-CP",
        "issuer": "CHÍNH PHỦ",
        "place": "Hà Nội",
        "date": "2025-11-15",
        "type": "Nghị quyết",
        "subject": "Quy định cắt giảm, đơn giản hóa thủ tục hành chính dựa trên dữ liệu",
        "cited": "63/2025/QH15",
    }


@pytest.mark.parametrize(
    ("read", "sure", "meant"),
    [
        ("BAN ĐỔI MỚI DOANH NGHIỆP SỐ", 0.9, "BAN ĐỔI MỚI DOANH NGHIỆP SỐ"),
        ("UY BAN NHÂN DÂN TỈNH HÀ TĨNH", 1.0, "UY BAN NHÂN DÂN TỈNH HÀ TĨNH"),
    ],
)
def test_a_name_is_not_repaired_beyond_what_is_known(read: str, sure: float, meant: str) -> None:
    sheet = page(*head("Số: 12/QĐ-UBND", "Hà Nội, ngày 05 tháng 5 năm 2021", read), sure=sure)
    said = [each.value for each in describe([sheet]).fields if each.name == "issuer"]
    assert said == [meant]


scraps = st.sampled_from(
    "Số: Số 12/QĐ-BTP /QĐ-BTP ngày tháng năm 2020 05 Hà Nội, CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM QUYẾT ĐỊNH "
    "V/v Kính gửi: Nơi nhận: TM. KT. CHỦ TỊCH - MẬT ĐẾN Nguyễn Văn Mẫu ⁄†‡ | . 1 Ký bởi: 07:25:14 ./. BỘ SỞ ỦY BAN".split()
)
placed = st.builds(
    lambda text, x, y, w, h, sure: Word(text, Box(x, y, x + w, y + h), sure),
    scraps,
    *(st.integers(0, 1600), st.integers(0, 2300), st.integers(0, 400), st.integers(0, 60)),
    st.sampled_from([0.0, 0.5, 0.9, 1.0]),
)
jumbled = st.lists(st.lists(placed, min_size=1, max_size=12).map(lambda found: Line(tuple(found))), max_size=12).map(
    lambda found: Page(WIDTH, HEIGHT, (Block(tuple(found)),) if found else ())
)


@settings(max_examples=150, deadline=None)
@given(st.lists(jumbled, max_size=3), st.text(max_size=40))
def test_no_page_is_too_wild(pages: list[Page], file_name: str) -> None:
    for each in describe(pages, file_name=file_name).fields:
        assert each.value and 0 <= each.confidence <= 1
        assert (each.page is None) == (each.box is None) == (each.source is Source.FILE_NAME)
        assert each.page is None or any(word.box.meets(each.box) or not word.box.width for word in pages[each.page - 1].words)


def test_a_line_without_end_is_read_in_no_time() -> None:
    long = page([("320", "Căn cứ Nghị định số 96/2017/NĐ-CP ngày 16 tháng 8 năm 2017, " * 400)])
    begun = perf_counter()
    assert [each.value for each in describe([long]).all("cited")] == ["96/2017/NĐ-CP"]
    assert perf_counter() - begun < 5
