"""How fast the pages are answered: `python -m benchmarks.faces`. What it prints is told in README.md beside this file."""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from flask.testing import FlaskClient

from benchmarks.corpus import draw
from benchmarks.filled import fill
from benchmarks.judged import Document, Judged, read_set
from docarchive.archive import Archive, open_archive
from docarchive.records.access import Role
from docarchive.records.identifiers import to_letters
from docarchive.services import people
from docarchive.settings import Settings
from docarchive.web import create_app

_PASSWORD = "mat-khau-de-do"


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of page: how many were asked for, milliseconds of the server (median, 95th of 100), bytes of the answer."""

    page: str
    asked: int
    median: float
    p95: float
    bytes: int


@click.command()
@click.option("--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="As for search.")
@click.option("--documents", default=1000, show_default=True, help="How many to draw when there is no set.")
@click.option("--long", "length", default=500, show_default=True, help="Pages of the one long document.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
def main(folder: Path | None, documents: int, length: int, target: Path | None) -> None:
    """Ask for each kind of page of a filled archive, as an archivist's browser does, and print how long the server took."""
    judged = read_set(folder) if folder else draw(documents, queries=60)
    long = Document("long", "Tập dài", "\f".join(each.text.split("\f")[0] for each in draw(length, pages=1, seed=5).documents))
    with tempfile.TemporaryDirectory() as made:
        archive = open_archive(Settings(data=Path(made), min_free_bytes=0, log_level="ERROR"))
        archive.prepare()
        items = fill(archive, [*judged.documents, long])
        rows = _measured(archive, judged, items)
        archive.close()
    print(f"{len(items):,} documents\n{'page':<24} {'asked':>6} {'median ms':>10} {'p95 ms':>8} {'kB':>7}")
    for row in rows:
        print(f"{row.page:<24} {row.asked:>6} {row.median:>10.1f} {row.p95:>8.1f} {row.bytes / 1000:>7.1f}")
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")


def _measured(archive: Archive, judged: Judged, items: list[int]) -> list[Row]:
    client = _signed_in(archive)
    queries = list(judged.queries.values())
    words = [" ".join(query.split()[:3]) for query in queries]
    short, long = to_letters(items[0]), to_letters(items[-1])
    seen = _text_of(archive, items[-1]).split()
    common = max(set(seen), key=seen.count)
    with archive.catalogue.reading() as unit:
        node = to_letters(unit.holdings.item(items[0]).home)
    pages: dict[str, Iterable[str]] = {
        "home": ["/"] * 20,
        "results, typed whole": [f"/search?q={query}" for query in queries],
        "results, three words": [f"/search?q={query}" for query in words],
        "results, everything": ["/search?q="] * 20,
        "viewer": [f"/items/{to_letters(item)}/view?page=1&q={words[0]}" for item in items[:20]],
        "viewer, long document": [f"/items/{long}/view?page={page}&q={common}" for page in range(1, 21)],
        "viewer, long, no query": [f"/items/{long}/view?page={page}" for page in range(1, 21)],
        "document": [f"/items/{short}"] * 20,
        "dossier": [f"/browse/{node}?page={page}" for page in range(1, 21)],
        "desk": ["/desk"] * 20,
        "system": ["/system"] * 20,
    }
    return [_row(name, addresses, lambda address: client.get(address)) for name, addresses in pages.items()]


def _text_of(archive: Archive, item: int) -> str:
    with archive.catalogue.reading() as unit:
        return unit.pages.readings(item)[1].page.text


def _signed_in(archive: Archive) -> FlaskClient:
    people.add_user(archive, people.OPERATOR, "do", _PASSWORD, [Role.ARCHIVIST])
    client = create_app(archive).test_client()
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    client.post("/sign-in", data={"name": "do", "password": _PASSWORD, "csrf_token": token[1] if token else ""})
    return client


def _row(name: str, addresses: Iterable[str], get: Callable[[str], object]) -> Row:
    addresses = list(addresses)
    get(addresses[0])
    taken, size = [], 0
    for address in addresses:
        started = time.perf_counter()
        answer = get(address)
        taken.append(1000 * (time.perf_counter() - started))
        if answer.status_code != 200:  # type: ignore[attr-defined]
            raise click.ClickException(f"{address}: {answer.status}")  # type: ignore[attr-defined]
        size = max(size, len(answer.data))  # type: ignore[attr-defined]
    taken.sort()
    return Row(name, len(taken), statistics.median(taken), taken[int(0.95 * (len(taken) - 1))], size)


if __name__ == "__main__":
    main()
