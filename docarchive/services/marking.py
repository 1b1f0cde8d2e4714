"""Marks on the scan: the word boxes of a highlighter's marks, joined so that a run reads as one marker stroke."""

from collections.abc import Iterable
from dataclasses import dataclass

from docarchive.records.pages import Box
from docarchive.records.readings import WordBoxes
from docarchive.search.highlight import Mark


@dataclass(frozen=True, slots=True)
class MarkedBox:
    """One word's box of mark number `mark` (from 0), in pixels of the page's reading resolution."""

    mark: int
    box: Box


def marked_boxes(words: WordBoxes, found: Iterable[Mark]) -> list[MarkedBox]:
    """A box a marked word, each stretched to where the next word of its mark on that line begins: they meet, never overlap."""
    boxes = []
    for number, mark in enumerate(found):
        for at in range(mark.first, mark.last):
            box = words.box(at)
            if at + 1 < mark.last and words.line(at + 1) == words.line(at):
                follows = words.box(at + 1)
                if follows.left > box.left:
                    box = Box(box.left, box.top, follows.left, box.bottom)
            boxes.append(MarkedBox(number, box))
    return boxes


def cut_round(page: WordBoxes, box: Box, *, width: int, height: int) -> Box:
    """The part of the page, `width` × `height` in shape, round `box`, at a scale where its line can be read.

    The words of a line are made about 13 of 84 pixels high; the cut stays inside the page, and
    begins with a run that is wider than itself.
    """
    scale = max(box.height, 12) * 6.5 / height
    wide = min(page.width, round(width * scale))
    high = min(page.height, round(height * scale))
    middle = (box.left + box.right) // 2 if box.width < wide else box.left + wide * 9 // 20
    left = min(max(0, middle - wide // 2), page.width - wide)
    top = min(max(0, (box.top + box.bottom) // 2 - high // 2), page.height - high)
    return Box(left, top, left + wide, top + high)
