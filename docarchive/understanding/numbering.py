"""The number and symbol in the letterhead: filled where printed, left open where a hand wrote or nobody did.

On paper originals the clerk writes the number by hand after signing (domain facts 7): the printed symbol is kept and
the digits become a suggestion, unless they are as clear and as close to the slash as print is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from docarchive.records.description import FieldValue
from docarchive.records.numbers import DocumentNumber, FoundNumber, find_numbers, with_its_d
from docarchive.records.text import folded
from docarchive.understanding import vocabulary
from docarchive.understanding.fields import field, suggestion
from docarchive.understanding.letterhead import Letterhead
from docarchive.understanding.spans import Span

_LABEL = re.compile(
    r"[^a-z0-9]*(?:(?:bo luat|luat|nghi quyet|phap lenh|lenh|sac lenh|quyet dinh|nghi dinh)\s+)?s[o06]\s*(?P<colon>[:;.,]*)\s*"
)
_SYMBOL = re.compile(
    r"[/\u2044\u2215]\s*(?:(?P<year>(?:19|20)\d\d)\s*[/\u2044\u2215]\s*)?(?P<symbol>[A-ZĐ\u00d0][^\s/]*(?:\s?[-–/]\s?[A-ZĐ\u00d0][\w&]*)*)\W*$"
)
_PARTY_SYMBOL = re.compile(r"[-–—]\s*(?P<symbol>[A-ZĐ\u00d0]\w{0,3}\s?/\s?[A-ZĐ\u00d0][\w&-]+)\W*$")
_GLUED = re.compile(r"(?<=\d)(?P<symbol>[A-ZĐ]\w*-[A-ZĐ][\w&-]*)\W*$")
_DATED = re.compile(r"\bngay\b.*\bnam\b|\bdoc lap\b")
_CLEAR, _CLEAR_IN_ONE, _EXACT = 0.85, 0.7, 0.999  # in one word with a known symbol the engine is less sure of digits


@dataclass(frozen=True, slots=True)
class NumberLine:
    """The line that carries the number: its place, what it gives, and what follows for other fields."""

    span: Span
    number: DocumentNumber  # number "" where no digits are sure
    family: str
    type: str
    values: tuple[FieldValue, ...]


def number_line(head: Letterhead) -> NumberLine | None:
    """Number, suffix, symbol, ref_norm and ref_key from the left column; None where no symbol can be read."""
    labelled = [span for span in head.left if _is_labelled(span)]
    bare = [span for span in head.left if span not in labelled and _SYMBOL.search(span.text)]
    lines = (line for span in (*labelled, *bare) if (line := _read(span)) is not None)
    return next(lines, None)


def _is_labelled(span: Span) -> bool:
    """Whether it begins with "Số" and goes on as a number does: SỞ TÀI CHÍNH folds alike but has neither colon nor slash."""
    match = _LABEL.match(span.folded)
    return match is not None and (bool(match["colon"]) or any(sign.isdigit() or sign in "/\u2044" for sign in span.text))


def _read(span: Span) -> NumberLine | None:
    match = _LABEL.match(span.folded)
    begin = match.end() if match else 0
    tail = span.text[begin:]
    whole = next(find_numbers(tail, state_types=vocabulary.state_symbols()), None)
    old = whole is not None and whole.family == "short" and known_groups(whole.number)[1]  # 142/CP, before 1997
    ends = whole is not None and (len(tail) - whole.end <= 2 or _DATED.search(folded(tail[whole.end :])) is not None)
    if whole and ends and (whole.family != "short" or old):
        return _with_digits(span, replace(whole, confidence=0.9) if old else whole, begin)
    return _without_digits(span, tail, begin)


def _with_digits(span: Span, found: FoundNumber, begin: int) -> NumberLine | None:
    digits_end = begin + found.start + len(found.number.number + found.number.suffix)
    digits, symbol = span.cut(begin + found.start, digits_end), span.cut(digits_end, begin + found.end)
    if digits is None or symbol is None:
        return None
    number, vouched = known_groups(found.number)
    blank_before = not span.text[begin : begin + found.start].strip(" .:")
    sure = _symbol_confidence(symbol, found, vouched)
    if blank_before and _is_print(span, digits, symbol, vouched=vouched):
        # Print has been made sure of above; in one word with its symbol the engine's own figure is too low.
        return _line(span, number, found, digits, symbol, sure, max(0.8, min(word.confidence for word in digits.words)))
    guesses = _guesses(number, digits, 0.5 * min(word.confidence for word in digits.words))
    return NumberLine(span, _open(number), found.family, found.type, (field("symbol", number.symbol, symbol, sure), *guesses))


def _line(span: Span, number: DocumentNumber, found: FoundNumber, digits: Span, symbol: Span, *sure: float) -> NumberLine:
    sure_of_all = min(sure)
    values = [field("number", number.number, digits, sure[1]), field("symbol", number.symbol, symbol, sure[0])]
    values += [field("suffix", number.suffix, digits, sure[1])] if number.suffix else []
    values += [
        field(name, value, [digits, symbol], sure_of_all) for name, value in (("ref_norm", number.norm), ("ref_key", number.key))
    ]
    return NumberLine(span, number, found.family, found.type, tuple(values))


def _guesses(number: DocumentNumber, where: Span, confidence: float) -> Iterator[FieldValue]:
    yield suggestion("number", number.number, where, confidence)
    if number.suffix:
        yield suggestion("suffix", number.suffix, where, confidence)
    yield suggestion("ref_norm", number.norm, where, confidence)
    yield suggestion("ref_key", number.key, where, confidence)


def _without_digits(span: Span, tail: str, begin: int) -> NumberLine | None:
    """Only the symbol: what stands before the slash is handwriting, specks or nothing (or the slash itself was lost)."""
    party = _PARTY_SYMBOL.search(tail) if "/" in tail.split("-", 1)[-1] else None
    match = _SYMBOL.search(tail) or party or _GLUED.search(tail)
    if not match:
        return None
    joint = "-" if match is party else "/"
    year = f"{match['year']}/" if match.re is _SYMBOL and match["year"] else ""
    found = next(find_numbers(f"1{joint}{year}{match['symbol']}", state_types=vocabulary.state_symbols()), None)
    symbol = span.cut(begin + match.start("symbol"), begin + match.end())
    if found is None or symbol is None or found.family == "short":
        return None
    number, vouched = known_groups(_open(found.number))
    if match.re is _GLUED and not vouched:
        return None
    sure = _symbol_confidence(symbol, found, vouched)
    return NumberLine(span, number, found.family, found.type, (field("symbol", number.symbol, symbol, sure),))


def _open(number: DocumentNumber) -> DocumentNumber:
    return DocumentNumber(number.raw, "", "", number.symbol, number.joint)


def _is_print(span: Span, digits: Span, symbol: Span, *, vouched: bool) -> bool:
    """Whether the digits are printed: exact text, or clearly read and set without the gap that a hand needs."""
    if all(word.confidence >= _EXACT for word in (*digits.words, *symbol.words)):
        return True
    first, last = span.words.index(digits.words[0]), span.words.index(symbol.words[-1])
    gaps = [other.box.left - one.box.right for one, other in pairwise(span.words[max(0, first - 1) : last + 1])]
    before, inside = (gaps[0], gaps[1:]) if first else (0, gaps)
    close = before < 0.9 * span.height and all(gap < 0.45 * span.height for gap in inside)
    clear = _CLEAR_IN_ONE if vouched and digits.words == symbol.words else _CLEAR
    return close and all(word.confidence >= clear for word in digits.words)


def known_groups(number: DocumentNumber) -> tuple[DocumentNumber, bool]:
    """The symbol with lost marks put back where one issuer's code fits; and whether every group of it is known."""
    codes = vocabulary.issuer_codes()
    groups = re.split(r"([-/])", number.symbol)
    meant, vouched = [], True
    for group in groups:
        known = group in codes or group in vocabulary.state_symbols() or group in "-/" or group.isdigit()
        mended = group if known else with_its_d(re.sub(r"(.)\1", r"\1", group), codes | vocabulary.state_symbols())[0]
        vouched = vouched and mended is not None
        meant.append(mended or group)
    return DocumentNumber(number.raw, number.number, number.suffix, "".join(meant), number.joint), vouched


def _symbol_confidence(symbol: Span, found: FoundNumber, vouched: bool) -> float:
    """The reading's own, raised where the vocabulary knows each group (handwriting beside it lowers the engine's)."""
    read = min(word.confidence for word in symbol.words) * found.confidence
    return max(read, 0.8 * found.confidence) if vouched else read
