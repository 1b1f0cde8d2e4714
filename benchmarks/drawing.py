"""Pages to read when no outside set is given: the demo's documents, each scanned in several conditions."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from demo import form
from demo.documents import every
from demo.draw import draw_set

_PAGES = 3  # longer documents would only repeat the same kinds of page
CONDITIONS: dict[str, dict[str, Any]] = {
    "clean-300": {"dpi": 300, "noise": 2.0, "fade": 0.0, "blur": 0.4},
    "bilevel-300": {"dpi": 300, "mode": "bilevel", "skew": 0.5},
    "light-200": {"dpi": 200, "skew": 0.8, "noise": 6.0, "stains": 1, "paper": "cream"},
    "skewed-200": {"dpi": 200, "skew": 2.0},
    "heavy-200": {"dpi": 200, "skew": -1.5, "noise": 16.0, "stains": 3, "fade": 0.35, "blur": 0.9, "paper": "grey"},
    "low-100": {"dpi": 100, "blur": 0.3, "quality": 70},
}


def draw_conditions(folder: Path, *, seed: int) -> None:
    """Draws the short documents, dealt out over the conditions anew for each seed; a sub-folder a condition."""
    documents = [document for document in every() if document.form != "txt" and len(form.sheets(document)) <= _PAGES]
    for number, (condition, damage) in enumerate(CONDITIONS.items()):
        mine = documents[(number + seed) % len(CONDITIONS) :: len(CONDITIONS)]
        scans = [replace(document, form="scan", damage=damage, broken_page=0, scanned_pages=[]) for document in mine]
        list(draw_set(scans, folder / condition, seed=seed, bench=True))
