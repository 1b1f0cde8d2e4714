"""Suggestions under the search box: by keyboard and mouse, for what the asker may see alone, never in the way of a search."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters
from docarchive.services import arranging
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site


def page_of(number: str, subject: str) -> bytes:
    return drawn_page("UBND TỈNH LAM GIANG", f"Số: {number}", "THÔNG BÁO", subject, "Lam Giang, ngày 14 tháng 8 năm 2026")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two documents: one for all, one in a fonds that readers may not see."""
    with site(tmp_path_factory.mktemp("suggest")) as made:
        archive = made.working.archive
        hoa = asker(archive, "hoa")
        open_fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P01", title="Phông mở", mode=Mode.PUBLIC)
        closed = arranging.add_node(
            archive, hoa, NodeKind.FONDS, parent=None, code="P02", title="Phông kín", mode=Mode.CONDITIONAL
        )
        for node, number, subject in (
            (open_fonds, "594/TB-VP", "Ket luan ve so hoa"),
            (closed, "595/TB-VP", "Ket luan ve nhan su"),
        ):
            dossier = arranging.add_node(
                archive, hoa, NodeKind.DOSSIER, parent=node.id, code="01", title=f"Hồ sơ {number[:3]}", opened="2026"
            )
            item = str(made.upload(page_of(number, subject), f"{subject} {number[:3]}.png")["item"])
            made.done(item)
            arranging.place(archive, hoa, from_letters(item), dossier.id)
            made.done(item)
        yield made


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_only_what_the_asker_may_see_is_suggested(at: Site) -> None:
    for begun in ("59", "ket luan"):
        assert "595/TB-VP" in visitor(at, "hoa").get(f"/search/suggestions?q={begun}").text
        seen = visitor(at, "lan").get(f"/search/suggestions?q={begun}").text
        assert "594/TB-VP" in seen
        assert "595" not in seen and "nhan su" not in seen
    assert at.stranger().get("/search/suggestions?q=59").status_code in (302, 401)


def test_nothing_and_rubbish_get_no_list_and_no_error(at: Site) -> None:
    for begun in ("", "   ", '"', "%00", "loại:", "zzzz", "a" * 500):
        answer = visitor(at, "hoa").get("/search/suggestions", query_string={"q": begun})
        assert (answer.status_code, "listbox" in answer.text) == (200, False), begun


def test_the_list_is_walked_by_keyboard_and_enter_without_a_choice_searches(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        box = page.locator("[data-search]:visible")
        box.press_sequentially("ket luan")
        options = page.locator(".suggestions [role=option]")
        expect(options).to_have_count(2)
        expect(page.locator("#live")).to_have_text("2 gợi ý")
        expect(box).to_have_attribute("aria-expanded", "true")
        box.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
        box.press("ArrowUp")
        expect(chosen).to_have_count(0)
        box.press("Escape")
        expect(options).to_have_count(0)
        expect(box).to_be_focused()
        box.press("Enter")
        page.wait_for_url("**/search?q=ket+luan**")
        page.locator("[data-search]:visible").fill("594")
        expect(options).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/view?page=1")
        expect(page.locator("h1")).to_have_text("594/TB-VP")


def test_a_suggestion_is_taken_by_mouse_and_leaving_the_box_closes_the_list(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.locator("[data-search]:visible").press_sequentially("nhan su")
        expect(page.locator(".suggestions [role=option]")).to_have_count(1)
        page.locator("h1").click()
        expect(page.locator(".suggestions [role=option]")).to_have_count(0)
        page.goto(f"{address}/browse")
        page.keyboard.press("t")
        page.locator("[data-search]:visible").press_sequentially("nhan su")
        page.locator(".suggestions [role=option]").click()
        page.wait_for_url("**/view?page=1&q=nhan+su")


def test_backspace_goes_to_the_last_chip_and_takes_it_away(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/search?q=ket+luan+năm:2026")
        page.locator("[data-search]:visible").focus()
        page.keyboard.press("Home")
        page.keyboard.press("Backspace")
        expect(page.locator(".chip").last).to_be_focused()
        page.keyboard.press("Backspace")
        page.wait_for_url(lambda url: "2026" not in url)
        expect(page.locator(".chip")).to_have_count(0)
