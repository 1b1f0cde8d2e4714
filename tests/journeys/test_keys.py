"""The keys in a real Chromium: letters act outside text fields only, lists are walked, the scan takes none for itself."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.archives import drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

FOUND = "/search?q=so+hoa+tai+lieu+luu+tru"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three documents with the words."""
    with site(tmp_path_factory.mktemp("keys")) as made:
        for number in (1, 2, 3):
            sheet = drawn_page(f"Số: {number}/TB-VP", "Kết luận về số hóa tài liệu lưu trữ", "Số hóa tài liệu lưu trữ năm 2026")
            made.done(made.upload(sheet, f"{number}.png")["item"])
        yield made


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Results, before somebody who is signed in."""
    with visiting(browser, provoked=r"status of 503") as page:
        sign_in(page, address, "hoa")
        page.goto(address + FOUND)
        yield page


def test_letters_act_outside_text_fields_only(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("a.number").nth(0)).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.locator("a.number").nth(1)).to_be_focused()
    assert page.locator("[data-step][data-current]").count() == 1
    page.keyboard.press("t")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("npt?")
    expect(page.locator("#q")).to_have_value("npt?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_letters_rest_while_a_word_is_composed(page: Page) -> None:
    for more in ("isComposing: true", "keyCode: 229", "ctrlKey: true"):
        page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'n', bubbles: true, {more}}}))")
    assert not page.evaluate("document.activeElement.matches('a.number')")


def test_enter_opens_the_result_one_stands_on_and_back_returns_to_it(page: Page) -> None:
    page.keyboard.press("n")
    page.keyboard.press("n")
    number = page.locator("[data-current] a.number").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/view?**")
    expect(page.locator("h1")).to_have_text(number)
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/search\?.*#r2$"))


def test_filters_of_a_phone_open_over_the_page_and_give_the_focus_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(".facet-toggle").click()
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".facet-toggle")).to_be_focused()


def hits(page: Page) -> list[dict[str, float]]:
    return page.evaluate("[...document.querySelectorAll('.canvas .hit')].map((one) => one.getBoundingClientRect().toJSON())")


def test_the_scan_does_not_take_the_letters_for_itself(page: Page) -> None:
    page.locator("a.number").first.click()
    expect(page.locator(".canvas .hit").first).to_be_attached()
    page.locator("[data-stage]").click(position={"x": 300, "y": 500})
    page.wait_for_timeout(600)
    before = hits(page)
    for letter in "wsadrfj0":
        page.keyboard.press(letter)
    page.wait_for_timeout(600)
    assert hits(page) == before
    first, second = before[:2]
    assert first["height"] >= 14
    assert first["right"] == pytest.approx(second["left"], abs=1.5), "boxes of a run meet"
    page.keyboard.press("n")
    expect(page.locator("[data-go-hit='2']")).to_have_attribute("aria-current", "true")


def test_each_script_is_loaded_once_and_icons_are_really_drawn(page: Page, address: str) -> None:
    assert page.evaluate("document.querySelector('.search-input use').getBBox().width") > 5
    assert page.evaluate("""document.fonts.check('16px "Be Vietnam Pro"')""")
    viewer = page.locator("a.number").first.get_attribute("href")
    for place in (FOUND, viewer, "/upload"):
        page.goto(f"{address}{place}")
        loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
        scripts = [path for path in loaded if path.endswith(".js")]
        assert scripts and len(scripts) == len(set(scripts)), place


def test_a_file_that_the_server_could_not_take_now_is_sent_again(page: Page, address: str) -> None:
    page.goto(f"{address}/upload")
    away = {"type": "unavailable", "title": "Kho tệp không trả lời.", "status": 503}
    page.route(re.compile("/api/v1/uploads"), lambda route: refuse(route, away), times=1)
    sheet = {"name": "bốn.png", "mimeType": "image/png", "buffer": drawn_page("Giấy mời họp")}
    page.locator("[data-files]").set_input_files([sheet])
    sending = page.locator("tbody[data-sending] tr", has_text="bốn.png")
    sending.locator("[data-retry]").click()
    expect(page.locator("tbody[data-read] tr", has_text="bốn.png")).to_be_visible()


def refuse(route: Route, problem: dict[str, object]) -> None:
    route.fulfill(status=503, json=problem, content_type="application/problem+json")
