"""A batch of 500 files in a real browser: a worker is killed, the page reloaded with files unsent, one is refused, one is there
already; in the end every file is accounted for, once."""

import os
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from docarchive.records.identifiers import from_letters
from docarchive.services import progress
from docarchive.web import create_app
from tests.archives import asker
from tests.forms import Form, formed
from tests.journeys.browsing import chromium, served, sign_in, visiting

COUNT = 500
REFUSED = r"status of (409|422)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def archived(tmp_path: Path) -> Iterator[Form]:
    with formed("embedded", tmp_path) as form:
        yield form


def files(folder: Path) -> list[Path]:
    """COUNT texts of a page each; the last but one is the first again, the last is empty."""
    folder.mkdir()
    paths = [folder / f"văn bản {number:03}.txt" for number in range(1, COUNT + 1)]
    for number, path in enumerate(paths, 1):
        path.write_text(f"Số: {number}/TB-VP\nVề việc số hóa tài liệu lần thứ {number}\n", "utf-8")
    paths[-2].write_bytes(paths[0].read_bytes())
    paths[-1].write_bytes(b"")
    return paths


def test_five_hundred_files_are_each_accounted_for_once(browser: Browser, archived: Form, tmp_path: Path) -> None:
    paths = files(tmp_path / "files")
    with served(create_app(archived.archive)) as address, visiting(browser, provoked=REFUSED) as page:
        worker = archived.start_worker()
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.locator("#files").set_input_files(paths)
        expect(page.locator("tbody[data-read] tr[data-item]").nth(120)).to_be_attached(timeout=60_000)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        # The page is left with files unsent: the browser asks, and the names are told when it is there again.
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(page.locator("[data-unsent]")).to_contain_text("tệp chưa gửi: văn bản")
        archived.start_worker()
        with page.context.expect_page() as opened:
            page.evaluate("open(location.pathname)")
        beside = opened.value
        page.locator("#files").set_input_files(paths)
        expect(page.locator("[data-unsent]")).to_be_hidden()
        expect(page.locator("tbody[data-sending] tr")).to_have_count(0, timeout=120_000)
        for each in (page, beside):
            expect(each.locator('tbody[data-read] tr[data-state="read"]')).to_have_count(COUNT - 2, timeout=120_000)
            expect(each.locator("tbody[data-read] tr[data-refused]")).to_have_count(2)
        batch = from_letters(re.findall(r"/upload/(\w+)", page.url)[0])
    told = progress.batch(archived.archive, asker(archived.archive, "hoa"), batch)
    assert Counter(row.file_name for row in told.items) == Counter(path.name for path in paths[:-2])
    assert {each.name for each in told.refusals} == {path.name for path in paths[-2:]}
    assert {row.state.value for row in told.items} == {"read"}
    archived.settled([row.id for row in told.items])


def test_an_answer_that_breaks_off_is_asked_for_again(browser: Browser, archived: Form, tmp_path: Path) -> None:
    """The connection is lost in the middle of an answer: the page goes on asking, and what was in it isn't taken as shown."""
    one = tmp_path / "một.txt"
    one.write_text("Số: 1/TB-VP\nVề việc số hóa\n", "utf-8")
    with served(create_app(archived.archive)) as address, visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.locator("#files").set_input_files(one)
        expect(page.locator("tbody[data-read] tr[data-item]")).to_have_count(1)
        page.evaluate("""() => {
            const whole = Response.prototype.text;
            window.broken = 0;
            Response.prototype.text = function () {
                window.broken += 1;
                return window.broken > 2 ? whole.call(this) : Promise.reject(new TypeError("network error"));
            };
        }""")
        archived.start_worker()
        expect(page.locator('tbody[data-read] tr[data-state="read"]')).to_have_count(1, timeout=60_000)
        assert page.evaluate("window.broken") > 2
