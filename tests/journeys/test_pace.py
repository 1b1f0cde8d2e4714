"""How fast pages are read, as the System page tells it, and that the page keeps itself fresh."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from docarchive.errors import Forbidden
from docarchive.services.pace import pace
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
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
