"""Ink that no word's box covers: what an engine passed over without a word, which its confidence can't tell.

A page's own ink is the witness: rules, frames and specks are left out, and what is left is told apart into bands that are built
like text and lumps (seals, signatures, pictures) that may hide some.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from PIL import Image

from docarchive.reading.blobs import Mask, blobs
from docarchive.records.pages import Box, around

_DPI = 100  # enough to see letters as strokes
_CONTRAST = (28, 50)  # levels under the paper's at which a pixel is ink: on even paper, and at most
_UNEVEN = 10  # by which the contrast grows for each level that paper itself is uneven
_RULE_MM = 12.0  # longer straight runs of ink are rules, not letters
_GAP_MM = 2.5  # between two letters of a band
_LOWEST_MM, _HIGHEST_MM = 1.3, 9.0  # of a line of text, marks and tails included
_NARROWEST_MM, _LUMP_MM = 6.0, 4.0
_DENSITY = (0.06, 0.62)  # share of ink in a band of text
_STROKES = (0.12, 1.1)  # strokes crossed in a millimetre of a row
_FILLED = 0.55  # share of a band's columns that hold ink
_SEAL_MM = 15.0  # a lump of this size in both directions takes what lies within it along
_MARGIN = 0.12  # of a word's height, by which its own ink may pass its box


@dataclass(frozen=True, slots=True)
class Leftover:
    """Ink without words, in pixels of the image; `textlike` when it is built like a line (or lines) of text."""

    box: Box
    textlike: bool


def leftovers(image: Image.Image, words: Iterable[Box], dpi: int) -> list[Leftover]:
    """The ink of a level page (mode "L") that lies in no word's box, what is too small for a word left out."""
    step = max(1, round(dpi / _DPI))
    mm = dpi / step / 25.4
    ink = _uncovered(_ink(image.reduce(step)), words, step)
    ink = _without_rules(ink, round(_RULE_MM * mm))
    found = [box for box in blobs(ink, across=round(_GAP_MM * mm)) if _is_large(box, mm)]
    seals = [box for box in found if min(box.width, box.height) >= _SEAL_MM * mm]
    bands: list[Box] = []
    lumps: list[Box] = []
    for box in found:
        textlike = is_textlike(ink[box.top : box.bottom, box.left : box.right], mm)
        textlike = textlike and not any(seal.holds(box) for seal in seals if seal is not box)
        (bands if textlike else lumps).append(box)
    return [
        *(Leftover(box.scaled(step), textlike=True) for box in _rows(bands)),
        *(Leftover(box.scaled(step), textlike=False) for box in lumps),
    ]


def _rows(bands: Iterable[Box]) -> list[Box]:
    """The bands, those that stand side by side in a row as one."""
    rows: list[Box] = []
    for band in sorted(bands, key=lambda box: box.left):
        beside = next((row for row in rows if _goes_on(row, band)), None)
        if beside is not None:
            rows.remove(beside)
        rows.append(around([beside, band]) if beside else band)
    return sorted(rows, key=lambda box: (box.top, box.left))


def _goes_on(row: Box, band: Box) -> bool:
    shared = min(row.bottom, band.bottom) - max(row.top, band.top)
    least = min(row.height, band.height)
    return shared > 0.5 * least and band.left - row.right < 3 * least


def _ink(small: Image.Image) -> Mask:
    """What is darker than paper; faint lines count where paper is even, and stains and what is left of seals don't elsewhere."""
    levels = np.asarray(small)
    darker, paper = np.percentile(levels, (25, 50))
    contrast = min(_CONTRAST[0] + _UNEVEN * (paper - darker), _CONTRAST[1])
    return np.asarray(levels < max(paper - contrast, 1))


def _uncovered(ink: Mask, words: Iterable[Box], step: int) -> Mask:
    left = ink.copy()
    for box in words:
        margin = round(_MARGIN * box.height / step) + 1
        top, start = max(0, box.top // step - margin), max(0, box.left // step - margin)
        left[top : box.bottom // step + margin + 1, start : box.right // step + margin + 1] = False
    return left


def _without_rules(ink: Mask, longest: int) -> Mask:
    """The ink without straight runs of more than `longest` pixels, across or down, and the grey edge beside them."""
    rules = _long_runs(ink, longest) | _long_runs(ink.T, longest).T
    edge = rules.copy()
    edge[1:] |= rules[:-1]
    edge[:-1] |= rules[1:]
    edge[:, 1:] |= rules[:, :-1]
    edge[:, :-1] |= rules[:, 1:]
    return np.asarray(ink & ~edge)


def _long_runs(ink: Mask, longest: int) -> Mask:
    """The pixels in runs of more than `longest` in their row."""
    count = ink.shape[1]
    places = np.arange(count)
    before = np.maximum.accumulate(np.where(ink, -1, places), axis=1)
    after = np.minimum.accumulate(np.where(ink, count, places)[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(ink & (after - before - 1 > longest))


def _is_large(box: Box, mm: float) -> bool:
    return box.height >= _LOWEST_MM * mm and box.width >= _LUMP_MM * mm


def is_textlike(part: Mask, mm: float) -> bool:
    """Whether ink is built like text: of the height of a line, or of several with light between them, wide enough for letters,
    crossed by as many strokes as letters have. `mm`: pixels a millimetre."""
    high, wide = part.shape
    if wide < _NARROWEST_MM * mm or high > wide:
        return False
    if high > _HIGHEST_MM * mm and not _is_lines(part, mm):
        return False
    strokes = float(np.count_nonzero(part[:, 1:] & ~part[:, :-1])) / (high / mm) / wide
    return (
        _DENSITY[0] <= float(part.mean()) <= _DENSITY[1]
        and _STROKES[0] <= strokes <= _STROKES[1]
        and float(part.any(axis=0).mean()) >= _FILLED
    )


def _is_lines(part: Mask, mm: float) -> bool:
    """Whether rows of ink and rows of light take turns as lines of text do."""
    rows = part.mean(axis=1)
    heights = [len(list(group)) / mm for dense, group in groupby(rows > 0.6 * rows.mean()) if dense]
    lines = [height for height in heights if height >= 0.6]
    return len(lines) > 1 and max(lines) <= _HIGHEST_MM / 2 and float(rows.min()) < 0.35 * float(rows.max())


def bands(found: Iterable[Leftover]) -> Iterator[Box]:
    """Where text was passed over: the leftovers that are built like it."""
    return (each.box for each in found if each.textlike)
