"""The tree and the register of a dossier by keyboard alone."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.services import arranging, batching, ingest
from docarchive.services.people import OPERATOR
from tests.archives import drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("keys")) as made:
        yield made


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def dossier(at: Site) -> str:
    """A fonds of a series of two dossiers, with three documents in the first."""
    archive, add = at.working.archive, arranging.add_node
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P1", title="Phông ủy ban", mode=Mode.PUBLIC)
    series = add(archive, OPERATOR, NodeKind.SERIES, parent=fonds.id, code="M1", title="Năm 2026")
    nodes = [add(archive, OPERATOR, NodeKind.DOSSIER, parent=series.id, code=code, title=code) for code in ("Đê", "Rừng")]
    batch = batching.open_batch(archive, OPERATOR, node=nodes[0].id)
    for number in (1, 2, 3):
        page = drawn_page(f"Số: {number}/TB-VP")
        at.working.done(ingest.accept(archive, OPERATOR, BytesIO(page), f"{number}.png", batch=batch).item)
    return to_letters(nodes[0].id)


def stands_on(page: Page, name: str) -> None:
    """The focus comes to this twig, also when another page has to be loaded first."""
    expect(page.get_by_role("treeitem", name=name)).to_be_focused()


def test_the_tree_is_walked_by_arrows_and_letters(browser: Browser, address: str, dossier: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/browse")
        page.get_by_role("treeitem", name="Phông ủy ban").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**/browse/*")
        stands_on(page, "Phông ủy ban")
        page.keyboard.press("ArrowRight")
        stands_on(page, "M1 Năm 2026")
        page.keyboard.press("ArrowRight")
        expect(page.locator("h1")).to_have_text("Năm 2026")
        stands_on(page, "M1 Năm 2026")
        page.keyboard.press("r")
        stands_on(page, "Rừng Rừng")
        page.keyboard.press("d")  # a letter finds its marked sisters
        stands_on(page, "Đê Đê")
        page.keyboard.press("ArrowLeft")
        stands_on(page, "M1 Năm 2026")
        page.keyboard.press("End")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("d")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/browse/{dossier}")
        assert page.locator("ul.tree a[tabindex='0']").count() == 1, "one stop in the tab order"


def test_a_whole_page_of_documents_is_ticked_at_once_and_moved_back(browser: Browser, address: str, dossier: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/browse/{dossier}")
        every = page.get_by_role("checkbox", name="Chọn cả trang này")
        boxes = page.locator("input[type=checkbox][name=item]")
        boxes.first.focus()
        page.keyboard.press("Space")
        assert every.evaluate("(box) => box.indeterminate")
        every.focus()
        page.keyboard.press("Space")
        assert boxes.evaluate_all("(boxes) => boxes.map((box) => box.checked)") == [True] * 3
        expect(page.locator("[data-selection]")).to_contain_text("3 đã chọn")
        expect(page.locator("#live")).to_have_text("3 đã chọn")
        page.get_by_role("button", name="Bỏ chọn").press("Enter")
        expect(every).to_be_focused()
        expect(page.locator("[data-selection]")).to_be_hidden()


def test_documents_that_are_moved_come_back_to_where_they_stood(browser: Browser, address: str, dossier: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/browse/{dossier}")
        page.get_by_role("button", name="Ngày").click()
        expect(page.get_by_role("columnheader", name="Ngày")).to_have_attribute("aria-sort", "descending")
        page.get_by_role("button", name="STT").press("Enter")
        expect(page.get_by_role("columnheader", name="STT")).to_have_attribute("aria-sort", "ascending")
        before = page.locator(".register .main").all_text_contents()
        there = page.url
        boxes = page.locator("input[type=checkbox][name=item]")
        for box in (boxes.nth(0), boxes.nth(1)):
            box.check()
        assert page.locator("#to option", has_text="Rừng Rừng").text_content() == "Rừng Rừng ‹ M1 Năm 2026 ‹ P1 Phông ủy ban"
        page.select_option("#to", label="Rừng Rừng ‹ M1 Năm 2026 ‹ P1 Phông ủy ban")
        page.get_by_role("button", name="Chuyển hồ sơ").click()
        expect(page.locator("[data-toast]").get_by_text("Đã chuyển 2 văn bản.")).to_be_visible()
        expect(boxes).to_have_count(1)
        assert page.url == there
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.locator("[data-toast]")).to_have_text("Đã hoàn tác.")
        assert page.url == there
        assert page.locator(".register .main").all_text_contents() == before
        page.goto(f"{address}/browse")
        page.get_by_role("link", name="P1 Phông ủy ban").click()
        expect(page.locator(".fact-bar")).to_contain_text("Số văn bản3")
