"""A person at a browser: files go up and are read before her eyes, words are found without marks, and the boxes lie on them."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from docarchive.records.identifiers import from_letters
from docarchive.records.pages import Box
from docarchive.services import showing
from tests.archives import asker, drawn_page
from tests.journeys.browsing import chromium, served, sign_in, visiting
from tests.journeys.web import Site, site

FOUND = "so hoa tai lieu luu tru"
REFUSED = r"status of (409|422)"  # Chromium itself reports each refused upload


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="module")
def address(at: Site) -> Iterator[str]:
    with served(at.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def item(at: Site) -> str:
    """A document of two pages that was read; the words stand on both."""
    sheets = [drawn_page(), drawn_page("Phụ lục", "Danh mục kèm theo", "Số hóa tài liệu lưu trữ năm 2026")]
    first, second = (Image.open(io.BytesIO(sheet)) for sheet in sheets)
    written = io.BytesIO()
    first.save(written, "TIFF", save_all=True, append_images=[second], dpi=(150, 150))
    made = str(at.upload(written.getvalue(), "594-TB-VP.tif")["item"])
    at.done(made)
    return made


def files(folder: Path) -> list[Path]:
    """Five files: three pages, one of them again, and one that is empty."""
    pages = [drawn_page(f"Số: {number}0/QĐ-UBND", f"Về việc giao chỉ tiêu lần thứ {number}") for number in (1, 2, 3)]
    paths = []
    for name, data in zip(("một", "hai", "ba", "lại", "rỗng"), (*pages, pages[0], b""), strict=True):
        paths.append(folder / f"văn bản {name}.png")
        paths[-1].write_bytes(data)
    return paths


def boxes_read(at: Site, item: str, number: int) -> list[Box]:
    """The boxes of the words as they were read: what every picture of them is held against."""
    view = showing.page(at.working.archive, asker(at.working.archive, "hoa"), from_letters(item), number, FOUND)
    return [each.box for each in view.boxes]


def test_files_go_up_are_read_before_ones_eyes_and_refusals_stay(browser: Browser, address: str, tmp_path: Path) -> None:
    with visiting(browser, provoked=REFUSED) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.fill("#name", "Lô của Hoa")
        *pages, again, empty = files(tmp_path)
        page.locator("#files").set_input_files(pages)
        expect(page.locator('tbody[data-read] tr[data-state="read"]')).to_have_count(3, timeout=30_000)
        page.locator("#files").set_input_files([again, empty])
        rows = page.locator("tbody[data-read] tr[data-refused]")
        expect(rows).to_have_count(2)
        expect(page.locator("tbody[data-sending] tr")).to_have_count(0)
        expect(rows.filter(has_text="văn bản rỗng.png")).to_contain_text("Tệp rỗng (0 byte).")
        expect(rows.filter(has_text="văn bản lại.png").get_by_text("Mở bản đã có")).to_be_visible()
        expect(page.locator("[data-sums]")).to_contain_text("3 / 3 trang đã đọc")
        assert re.search(r"/upload/\w{13}$", page.url), "a reload or another tab finds the batch"
        page.reload()
        expect(page.locator("h2").filter(has_text="Lô của Hoa")).to_be_visible()
        expect(page.locator("tbody[data-read] tr")).to_have_count(5)
        page.locator("[data-trouble]").check()
        expect(page.locator("tbody[data-read] tr:visible")).to_have_count(1)


def test_a_refusal_is_seen_though_an_older_answer_was_still_on_its_way(browser: Browser, address: str, tmp_path: Path) -> None:
    """Asked again once that answer came; else the list stays as it was before the refusal, for nothing is left to be read."""
    with visiting(browser, provoked=REFUSED) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        empty = [tmp_path / name for name in ("một.png", "hai.png")]
        for each in empty:
            each.write_bytes(b"")
        held: list[tuple[Route, APIResponse]] = []
        page.route(re.compile("/rows$"), lambda route: held.append((route, route.fetch())), times=1)
        page.locator("#files").set_input_files(empty[0])
        expect(page.locator("tbody[data-sending] [data-why]")).to_be_visible()
        while not held:
            page.wait_for_timeout(50)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator("#files").set_input_files(empty[1])
        for route, answer in held:
            route.fulfill(response=answer)
        expect(page.locator("tbody[data-read] tr[data-refused]")).to_have_count(2)


def placed(page: Page, boxes: list[Box]) -> list[list[float]]:
    """Where the corners of these boxes of the image are on the screen, worked out by the viewer's own library."""
    corners = [[[b.left, b.top], [b.right, b.bottom]] for b in boxes]
    return page.evaluate(
        """(boxes) => {
            const element = document.querySelector(".canvas");
            const image = OpenSeadragon.getViewer(element).world.getItemAt(0), at = element.getBoundingClientRect();
            return boxes.map((corners) => {
                const seen = corners.map(([x, y]) => image.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y)));
                const xs = seen.map((p) => p.x + at.x), ys = seen.map((p) => p.y + at.y);
                return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
            });
        }""",
        corners,
    )


def drawn(page: Page) -> list[list[float]]:
    """Where the boxes over the words are on the screen, their lower edge left out."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".canvas .hit")].map((one) => {
            const turned = OpenSeadragon.getViewer(document.querySelector(".canvas")).viewport.getRotation() === 90;
            const edge = parseFloat(getComputedStyle(one).borderBottomWidth), box = one.getBoundingClientRect();
            return [box.left + (turned ? edge : 0), box.top, box.right, box.bottom - (turned ? 0 : edge)];
        })"""
    )


def close(seen: list[list[float]], wanted: list[list[float]], pixels: float) -> bool:
    pairs = zip(seen, wanted, strict=True)
    return all(abs(one - other) <= pixels for a, b in pairs for one, other in zip(a, b, strict=True))


def test_the_boxes_lie_on_the_words_at_every_zoom_and_turn(browser: Browser, at: Site, address: str, item: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/search?q=so+hoa+tai+lieu+luu+tru")
        page.locator("a.number").first.click()
        expect(page.locator(".canvas .hit")).to_have_count(6)
        wanted = boxes_read(at, item, 1)
        for key in ("", "v", "+", "+", "q"):
            if key:
                page.keyboard.press(key)
            page.wait_for_timeout(700)
            assert close(drawn(page), placed(page, wanted), 3), f"after {key!r}"


def ink(page: Page, place: list[float]) -> float:
    left, top, right, bottom = place
    picture = page.screenshot(clip={"x": left, "y": top, "width": right - left, "height": bottom - top})
    grey = Image.open(io.BytesIO(picture)).convert("L").histogram()
    return sum(grey[:110]) / sum(grey)


def test_there_is_ink_under_each_box_and_keys_walk_the_hits(browser: Browser, address: str, item: str) -> None:
    with visiting(browser) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/search?q=so+hoa+tai+lieu+luu+tru")
        page.keyboard.press("n")
        page.keyboard.press("Enter")
        expect(page.locator(".canvas .hit")).to_have_count(6)
        page.wait_for_timeout(600)
        assert min(ink(page, place) for place in drawn(page)) > 0.03
        page.keyboard.press("n")
        expect(page.locator("[data-go-page='2']")).to_have_attribute("aria-current", "true")
        expect(page.locator(".citation [data-citation]")).to_contain_text("trang 2")
        expect(page.locator("#live")).to_contain_text("trang 2")
        page.keyboard.press("p")
        expect(page.locator("[data-go-hit='1']")).to_have_attribute("aria-current", "true")
        page.get_by_role("link", name="Chữ đọc được").click()
        expect(page.locator("[data-panel-body]")).to_contain_text("Kết luận về tiến độ")
        expect(page.locator("[data-stage][data-ready]")).to_be_visible()
        page.keyboard.press("PageDown")
        expect(page.locator("[data-panel-body]")).to_contain_text("Danh mục kèm theo")
        page.keyboard.press("Escape")
        page.wait_for_url("**/search?**")


def test_search_and_reading_work_without_script(browser: Browser, at: Site, address: str, item: str) -> None:
    with visiting(browser, script=False) as page:
        sign_in(page, address, "hoa")
        page.fill("#q", FOUND)
        page.get_by_role("button", name="Tìm").click()
        page.locator(".facets input[name=state]").first.check()
        page.locator(".facets").get_by_role("button", name="Lọc").click()
        expect(page.locator(".chip")).to_have_count(1)
        page.locator("a.number").first.click()
        expect(page.locator(".sheet img")).to_be_visible()
        image = page.locator(".sheet img").bounding_box()
        assert image
        view = page.locator(".sheet svg").get_attribute("viewBox")
        assert view
        scale = image["width"] / float(view.split()[2])
        seen = [box for box in (one.bounding_box() for one in page.locator(".sheet rect.hit").all()) if box]
        places = [[b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]] for b in seen]
        x, y = image["x"], image["y"]
        wanted = [
            [x + b.left * scale, y + b.top * scale, x + b.right * scale, y + b.bottom * scale] for b in boxes_read(at, item, 1)
        ]
        assert close(places, wanted, 3)
        page.get_by_role("link", name="Chỗ khớp sau").first.click()
        expect(page.locator(".page-strip [aria-current]")).to_contain_text("2")
        page.get_by_role("link", name="Chữ đọc được").click()
        expect(page.locator(".paper-text")).to_contain_text("Danh mục kèm theo")


def test_a_plain_form_uploads_without_script(browser: Browser, address: str, tmp_path: Path) -> None:
    (tmp_path / "giấy mời.png").write_bytes(drawn_page("Giấy mời họp"))
    with visiting(browser, script=False) as page:
        sign_in(page, address, "hoa")
        page.goto(f"{address}/upload")
        page.locator("#files").set_input_files([tmp_path / "giấy mời.png"])
        page.get_by_role("button", name="Tải lên").click()
        expect(page.locator("tr[data-item]")).to_contain_text("giấy mời.png")


def everywhere(item: str) -> list[str]:
    """Every page that an administrator has, some in several states."""
    found = ["/search?q=so+hoa", "/search?q=zzzz", "/search?q=so+hoa&view=compact", f"/items/{item}", f"/items/{item}?tab=text"]
    found += [f"/items/{item}?tab=history", f"/items/{item}/view?page=1", f"/items/{item}/view?page=2&q=so+hoa&tab=about"]
    found += [f"/items/{item}?tab=access", f"/items/{item}/view?page=1&q=so+hoa&both=1"]
    found += ["/", "/upload", "/batches", "/browse", "/browse/0000000000001", "/system", "/users", "/users/lan", "/audit"]
    found += ["/help/archivist", "/help/administrator", "/help/secrecy-officer"]
    return [*found, "/account", "/help", "/items/0000000000000"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_keeps_the_policy_and_fits_the_narrowest_phone(
    browser: Browser, address: str, item: str, language: str
) -> None:
    wrong = []
    with visiting(browser, provoked=r"status of 404") as page:
        sign_in(page, address, "admin")
        page.locator(f".tongues button[lang={language}]").click()
        for place in everywhere(item):
            page.goto(address + place)
            if language == "en":
                wrong += [f"{place}: {word}" for word in vietnamese(page)]
            for width in (1366, 800, 683, 320):  # 683: an office screen at 200 %
                page.set_viewport_size({"width": width, "height": 700})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    wrong.append(f"{place} scrolls sideways at {width}")
            if page.locator("h1").count() != 1:
                wrong.append(f"{place} has {page.locator('h1').count()} h1")
        page.set_viewport_size({"width": 1366, "height": 700})
        page.locator(".tongues button[lang=vi]").click()
    assert not wrong, "\n".join(wrong)


def vietnamese(page: Page) -> set[str]:
    """Words with Vietnamese marks in what the face itself says: neither names nor documents."""
    told = page.evaluate(
        """() => {
            const copy = document.body.cloneNode(true);
            const names = ".place, .tree, .code, .brand-office, .file-list, .lines, .main, .number, option";
            for (const one of copy.querySelectorAll(`[lang=vi], script, template, ${names}`)) one.remove();
            return copy.textContent;
        }"""
    )
    told = re.sub(r"“[^”]*”|\S+/\S+", "", told)
    marked = re.findall(r"\w*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", told, re.IGNORECASE)
    return set(marked)


def test_a_phone_reads_with_its_thumb(browser: Browser, address: str, item: str) -> None:
    with visiting(browser, width=390, height=844) as page:
        sign_in(page, address, "hoa")
        expect(page.locator(".bottom-bar")).to_be_visible()
        page.goto(f"{address}/search?q=so+hoa+tai+lieu+luu+tru")
        page.locator(".facet-toggle").click()
        expect(page.locator("#filters")).to_be_visible()
        page.keyboard.press("Escape")
        page.locator("a.number").first.click()
        expect(page.locator(".canvas .hit")).to_have_count(6)
        page.locator(".viewer-foot [data-do=next-hit]").click()
        expect(page.locator(".viewer-foot [data-now=page]").last).to_have_text("2")
        expect(page.locator("[data-sentence]")).to_contain_text("Số hóa tài liệu lưu trữ")
