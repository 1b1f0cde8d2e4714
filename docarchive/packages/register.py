"""Lists of documents as offices keep them, as a workbook that prints on A4 (Decree 30/2020, appendix V: the list of documents
in a dossier has number within the list, number and symbol, date, type and subject, author, sheets, remarks)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from docarchive.packages.xml import sound

_FACE = "Times New Roman"
_EDGE = Side(style="thin")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 32_767  # letters in a cell, by the format


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in letters, whether it holds running text (else it is centred)."""

    title: str
    width: float
    text: bool = False


def workbook(
    title: str, lines: Sequence[str], columns: Sequence[Column], rows: Iterable[Sequence[str | int]], *, sheet: str = ""
) -> bytes:
    """An .xlsx of one sheet: `lines` of small print, the title, the table with its head repeated on each printed page.

    Text stays text: what begins with `=` or `+` is no formula, and what the format can't hold is U+FFFD.
    """
    book = Workbook(write_only=True)
    page: Any = book.create_sheet(_SHEET_NAME.sub(" ", sound(sheet or title, " "))[:31].strip(" '") or "1")
    head = len(lines) + 2
    _set_up(page, columns, head)
    for line in lines:
        page.append([_cell(page, line, size=11)])
    page.append([_cell(page, title, size=14, bold=True)])
    page.append([_cell(page, each.title, bold=True, boxed=True, middle=True) for each in columns])
    for row in rows:
        cells = zip(row, columns, strict=True)
        page.append([_cell(page, value, boxed=True, middle=not column.text) for value, column in cells])
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _set_up(page: Any, columns: Sequence[Column], head: int) -> None:
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = f"A{head + 1}"
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.fitToHeight = 0
    page.oddFooter.center.text = "&P/&N"


def _cell(page: Any, value: str | int, *, size: float = 12, bold: bool = False, boxed: bool = False, middle: bool = False) -> Any:
    cell = WriteOnlyCell(page, value if isinstance(value, int) else sound(value)[:_LONGEST])
    if isinstance(value, str):
        cell.data_type = "s"  # else what begins with "=" would be a formula
    cell.font = Font(name=_FACE, size=size, bold=bold)
    if boxed:
        cell.border = _BORDER
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if middle else "left")
    return cell
