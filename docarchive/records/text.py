"""Vietnamese text made ready: NFC, one place for the tone mark, a fold that keeps the length, pairs of syllables.

One chain for index, query and highlighter, and each step after `clean` keeps the length,
so an offset in any form is the same offset in the text that is shown.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import pairwise

# Look-alikes of đ that fonts and typists put in its place (domain facts, 4.1).
_LOOKALIKES = {0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0xA0: " ", 0x202F: " ", 0x2007: " "}
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
# Controls but for white space: no database wants a NUL, and turning the direction of writing hides what a name ends in.
_INVISIBLE |= dict.fromkeys([*range(9), *range(0x0E, 0x1C), 0x7F, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_REPAIRS = _LOOKALIKES | _INVISIBLE
_IN_NEED = re.compile("[" + re.escape("".join(map(chr, _REPAIRS))) + "]")

_OPEN_RIMES_NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_OPEN_RIMES_OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_OLD_OF_NEW = dict(zip(_OPEN_RIMES_NEW, _OPEN_RIMES_OLD, strict=True))
_NEW_RIME = re.compile(rf"(?<![qQ])(?:{'|'.join(_OPEN_RIMES_NEW)})(?![^\W\d_])", re.IGNORECASE)

# kỹ/kĩ, lý/lí, quý/quí …: open syllables where both spellings live (domain facts, 4.3). Works on folded text.
_OPEN_Y = re.compile(r"(?<![a-z])(?:[hklmstv]|qu)y(?![a-z0-9])")


def clean(text: str) -> str:
    """`text` in NFC without controls and invisible characters, look-alikes of đ repaired, no-break blanks as blanks.

    Done once at every border: file names, form input, OCR, text layers, queries. Length may change here.
    """
    # Most texts need nothing, and a search for what does is ten times as fast as translating them.
    return unicodedata.normalize("NFC", text.translate(_REPAIRS) if _IN_NEED.search(text) else text)


def canonical_tones(text: str) -> str:
    """New-style tone marks in open oa, oe, uy put in the old place (hoà → hòa), case and length kept; quý stays."""
    return _NEW_RIME.sub(_old_style, text)


def _old_style(match: re.Match[str]) -> str:
    new = match.group()
    old = _OLD_OF_NEW[new.lower()]
    return "".join(letter.upper() if shape.isupper() else letter for letter, shape in zip(old, new, strict=True))


class _LetterTable(dict[int, str]):
    """A translation table that works a letter out once and never changes the length."""

    def __init__(self, form: Callable[[str], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        made = self._form(letter)
        self[code] = made if len(made) == 1 else letter
        return self[code]


def _without_marks(letter: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFD", letter) if unicodedata.category(part) != "Mn")
    lower = (bare if len(bare) == 1 else letter).lower()
    return "d" if lower == "đ" else lower


_FOLD = _LetterTable(_without_marks)
_LOWER = _LetterTable(str.lower)
_LETTERS_ONLY = _LetterTable(lambda letter: letter if letter.isalnum() else " ")


def lowered(text: str) -> str:
    """Lower case by table: length kept, where `str.lower` lengthens İ."""
    return text.translate(_LOWER)


def folded(text: str) -> str:
    """Marks off, đ → d, lower case, kỹ and kĩ as one; length kept for any text in NFC."""
    bare = text.translate(_FOLD)
    return _OPEN_Y.sub(lambda match: match.group()[:-1] + "i", bare)


def letters_only(text: str) -> str:
    """Blanks for all but letters and digits; case, marks and length kept. Folded it is `folded_form`, in half the time."""
    return text.translate(_LETTERS_ONLY)


def exact_form(text: str) -> str:
    """The form matched with marks: tones in one place, blanks for all but letters and digits, lower case; length kept."""
    return lowered(canonical_tones(text).translate(_LETTERS_ONLY))


def folded_form(text: str) -> str:
    """The form matched without marks: `exact_form`, folded; length kept."""
    return folded(exact_form(text))


def pairs(syllables: list[str]) -> list[str]:
    """Neighbouring syllables joined by `_`: the terms of the pair fields."""
    return [f"{first}_{second}" for first, second in pairwise(syllables)]


def has_marks(word: str) -> bool:
    """Whether `word` carries a Vietnamese mark (or đ), so that its exact form says more than its fold."""
    return lowered(word) != word.translate(_FOLD)


_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]  # ngang huyền hỏi ngã sắc nặng


@cache
def _rank(letter: str) -> tuple[int, int]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((part for part in parts[1:] if part in _TONES), "")
    bare = unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts)
    place = _ALPHABET.find(bare)
    return (place + 200 if place >= 0 else min(ord(letter[0]), 0x7F)), _TONES.index(tone)


def sort_key(text: str) -> bytes:
    """Bytes whose plain comparison is Vietnamese order: a ă â b c d đ, then the tones; runs of digits as numbers.

    Kept in the catalogue, so that SQLite (BINARY) and PostgreSQL (COLLATE "C") sort alike.
    """
    letters = bytearray()
    tones = bytearray()
    for part in re.findall(r"\d+|\D", lowered(clean(text))):
        if part.isdigit() and part.isascii():
            digits = part.lstrip("0")
            letters += bytes([0x80, min(len(digits), 255)]) + digits.encode()
        else:
            place, tone = _rank(part)
            letters.append(min(place, 255))
            tones.append(tone)
    return bytes(letters) + b"\x00" + bytes(tones)
