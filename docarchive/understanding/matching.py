"""Comparing what was read with what may be meant: folded, a few slips allowed, and repaired from the known names."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from docarchive.records.pages import Word
from docarchive.records.text import exact_form
from docarchive.understanding.vocabulary import syllables

_EXACT = 0.999  # what wasn't recognised but stood in the file is never repaired
_LETTERS = re.compile(r"[^\W_]+")


def slips(one: str, other: str, most: int) -> int:
    """The edit distance of two strings, or `most` + 1 when it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for count, sign in enumerate(one, start=1):
        before, row = row, [count]
        for place, against in enumerate(other):
            row.append(min(before[place] + (sign != against), before[place + 1] + 1, row[place] + 1))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def alike(read: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether folded syllables are the same but for one slip in eight letters; short words must be the same."""
    one, other = "".join(read), "".join(meant)
    return slips(one, other, len(other) // 8) <= len(other) // 8


def find(read: Sequence[str], meant: Sequence[str]) -> int | None:
    """Where in `read` the syllables of `meant` begin, slips allowed; None where they are not."""
    starts = range(len(read) - len(meant) + 1)
    return next((at for at in starts if alike(read[at : at + len(meant)], meant)), None)


# Measured on the demo's scans: how often a word of letters is right, by the engine's confidence in it.
_RIGHT = ((0.0, 0.2), (0.5, 0.4), (0.6, 0.6), (0.7, 0.67), (0.8, 0.82), (0.85, 0.88), (0.9, 0.95), (0.95, 0.99), (1.0, 1.0))


def trust(confidence: float) -> float:
    """How far a word is to be believed that nothing but the reading vouches for, from the engine's confidence (both 0–1)."""
    for (low, right_low), (high, right_high) in pairwise(_RIGHT):
        if confidence <= high:
            return right_low + (right_high - right_low) * max(0.0, confidence - low) / (high - low)
    return 1.0


def repaired(words: Sequence[Word], known: Mapping[tuple[str, ...], str]) -> tuple[str, float]:
    """The words with the marks that `known` names have, and the confidence of the least sure one.

    `known` is by folded syllables. A word that the names vouch for is worth 0.95, a repaired one 0.85, any other what the
    reading gave it. Where old and new places of the tone mark are the only difference, the printed one stays.
    """
    texts = [word.text for word in words]
    sure = [trust(word.confidence) for word in words]
    places = [index for index, text in enumerate(texts) if _LETTERS.search(text)]
    heard = ["".join(syllables(texts[index])) for index in places]
    at = 0
    while at < len(places):
        name = _longest(heard[at:], known)
        if at and _says_little(name, texts[places[at]]):
            name = ""
        for offset, meant in enumerate(_LETTERS.findall(name)):
            index = places[at + offset]
            sure[index] = max(sure[index], 0.95) if exact_form(meant) in exact_form(texts[index]).split() else 0.85
            texts[index] = texts[index] if words[index].confidence >= _EXACT else _in_place(texts[index], meant)
        at += len(_LETTERS.findall(name)) or 1
    return " ".join(texts), min((sure[index] for index in places), default=0.0)


def _says_little(name: str, read: str) -> bool:
    """Inside a name one syllable of a body's kind is no ground for repair: SỐ isn't SỞ, ĐỔI isn't ĐỘI. Levels (tỉnh) are."""
    single = len(_LETTERS.findall(name)) == 1 and name[0].isupper()
    return single and exact_form(name).strip() != exact_form(read).strip()


def _longest(heard: Sequence[str], known: Mapping[tuple[str, ...], str]) -> str:
    """The longest known name that `heard` begins with, or ""."""
    for length in range(min(len(heard), 12), 0, -1):
        name = known.get(tuple(heard[:length]))
        if name:
            return name
    fitting = (name for key, name in known.items() if len(key) > 2 and alike(heard[: len(key)], key))
    return max(fitting, key=len, default="")


def _in_place(read: str, meant: str) -> str:
    if exact_form(meant) in exact_form(read).split():
        return read
    upper = sum(sign.isupper() for sign in read) > 1
    return _LETTERS.sub(meant.upper() if upper else meant, read, count=1)
