"""What comes out of the printer: the list asked for, a dossier's list as the law has it, a page of the scan, a receipt; read
from the PDF that a real Chromium prints."""

from collections.abc import Iterator
from io import BytesIO

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

#: Words of the face that are of no use on paper.
TOOLS = ("Hệ thống", "Đăng xuất", "Lọc", "Phím tắt", "Tải về")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("print"), office_name="Lưu trữ tỉnh Lam Giang") as made:
        yield made


@pytest.fixture(scope="module")
def places(at: Site) -> dict[str, str]:
    """A document in a dossier: where its pages are."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P01", title="Phông UBND tỉnh", mode=Mode.PUBLIC)
    node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="12.VP", title="Thông báo", opened="2026")
    taken = at.upload(drawn_page(), "594.png")
    item = str(taken["item"])
    at.done(item)
    arranging.place(archive, hoa, from_letters(item), node.id)
    at.done(item)
    return {
        "results": "/search?q=so+hoa+tai+lieu",
        "dossier": f"/browse/{to_letters(node.id)}",
        "viewer": f"/items/{item}/view?page=1&q=so+hoa",
        "item": f"/items/{item}",
        "receipt": f"/upload/{taken['batch']}",
    }


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def picture_of(sheets: pdfplumber.PDF) -> bytes:
    """The bytes of the picture on the first sheet."""
    return bytes(sheets.pages[0].images[0]["stream"].get_rawdata())


def printed(page: Page, address: str) -> tuple[list[str], list[tuple[float, float]], list[int]]:
    """The words of each sheet, its size in points, and how many pictures are on it."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    with pdfplumber.open(BytesIO(page.pdf(prefer_css_page_size=True))) as sheets:
        words = [" ".join((sheet.extract_text() or "").split()) for sheet in sheets.pages]
        sizes = [(float(sheet.width), float(sheet.height)) for sheet in sheets.pages]
        pictures = [len(sheet.images) for sheet in sheets.pages]
    return words, sizes, pictures


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("results", ["so hoa tai lieu", "1 văn bản", "594/TB-VP", "Kết luận về tiến độ số hóa"]),
        ("dossier", ["Lưu trữ tỉnh Lam Giang", "12.VP", "STT", "Số, ký hiệu", "Tên loại, trích yếu", "Tác giả", "594/TB-VP"]),
        ("item", ["594/TB-VP", "Số, ký hiệu", "Tệp"]),
        ("receipt", ["Lưu trữ tỉnh Lam Giang", "Biên nhận tài liệu tải lên", "594.png", "1 đã nhận"]),
    ],
)
def test_paper_has_what_it_is_for_and_no_tools(
    browser: Browser, address: str, places: dict[str, str], name: str, wanted: list[str]
) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        words, sizes, _pictures = printed(page, address + places[name])
    text = " ".join(words)
    assert [each for each in wanted if each not in text] == [], text
    assert [each for each in TOOLS if each in text] == [], text
    assert len(words) == 1
    (wide, high) = sizes[0]
    assert (wide > high) == (name == "dossier"), "the list of a dossier lies across the sheet"


def test_a_page_of_the_scan_fills_a_sheet_without_marks_and_says_what_it_is(
    browser: Browser, address: str, places: dict[str, str]
) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        words, _sizes, pictures = printed(page, address + places["viewer"])
    assert pictures[0] == 1
    assert len(words) == 1
    assert "594/TB-VP" in words[0] and "Lưu trữ tỉnh Lam Giang" in words[0] and "trang 1" in words[0]
    assert [each for each in TOOLS if each in words[0]] == []


def test_the_page_that_was_turned_to_is_printed(browser: Browser, at: Site, address: str) -> None:
    item = str(at.upload("Trang thứ nhất\fTrang thứ hai".encode(), "hai.txt")["item"])
    at.done(item)
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/items/{item}/view?page=1")
        page.locator("[data-stage][data-ready]").wait_for()
        taken = []
        for key in ("", "PageDown"):
            if key:
                page.keyboard.press(key)
                page.wait_for_timeout(800)
            with pdfplumber.open(BytesIO(page.pdf(prefer_css_page_size=True))) as sheets:
                taken.append((picture_of(sheets), sheets.pages[0].extract_text()))
    assert "trang 1" in taken[0][1] and "trang 2" in taken[1][1]
    assert taken[0][0] != taken[1][0]
