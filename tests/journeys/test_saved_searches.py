"""Searches that are kept: from the list of results, with what is new told on the first page, each person's own."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from docarchive.services import searches
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.visitor import visitor
from tests.journeys.web import Site, site


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("saved")) as made:
        made.done(made.upload(drawn_page(), "một.png")["item"])
        yield made


def kept(at: Site, name: str) -> list[tuple[str, str, int]]:
    archive = at.working.archive
    return [(each.title, each.query, each.total) for each in searches.remembered(archive, asker(archive, name)).saved]


def test_a_search_is_kept_told_of_news_and_dropped_in_the_browser(at: Site) -> None:
    with served(at.app) as address, chromium() as browser, visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/search?q=so+hoa&state=read")
        page.locator(".save-search summary").click()
        expect(page.get_by_label("Tên")).to_be_focused()
        page.keyboard.type("Số hóa đã đọc")
        page.keyboard.press("Enter")
        expect(page.locator("[data-toast]")).to_contain_text("Đã lưu tìm kiếm “Số hóa đã đọc”.")
        expect(page).to_have_url(re.compile("q=so\\+hoa&state=read$"))
        at.done(at.upload(drawn_page("Thông báo khác về số hóa"), "hai.png")["item"])
        page.goto(address)
        expect(page.locator("#saved-searches")).to_contain_text("1 mới")
        expect(page.get_by_role("heading", name="Tìm gần đây")).to_be_visible()
        page.get_by_role("link", name="Số hóa đã đọc").click()
        expect(page.locator("h1")).to_have_text("2 văn bản")
        page.goto(address)
        expect(page.locator("#saved-searches .hint")).to_have_text("không có mới")
        page.get_by_role("link", name="Số hóa đã đọc").click()
        page.get_by_role("button", name="Bỏ lưu").click()
        expect(page.locator(".save-search")).to_be_visible()
        page.get_by_role("button", name="Hoàn tác").click()
        expect(page.get_by_role("button", name="Bỏ lưu")).to_be_visible()
    assert kept(at, "hoa") == [("Số hóa đã đọc", "q=so+hoa&state=read", 2)]


def test_nobody_sees_or_drops_the_searches_of_another(at: Site) -> None:
    lan, mai = visitor(at, "lan"), visitor(at, "mai")
    lan.post("/searches", q="thanh tra", title="Thanh tra đột xuất")
    search = re.search(r"/searches/(\w+)/drop", lan.get("/search?q=thanh+tra").text)
    assert search
    assert "Thanh tra" not in mai.get("/").text + mai.get("/searches/news").text
    assert mai.post(f"/searches/{search.group(1)}/drop").status_code == 404
    assert [title for title, _query, _total in kept(at, "lan")] == ["Thanh tra đột xuất"]
    assert at.stranger().get("/searches/news").status_code in (302, 401)


def test_the_same_search_is_kept_once_and_not_without_end(at: Site) -> None:
    lan = visitor(at, "lan")
    for number in range(searches.MOST + 1):
        lan.post("/searches", q=f"lần {number}", title="x")
        lan.post("/searches", q=f"lần {number}", title="y", view="compact", page="1")
    found = kept(at, "lan")
    assert len(found) == searches.MOST
    assert len({query for _title, query, _total in found}) == searches.MOST
    assert lan.post("/searches", q="thêm nữa", title="x").status_code == 422
    assert lan.post("/searches", q="dài" * 1000, title="x").status_code == 422


@pytest.mark.parametrize("empty", [{}, {"q": "  "}, {"q": "\0"}, {"title": "Mọi thứ", "colour": "red"}])
def test_nothing_is_kept_of_nothing(at: Site, empty: dict[str, str]) -> None:
    before = kept(at, "mai")
    assert visitor(at, "mai").post("/searches", **empty).status_code == 422
    assert kept(at, "mai") == before


def test_what_is_kept_is_the_question_alone(at: Site) -> None:
    """Neither page nor looks make another search of it, and an unknown facet or a wrong order is left out."""
    mai = visitor(at, "mai")
    mai.post(
        "/searches", q="  so   hoa ", year="2026", sort="newest", view="compact", page="3", colour="red", title="  Năm  nay "
    )
    assert kept(at, "mai") == [("Năm nay", "q=so+hoa&year=2026&sort=newest", kept(at, "mai")[0][2])]
