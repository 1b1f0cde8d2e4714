"""Words set into lines: broken at a width, justified, centred; sizes in points, places in millimetres."""

from collections.abc import Iterable
from dataclasses import replace

from demo.fonts import MM_PER_POINT, width
from demo.sheet import PlacedWord

SINGLE = 1.15  # line height of Times over its size


def leading(size: float, spacing: float = 1.0) -> float:
    """From baseline to baseline, in millimetres."""
    return size * MM_PER_POINT * SINGLE * spacing


def pieces(text: str, size: float, style: str = "") -> list[PlacedWord]:
    """The words of `text` not yet placed; `**` turns bold on and off, `__` italic."""
    words = []
    bold, italic = "b" in style, "i" in style
    for token in text.replace("**", " ** ").replace("__", " __ ").split():
        if token == "**":
            bold = not bold
        elif token == "__":
            italic = not italic
        else:
            words.append(PlacedWord(token, 0, 0, size, ("b" if bold else "") + ("i" if italic else "")))
    return words


def _blank(word: PlacedWord) -> float:
    return 0.0 if word.glued else width(" ", "", word.size)


def run(words: Iterable[PlacedWord]) -> float:
    """How wide `words` run in one line, in millimetres."""
    listed = list(words)
    return sum(word.width for word in listed) + sum(_blank(word) for word in listed[1:])


def broken(words: list[PlacedWord], room: float, indent: float = 0.0) -> list[list[PlacedWord]]:
    """`words` in lines no wider than `room`, the first shorter by `indent`. A word wider than `room` stands alone."""
    lines: list[list[PlacedWord]] = [[]]
    left = room - indent
    for word in words:
        need = word.width + (_blank(word) if lines[-1] else 0)
        if need > left and lines[-1]:
            lines.append([])
            left, need = room, word.width
        lines[-1].append(word)
        left -= need
    return lines


def balanced(words: list[PlacedWord], room: float) -> list[list[PlacedWord]]:
    """As few lines as `broken` makes, but of like width, as titles are set."""
    lines = broken(words, room)
    narrow = room
    while len(tighter := broken(words, narrow - 3)) == len(lines) and narrow > room / 3:
        narrow -= 3
        lines = tighter
    return lines


def placed(words: list[PlacedWord], x: float, y: float, *, extra: float = 0.0) -> list[PlacedWord]:
    """`words` put on a baseline from `x`; `extra` millimetres are added to each blank."""
    line: list[PlacedWord] = []
    for word in words:
        if line:
            x += _blank(word) + (0 if word.glued else extra)
        line.append(replace(word, x=x, y=y))
        x += word.width
    return line


def centred(text: str, middle: float, y: float, size: float, style: str = "") -> list[PlacedWord]:
    """One line of `text` round `middle`."""
    words = pieces(text, size, style)
    return placed(words, middle - run(words) / 2, y)


def justified(words: list[PlacedWord], x: float, y: float, room: float) -> list[PlacedWord]:
    """`words` stretched over `room`."""
    blanks = sum(not word.glued for word in words[1:])
    return placed(words, x, y, extra=(room - run(words)) / blanks if blanks else 0)
