"""How fast pages are read and whether anybody reads them, as the System page tells it; the page keeps itself fresh."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from docarchive.catalogue.schema import work
from docarchive.errors import Forbidden
from docarchive.services import batching, ingest, people, progress
from docarchive.services.pace import pace
from docarchive.web import create_app
from tests.archives import PASSWORD, asker, at_work, drawn_page, opened
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.visitor import text_of
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("pace")) as made:
        made.done(made.upload(drawn_page(), "một.png")["item"])
        yield made


def test_pages_are_counted_in_their_half_hour_today_and_lately(at: Site) -> None:
    archive, hoa = at.working.archive, asker(at.working.archive, "hoa")
    now = datetime.now(UTC)
    told = pace(archive, hoa, now=now)
    assert len(told.spans) == 48
    assert [start for start, _count in told.spans] == [told.spans[0][0] + n * timedelta(minutes=30) for n in range(48)]
    assert told.spans[-1][0] <= now < told.spans[-1][0] + timedelta(minutes=30)
    assert sum(count for _start, count in told.spans) == 1
    assert (told.today, told.per_minute, told.through) == (1, 0.1, None)
    later = pace(archive, hoa, now=now + timedelta(days=2))
    assert (sum(count for _start, count in later.spans), later.today, later.per_minute) == (0, 0, 0)
    with pytest.raises(Forbidden):
        pace(archive, asker(archive, "lan"))


def test_the_page_keeps_itself_fresh_until_it_is_paused(at: Site) -> None:
    with served(at.app) as address, chromium() as browser, visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/system")
        today = page.locator(".figures-bar dd").nth(2)
        expect(today).to_have_text("1")
        expect(page.locator(".pace svg")).to_have_attribute(
            "aria-label", "24 giờ qua đọc 1 trang; nhiều nhất 1 trang trong nửa giờ."
        )
        at.done(at.upload(drawn_page("Thông báo khác"), "hai.png")["item"])
        expect(today).to_have_text("2", timeout=15_000)
        pause = page.get_by_role("button", name="Dừng tự làm mới")
        pause.click()
        expect(pause).to_have_attribute("aria-pressed", "true")
        at.done(at.upload(drawn_page("Thông báo thứ ba"), "ba.png")["item"])
        page.wait_for_timeout(6_000)
        expect(today).to_have_text("2")


def test_work_that_nobody_does_is_told_with_what_to_do(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:  # nobody is at work here
        hoa = asker(archive, "hoa")
        batch = batching.open_batch(archive, hoa, "Lô")
        ingest.accept(archive, hoa, BytesIO(drawn_page()), "594.png", batch=batch)
        state = progress.state(archive, hoa)
        assert (state.at_work, state.idle) == (0, False), "it has waited but a moment"
        with archive.catalogue.writing() as unit:
            unit._connection.execute(update(work.jobs).values(run_at=datetime.now(UTC) - timedelta(minutes=5)))
            unit.commit()
        assert progress.state(archive, hoa).idle
        client = create_app(archive).test_client()
        _user, secret = people.sign_in(archive, "hoa", PASSWORD, address="127.0.0.1")
        client.set_cookie("docarchive", secret)
        page = text_of(client.get("/system").text)
        assert "Không bộ đọc nào làm việc. 1 việc đang chờ." in page
        assert "Khởi động lại kho, hoặc chạy docarchive work." in page
        with at_work(archive) as working:
            (row,) = progress.batch(archive, hoa, batch).items
            working.done(row.id)
        assert not progress.state(archive, hoa).idle
