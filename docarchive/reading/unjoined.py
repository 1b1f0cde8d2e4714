"""Words that an engine ran together, parted again: Vietnamese is written syllable by syllable, so "thuậtviên" is two words.

Seen on pages of few pixels, where the blank between two letters is lost.
"""

import re
from collections.abc import Iterator

from docarchive.reading.order import words_of
from docarchive.reading.syllables import begins_with_vowel, is_marked, is_syllable
from docarchive.records.pages import Block, Line, Word

_NO_K = re.compile(r"k[^eêèéẻẽẹềếểễệiìíỉĩịyỳýỷỹỵh]", re.IGNORECASE)
_PARTS = re.compile(r"(\W*)([^\W\d_]+)(\d{0,4})(\W*)")


def unjoined(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with joined words parted, each part with its share of the box."""
    return tuple(Block(tuple(Line(tuple(_words(line))) for line in block.lines), block.kind) for block in blocks)


def _words(line: Line) -> Iterator[Word]:
    for word in line.words:
        yield from words_of(parted(word.text), word.box, word.confidence)


def parted(text: str) -> str:
    """`text` with a blank where two words were joined; as it is where that isn't certain: only syllables of Vietnamese, at least
    one of them marked, and in one way alone."""
    found = _PARTS.fullmatch(text)
    if not found:
        return text
    before, letters, digits, after = found.groups()
    if digits:
        return f"{before}{letters} {digits}{after}" if letters.lower() in ("ngày", "tháng", "năm", "điều", "khoản") else text
    if is_syllable(letters):
        return text
    ways = [cut for cut in range(2, len(letters) - 1) if _are_two(letters[:cut], letters[cut:])]
    return f"{before}{letters[: ways[0]]} {letters[ways[0] :]}{after}" if len(ways) == 1 else text


def _are_two(one: str, other: str) -> bool:
    cased = other.islower() or (other[0].isupper() and other[1:].islower()) or (one + other).isupper()
    # K stands before e, ê, i and y alone, so that "Kôtam" is a name; and what goes on with a vowel is more likely the rest of one
    # misread word: "QUYÉT".
    cased = cased and not begins_with_vowel(other) and not any(_NO_K.match(part) for part in (one, other))
    return cased and is_syllable(one) and is_syllable(other) and (is_marked(one) or is_marked(other))
