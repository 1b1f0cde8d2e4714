"""The list of results in a real Chromium: the focus stays where it was through every swap and every way back, and N goes on from
page to page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

FOUND = "/search?q=so+hoa+tai+lieu"
TEXT = """UBND TỈNH LAM GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}/{kind}
Lam Giang, ngày 0{day} tháng 5 năm {year}

{title}
Về việc số hóa tài liệu lần {number}

Ủy ban nhân dân tỉnh yêu cầu các sở số hóa tài liệu.
"""
KINDS = (("TB-VP", "THÔNG BÁO"), ("QĐ-UBND", "QUYẾT ĐỊNH"))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Twenty-three documents with the words, of three years and two types."""
    with site(tmp_path_factory.mktemp("results")) as made:
        items = []
        for number in range(1, 24):
            kind, title = KINDS[number % 2]
            told = TEXT.format(number=number, kind=kind, title=title, day=number % 9 + 1, year=2023 + number % 3)
            items.append(made.upload(told.encode(), f"{number}.txt")["item"])
        for item in items:
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


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Results, before somebody who is signed in."""
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(address + FOUND)
        yield page


def box(page: Page, name: str, at: int = 0) -> str:
    """A selector for the facet that stands there now, wherever it goes."""
    value = page.locator(f".facets input[name={name}]").nth(at).get_attribute("value")
    return f".facets input[name={name}][value='{value}']"


def test_a_facet_keeps_the_focus_when_the_list_is_swapped(page: Page) -> None:
    for at in (1, 2):
        facet = box(page, "year", at)
        page.locator(facet).focus()
        with page.expect_response(re.compile(r"/search\?.*year=")):
            page.keyboard.press("Space")
        expect(page.locator(facet)).to_be_focused()
        expect(page.locator(facet)).to_be_checked()
    expect(page.locator("#live")).to_contain_text("văn bản")
    expect(page.locator("[data-without-script]")).to_be_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.facets') !== null")


def test_a_group_that_was_folded_stays_so_when_the_list_is_swapped(page: Page) -> None:
    folded = page.locator(".facets details[data-group=type]")
    folded.locator("summary").first.click()
    with page.expect_response(re.compile(r"/search\?.*year=")):
        page.locator(box(page, "year")).check()
    expect(page.locator(".chip")).to_have_count(1)
    expect(folded).not_to_have_attribute("open", "")


def stood_on(page: Page, at: int) -> None:
    """The row is the current one, its number has the focus, and it can be seen."""
    expect(page.locator(f"#r{at} [data-step]")).to_have_attribute("data-current", "")
    expect(page.locator(f"#r{at} a.number")).to_be_focused()
    expect(page.locator(f"#r{at} a.number")).to_be_in_viewport()
    assert page.locator("[data-current]").count() == 1


@pytest.mark.parametrize("way", ["Escape", "the browser's"])
def test_back_from_the_viewer_one_stands_on_the_result_that_was_opened(page: Page, way: str) -> None:
    for _ in range(13):
        page.keyboard.press("n")
    stood_on(page, 13)
    page.keyboard.press("Enter")
    page.wait_for_url("**/view?**")
    expect(page.locator(".canvas .hit").first).to_be_attached()
    if way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.go_back()
    page.wait_for_url(re.compile(r"/search\?.*#r13$"))
    stood_on(page, 13)
    page.keyboard.press("n")
    stood_on(page, 14)


def test_past_the_last_row_n_goes_to_the_next_page_and_p_back_again(page: Page) -> None:
    for _ in range(20):
        page.keyboard.press("n")
    stood_on(page, 20)
    page.keyboard.press("n")
    page.wait_for_url("**page=2**")
    stood_on(page, 21)
    page.keyboard.press("p")
    page.wait_for_url(lambda url: "page=2" not in url)
    stood_on(page, 20)
    page.keyboard.press("n")
    stood_on(page, 21)
    for _ in range(5):
        page.keyboard.press("n")
    stood_on(page, 23)


def test_a_span_of_days_is_typed_beside_the_facets_and_stands_in_the_query(page: Page) -> None:
    page.locator(".facets summary", has_text="Khoảng ngày").click()
    page.get_by_label("Từ", exact=True).fill("01/01/2024")
    page.get_by_label("Đến", exact=True).fill("31/12/2024")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=so\\+hoa\\+tai\\+lieu\\+t%E1%BB%AB(:|%3A)01/01/2024\\+%C4%91%E1%BA%BFn(:|%3A)31/12/2024$"))
    expect(page.locator("#results h1")).to_have_text("8 văn bản")
    expect(page.locator(".chip")).to_have_text(["từ: 01/01/2024", "đến: 31/12/2024"])
    expect(page.get_by_label("Từ", exact=True)).to_have_value("01/01/2024")
    page.get_by_label("Đến", exact=True).fill("")
    page.get_by_role("button", name="Chọn khoảng ngày").click()
    expect(page.locator(".chip")).to_have_text("từ: 01/01/2024")
    page.get_by_label("Từ", exact=True).fill("hôm qua")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text(re.compile('Chưa hiểu: từ:"hôm qua"'))


def test_several_values_of_a_facet_are_one_chip(page: Page) -> None:
    page.goto(page.url + "&year=2024&year=2025")
    expect(page.locator(".chip")).to_have_text("năm: 2024, 2025")
    page.locator(".chip").click()
    expect(page.locator(".chip")).to_have_count(0)
