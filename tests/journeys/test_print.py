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
from docarchive.web.pages import browse
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.visitor import text_of, visitor
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
        "register": f"/browse/{to_letters(node.id)}/register",
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
        (
            "register",
            ["Lưu trữ tỉnh Lam Giang", "12.VP Thông báo, 2026 – nay", "STT", "Ghi chú", "594/TB-VP", "Tổng số: 1 văn bản."],
        ),
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
    assert (wide > high) == (name in ("dossier", "register")), "the list of a dossier lies across the sheet"


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


@pytest.fixture(scope="module")
def long_dossier(at: Site) -> str:
    """A dossier of more documents than its page shows; only archivists may see it."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P02", title="Phông Sở", mode=Mode.CONDITIONAL)
    node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="13.VP", title="Tập lưu").id
    items = [str(at.upload(f"Văn bản lưu số {number}".encode(), f"tờ {number:02}.txt")["item"]) for number in range(1, 54)]
    for item in items:
        at.done(item)
    arranging.place_all(archive, hoa, [from_letters(item) for item in items], node)
    return to_letters(node)


def test_the_whole_list_of_a_dossier_is_printed(browser: Browser, address: str, long_dossier: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/browse/{long_dossier}")
        page.get_by_role("link", name="In mục lục").click()
        page.wait_for_url("**/register")
        words, _sizes, _pictures = printed(page, page.url)
    text = " ".join(words)
    assert [number for number in range(1, 54) if f"tờ {number:02}.txt" not in text] == []
    assert "Tổng số: 53 văn bản." in text and "Phần" not in text
    assert all("STT" in sheet for sheet in words[:-1]), "the head stands on every sheet"


def test_a_very_long_list_says_which_part_of_it_is_printed(at: Site, long_dossier: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "PRINTED", 50)
    hoa = visitor(at, "hoa")
    first, second = (text_of(hoa.get(f"/browse/{long_dossier}/register?page={page}").text) for page in (1, 2))
    assert "Phần 1 trên 2: văn bản 1–50." in first and "tờ 50.txt" in first and "tờ 51.txt" not in first
    assert "Phần 2 trên 2: văn bản 51–53." in second and "tờ 53.txt" in second


def test_who_may_not_see_a_dossier_gets_no_list_of_it(at: Site, long_dossier: str) -> None:
    answers = [visitor(at, name).get(f"/browse/{long_dossier}/register") for name in ("hoa", "lan")]
    assert [answer.status_code for answer in answers] == [200, 404]
    assert "13.VP" not in answers[1].text
    assert at.stranger().get(f"/browse/{long_dossier}/register").status_code == 302
