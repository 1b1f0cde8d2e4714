"""The face in a real Chromium: the policy is kept, nothing overflows, the keys act, files go up, marks lie on the words."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from visit import PAGES, browser, served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as chromium:
        yield chromium


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page; any complaint in its console (policy, script, missing file) fails the test that uses it."""
    page = chromium.new_page(viewport={"width": 1366, "height": 768})
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    yield page
    page.close()
    # Chromium itself reports each refused upload, which the tests provoke.
    assert [one for one in complaints if not re.search(r"status of (409|422|503)", one)] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_keeps_the_policy_and_fits_the_narrowest_phone(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/gallery/{name}")
    for width in (1366, 800, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways at {width}"
    assert page.locator("h1").count() == 1
    assert page.evaluate("""document.fonts.check('16px "Be Vietnam Pro"')""")


@pytest.mark.parametrize("name", ["viewer", "upload"])
def test_each_script_is_loaded_once(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/gallery/{name}")
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    scripts = [path for path in loaded if path.endswith(".js")]
    assert len(scripts) == len(set(scripts))


def test_icons_are_really_drawn(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/results")
    box = page.evaluate("document.querySelector('.search-input use').getBBox().width")
    assert box > 5


def test_letters_act_outside_text_fields_only(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/results")
    page.keyboard.press("n")
    expect(page.locator("a.number").nth(0)).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.locator("a.number").nth(1)).to_be_focused()
    assert page.locator("[data-step][data-current]").count() == 1
    page.keyboard.press("t")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("npt?")
    expect(page.locator("#q")).to_have_value("npt?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#keys")).to_be_hidden()


def test_letters_rest_while_a_word_is_composed(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/results")
    for more in ("isComposing: true", "keyCode: 229", "ctrlKey: true"):
        page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: 'n', bubbles: true, {more}}}))")
    assert not page.evaluate("document.activeElement.matches('a.number')")


def test_enter_opens_the_result_one_stands_on(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/results")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/viewer")


def test_filters_of_a_phone_open_over_the_page_and_give_the_focus_back(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/gallery/results")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(".facet-toggle").click()
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".facet-toggle")).to_be_focused()


def hits(page: Page) -> list[dict[str, float]]:
    return page.evaluate("[...document.querySelectorAll('.canvas .hit')].map((one) => one.getBoundingClientRect().toJSON())")


def test_marks_lie_on_the_words_and_keys_walk_the_hits(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/viewer")
    expect(page.locator(".canvas .hit")).to_have_count(6)
    page.wait_for_timeout(600)
    first, second = hits(page)[:2]
    assert first["height"] >= 14
    assert first["right"] == pytest.approx(second["left"], abs=1.5), "boxes of a run meet"
    picture = page.screenshot(clip={"x": first["left"], "y": first["top"], "width": first["width"], "height": first["height"]})
    assert dark_share(picture) > 0.03, "there is ink under the mark"
    page.keyboard.press("n")
    expect(page.locator("[data-go-page='2']")).to_have_attribute("aria-current", "true")
    expect(page.locator("#live")).to_contain_text("Trang 2")
    page.keyboard.press("p")
    expect(page.locator("[data-go-hit='1']")).to_have_attribute("aria-current", "true")
    page.keyboard.press("End")
    expect(page.locator("[data-go-page='4']")).to_have_attribute("aria-current", "true")
    assert "page=4" in page.url
    assert "hit=" not in page.url


def dark_share(picture: bytes) -> float:
    """The part of a picture that is ink."""
    import io

    from PIL import Image

    grey = Image.open(io.BytesIO(picture)).convert("L").histogram()
    return sum(grey[:110]) / sum(grey)


def test_the_scan_does_not_take_the_letters_for_itself(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/viewer")
    expect(page.locator(".canvas .hit")).to_have_count(6)
    page.locator("[data-stage]").click(position={"x": 300, "y": 200})
    page.wait_for_timeout(500)
    before = hits(page)
    for letter in "wsadrfj0":
        page.keyboard.press(letter)
    page.wait_for_timeout(500)
    assert hits(page) == before
    page.keyboard.press("n")
    expect(page.locator("[data-go-hit='2']")).to_have_attribute("aria-current", "true")


def test_without_script_the_page_and_its_marks_still_show(chromium: Browser, address: str) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/gallery/viewer")
    expect(page.locator(".sheet img")).to_be_visible()
    assert page.locator(".sheet rect.hit").count() == 6
    page.context.close()


def test_files_go_up_and_what_is_refused_stays_with_its_reason(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/upload")
    names = ["một.pdf", "hai.pdf", "ba.pdf", "bốn.pdf", "doubled.pdf", "locked.pdf", "flaky.pdf"]
    page.locator("[data-files]").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": b"%PDF"} for name in names]
    )
    expect(page.locator("tbody[data-read] tr")).to_have_count(4)
    sending = page.locator("tbody[data-sending] tr")
    expect(sending).to_have_count(3)
    expect(sending.filter(has_text="locked.pdf")).to_contain_text("Tệp có mật khẩu.")
    expect(sending.filter(has_text="locked.pdf").locator("[data-retry]")).to_be_hidden()
    expect(sending.filter(has_text="doubled.pdf").locator("[data-existing]")).to_have_attribute("href", "/gallery/item")
    sending.filter(has_text="flaky.pdf").locator("[data-retry]").click()
    expect(page.locator("tbody[data-read] tr")).to_have_count(5)
    expect(page.locator("#live")).to_contain_text("5 trên 7 tệp đã nhận, 1 không nhận")


def test_the_english_face_has_no_vietnamese_words_left(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery/error-404?language=en")
    expect(page.locator("h1")).to_have_text("No such page")
    words = page.locator(".head, main, .bottom-bar").all_inner_texts()
    marked = re.findall(r"\w*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]\w*", " ".join(words))
    assert set(marked) <= {"Lưu", "trữ", "Sở", "Tư", "Nguyễn", "Thị"}, "names of the office and the person alone"
