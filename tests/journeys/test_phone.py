"""On a phone: what one came for stands first, and what one does lies under the thumb."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.archives import drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("phone")) as made:
        yield made


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    letters = str(at.upload(drawn_page(), "một.png")["item"])
    at.done(letters)
    return letters


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
    with visiting(browser, width=390, height=844) as page:
        sign_in(page, address, "hoa")
        yield page


def top(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["y"]


def test_a_document_says_what_it_is_before_how_it_looks(page: Page, address: str, item: str) -> None:
    page.goto(f"{address}/items/{item}")
    assert top(page, "#described") < top(page, ".cover")
    expect(page.get_by_role("link", name="Mở bản quét")).to_be_in_viewport(ratio=1)
    page.mouse.wheel(0, 2000)
    expect(page.get_by_role("link", name="Mở bản quét")).to_be_in_viewport(ratio=1)
    expect(page.locator(".file-list")).to_be_hidden()
    page.locator("summary", has_text="Tệp").click()
    expect(page.locator(".file-list")).to_be_visible()
    page.locator(".item-acts summary").click()
    expect(page.get_by_role("link", name="PDF tìm được chữ")).to_be_in_viewport(ratio=1)


def test_home_shows_one_list_at_a_time(page: Page, address: str, item: str) -> None:
    page.goto(f"{address}/search?q=tai lieu")
    page.goto(address)
    expect(page.locator("[data-list]:visible")).to_have_count(1)
    page.get_by_role("button", name="Lô", exact=True).click()
    expect(page.locator("[data-list=batches]")).to_be_visible()
    expect(page.locator("[data-list=newest]")).to_be_hidden()


def test_the_drawer_of_filters_is_left_by_what_it_leaves(page: Page, address: str, item: str) -> None:
    page.goto(f"{address}/search?q=tai lieu")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("#filters h2")).to_have_text("Lọc")
    page.get_by_role("button", name="Xem 1 văn bản").click()
    expect(page.locator("#filters")).to_be_hidden()


def test_the_handle_of_a_raised_sheet_is_at_its_upper_edge(page: Page, address: str, item: str) -> None:
    page.goto(f"{address}/items/{item}/view?page=1&q=tai lieu")
    for _ in range(2):
        page.locator("[data-handle]").click()
        assert abs(top(page, "[data-handle]") - top(page, ".panel")) < 12
