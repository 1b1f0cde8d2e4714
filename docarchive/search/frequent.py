"""The commonest syllables, left out of long queries' single words: they cost a third of the time and say little."""

from collections import Counter
from functools import cache
from importlib.resources import files

MANY = 60
#: Fewer items than this say nothing about what is common; the shipped list serves instead.
ENOUGH_ITEMS = 1000


@cache
def shipped() -> frozenset[str]:
    """Folded syllables counted over public law texts, for an archive too small to count its own."""
    return frozenset(files("docarchive.search").joinpath("frequent.txt").read_text("utf-8").split())


def commonest(items_with: Counter[str], items: int) -> frozenset[str]:
    """The 60 syllables that stand in most of `items` items, ties by alphabet; the shipped ones when there are too few."""
    if items < ENOUGH_ITEMS:
        return shipped()
    return frozenset(sorted(items_with, key=lambda word: (-items_with[word], word))[:MANY])
