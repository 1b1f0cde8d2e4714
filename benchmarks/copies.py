"""What a searchable PDF costs: `python -m benchmarks.copies`. What it prints is told in README.md beside this file."""

import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from PIL import Image

from demo import Damage, image_pdf, scan_page
from docarchive.reading.searchable import searchable_pdf
from docarchive.records.pages import Page

_WORDS = (
    "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành khẩn trương nộp hồ sơ, tài liệu đến hạn vào Lưu trữ lịch sử của tỉnh"
).split()
_LINES = [" ".join(_WORDS[(7 * line + n) % len(_WORDS)] for n in range(11)) for line in range(36)]
_ONE_PIECE: dict[str, Any] = {"save_all": True, "dpi": (200, 200), "tiffinfo": {278: 2339}}


@dataclass(frozen=True, slots=True)
class Row:
    """A file: its pages and words a page, bytes that its copy has more, a page, milliseconds a page, and what the copy is."""

    file: str
    pages: int
    words: int
    bytes: int
    milliseconds: float
    pdfa: bool


@click.command()
@click.option("--pages", default=40, show_default=True, help="Pages of the long files.")
@click.option("--times", default=5, show_default=True, help="How often each copy is made; the middle time counts.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
def main(pages: int, times: int, target: Path | None) -> None:
    """Make searchable PDFs of drawn scans and print what they cost beside the file itself."""
    image, page = scan_page(_LINES, Damage(dpi=200))
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measured(*each, page, times=times) for each in _drawn(Path(folder), image, pages)]
    print(f"{'file':<18} {'pages':>6} {'words':>6} {'bytes a page':>13} {'ms a page':>10}  copy")
    for row in rows:
        figures = f"{row.pages:>6} {row.words:>6} {row.bytes:>13} {row.milliseconds:>10.1f}"
        print(f"{row.file:<18} {figures}  {'PDF/A-2b' if row.pdfa else 'plain PDF'}")
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")


def _drawn(folder: Path, image: Image.Image, pages: int) -> Iterator[tuple[Path, str, int]]:
    image.save(folder / "one.jpg", quality=70, dpi=(200, 200))
    yield folder / "one.jpg", "image/jpeg", 1
    for count in (1, pages):
        path = folder / f"scan-{count}.pdf"
        path.write_bytes(image_pdf([image] * count))
        yield path, "application/pdf", count
    bilevel = image.convert("1")
    bilevel.save(folder / "group4.tif", compression="group4", append_images=[bilevel] * (pages - 1), **_ONE_PIECE)
    image.save(folder / "jpeg.tif", compression="jpeg", quality=70, append_images=[image] * (pages - 1), **_ONE_PIECE)
    for name in ("group4.tif", "jpeg.tif"):
        yield folder / name, "image/tiff", pages


def _measured(path: Path, media_type: str, count: int, page: Page, *, times: int) -> Row:
    target, taken, broken = path.with_suffix(".copy.pdf"), [], []
    for _ in range(times):
        start = time.perf_counter()
        broken = searchable_pdf(path, media_type, [page] * count, target)
        taken.append(time.perf_counter() - start)
    more = (target.stat().st_size - path.stat().st_size) // count
    return Row(path.name, count, len(list(page.words)), more, 1000 * median(taken) / count, not broken)


if __name__ == "__main__":
    main()
