"""A page made of nothing but what the describer looks for takes it no longer, by the word, than any other page."""

from time import perf_counter

import pytest

from docarchive.records.pages import Block, Box, Line, Page, Word
from docarchive.understanding import describe

FEW, MANY = 500, 6000


def page(word: str, count: int) -> Page:
    """`count` times the word, ten on a line."""
    lines = tuple(
        Line(tuple(Word(word, Box(10 + 200 * at, 40 * row, 190 + 200 * at, 40 * row + 30), 0.95) for at in range(10)))
        for row in range(count // 10)
    )
    return Page(2480, 40 * len(lines) + 40, (Block(lines),))


def seconds(word: str, count: int) -> float:
    """The shortest of three descriptions of such a page."""
    made = page(word, count)
    times = []
    for _ in range(3):
        began = perf_counter()
        describe([made])
        times.append(perf_counter() - began)
    return min(times)


@pytest.mark.parametrize("word", ["12/QĐ-UBND", "MẬT", "Nơi", "1"])
def test_time_grows_with_the_words_and_not_with_their_square(word: str) -> None:
    assert seconds(word, MANY) / seconds(word, FEW) < 3 * MANY / FEW
