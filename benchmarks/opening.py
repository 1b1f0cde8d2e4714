"""How soon a page of the scan is seen: `python -m benchmarks.opening`. What it prints is told in README.md beside this file."""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.corpus import draw
from benchmarks.ingest import files_of
from benchmarks.served import Served, served

_BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
#: Milliseconds since the navigation began: until the picture of the page was there, until it could be zoomed and read by mouse.
_SEEN = """async () => {
  const stage = document.querySelector("[data-stage]");
  while (stage.dataset.ready === undefined) await new Promise(requestAnimationFrame);
  const ready = performance.now();
  while (!performance.getEntriesByName("first-contentful-paint").length) await new Promise(requestAnimationFrame);
  const pictures = performance.getEntriesByType("resource").filter((one) => /pages\\/\\d+\\/image$/.test(one.name));
  const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  return [Math.max(painted, Math.min(...pictures.map((one) => one.responseEnd))), ready];
}"""


@dataclass(frozen=True, slots=True)
class Row:
    """A document: its pages, how often a page of it was opened, milliseconds to the picture and to the whole viewer."""

    document: str
    pages: int
    opened: int
    seen: float
    seen_p95: float
    ready: float
    ready_p95: float


@click.command()
@click.option("--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Files to put in and open.")
@click.option("--pages", default=500, show_default=True, help="Pages of the long document that is drawn.")
@click.option("--times", default=12, show_default=True, help="How many pages of each document are opened.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
def main(folder: Path | None, pages: int, times: int, target: Path | None) -> None:
    """Open pages in a real browser, each for the first time in a fresh one, over loopback, and print how soon they were seen."""
    with tempfile.TemporaryDirectory() as made, served(Path(made) / "archive") as archive:
        files = files_of(folder) if folder else list(_drawn(Path(made), pages))
        found = [_put(archive, path) for path in files]
        with sync_playwright() as playwright:
            path = next((path for path in _BROWSERS if Path(path).exists()), None)
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            rows = [_opened(browser, archive, name, item, count, times) for name, item, count in found if count]
            browser.close()
    print(f"{'document':<28} {'pages':>6} {'opened':>7} {'seen ms':>8} {'p95':>6} {'ready ms':>9} {'p95':>6}")
    for row in rows:
        figures = f"{row.seen:>8.0f} {row.seen_p95:>6.0f} {row.ready:>9.0f} {row.ready_p95:>6.0f}"
        print(f"{row.document[:28]:<28} {row.pages:>6} {row.opened:>7} {figures}")
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")


def _drawn(folder: Path, pages: int) -> Iterator[Path]:
    sheets = [each.text.split("\f")[0] for each in draw(pages, pages=1, queries=1, seed=5).documents]
    for count in (1, pages):
        path = folder / f"{count}.txt"
        path.write_text("\f".join(sheets[:count]), "utf-8")
        yield path


def _put(archive: Served, path: Path) -> tuple[str, str, int]:
    """The file in the archive, read: its name, its item, its pages (0 when it was refused)."""
    _, batch = archive.ask("POST", "/batches", data=b'{"title": "benchmark"}', Content_Type="application/json")
    status, answer = archive.upload(path, batch["id"])
    if status not in (200, 201):
        print(f"{path.name}: {answer.get('title', status)}")
        return path.name, "", 0
    while True:
        _, item = archive.ask("GET", f"/items/{answer['item']}")
        if item["state"] != "reading":
            return path.name, answer["item"], item["pages"]
        time.sleep(0.25)


def _opened(browser: Browser, archive: Served, name: str, item: str, pages: int, times: int) -> Row:
    numbers = [1 + at * (pages - 1) // max(1, times - 1) for at in range(times)]
    seen, ready = zip(*(_open(browser, archive, f"/items/{item}/view?page={number}") for number in numbers), strict=True)
    figures = (statistics.median(seen), _p95(seen), statistics.median(ready), _p95(ready))
    return Row(name, pages, times, *figures)


def _p95(values: tuple[float, ...]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def _open(browser: Browser, archive: Served, address: str) -> tuple[float, float]:
    page: Page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{archive.address}/sign-in")
    page.fill("#name", "do")
    page.fill("#password", "mat-khau-de-do")
    page.click("form[data-sign-in] button.btn-primary")
    page.wait_for_url(f"{archive.address}/")
    page.goto(archive.address + address)
    seen, ready = page.evaluate(_SEEN)
    page.close()
    return float(seen), float(ready)


if __name__ == "__main__":
    main()
