"""Between a phone and an office screen: tablets, and office screens at 125 to 200 %. Nothing lies over the edge, and a scan keeps
the height that it needs."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging
from tests.archives import asker
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

WIDTHS = (768, 800, 900, 1024, 1100, 1180)
LETTER = """ỦY BAN NHÂN DÂN TỈNH LAM GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 112/KH-UBND
Lam Giang, ngày 08 tháng 9 năm 2025

KẾ HOẠCH
Số hóa tài liệu lưu trữ lịch sử tỉnh Lam Giang giai đoạn 2025 - 2030
"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("widths"), office_name="Lưu trữ tỉnh Lam Giang") as made:
        yield made


@pytest.fixture(scope="module")
def places(at: Site) -> dict[str, str]:
    """A document of many pages in a dossier: where its pages are."""
    archive = at.working.archive
    hoa = asker(archive, "hoa")
    fonds = arranging.add_node(archive, hoa, NodeKind.FONDS, parent=None, code="P01", title="Phông UBND tỉnh", mode=Mode.PUBLIC)
    node = arranging.add_node(archive, hoa, NodeKind.DOSSIER, parent=fonds.id, code="04.KH", title="Kế hoạch, hướng dẫn").id
    pages = "\f".join([LETTER, *(f"Trang {number}: số hóa tài liệu của đợt {number}" for number in range(2, 31))])
    item = str(at.upload(pages.encode(), "ke-hoach.txt")["item"])
    at.done(item)
    arranging.place(archive, hoa, from_letters(item), node)
    at.done(item)
    view = f"/items/{item}/view?page=1&q=so+hoa&at=0&hit=1"
    browse = f"/browse/{to_letters(node)}"
    rest = {"browse": browse, "desk": "/desk", "results": "/search?q=so+hoa", "item": f"/items/{item}"}
    return {"view": view, "both": f"{view}&both=1", **rest}


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
    with visiting(browser) as page:
        sign_in(page, address, "admin")
        yield page


OVER_THE_EDGE = """() => [...document.querySelectorAll("header *, main *")]
    .filter((one) => !one.closest(".canvas, svg, .page-strip, .tree-pane") && one.checkVisibility({ visibilityProperty: true }))
    .map((one) => [one.className, one.textContent.trim().slice(0, 20), one.getBoundingClientRect()])
    .filter(([, , { left, right, width }]) => width > 1 && (right > innerWidth + 1 || left < -1))
    .map(([kind, words]) => `${kind}: ${words}`)"""
IN_THE_HEAD = """() => [...document.querySelectorAll(".brand .sign, .brand-name, .nav a, .head-search, .tongues, .account")]
    .map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 1).map(({ left, right }) => [left, right])"""


@pytest.mark.parametrize("name", ["view", "both", "browse", "desk", "results", "item"])
def test_nothing_lies_over_the_edge_or_over_another(page: Page, address: str, places: dict[str, str], name: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(address + places[name])
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(OVER_THE_EDGE) == [], width
        head = page.evaluate(IN_THE_HEAD)
        assert all(one[1] <= other[0] + 1 for one, other in pairwise(head)), (width, head)


@pytest.mark.parametrize(("width", "height", "part"), [(768, 700, 0.5), (800, 1024, 0.5), (1024, 700, 0.8), (683, 384, 0.7)])
def test_the_viewer_opens_at_its_bar_and_the_scan_keeps_most_of_the_height(
    page: Page, address: str, places: dict[str, str], width: int, height: int, part: float
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address + places["view"])
    expect(page.locator(".canvas .hit.is-now").first).to_be_in_viewport()
    expect(page.locator(".viewer-bar h1")).to_have_text("112/KH-UBND")
    expect(page.locator(".viewer-bar h1")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
    stage = page.locator("[data-stage]").bounding_box()
    assert stage and part * height <= stage["height"] < height


def test_between_phone_and_office_the_tree_is_a_drawer(page: Page, address: str, places: dict[str, str]) -> None:
    page.set_viewport_size({"width": 800, "height": 700})
    page.goto(address + places["browse"])
    expect(page.locator("#tree")).to_be_hidden()
    page.get_by_role("button", name="Cây hồ sơ").click()
    expect(page.locator("#tree")).to_be_visible()
    assert page.evaluate("document.activeElement.matches('[role=treeitem]')")
    page.keyboard.press("Escape")
    expect(page.locator("#tree")).to_be_hidden()
    expect(page.get_by_role("button", name="Cây hồ sơ")).to_be_focused()
    page.goto(f"{address}/browse")
    expect(page.locator("#tree")).to_be_visible()
