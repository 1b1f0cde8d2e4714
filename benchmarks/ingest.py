"""How fast documents go in: any folder of files through the real upload and workers, against plain Tesseract on the same pages.

python -m benchmarks.ingest [--set DIR] [--json FILE] [--workers N]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageSequence

from benchmarks.served import Served, now, served

_LEFT_OUT = {".json", ".txt"}


def files_of(folder: Path) -> list[Path]:
    """The files of a set; truths (`truth.json`, a `.txt` beside a document) are left out."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    stems = {path.with_suffix("") for path in found if path.suffix not in _LEFT_OUT}
    return [path for path in found if path.suffix != ".json" and not (path.suffix == ".txt" and path.with_suffix("") in stems)]


def ingest(archive: Served, files: list[Path]) -> dict[str, Any]:
    """Upload everything and wait until all is read and in the index; counts and seconds."""
    _, batch = archive.ask("POST", "/batches", data=b'{"title": "benchmark"}', Content_Type="application/json")
    began = time.monotonic()
    refused: Counter[str] = Counter()
    for path in files:
        status, answer = archive.upload(path, batch["id"])
        if status not in (200, 201):
            refused[answer.get("type", str(status)).rsplit("/", 1)[-1]] += 1
    uploaded = time.monotonic() - began
    done = _wait(archive, batch["id"])
    seconds = time.monotonic() - began
    totals = done["totals"]
    failed = Counter(page["error"] for file in done["files"] for page in file["page_states"] if page["state"] == "failed")
    return {
        "documents": totals["files"],
        "pages": totals["pages"],
        "refused": dict(refused),
        "failed_pages": dict(failed),
        "upload_seconds": uploaded,
        "seconds": seconds,
        "documents_per_minute": totals["files"] / seconds * 60,
        "pages_per_minute": totals["pages"] / seconds * 60,
    }


def _wait(archive: Served, batch: str) -> dict[str, Any]:
    while True:
        _, done = archive.ask("GET", f"/batches/{batch}")
        _, state = archive.ask("GET", "/status")
        if not done["totals"]["reading"] and not any(row["ready"] + row["running"] for row in state["queue"].values()):
            return done
        time.sleep(0.25)


def plain(files: list[Path], folder: Path, workers: int) -> tuple[int, float]:
    """Pages and seconds of plain `tesseract -l vie`, one thread a process, as many processes as workers; rasters not timed."""
    rasters = [raster for path in files for raster in _rasters(path, folder)]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def read(raster: Path) -> None:
        subprocess.run(["tesseract", raster, "-", "-l", "vie"], check=True, capture_output=True, env=environment)

    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(read, rasters))
    return len(rasters), time.monotonic() - began


def _rasters(path: Path, folder: Path) -> list[Path]:
    made = []
    try:
        if path.suffix.lower() == ".pdf":
            with pdfium.PdfDocument(path) as document:
                images = [document[n].render(scale=200 / 72).to_pil() for n in range(len(document))]
        elif path.suffix.lower() == ".txt":
            return []
        else:
            with Image.open(path) as image:
                images = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
    except (pdfium.PdfiumError, OSError):
        return []
    for number, image in enumerate(images):
        made.append(folder / f"{len(list(folder.iterdir()))}-{number}.png")
        image.save(made[-1], compress_level=1, dpi=(200, 200))
    return made


def main() -> None:
    """Run both on the same files, one after the other, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, help="a folder of files; default: the demo's documents")
    parser.add_argument("--json", type=Path, help="write the row here")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ingest-") as temporary:
        folder = Path(temporary)
        source = given.set or folder / "drawn"
        if not given.set:
            subprocess.run([sys.executable, "-m", "demo", str(source)], check=True, capture_output=True)
        files = (
            files_of(source) if given.set else [path for path in source.iterdir() if path.is_file() and path.suffix != ".json"]
        )
        with served(folder / "archive", workers=given.workers) as archive:
            row = ingest(archive, files) | {"peak_mb": {kind: round(peak) for kind, peak in archive.peaks.items()}}
        (folder / "rasters").mkdir()
        pages, seconds = plain(files, folder / "rasters", given.workers)
    row |= {"plain_pages": pages, "plain_pages_per_minute": pages / seconds * 60, "at": now()}
    row["ratio"] = row["pages_per_minute"] / row["plain_pages_per_minute"]
    show(row)
    if given.json:
        given.json.write_text(json.dumps([row], ensure_ascii=False, indent=1))


def show(row: dict[str, Any]) -> None:
    """Print the table."""
    for name, value in row.items():
        told = ", ".join(f"{key} {count}" for key, count in value.items()) or "none" if isinstance(value, dict) else value
        print(f"{name.replace('_', ' '):24} {told if not isinstance(told, float) else round(told, 2)}")


if __name__ == "__main__":
    main()
