"""The pictures of the help pages and of README, taken of the demo's archive: few, small, in both languages."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import sign_in

ROOT = Path(__file__).parents[2]
HELP = ROOT / "docarchive/web/static/help"
README = ROOT / "docs/pictures"
#: What help shows, by the names of tests.screens; README shows the first two, larger, in Vietnamese.
SHOWN = ("results", "viewer", "batch", "desk", "browse", "readers", "system", "audit")
_WIDE, _HIGH = 1200, 750
_WIDTH, _QUALITY = 900, 62


def take(browser: Browser, address: str, pages: dict[str, str]) -> None:
    """Take them all, of the pages by their names."""
    HELP.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": _WIDE, "height": _HIGH})
    sign_in(page, address, "nguyenthia")
    for language in ("vi", "en"):
        page.locator(f".tongues button[lang={language}]").click()
        for name in SHOWN:
            picture = _picture(page, address + pages[name])
            height = round(picture.height * _WIDTH / picture.width)
            small = picture.resize((_WIDTH, height), Image.Resampling.LANCZOS)
            small.save(HELP / f"{name}-{language}.webp", quality=_QUALITY, method=6)
            if language == "vi" and name in SHOWN[:2]:
                picture.quantize(128).save(README / f"{name}.png", optimize=True)
        page.goto(address)
    page.close()


def _picture(page: Page, address: str) -> Image.Image:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    return Image.open(BytesIO(page.screenshot())).convert("RGB")
