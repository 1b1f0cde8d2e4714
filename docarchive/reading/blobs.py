"""Connected groups of pixels in a mask, by runs: bounds alone, which is all that seals and text-like ink are judged by."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docarchive.records.pages import Box

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class _Run:
    """Pixels `left` to `right` (exclusive) of a row, in group `group`."""

    left: int
    right: int
    group: int = -1


def blobs(mask: Mask, *, down: int = 0, across: int = 0) -> list[Box]:
    """Bounds of the groups of set pixels, in pixels of the mask. Gaps of `down` rows, and of `across` pixels in a row, don't part
    a group."""
    groups: list[int] = []  # a group's parent; a root is its own
    boxes: list[list[int]] = []
    above: list[list[_Run]] = []
    for row in range(mask.shape[0]):
        runs = list(_runs(mask[row], across))
        for run in runs:
            run.group = len(groups)
            groups.append(run.group)
            boxes.append([run.left, row, run.right, row + 1])
            for other in (each for line in above for each in _near(line, run, down)):
                groups[_root(groups, other.group)] = _root(groups, run.group)
        above = [*above, runs][-1 - down :]
    return list(_joined(groups, boxes))


def _runs(row: Mask, across: int) -> Iterator[_Run]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.view(np.int8), [0])))).tolist()
    current: _Run | None = None
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        if current and left - current.right <= across:
            current.right = right
            continue
        if current:
            yield current
        current = _Run(left, right)
    if current:
        yield current


def _near(line: list[_Run], run: _Run, reach: int) -> Iterator[_Run]:
    """The runs of a row over this one, which lie within `reach` of it."""
    start = bisect_left(line, run.left - reach, key=lambda other: other.right)
    for other in line[start:]:
        if other.left > run.right + reach:
            return
        yield other


def _root(groups: list[int], group: int) -> int:
    while groups[group] != group:
        groups[group] = groups[groups[group]]
        group = groups[group]
    return group


def _joined(groups: list[int], boxes: list[list[int]]) -> Iterator[Box]:
    whole: dict[int, list[int]] = {}
    for group, (left, top, right, bottom) in enumerate(boxes):
        box = whole.setdefault(_root(groups, group), [left, top, right, bottom])
        box[:] = min(box[0], left), min(box[1], top), max(box[2], right), max(box[3], bottom)
    return (Box(*box) for box in whole.values())
