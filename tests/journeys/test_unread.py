"""A place that looks like text and wasn't read: told on the desk, in the batch, on the document's page, framed on the scan."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from docarchive.records.identifiers import from_letters
from tests.archives import LINES, drawn_page, marred_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.visitor import text_of, visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("unread")) as made:
        yield made


@pytest.fixture(scope="module")
def items(at: Site) -> tuple[str, str]:
    """A document with such a page, and one that was read whole."""
    made = str(at.upload(marred_page(), "khuyết.png")["item"]), str(at.upload(drawn_page(), "đủ.png")["item"])
    for each in made:
        at.done(each)
    return made


def test_it_is_told_wherever_the_document_is_shown(at: Site, items: tuple[str, str]) -> None:
    hoa = visitor(at, "hoa")
    rows = text_of(hoa.get("/desk/unread").text)
    assert "Có chỗ chưa đọc 1" in rows
    assert f"/items/{items[0]}/view?page=1" in hoa.get("/desk/unread").text
    assert items[1] not in hoa.get("/desk/unread").text
    assert "Có chỗ giống chữ mà máy chưa đọc được: Trang 1 ." in text_of(hoa.get(f"/items/{items[0]}").text)
    assert "chưa đọc được" not in hoa.get(f"/items/{items[1]}").text
    with at.working.archive.catalogue.reading() as unit:
        batches = {each: unit.holdings.item(from_letters(each)).batch for each in items}
        assert [unit.pages.page(from_letters(each), 1).unread for each in items] == [True, False]
    assert len(set(batches.values())) == 2


def test_programs_get_its_place(at: Site, items: tuple[str, str]) -> None:
    program = at.program("hoa")
    (place,) = program.get(f"/api/v1/items/{items[0]}/pages/1").get_json()["unread"]
    top = 80 + (len(LINES) - 1) * 90
    assert top - 20 <= place["top"] <= top + 40
    assert program.get(f"/api/v1/items/{items[1]}/pages/1").get_json()["unread"] == []


def test_it_is_framed_on_the_scan_with_script_and_without(at: Site, items: tuple[str, str]) -> None:
    assert visitor(at, "hoa").get(f"/items/{items[0]}/view").text.count('class="unread-box"') == 1
    with served(at.app) as address, chromium() as browser, visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/items/{items[0]}/view")
        expect(page.locator(".canvas .unread-box")).to_have_count(1)
        note = page.get_by_role("button", name="Có chỗ máy chưa đọc được")
        note.click()
        expect(page.locator(".canvas .unread-box")).to_be_in_viewport()
        page.goto(f"{address}/items/{items[1]}/view")
        expect(page.locator("[data-stage][data-ready]")).to_be_attached()
        expect(note).to_have_count(0)


def test_how_it_was_scanned_is_told_and_what_is_under_the_minimum(at: Site, items: tuple[str, str]) -> None:
    page = text_of(visitor(at, "hoa").get(f"/items/{items[1]}").text)
    assert "Bản quét: 150 dpi, ảnh xám. Dưới mức tối thiểu của Thông tư 05/2025: cần từ 200 dpi, cần ảnh màu." in page
    scan = at.program("hoa").get(f"/api/v1/items/{items[1]}/pages/1").get_json()["scan"]
    assert (scan["dpi"], scan["colour"], scan["under_minimum"]) == (150, "grey", ["coarse", "colourless"])
