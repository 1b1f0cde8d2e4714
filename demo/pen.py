"""Ink from a hand: digits of irregular strokes, and signatures; blue, on a clear ground."""

import zlib
from collections.abc import Callable
from math import pi

import numpy as np
from numpy.random import Generator, default_rng
from PIL import Image, ImageDraw

Points = list[tuple[float, float]]
INK = (28, 48, 150)
_FINE = 4  # strokes are drawn this many times larger, then reduced

# Strokes of each sign in a box of width 0.6 and height 1, y down; the pen is lifted between strokes.
_STROKES: dict[str, list[Points]] = {
    "0": [[(0.35, 0.02), (0.1, 0.25), (0.06, 0.65), (0.25, 0.98), (0.48, 0.75), (0.52, 0.3), (0.33, 0.02), (0.26, 0.06)]],
    "1": [[(0.12, 0.3), (0.34, 0.02), (0.32, 0.5), (0.28, 1.0)]],
    "2": [[(0.08, 0.25), (0.25, 0.02), (0.47, 0.2), (0.3, 0.6), (0.05, 0.96), (0.3, 0.9), (0.55, 0.97)]],
    "3": [[(0.1, 0.12), (0.32, 0.02), (0.46, 0.22), (0.22, 0.46), (0.5, 0.66), (0.36, 0.96), (0.06, 0.9)]],
    "4": [[(0.32, 0.02), (0.06, 0.62), (0.55, 0.6)], [(0.42, 0.35), (0.38, 1.0)]],
    "5": [[(0.14, 0.05), (0.1, 0.45), (0.36, 0.4), (0.5, 0.68), (0.3, 0.97), (0.05, 0.9)], [(0.14, 0.05), (0.5, 0.03)]],
    "6": [[(0.42, 0.02), (0.14, 0.4), (0.08, 0.78), (0.28, 0.98), (0.48, 0.76), (0.3, 0.55), (0.1, 0.74)]],
    "7": [[(0.06, 0.08), (0.3, 0.06), (0.52, 0.05), (0.32, 0.5), (0.2, 1.0)], [(0.16, 0.5), (0.44, 0.48)]],
    "8": [[(0.45, 0.15), (0.26, 0.02), (0.12, 0.2), (0.34, 0.48), (0.48, 0.78), (0.26, 0.98), (0.08, 0.78), (0.44, 0.18)]],
    "9": [[(0.48, 0.22), (0.26, 0.04), (0.1, 0.28), (0.26, 0.5), (0.48, 0.24), (0.46, 0.6), (0.36, 1.0)]],
    "/": [[(0.5, 0.0), (0.1, 1.05)]],
    "a": [[(0.45, 0.55), (0.2, 0.5), (0.1, 0.8), (0.3, 0.98), (0.46, 0.6), (0.46, 0.9), (0.58, 0.98)]],
}


def _curve(points: Points, steps: int = 10) -> np.ndarray:
    """A Catmull-Rom curve through `points`."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.vstack([*parts, p[-1:]])


def _stroke(draw: ImageDraw.ImageDraw, curve: np.ndarray, thick: float, chance: Generator) -> None:
    """Dots along the curve, heavier in the middle of a stroke, as a ball pen presses."""
    press = 0.8 + 0.25 * np.sin(np.linspace(0.3, 2.8, len(curve))) + chance.normal(0, 0.03, len(curve))
    for (x1, y1), (x2, y2), width in zip(curve, curve[1:], press * thick, strict=False):
        draw.line((x1, y1, x2, y2), fill=255, width=max(1, round(width)))
        r = width / 2
        draw.ellipse((x2 - r, y2 - r, x2 + r, y2 + r), fill=255)


def _inked(mask: Image.Image, strength: int = 225) -> Image.Image:
    small = mask.reduce(_FINE).point(lambda value: value * strength // 255)
    ink = Image.new("RGBA", small.size, (*INK, 0))
    ink.putalpha(small)
    return ink


def handwriting(text: str, height: float, dpi: float, chance: Generator) -> Image.Image:
    """Digits, "/" and "a" written `height` millimetres tall; no two strokes alike. Raises KeyError on other signs."""
    unit = height / 25.4 * dpi * _FINE
    mask = Image.new("L", (round(unit * (0.62 * len(text) + 0.5)), round(unit * 1.4)))
    draw = ImageDraw.Draw(mask)
    x, slant = 0.15, chance.uniform(0.05, 0.22)
    for sign in text:
        lift, grow = chance.normal(0, 0.03), chance.uniform(0.92, 1.08)
        for stroke in _STROKES[sign]:
            bent = [(px + chance.normal(0, 0.015), py * grow + chance.normal(0, 0.015)) for px, py in stroke]
            curve = _curve([((x + px + slant * (1 - py)) * unit, (py + 0.15 + lift) * unit) for px, py in bent])
            _stroke(draw, curve, 0.095 * unit, chance)
        x += chance.uniform(0.55, 0.64)
    return _inked(mask)


def signature(name: str) -> Callable[[float, Generator], Image.Image]:
    """A scrawl of 44 × 24 mm, the same for the same name every time."""

    def draw(dpi: float, chance: Generator) -> Image.Image:
        hand = default_rng(zlib.crc32(name.encode()))
        scale = dpi / 25.4 * _FINE
        mask = Image.new("L", (round(44 * scale), round(24 * scale)))
        pencil = ImageDraw.Draw(mask)
        for points in _scrawl(hand):
            _stroke(pencil, _curve([(x * scale, y * scale) for x, y in points], 16), 0.55 * scale, chance)
        return _inked(mask)

    return draw


def _scrawl(hand: Generator) -> list[Points]:
    """A tall first letter, a wave of loops that runs out, and mostly a line under it; millimetres."""
    tall, lean = hand.uniform(1, 5), hand.uniform(2, 6)
    first: Points = [
        (5, 16 + hand.uniform(-3, 3)),
        (7 + lean, tall),
        (9 + lean, tall + 3),
        (6 + lean / 2, 19),
        (11 + lean / 2, 12),
    ]
    turns, high = hand.uniform(3, 7), hand.uniform(2, 4.5)
    loop, long = hand.uniform(0.2, 2.4), hand.uniform(12, 22)
    t = np.linspace(0, 1, int(turns * 6))
    x = 13 + lean / 2 + long * t + loop * np.sin(2 * pi * turns * t)
    y = 13 - high * (1 - 0.7 * t) * np.cos(2 * pi * turns * t + hand.uniform(0, 1)) - hand.uniform(-2, 4) * t
    tail = (min(43.0, float(x[-1]) + hand.uniform(3, 9)), float(y[-1]) - hand.uniform(-2, 6))
    strokes = [[*first, *zip(x.tolist(), y.tolist(), strict=True), tail]]
    if hand.random() < 0.65:
        level = hand.uniform(17, 21)
        strokes.append(
            [(8 + hand.uniform(0, 6), level + 1), (22, level - 1), (30 + hand.uniform(0, 12), level - hand.uniform(0, 4))]
        )
    return strokes
