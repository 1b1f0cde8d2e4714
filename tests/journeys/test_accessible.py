"""Every page held against WCAG 2.2 AA by axe-core: in both themes and languages, on an office screen and on a phone."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from docarchive.errors import Refused
from docarchive.records.access import Mode
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import from_letters, to_letters
from docarchive.services import arranging, batching, ingest
from docarchive.services.people import OPERATOR
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in
from tests.journeys.web import Site, site

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
WORDS = "so hoa tai lieu luu tru"
PAGES = {
    "home": "/",
    "results": f"/search?q={WORDS}",
    "no result": "/search?q=khongcotunay",
    "viewer": f"/items/{{item}}/view?page=1&q={WORDS}",
    "viewer, about": "/items/{item}/view?page=1&tab=about",
    "viewer, both": f"/items/{{item}}/view?page=1&q={WORDS}&both=1",
    "item": "/items/{item}",
    "access": "/items/{item}?tab=access",
    "history": "/items/{item}?tab=history",
    "upload": "/upload",
    "batch": "/upload/{batch}",
    "batches": "/batches",
    "browse": "/browse/{node}",
    "register": "/browse/{node}/register",
    "roots": "/browse",
    "desk": "/desk",
    "worklist": "/desk/unplaced",
    "system": "/system",
    "users": "/users",
    "user": "/users/lan",
    "audit": "/audit",
    "account": "/account",
    "help": "/help",
    "help-archivist": "/help/archivist",
    "readers": "/browse/{node}/readers",
    "not found": "/items/0000000000000",
}
FACES = [("light", "vi", 1366), ("dark", "en", 1366), ("dark", "vi", 390)]


@dataclass
class Shown:
    address: str
    places: dict[str, str]


def _filled(at: Site) -> dict[str, str]:
    archive = at.working.archive
    add = arranging.add_node
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P01", title="Phông UBND tỉnh", mode=Mode.PUBLIC)
    series = add(archive, OPERATOR, NodeKind.SERIES, parent=fonds.id, code="ML01", title="Mục lục 01")
    node = add(archive, OPERATOR, NodeKind.DOSSIER, parent=series.id, code="12.VP", title="Thông báo kết luận").id
    batch = batching.open_batch(archive, asker(archive, "admin"), "Lô 1", node=node)
    for data in (drawn_page(), b"", drawn_page()):
        with suppress(Refused):
            ingest.accept(archive, asker(archive, "admin"), BytesIO(data), "594-TB-VP.png", batch=batch)
    at.done(str(at.upload(drawn_page("Số: 11/QĐ-UBND", "QUYẾT ĐỊNH"))["item"]))
    item = str(at.upload(drawn_page("Số: 10/QĐ-UBND", "QUYẾT ĐỊNH", "Số hóa tài liệu lưu trữ"))["item"])
    at.done(item)
    arranging.place(archive, OPERATOR, from_letters(item), node)
    at.done(item)
    return {"item": item, "batch": to_letters(batch), "node": to_letters(node)}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with site(tmp_path_factory.mktemp("accessible")) as at:
        places = _filled(at)
        with served(at.app) as address:
            yield Shown(address, places)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def faults(page: Page) -> list[str]:
    """What axe-core holds against the page: rule, where, and why."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("theme", "language", "width"), FACES)
def test_no_page_bars_anyone(browser: Browser, shown: Shown, theme: str, language: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 768}, color_scheme=theme)
    page = context.new_page()
    page.goto(f"{shown.address}/sign-in")
    barred = {"sign in": faults(page)}
    sign_in(page, shown.address, "admin")
    page.goto(f"{shown.address}/account")
    page.select_option("#language", language)
    page.locator("form").filter(has=page.locator("#language")).get_by_role("button").first.click()
    for name, place in PAGES.items():
        page.goto(shown.address + place.format(**shown.places))
        page.wait_for_load_state("networkidle")
        assert page.locator("html").get_attribute("lang") == language
        barred[name] = faults(page)
    context.close()
    told = [f"{name}: {fault}" for name, found in barred.items() for fault in found]
    assert not told, "\n".join(told)
