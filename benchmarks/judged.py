"""Judged queries over a corpus, in the files that outside sets come in, and what a ranking is worth."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """One text of a corpus, under the set's own name for it."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A set: its documents, its queries by id, and for each query the documents that answer it, with their grade."""

    documents: Sequence[Document]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


def read_set(folder: Path) -> Judged:
    """The set in `folder`: corpus.jsonl, queries.jsonl, qrels.tsv (a header line is allowed)."""
    documents = [
        Document(str(row["id"]), row.get("title") or "", row.get("text") or "") for row in _rows(folder / "corpus.jsonl")
    ]
    queries = {str(row["id"]): row["text"] for row in _rows(folder / "queries.jsonl")}
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text("utf-8").splitlines():
        query, document, grade = line.split("\t")
        if grade.lstrip("-").isdigit():
            grades[query][document] = int(grade)
    return Judged(documents, queries, grades)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def ndcg(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Discounted gain of the first `depth`, against the best order there is; 0.0 where nothing answers the query."""
    best = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:depth]
    return _gain([max(grades.get(name, 0), 0) for name in found[:depth]]) / _gain(best) if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades))


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """One over the place of the first answer, 0.0 beyond `depth`."""
    return next((1 / place for place, name in enumerate(found[:depth], 1) if grades.get(name, 0) > 0), 0.0)
