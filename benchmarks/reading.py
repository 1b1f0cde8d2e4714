"""How right, fast and small the reading is, beside plain Tesseract in the same run: `python -m benchmarks.reading`."""

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from benchmarks.drawing import draw_conditions
from benchmarks.planting import plant
from benchmarks.readers import Plain, Product, Read
from benchmarks.texts import Errors, compared, lost_lines
from docarchive.errors import PageUnreadable
from docarchive.reading.limits import Limits

_BAD = 10  # CER over which a page was read badly
ENDINGS = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf"}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and the texts of its first pages; `group` is its folder under the set."""

    group: str
    path: Path
    texts: list[str]


_COUNTED = ("failed", "bad", "bad_told", "lost", "lost_told", "told")


@dataclass(slots=True)
class Score:
    """What one reader made of one file (or group): errors, seconds, peak memory, pages that failed; pages with a CER over 10,
    that lost a line, how many of each it told of itself (a failed page is told), and pages it told of in all."""

    errors: Errors
    seconds: float = 0.0
    memory_mb: float = 0.0
    failed: int = 0
    bad: int = 0
    bad_told: int = 0
    lost: int = 0
    lost_told: int = 0
    told: int = 0

    def add(self, other: "Score") -> None:
        """Counts another in."""
        self.errors += other.errors
        self.seconds += other.seconds
        self.memory_mb = max(self.memory_mb, other.memory_mb)
        for name in _COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def row(self) -> dict[str, float]:
        """As written to the JSON file."""
        measured = {"seconds": round(self.seconds, 2), "memory_mb": round(self.memory_mb)}
        return {**self.errors.rates, **measured, **{name: getattr(self, name) for name in _COUNTED}}


def samples(folder: Path) -> Iterator[Sample]:
    """Files that have a text of the same name beside them; form feeds part the text's pages."""
    for path in sorted(folder.rglob("*")):
        text = path.with_suffix(".txt")
        if path.suffix.lower() in ENDINGS and text.is_file():
            pages = text.read_text("utf-8-sig").rstrip("\f\n").split("\f")
            yield Sample(path.parent.relative_to(folder).as_posix(), path, pages)


def scored(reader: Plain | Product, sample: Sample) -> tuple[Score, list[str]]:
    """A reader's score on the pages of one file, and what it read; a page that fails counts as read empty."""
    total, read_texts = Score(Errors()), []
    for index, truth in enumerate(sample.texts):
        try:
            read = reader.read(sample.path, index)
        except PageUnreadable as error:
            click.echo(f"{sample.path.name} page {index + 1}: {error.reason} {error.detail}", err=True)
            read = Read("", 0.0, 0.0, told=True)
            total.failed += 1
        total.add(_page(truth, read))
        read_texts.append(read.text)
    return total, read_texts


def _page(truth: str, read: Read) -> Score:
    errors = compared(truth, read.text)
    bad, lost, told = errors.cer > _BAD, bool(lost_lines(truth, read.text)), read.told
    counts = {"bad": bad, "bad_told": bad and told, "lost": lost, "lost_told": lost and told, "told": told}
    return Score(errors, read.seconds, read.memory_mb, **{name: int(value) for name, value in counts.items()})


HEAD = f"{'group':14} {'file':34} {'pages':>5}   {'plain: CER':>10} {'WER':>6} {'recall':>6} {'s':>6} {'MB':>5}   " + (
    f"{'ours: CER':>9} {'WER':>6} {'recall':>6} {'s':>6} {'MB':>5}"
)


def line(group: str, name: str, pages: int, *, plain: Score, ours: Score) -> str:
    """One row of the table."""
    return f"{group[:14]:14} {name[:34]:34} {pages:5}   {_cells(plain, 10)}   {_cells(ours, 9)}"


def _cells(score: Score, width: int) -> str:
    errors = score.errors
    return f"{errors.cer:{width}.2f} {errors.wer:6.2f} {errors.recall:6.2f} {score.seconds:6.1f} {score.memory_mb:5.0f}"


def measure(folder: Path, texts: Path | None) -> list[dict[str, object]]:
    """Reads every sample with both readers, prints the table, returns its rows."""
    rows: list[dict[str, object]] = []
    groups: dict[str, tuple[int, Score, Score]] = {}
    click.echo(HEAD)
    with Product(Limits()) as product:
        for sample in samples(folder):
            plain, _ = scored(Plain(), sample)
            ours, read = scored(product, sample)
            pages = len(sample.texts)
            click.echo(line(sample.group, sample.path.name, pages, plain=plain, ours=ours))
            name = {"group": sample.group, "file": sample.path.name, "pages": pages}
            rows.append({**name, "plain": plain.row, "ours": ours.row})
            for group in (sample.group, "all"):
                count, *both = groups.setdefault(group, (0, Score(Errors()), Score(Errors())))
                both[0].add(plain)
                both[1].add(ours)
                groups[group] = (count + pages, both[0], both[1])
            if texts:
                _keep(texts / sample.group / f"{sample.path.stem}.txt", read)
    click.echo("")
    for group, (count, plain, ours) in groups.items():
        click.echo(line(group, "total", count, plain=plain, ours=ours))
        rows.append({"group": group, "file": "total", "pages": count, "plain": plain.row, "ours": ours.row})
    _tell(groups)
    return rows


def _tell(groups: dict[str, tuple[int, Score, Score]]) -> None:
    """The second table: what went wrong on whole pages, and whether the product told it."""
    click.echo(f"\n{'group':16} {'pages':>5}   {'lost a line: plain':>18} {'ours':>5} {'told':>5}   {'CER > 10: plain':>15} "
               f"{'ours':>5} {'told':>5}   {'told of in all':>14}")  # fmt: skip
    for group, (count, plain, ours) in groups.items():
        lost, bad = f"{plain.lost:18} {ours.lost:5} {ours.lost_told:5}", f"{plain.bad:15} {ours.bad:5} {ours.bad_told:5}"
        click.echo(f"{group[:16]:16} {count:5}   {lost}   {bad}   {ours.told:14}")


def _keep(path: Path, pages: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\f".join(pages), "utf-8")


@click.command()
@click.option("--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Files beside their texts.")
@click.option("--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows here.")
@click.option("--texts", type=click.Path(file_okay=False, path_type=Path), help="Write what was read here, one .txt a file.")
@click.option("--seed", default=0, show_default=True, help="Seed of the drawn pages.")
@click.option("--planted", default=0, show_default=True, help="So many pages of each kind that loses lines, instead.")
def main(folder: Path | None, report: Path | None, texts: Path | None, seed: int, planted: int) -> None:
    """Compare the product's reading with plain Tesseract's, on drawn pages or on a --set of your own."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with tempfile.TemporaryDirectory() as drawn:
        if folder is None:
            folder = Path(drawn)
            if planted:
                plant(folder, pages=planted, seed=seed)
            else:
                draw_conditions(folder, seed=seed)
        rows = measure(folder, texts)
    if report:
        report.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.reading")
