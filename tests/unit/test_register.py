"""Lists as workbooks: what is text stays text, whatever it begins with, and the table prints as offices file it."""

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from docarchive.packages.register import Column, workbook
from docarchive.packages.xml import sound

COLUMNS = [Column("STT", 6), Column("Trích yếu", 60, True)]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.text(max_size=60))
def test_every_text_comes_back_as_text(texts: list[str], title: str) -> None:
    data = workbook(title, ["Lưu trữ tỉnh Lam Giang"], COLUMNS, list(enumerate(texts, 1)))
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    found = [sheet.cell(row, 2) for row in range(4, 4 + len(texts))]
    assert [cell.data_type for cell in found if cell.value] == ["s"] * sum(bool(cell.value) for cell in found)
    for cell, text in zip(found, texts, strict=True):
        fit = sound(text)
        assert str(cell.value or "").replace("\r\n", "\n").replace("\r", "\n") == fit.replace("\r\n", "\n").replace("\r", "\n")


def test_what_begins_like_a_formula_is_none() -> None:
    data = workbook("Danh mục", [], COLUMNS, [(1, "=HYPERLINK(1)"), (2, "+1"), (3, "@SUM(1)")])
    sheet = load_workbook(BytesIO(data)).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for (cell,) in sheet["B3:B5"]] == [("=HYPERLINK(1)", "s"), ("+1", "s"), ("@SUM(1)", "s")]


def test_it_prints_on_a4_with_its_head_on_each_page() -> None:
    sheet = load_workbook(BytesIO(workbook("Mục lục", ["Cơ quan"], COLUMNS, [(1, "a")]))).active
    assert sheet is not None
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$3"
    assert [cell.value for cell in sheet[3]] == ["STT", "Trích yếu"]
    assert sheet.freeze_panes == "A4"
