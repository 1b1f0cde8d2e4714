"""Text in the fonts of before Unicode (TCVN3, VNI, VISCII) turned into Unicode, font by font, never where it already reads well.

Such a font draws Vietnamese over the codes of Western letters, so a page's layer reads `Céng hoµ x· héi`. What tells: the font's
name, and what its text becomes; a page may mix fonts, and a name may lie. The tables are viparse's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby

from docarchive.reading.syllables import measure

#: Before a font's name in a PDF that holds a part of it; one font may come in several parts.
SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE = re.compile(r"[-, ]*(bold|italic|oblique|regular|normal|mt|ps)+$", re.IGNORECASE)
_TCVN3, _VNI = re.compile(r"\.?vn(?!i)[a-z]", re.IGNORECASE), re.compile(r"vni", re.IGNORECASE)
_GOOD, _MARKED = 0.80, 0.10  # shares of syllables and of marked letters of what reads as Vietnamese
_GAIN = 0.15  # in syllables, below which a change is no gain
_JUDGED = 24  # letters below which a text says little of itself: then the name counts, unless a longer text shows that it lies
_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")  # letters that only Unicode has: old fonts have none but Western ones
_LOST_HORN = "\u2212\u2219"  # what PDFs make of TCVN3's ư (a soft hyphen's code) and ã (a bullet's)


def decoders(texts: Mapping[str, str]) -> dict[str, str]:
    """The encoding of each font that is of before Unicode, by the font's name, from all that a page has in each."""
    told = {font: _told_at_length(font, text) for font, text in texts.items() if _letters(text) >= _JUDGED}
    lying = {encoding_of_font(font) for font, encoding in told.items() if not encoding} - set(told.values())
    short = {font: encoding_of_font(font) for font, text in texts.items() if font not in told and not _UNICODE.search(text)}
    named = {font: encoding for font, encoding in short.items() if encoding not in lying}
    return {font: encoding for font, encoding in (told | named).items() if encoding}


def decoded(runs: Iterable[tuple[str, str]], encodings: Mapping[str, str]) -> str:
    """The text of (font, letters) runs in Unicode: capitals where the font has only those."""
    return "".join(_run(text, encoding, capitals) for text, encoding, capitals in _joined(runs, encodings))


def _joined(runs: Iterable[tuple[str, str]], encodings: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Neighbours of one encoding as one: a letter and its mark may stand in two runs."""
    coded = ((text, encodings.get(font, ""), font in encodings and has_only_capitals(font)) for font, text in runs)
    for (encoding, capitals), same in groupby(coded, key=lambda run: run[1:]):
        yield "".join(text for text, _encoding, _capitals in same), encoding, capitals


def _run(text: str, encoding: str, capitals: bool) -> str:
    if not encoding:
        return text
    made = _converted(text, encoding)
    return made.upper() if capitals else made


def _letters(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _told_at_length(font: str, text: str) -> str:
    """The encoding of a font with text enough to judge by what it becomes; "" where it is to be left as it is."""
    before = measure(text)
    if before.syllables >= _GOOD and before.marked >= _MARKED:
        return ""
    found = encoding_of_font(font) or _told_by_content(text)
    after = measure(_converted(text, found)) if found else before
    return found if after.syllables >= _GOOD and after.syllables - before.syllables >= _GAIN else ""


def _told_by_content(text: str) -> str:
    from viparse import detect_text_encoding

    return detect_text_encoding(text) or ""


def may_be_legacy(text: str) -> bool:
    """Whether a page's layer may be in such fonts: it reads clearly better decoded."""
    before = measure(text).syllables
    return any(measure(_converted(text, encoding)).syllables - before >= _GAIN for encoding in ("tcvn3", "vni"))


def _converted(text: str, encoding: str) -> str:
    from viparse import fix  # a fifth of a second, paid only where such a page comes

    return str(fix(_mended(text), encoding=encoding)) if text.strip() else text


def _mended(text: str) -> str:
    """The codes that PDFs lose put back where a letter stands beside them, or ơ's code; a minus between figures stays one."""
    return re.sub(rf"(?<=[^\W\d_])[{_LOST_HORN}]|[{_LOST_HORN}](?=[^\W\d_]|¬)", _put_back, text)


def _put_back(found: re.Match[str]) -> str:
    return "\xad" if found[0] == _LOST_HORN[0] else "\xb7"


@cache
def encoding_of_font(font: str) -> str:
    """The encoding that a font's name tells ("tcvn3", "vni"), "" for any other font."""
    name = SUBSET.sub("", font)
    if _VNI.match(name):
        return "vni"
    return "tcvn3" if _TCVN3.match(name) else ""


@cache
def has_only_capitals(font: str) -> bool:
    """Whether a TCVN3 font draws capitals for small letters: `.VnTimeH` and its styles."""
    name = _STYLE.sub("", SUBSET.sub("", font))
    return _TCVN3.match(name) is not None and name.endswith("H")
