"""One's own account, in a real browser: letters that do nothing, a key that is copied; and the way in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from docarchive.web import create_app
from tests.archives import PASSWORD, opened
from tests.journeys.browsing import chromium, served, sign_in, visiting


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with opened(tmp_path_factory.mktemp("account") / "archive") as archive, served(create_app(archive)) as address:
        yield address


def test_keys_of_one_letter_are_turned_off_for_oneself(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/account")
        page.keyboard.press("?")
        expect(page.locator("dialog#keys")).to_be_visible()
        assert page.locator("dialog#keys kbd").all_text_contents() == ["T", "?", "Esc"]
        page.keyboard.press("Escape")
        page.select_option("#letters", "off")
        page.locator("form", has=page.locator("#letters")).get_by_role("button").click()
        expect(page.locator("html")).to_have_attribute("data-letters", "off")
        page.goto(f"{address}/upload")
        for letter in "?t":
            page.keyboard.press(letter)
        expect(page.locator("dialog#keys")).to_be_hidden()
        expect(page.locator("[data-search]")).not_to_be_focused()
        page.locator("details.account summary").click()
        page.get_by_role("link", name="Trợ giúp").click()
        expect(page.locator("h1")).to_be_visible()
    with visiting(browser) as page:
        sign_in(page, address, "lan")
        assert page.locator("html").get_attribute("data-letters") is None, "for others they act"


def test_a_new_api_key_is_copied(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        sign_in(page, address, "hoa")
        page.goto(f"{address}/account")
        page.get_by_text("Tạo khóa").first.click()
        page.fill("#label", "thử")
        page.get_by_role("button", name="Tạo khóa").click()
        page.get_by_role("button", name="Chép khóa").click()
        expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
        assert re.fullmatch(r"dat_[\w-]+", page.evaluate("navigator.clipboard.readText()"))


def test_who_comes_in_begins_to_type_at_once_and_waits_in_minutes(browser: Browser, address: str) -> None:
    with visiting(browser, provoked=r"status of (401|429)") as page:
        page.goto(f"{address}/sign-in")
        expect(page.locator("#name")).to_be_focused()
        for _ in range(30):
            page.fill("#name", "ai-do")
            page.fill("#password", PASSWORD + "!")
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
            expect(page.locator(".notice")).to_be_visible()
            if page.locator("[data-countdown]").count():
                break
        words = page.locator(".notice").text_content() or ""
        assert re.search(r"Thử lại sau \d+ (phút|giây)\.", words)
