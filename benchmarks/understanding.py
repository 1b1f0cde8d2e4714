"""`python -m benchmarks.understanding`: which fields of whole documents are right, wrong, missed or rightly empty.

Files go through the product's own reading and understanding. Formats and verdicts are told in README.md beside this file.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from docarchive.errors import PageUnreadable
from docarchive.reading.limits import Limits
from docarchive.reading.slot import Slot
from docarchive.records.description import Description
from docarchive.records.numbers import tidy
from docarchive.records.pages import Page
from docarchive.records.text import clean, exact_form
from docarchive.understanding import describe
from docarchive.understanding.matching import slips

FIELDS = "issuer number suffix symbol place date type subject authority sign_title signer secrecy urgency".split()
VERDICTS = ("right", "wrong", "missed", "rightly empty")
_SUBJECT_SLIPS = 0.03  # of its letters: one lost mark in thirty doesn't make a subject another one


@dataclass(frozen=True)
class Row:
    """One judged field of one file; `confidence` is null where there is no value."""

    file: str
    field: str
    truth: str
    value: str
    confidence: float | None
    suggestions: list[dict[str, Any]]
    verdict: str


@click.command()
@click.option("--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Outside data.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
def main(folder: Path | None, target: Path | None) -> None:
    """Describe every file of truth.json in DIR (by default: drawn documents) and judge the fields."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as drawn:
        rows = list(_rows(folder or _drawn(Path(drawn))))
    if target:
        target.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1), "utf-8")
    _print(rows)
    print(f"{len({row.file for row in rows})} files, {time.monotonic() - begun:.0f} s")


def _drawn(folder: Path) -> Path:
    # Only here: outside sets are judged without what the demo needs for drawing.
    from demo.documents import every
    from demo.draw import draw_set

    list(draw_set(every(), folder, bench=True))
    return folder


def _rows(folder: Path) -> Iterator[Row]:
    truths: list[dict[str, Any]] = json.loads((folder / "truth.json").read_text("utf-8"))
    with (
        Slot(Limits()) as slot,
        click.progressbar(truths, label="describing", item_show_func=_name, file=sys.stderr) as bar,
    ):
        for truth in bar:
            path = folder / truth["file"]
            description = describe(list(_pages(slot, path)), file_name=path.name)
            yield from (judged(truth, name, description) for name in FIELDS if name in truth)


def _name(truth: dict[str, Any] | None) -> str:
    return truth["file"] if truth else ""


def _pages(slot: Slot, path: Path) -> Iterator[Page]:
    """The pages as the product has them; one that can't be read is empty, and said so."""
    kind = slot.examine(path, path.name)
    for index in range(kind.pages):
        try:
            yield slot.read(path, kind.media_type, index).reading.page
        except PageUnreadable as error:
            click.echo(f"{path.name}, page {index + 1}: {error}", err=True)
            yield Page(1, 1)


def judged(truth: dict[str, Any], name: str, description: Description) -> Row:
    """The row of field `name`; `truth` is the file's entry of truth.json."""
    wanted, value = clean(truth[name]), description.value(name)
    confidence = next((each.confidence for each in description.all(name)), None)
    suggestions = [
        {"value": each.value, "confidence": each.confidence, "source": each.source.value}
        for each in description.suggestions(name)
    ]
    return Row(truth["file"], name, wanted, value, confidence, suggestions, _verdict(truth, name, wanted, value))


def _verdict(truth: dict[str, Any], name: str, wanted: str, value: str) -> str:
    if value and same(name, wanted, value):
        return "right"
    if name == "date" and value and wanted.startswith(value):
        return "rightly empty" if _open_by_hand(truth, value) else "missed"
    if value:
        return "wrong"
    if not wanted or (name in {"number", "suffix"} and truth.get("number_handwritten")):
        return "rightly empty"
    return "rightly empty" if name == "date" and truth.get("month_handwritten") else "missed"


def _open_by_hand(truth: dict[str, Any], value: str) -> bool:
    """Whether a partial date leaves open only what was handwritten."""
    return bool(truth.get("month_handwritten")) or (len(value) == 7 and bool(truth.get("date_handwritten")))


def same(name: str, wanted: str, value: str) -> bool:
    """Whether two values of a field say the same: case, tone places and punctuation don't count; a subject may have 3 % slips."""
    if name == "symbol":
        return tidy(wanted) == tidy(value)
    if name in {"number", "date"}:
        return wanted.lstrip("0") == value.lstrip("0")
    one, other = (" ".join(exact_form(clean(text)).split()) for text in (wanted, value))
    most = int(len(one) * _SUBJECT_SLIPS) if name == "subject" else 0
    return slips(one, other, most) <= most


def _print(rows: list[Row]) -> None:
    print(f"{'field':11}" + "".join(f"{verdict:>15}" for verdict in VERDICTS) + f"{'of those filled':>17}")
    for name in [*FIELDS, "all"]:
        counts = Counter(row.verdict for row in rows if name in {row.field, "all"})
        if counts:
            print(f"{name:11}" + "".join(f"{counts[verdict]:15}" for verdict in VERDICTS) + f"{_share(counts):>17}")
    numbers = [row for row in rows if row.field == "number" and not row.value and row.truth]
    first = sum(bool(row.suggestions) and same("number", row.truth, row.suggestions[0]["value"]) for row in numbers)
    print(
        f"numbers left open: {len(numbers)}; first suggestion right: {first}, none: {sum(not row.suggestions for row in numbers)}"
    )
    for row in rows:
        if row.verdict in {"wrong", "missed"}:
            guesses = [guess["value"] for guess in row.suggestions]
            print(f"{row.verdict}: {row.file} {row.field}: {row.truth!r}, read {row.value!r}, suggested {guesses}")


def _share(counts: Counter[str]) -> str:
    filled = counts["right"] + counts["wrong"]
    return f"{counts['right'] / filled:.1%} right" if filled else ""


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.understanding")
