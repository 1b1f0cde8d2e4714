"""The hits in the viewer: ink shows through their marks however the page is turned, each move is told in words, lines are seen
whole, and a search inside the document keeps the results that one came from."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.archives import drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

WORDS = "so hoa tai lieu luu tru"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hits")) as made:
        yield made


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    """A document of two pages; the words stand on both."""
    sheets = [drawn_page(), drawn_page("Phụ lục", "Danh mục kèm theo", "Số hóa tài liệu lưu trữ năm 2026")]
    first, second = (Image.open(io.BytesIO(sheet)) for sheet in sheets)
    written = io.BytesIO()
    first.save(written, "TIFF", save_all=True, append_images=[second], dpi=(150, 150))
    made = str(at.upload(written.getvalue(), "594-TB-VP.tif")["item"])
    at.done(made)
    return made


@pytest.fixture(scope="module")
def address(at: Site, item: str) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The viewer at the best hit, come to from the results, when the scan stands still."""
    with visiting(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        sign_in(page, address, "hoa")
        page.goto(f"{address}/search?q={WORDS}")
        page.locator("a.number").first.click()
        settled(page)
        yield page


def settled(page: Page) -> None:
    expect(page.locator(".canvas .hit").first).to_be_attached()
    page.wait_for_timeout(700)


def darkest(page: Page) -> int:
    """The darkest grey under the mark of the current hit: the ink, if it can be seen."""
    place = page.locator(".canvas .hit.is-now").first.bounding_box()
    assert place
    picture = page.screenshot(clip={key: place[key] for key in ("x", "y", "width", "height")})
    return min(grey for grey, count in enumerate(Image.open(io.BytesIO(picture)).convert("L").histogram()) if count)


def test_ink_shows_through_the_marks_however_the_page_is_turned(page: Page) -> None:
    seen = [darkest(page)]
    for _ in range(4):
        page.keyboard.press("q")
        page.wait_for_timeout(700)
        seen.append(darkest(page))
    assert max(seen) < 60, seen


def test_each_move_is_told_in_words_and_the_title_goes_along(page: Page) -> None:
    page.keyboard.press("n")
    expect(page.locator("#live")).to_have_text(re.compile(r"^Chỗ khớp 2 trên 2, trang 2: .*Số hóa tài liệu lưu trữ"))
    expect(page).to_have_title("594/TB-VP, trang 2 – docarchive")
    page.keyboard.press("p")
    expect(page.locator("#live")).to_have_text(re.compile(r"^Chỗ khớp 1 trên 2, trang 1: .*số hóa tài liệu lưu trữ"))
    page.keyboard.press("PageDown")
    expect(page.locator("#live")).to_have_text("Ảnh trang 2 trên 2")
    expect(page).to_have_title("594/TB-VP, trang 2 – docarchive")


def test_what_was_copied_is_said_and_seen(page: Page) -> None:
    page.keyboard.press("c")
    expect(page.locator(".toast")).to_have_text("Đã chép kèm trích dẫn")
    expect(page.locator("#live")).to_contain_text("Đã chép kèm trích dẫn: ")
    expect(page.locator("#live")).to_contain_text(page.evaluate("navigator.clipboard.readText()"))


def test_lines_are_seen_from_end_to_end_where_the_stage_is_narrow(browser: Browser, at: Site, address: str) -> None:
    """A page with words of 12 points from margin to margin, beside its text and on a small screen."""
    line = "Ủy ban nhân dân tỉnh giao các sở số hóa văn bản giấy theo kế hoạch của năm"
    made = str(at.upload("\n".join([line] * 40).encode(), "dài.txt")["item"])
    at.done(made)
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        for width, both in ((1366, ""), (1366, "&both=1"), (1024, ""), (1024, "&both=1")):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(f"{address}/items/{made}/view?page=1&q=so+hoa&hit=20{both}")
            settled(page)
            stage = page.locator("[data-stage]").bounding_box()
            ends = page.evaluate(
                """[...document.querySelectorAll(".scan-words text")].map((one) => one.getBoundingClientRect())
                    .map(({ left, right }) => [left, right])"""
            )
            assert stage and len(ends) >= 40
            left, right = min(one for one, _ in ends), max(one for _, one in ends)
            assert left >= stage["x"] and right <= stage["x"] + stage["width"], (width, both)


def test_a_search_inside_the_document_keeps_the_results_one_came_from(page: Page, address: str) -> None:
    expect(page.locator("[data-next-result]")).to_have_count(1)
    page.locator("#within").fill("danh muc")
    page.keyboard.press("Enter")
    page.wait_for_url("**within=danh+muc**")
    settled(page)
    expect(page.locator("[data-go-page='2']")).to_have_attribute("aria-current", "true")
    expect(page.locator(".hit-list mark").first).to_have_text("Danh mục")
    expect(page.locator("[data-next-result]")).to_have_attribute("href", re.compile(r"/search/1\?q=so\+hoa"))
    page.get_by_role("link", name="Thông tin").click()
    page.get_by_role("link", name="Chỗ khớp 1").click()
    expect(page.locator(".hit-list mark").first).to_have_text("Danh mục")
    page.get_by_role("link", name=f"Về chỗ khớp của “{WORDS}”").click()
    expect(page.locator(".hit-list mark").first).to_have_text("số hóa tài liệu lưu trữ")
    page.go_back()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/search\?q=so\+hoa\+tai\+lieu\+luu\+tru#r1$"))


def test_a_document_that_was_opened_without_a_search_can_be_searched(browser: Browser, address: str, item: str) -> None:
    with visiting(browser, script=False) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/items/{item}/view?page=1")
        page.locator(".panel").get_by_role("link", name="Tìm", exact=True).click()
        page.get_by_label("Tìm trong văn bản này").fill("không có đâu")
        page.keyboard.press("Enter")
        expect(page.locator(".panel")).to_contain_text("Không có chỗ nào khớp trong văn bản này.")
        page.get_by_label("Tìm trong văn bản này").fill("phu luc")
        page.keyboard.press("Enter")
        expect(page.locator(".hit-list mark")).to_have_text("Phụ lục")
        expect(page.locator(".page-strip [aria-current]")).to_contain_text("2")
