"""What the upload page does in a real browser beside sending: refusals taken off where they stand, a stop that says so, a line
that is cut before the first file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from docarchive.web import create_app
from tests.archives import opened
from tests.journeys.browsing import chromium, served, sign_in, visiting

REFUSED = r"status of (409|422)|ERR_INTERNET_DISCONNECTED"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with opened(tmp_path_factory.mktemp("uploading") / "archive") as archive, served(create_app(archive)) as address:
        yield address


def empty_files(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(b"")
    return [folder / name for name in names]


def test_refusals_are_taken_off_where_they_stand(browser: Browser, address: str, tmp_path: Path) -> None:
    with visiting(browser, provoked=REFUSED) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.locator("#files").set_input_files(empty_files(tmp_path, "một.png", "hai.png", "ba.png"))
        rows = page.locator("tbody[data-read] tr[data-refused]")
        expect(rows).to_have_count(3)
        page.locator("[data-trouble]").check()
        for left in (2, 1):
            rows.first.get_by_role("button").press("Enter")
            expect(rows).to_have_count(left)
            expect(rows.first.get_by_role("button")).to_be_focused()
        expect(page.locator("[data-sums]")).to_contain_text("1 không nhận")
        expect(rows.first.get_by_role("button")).to_be_focused()
        rows.first.get_by_role("button").press("Enter")
        expect(page.locator("[data-trouble]")).to_be_focused()
        expect(page.locator("[data-trouble]")).to_be_checked()


def test_what_was_judged_stands_before_what_waits_and_a_stop_says_so(browser: Browser, address: str, tmp_path: Path) -> None:
    with visiting(browser, provoked=REFUSED) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.locator("#files").set_input_files(empty_files(tmp_path, "bốn.png"))
        expect(page.locator("tbody[data-read] tr[data-refused]")).to_have_count(1)
        page.get_by_role("button", name="Tạm dừng gửi").click()
        page.locator("#files").set_input_files(empty_files(tmp_path, "năm.png", "sáu.png"))
        names = page.locator(".files tbody .file-name strong")
        expect(names).to_have_text(["bốn.png", "năm.png", "sáu.png"])
        page.get_by_role("button", name="Gửi tiếp").click()
        expect(page.locator("tbody[data-read] tr[data-refused]")).to_have_count(3)


def test_a_line_cut_before_the_first_file_is_taken_up_by_itself(browser: Browser, address: str, tmp_path: Path) -> None:
    with visiting(browser, provoked=REFUSED) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.context.set_offline(True)
        page.locator("#files").set_input_files(empty_files(tmp_path, "bảy.png"))
        row = page.locator("tbody[data-sending] tr")
        expect(row).to_contain_text("Tự gửi lại sau")
        expect(row).to_contain_text("Chờ tải lên")
        page.context.set_offline(False)
        expect(page.locator("tbody[data-read] tr[data-refused]")).to_have_count(1)
        assert re.search(r"/upload/\w{13}$", page.url)
