"""How well and how fast the search finds: `python -m benchmarks.search`. Formats are told in README.md beside this file."""

import json
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from benchmarks.corpus import draw
from benchmarks.judged import Document, Judged, ndcg, read_set, reciprocal_rank
from docarchive.records.access import AccessFilter
from docarchive.records.numbers import find_numbers
from docarchive.records.queries import Found, IndexedItem
from docarchive.records.text import clean, folded_form
from docarchive.search import Index, open_index
from docarchive.search.parse import parse

_AUDIENCE = 1
_BATCH = 500
_HEADING_LETTERS = 600
_FIRST_GROUND = re.compile(r"^\s*Căn cứ\b", re.MULTILINE)
_OWN_NUMBER = re.compile(r"\bSố\s*:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One query: what was found, what that is worth, and how long it took (the second time, all caches warm)."""

    query: str
    text: str
    found: list[str]
    total: int
    ndcg: float
    first: float
    mrr: float
    milliseconds: float


@click.command()
@click.option("--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Outside data.")
@click.option("--engine", type=click.Choice(["tantivy", "elasticsearch"]), default="tantivy", show_default=True)
@click.option("--url", envvar="TEST_ELASTICSEARCH_URL", default="http://127.0.0.1:9200", help="Elasticsearch.")
@click.option("--stripped", is_flag=True, help="Queries without marks.")
@click.option("--documents", default=2000, show_default=True, help="How many to draw when there is no set.")
@click.option("--pages", default=2, show_default=True, help="Pages of each drawn document.")
@click.option("--run", "ranking", type=click.Path(dir_okay=False, path_type=Path), help="Write query<TAB>document, ten a query.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
def main(
    folder: Path | None,
    engine: str,
    url: str,
    stripped: bool,
    documents: int,
    pages: int,
    ranking: Path | None,
    target: Path | None,
) -> None:
    """Index a set (by default a drawn one), ask its queries, and print what the answers are worth."""
    judged = read_set(folder) if folder else draw(documents, pages=pages)
    with _empty_index(engine, url) as index:
        seconds = _load(index, judged.documents)
        rows = list(_rows(index, judged, stripped=stripped))
    if ranking:
        ranking.write_text("".join(f"{row.query}\t{name}\n" for row in rows for name in row.found), "utf-8")
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")
    print(
        f"{engine}: {len(judged.documents)} documents in {seconds:.1f} s, {len(rows)} queries{', stripped' if stripped else ''}"
    )
    _print(rows)


@contextmanager
def _empty_index(engine: str, url: str) -> Iterator[Index]:
    prefix = f"benchmark-{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(f"tantivy://{folder}/index" if engine == "tantivy" else f"{url}/{prefix}", writable=True, timeout=60)
        index.prepare()
        try:
            yield index
        finally:
            index.close()
            if engine == "elasticsearch":
                _drop(url, prefix)


def _drop(url: str, prefix: str) -> None:
    from elasticsearch import Elasticsearch

    with Elasticsearch(url) as client:
        names = list(client.indices.get_alias(name=f"{prefix}-*"))
        client.indices.delete(index=",".join(names))


def _load(index: Index, documents: Sequence[Document]) -> float:
    begun = time.monotonic()
    with (
        index.rebuild() as fresh,
        click.progressbar(range(0, len(documents), _BATCH), label="indexing", file=sys.stderr) as starts,
    ):
        for start in starts:
            fresh.put([item_of(at, documents[at]) for at in range(start, min(start + _BATCH, len(documents)))])
    return time.monotonic() - begun


def item_of(at: int, document: Document) -> IndexedItem:
    """The `at`-th document as the product would index it: its number is the letterhead's, or the first that its heading names."""
    own, cited = numbers_of(document)
    pages = dict(enumerate(clean(document.text).split("\f"), 1))
    return IndexedItem(
        id=at + 1,
        acl=_AUDIENCE,
        title=document.title,
        number=own,
        cited=cited,
        # Nothing that ranks: the facets are to have something to count.
        issuer=f"Cơ quan {at % 60}",
        dossiers=(at % 200,),
        date_from=(1995 + at % 32) * 10000 + 101,
        state="read",
        pages=pages,
    )


def numbers_of(document: Document) -> tuple[str, tuple[str, ...]]:
    """The document's own number ("" when its heading names none), and the others named there."""
    title, heading = clean(document.title), _heading(clean(document.text))
    titled = [each.number.norm for each in find_numbers(title)]
    printed = list(find_numbers(heading))
    labelled = [each.number.norm for each in printed if _OWN_NUMBER.search(heading[: each.start])]
    named = [*titled, *(each.number.norm for each in printed)]
    has_letterhead = "doc lap tu do hanh phuc" in " ".join(folded_form(heading).split())
    own = (labelled or titled if has_letterhead else named)[:1]
    return "".join(own), tuple(dict.fromkeys(each for each in named if each not in own))


def _heading(text: str) -> str:
    """The text's beginning, up to the grounds that it rests on."""
    grounds = _FIRST_GROUND.search(text)
    return text[: min(grounds.start() if grounds else _HEADING_LETTERS, _HEADING_LETTERS)]


def _rows(index: Index, judged: Judged, *, stripped: bool) -> Iterator[Row]:
    asked = {key: (" ".join(folded_form(clean(text)).split()) if stripped else text) for key, text in judged.queries.items()}
    for text in asked.values():
        _ask(index, text)
    for key, text in asked.items():
        begun = time.perf_counter()
        found = _ask(index, text)
        taken = (time.perf_counter() - begun) * 1000
        names = [judged.documents[hit.item - 1].name for hit in (*found.hits, *found.near)][:10]
        grades = judged.grades.get(key, {})
        first = float(bool(names) and grades.get(names[0], 0) > 0)
        yield Row(key, text, names, found.total, ndcg(names, grades), first, reciprocal_rank(names, grades), round(taken, 2))


def _ask(index: Index, text: str) -> Found:
    return index.find(parse(text), AccessFilter(frozenset({_AUDIENCE})), size=10)


def _print(rows: list[Row]) -> None:
    kinds = sorted({row.query.split("-")[0] for row in rows if "-" in row.query and not row.query.split("-")[0].isdigit()})
    groups = {kind: [row for row in rows if row.query.startswith(f"{kind}-")] for kind in kinds} if 1 < len(kinds) < 10 else {}
    print(f"{'queries':16}{'count':>7}{'nDCG@10':>9}{'P@1':>8}{'MRR@10':>8}{'p50 ms':>8}{'p95 ms':>8}")
    for name, group in {**groups, "all": rows}.items():
        times = sorted(row.milliseconds for row in group)
        worth = [sum(getattr(row, measure) for row in group) / len(group) for measure in ("ndcg", "first", "mrr")]
        told = "".join(f"{value:{width}.4f}" for value, width in zip(worth, (9, 8, 8), strict=True))
        print(f"{name:16}{len(group):7}{told}{times[len(times) // 2]:8.1f}{times[int(len(times) * 0.95)]:8.1f}")


if __name__ == "__main__":
    main()
