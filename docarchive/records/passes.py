"""Pages of one file in another order than they were scanned in: two passes laid together, blank backs left out."""

from collections.abc import Sequence
from enum import Enum
from itertools import zip_longest

from docarchive.records.separators import Sheet


class PageOrder(Enum):
    """What is to be done with a file's pages, for a person to choose."""

    NO_BLANK_BACKS = "no-blank-backs"  #: scanned on both sides: what is blank of every second page is left out
    TWO_PASSES = "two-passes"  #: all fronts, then all backs in the same order
    TURNED = "two-passes-turned"  #: all fronts, then the stack turned over: the last back first


def in_order(sheets: Sequence[Sheet], how: PageOrder) -> list[int]:
    """The pages (by index) in this order. Of an odd number of pages the last front of two passes has no back."""
    indexes = [sheet.index for sheet in sheets]
    if how is PageOrder.NO_BLANK_BACKS:
        return [sheet.index for at, sheet in enumerate(sheets) if not (at % 2 and sheet.blank)]
    fronts = (len(indexes) + 1) // 2
    backs = indexes[fronts:] if how is PageOrder.TWO_PASSES else indexes[fronts:][::-1]
    return [index for pair in zip_longest(indexes[:fronts], backs) for index in pair if index is not None]
