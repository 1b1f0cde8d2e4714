"""The text of a page beside its scan and over it: the same line lit on both, words selected by the mouse and copied with their
citation, the wheel as in every reader of documents, and a page that is still read fills in by itself;
thumbnails of a long document."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from docarchive.records.identifiers import to_letters
from docarchive.services import batching, ingest, progress
from docarchive.web import create_app
from tests.archives import asker, at_work, drawn_page, opened
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

LINES = ("Số: 594/TB-VP", "Kết luận về tiến độ số hóa", "tài liệu lưu trữ 6 tháng đầu năm 2026")


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("text")) as made:
        yield made


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    made = str(at.upload(drawn_page(*LINES), "594-TB-VP.png")["item"])
    at.done(made)
    return made


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def shown(page: Page, address: str, item: str, rest: str = "") -> None:
    """The viewer, when the scan stands still and the words lie over it."""
    sign_in(page, address, "hoa")
    page.goto(f"{address}/items/{item}/view?page=1{rest}")
    expect(page.locator(".scan-words text").first).to_be_attached()
    page.wait_for_timeout(600)


def line_of(page: Page, words: str) -> str:
    """The number of the line with these words."""
    found = page.locator("[data-panel-body] [data-line]", has_text=words).first.get_attribute("data-line")
    assert found is not None
    return found


def test_image_and_text_stand_side_by_side_and_the_line_under_the_pointer_is_lit_on_both(
    browser: Browser, address: str, item: str
) -> None:
    with visiting(browser) as page:
        shown(page, address, item, "&q=so+hoa")
        page.keyboard.press("b")
        page.wait_for_url("**both=1**")
        expect(page.locator(".scan-words text").first).to_be_attached()
        page.wait_for_timeout(600)
        expect(page.locator(".paper-text mark").first).to_have_text("số hóa")
        at = line_of(page, "tài liệu")
        page.locator(f".scan-words text[data-line='{at}']").hover()
        expect(page.locator(f"[data-panel-body] [data-line='{at}']")).to_have_class("lit")
        page.locator("[data-panel-body] [data-line]", has_text="Kết luận").hover()
        expect(page.locator("[data-panel-body] .lit")).to_have_text(LINES[1])
        lit = page.locator(".scan-words rect.lit").bounding_box()
        over = page.locator(f".scan-words text[data-line='{line_of(page, 'Kết luận')}']").bounding_box()
        assert lit and over
        assert abs(lit["y"] + lit["height"] / 2 - over["y"] - over["height"] / 2) < 6
        page.keyboard.press("b")
        page.wait_for_url(lambda url: "both" not in url)


def test_words_over_the_scan_are_selected_by_the_mouse_and_copied_with_their_citation(
    browser: Browser, address: str, item: str
) -> None:
    with visiting(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        shown(page, address, item, "&tab=text")
        first, last = (page.locator(f".scan-words text[data-line='{line_of(page, words)}']") for words in LINES[1:])
        start, end = first.bounding_box(), last.bounding_box()
        assert start and end
        page.mouse.move(start["x"] + 2, start["y"] + start["height"] / 2)
        page.mouse.down()
        page.mouse.move(end["x"] + end["width"] - 2, end["y"] + end["height"] / 2, steps=8)
        page.mouse.up()
        page.keyboard.press("Control+c")
        said, cite = page.evaluate("navigator.clipboard.readText()").rsplit("\n", 1)
        assert said.split("\n") == list(LINES[1:])
        assert "594/TB-VP" in cite and cite.startswith("(") and cite.endswith("trang 1.)")
        page.mouse.click(start["x"] - 30, start["y"])
        page.keyboard.press("c")
        page.wait_for_timeout(100)
        assert page.evaluate("navigator.clipboard.readText()") == cite.strip("()")


def test_the_wheel_moves_the_page_and_with_ctrl_it_zooms(browser: Browser, address: str, item: str) -> None:
    def zoom() -> str:
        return page.locator("[data-now=zoom]").inner_text()

    with visiting(browser) as page:
        shown(page, address, item)
        for _ in range(4):
            page.keyboard.press("+")
        page.wait_for_timeout(600)
        before, size = page.locator(".scan-words text").first.bounding_box(), zoom()
        box = page.locator("[data-stage]").bounding_box()
        assert before and box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.wheel(0, 120)
        page.wait_for_timeout(600)
        after = page.locator(".scan-words text").first.bounding_box()
        assert after and 60 < before["y"] - after["y"] < 180
        assert zoom() == size
        page.keyboard.down("Control")
        page.mouse.wheel(0, -120)
        page.keyboard.up("Control")
        expect(page.locator("[data-now=zoom]")).not_to_have_text(size)


def test_a_page_that_is_still_read_says_so_and_fills_in_by_itself(browser: Browser, tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        hoa = asker(archive, "hoa")
        with at_work(archive) as working:
            made = ingest.accept(
                archive, hoa, BytesIO(drawn_page(*LINES)), "594-TB-VP.png", batch=batching.open_batch(archive, hoa, "Lô")
            ).item
            working.done(made)
        progress.retry(archive, hoa, made, page=1)  # nobody is at work now
        with served(create_app(archive)) as address, visiting(browser) as page:
            sign_in(page, address, "hoa")
            page.goto(f"{address}/items/{to_letters(made)}/view?page=1&tab=text")
            expect(page.locator("[data-stage]")).to_contain_text("Trang 1 chưa đọc xong")
            with page.context.expect_page() as second:
                page.evaluate("open(location.pathname.replace('/view', ''))")
            beside = second.value
            expect(beside.locator("#progress")).to_contain_text("Đang đọc 0 / 1 trang")
            with at_work(archive):
                expect(page.locator(".scan-words text").first).to_be_attached(timeout=30_000)
                expect(beside.locator("#described")).to_contain_text("594/TB-VP", timeout=30_000)
                expect(beside.locator("#progress[hx-get]")).to_have_count(0, timeout=30_000)
            expect(beside.locator("#state .badge").first).to_have_text("Đã đọc")


def test_thumbnails_far_away_come_when_they_are_scrolled_to(browser: Browser, at: Site, address: str) -> None:
    text = "\f".join(f"Trang thứ {number} của tập" for number in range(1, 81))
    made = str(at.upload(text.encode(), "tap.txt")["item"])
    at.done(made)
    with visiting(browser) as page:
        shown(page, address, made)
        far = page.locator("[data-go-page='80']")
        expect(far).to_contain_text("80")
        assert far.locator("img").count() == 0
        assert page.locator("[data-go-page='5'] img").count() == 1
        page.locator(".page-strip").evaluate("(strip) => strip.scrollTo(0, strip.scrollHeight)")
        expect(far.locator("img")).to_have_count(1)
        assert far.locator("img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 50
        far.click()
        expect(page.locator(".citation [data-citation]")).to_contain_text("trang 80")
    with visiting(browser, script=False) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/items/{made}/view?page=1")
        page.locator("[data-go-page='80']").click()
        expect(page.locator("[data-go-page='80'][aria-current] img")).to_be_visible()


def test_on_a_phone_the_text_lies_in_a_sheet_that_is_tapped_or_drawn_up(browser: Browser, address: str, item: str) -> None:
    with visiting(browser, width=390, height=844) as page:
        shown(page, address, item, "&q=so+hoa")
        handle, panel = page.locator("[data-handle]"), page.locator("#beside")
        expect(panel).to_be_hidden()
        handle.click()
        expect(panel).to_be_visible()
        expect(handle).to_have_attribute("aria-expanded", "true")
        half = panel.bounding_box()
        place = handle.bounding_box()
        assert half and place
        page.mouse.move(place["x"] + 20, place["y"] + 10)
        page.mouse.down()
        page.mouse.move(place["x"] + 20, place["y"] - 60, steps=6)
        page.mouse.up()
        full = panel.bounding_box()
        assert full and full["height"] > half["height"] + 50
        page.get_by_role("link", name="Chữ đọc được").click()
        expect(page.locator("[data-panel-body]")).to_contain_text(LINES[1])
    with visiting(browser, script=False, width=390, height=844) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/items/{item}/view?page=1")
        page.locator(".viewer-foot").get_by_role("link", name="Chữ đọc được").click()
        expect(page.locator("[data-panel-body]")).to_contain_text(LINES[1])
