"""Draws the demo documents, has them read, and takes a picture of each page in two sizes, of some in dark and English."""

import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import click
from playwright.sync_api import Browser, Page

from docarchive.archive import Archive
from docarchive.errors import Refused
from docarchive.records.access import Mode, Role
from docarchive.records.arrangement import NodeKind
from docarchive.records.identifiers import to_letters
from docarchive.services import arranging, batching, finding, ingest, people
from docarchive.services.people import OPERATOR
from docarchive.web import create_app
from tests.archives import PASSWORD, Working, at_work, opened
from tests.journeys.browsing import chromium, served, sign_in
from tests.screens import help_pictures

SIZES = ((1366, 768), (390, 844))
WORDS = "so hoa tai lieu luu tru"
TURNED = ("home", "results", "viewer", "item", "upload", "browse", "desk", "system")


@dataclass
class Filled:
    """The archive that the pictures show: where its pages are."""

    pages: dict[str, str]


def fill(archive: Archive, working: Working, folder: Path) -> Filled:
    """The demo's documents in dossiers of an invented province, with some refusals."""
    roles = (Role.ADMINISTRATOR, Role.ARCHIVIST)
    people.add_user(archive, OPERATOR, "nguyenthia", PASSWORD, roles, shown_name="Nguyễn Thị A")
    add = arranging.add_node
    fonds = add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P01", title="Phông UBND tỉnh Lam Giang", mode=Mode.PUBLIC)
    series = add(archive, OPERATOR, NodeKind.SERIES, parent=fonds.id, code="ML03", title="Mục lục 03, năm 2025")
    names = {
        "thong-bao": ("12.VP", "Thông báo kết luận"),
        "quyet-dinh": ("01.QĐ", "Tập lưu quyết định"),
        "ke-hoach": ("03.KH", "Kế hoạch"),
    }
    nodes = {
        start: add(archive, OPERATOR, NodeKind.DOSSIER, parent=series.id, code=code, title=title, opened="2025").id
        for start, (code, title) in names.items()
    }
    add(archive, OPERATOR, NodeKind.FONDS, parent=None, code="P02", title="Phông Sở Nội vụ", mode=Mode.CONDITIONAL)
    batch = batching.open_batch(archive, OPERATOR, "Lô 2025-11-A")
    with suppress(Refused):
        ingest.accept(archive, OPERATOR, BytesIO(b""), "phu-luc-rong.pdf", batch=batch)
    items = []
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".pdf", ".png", ".jpg", ".tif", ".txt")):
        with path.open("rb") as file:
            items.append(ingest.accept(archive, OPERATOR, file, path.name, batch=batch).item)
    with suppress(Refused), path.open("rb") as file:
        ingest.accept(archive, OPERATOR, file, f"{path.stem} (2){path.suffix}", batch=batch)
    for item in items:
        working.done(item, seconds=600)
    for row in finding.search(archive, OPERATOR, "", size=50).results:
        node = next((nodes[start] for start in nodes if row.listed.file_name.startswith(start)), None)
        if node:
            arranging.place(archive, OPERATOR, row.listed.id, node)
            working.done(row.listed.id)
    return Filled(_pages(archive, nodes["thong-bao"], batch))


def _pages(archive: Archive, node: int, batch: int) -> dict[str, str]:
    at, best = next(
        (n, each.listed) for n, each in enumerate(finding.search(archive, OPERATOR, WORDS).results) if each.listed.ref_norm
    )
    every = finding.search(archive, OPERATOR, "", size=50).results
    partial = next((each.listed for each in every if each.listed.pages_failed), best)
    item = f"/items/{to_letters(best.id)}"
    return {
        "home": "/",
        "results": f"/search?q={WORDS}",
        "results-filtered": f"/search?q={WORDS} từ:2025&type={best.subtype or best.type}",
        "results-none": '/search?q="khong co cum nay" loại:quyết định',
        "viewer": f"{item}/view?page=1&q={WORDS}&at={at}",
        "viewer-about": f"{item}/view?page=1&q={WORDS}&at={at}&tab=about&field=ref_norm",
        "viewer-failed": f"/items/{to_letters(partial.id)}/view?page=3",
        "item": item,
        "item-failed": f"/items/{to_letters(partial.id)}",
        "item-history": f"{item}?tab=history",
        "upload": "/upload",
        "batch": f"/upload/{to_letters(batch)}",
        "batches": "/batches",
        "browse": f"/browse/{to_letters(node)}",
        "browse-roots": "/browse",
        "desk": "/desk",
        "desk-poor": "/desk/numberless",
        "system": "/system",
        "users": "/users",
        "user": "/users/lan",
        "audit": "/audit",
        "account": "/account",
        "readers": f"/browse/{to_letters(node)}/readers",
        "viewer-both": f"{item}/view?page=1&q={WORDS}&at={at}&both=1",
        "help": "/help",
        "help-archivist": "/help/archivist",
        "help-administrator": "/help/administrator",
        "help-secrecy": "/help/secrecy-officer",
        "not-found": "/items/0000000000000",
    }


def shoot(browser: Browser, address: str, filled: Filled, out: Path) -> None:
    """A picture a page and size; `-dark` and `-en` for some."""
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{address}/sign-in")
        page.screenshot(path=out / f"sign-in-{width}.png")
        sign_in(page, address, "nguyenthia")
        _round(page, address, filled.pages, out / f"{{}}-{width}.png")
        for form, kind in (("theme=dark", "dark"), ("language=en", "en")):
            name, value = form.split("=")
            _choose(page, address, name, value)
            _round(page, address, {key: filled.pages[key] for key in TURNED}, out / f"{{}}-{width}-{kind}.png")
            _choose(page, address, name, "vi" if name == "language" else "")
        page.close()


def _round(page: Page, address: str, pages: dict[str, str], pattern: Path) -> None:
    for name, place in pages.items():
        page.goto(address + place)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        page.screenshot(path=str(pattern).format(name))


def _choose(page: Page, address: str, name: str, value: str) -> None:
    page.goto(f"{address}/account")
    page.select_option(f"#{name}", value)
    page.locator("form").filter(has=page.locator(f"#{name}")).get_by_role("button").first.click()


@click.command()
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option("--help-pictures", "for_help", is_flag=True, help="Take those of the help pages and of README, to their places.")
def main(out: Path | None, for_help: bool) -> None:
    """Take the pictures into OUT."""
    if not out and not for_help:
        raise click.UsageError("name a folder, or --help-pictures")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run([sys.executable, "-m", "demo", str(folder / "demo")], check=True, stdout=subprocess.DEVNULL)
        with opened(folder / "archive", office_name="Lưu trữ tỉnh Lam Giang", workers=2) as archive:
            with at_work(archive) as working:
                filled = fill(archive, working, folder / "demo")
            with served(create_app(archive)) as address, chromium() as browser:
                if for_help:
                    help_pictures.take(browser, address, filled.pages)
                if out:
                    out.mkdir(parents=True, exist_ok=True)
                    shoot(browser, address, filled, out)


if __name__ == "__main__":
    main()
