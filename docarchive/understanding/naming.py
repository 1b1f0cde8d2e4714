"""What the file's name says of the document's number: a witness whose word is only ever a suggestion."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from docarchive.records.description import FieldState, FieldValue, Source
from docarchive.records.numbers import DocumentNumber
from docarchive.records.text import clean, folded
from docarchive.understanding.fields import from_name
from docarchive.understanding.numbering import NumberLine

_NAMED = re.compile(r"(?<![\w.])(\d{1,5})(?:[a-zđ])?(?!\d)")
_NOT_NAMED = re.compile(
    r"(?:\.signed|\.[A-Za-z]{3,4}|\s*\(\d\))+$|signed|\d{4}[-._]\d{1,2}[-._]\d{1,2}|\d{1,2}[-._]\d{1,2}[-._]\d{4}", re.IGNORECASE
)


def agreed(values: Sequence[FieldValue]) -> list[FieldValue]:
    """The values, where a suggestion that the page and the file's name both give counts as nearly sure.

    It stays a suggestion: a number written by hand waits for a person.
    """
    named = {(each.name, each.value.lstrip("0")) for each in values if each.source is Source.FILE_NAME}
    return [
        replace(each, confidence=0.95)
        if each.state is FieldState.SUGGESTED and each.page and (each.name, each.value.lstrip("0")) in named
        else each
        for each in values
    ]


def named_in_file(file_name: str, line: NumberLine | None) -> list[FieldValue]:
    """Numbers that the file's name gives, as suggestions: `2770 (08-CT-UBND).pdf` names 08, and perhaps 2770.

    Nothing where the page's own number is sure; dates in the name are passed over.
    """
    if line and line.number.number:
        return []
    stem = _NOT_NAMED.sub(" ", file_name)
    symbol = _bare(line.number.symbol) if line else ""
    found: dict[str, float] = {}
    for match in _NAMED.finditer(stem):
        found.setdefault(match[1], _named_confidence(stem, match, symbol))
    return [value for digits, sure in found.items() for value in _file_guesses(digits, sure, line)]


def _named_confidence(stem: str, match: re.Match[str], symbol: str) -> float:
    """0.8 where the symbol (or its beginning, as in `660TBUB`) follows; less for a leading number, least for any other."""
    rest = _bare(stem[match.end() :])
    if symbol and len(rest) > 1 and (rest.startswith(symbol) or symbol.startswith(rest[:4])):
        return 0.8
    a_year = re.fullmatch(r"(?:19|20)\d\d", match[1]) is not None
    return 0.4 if not stem[: match.start()].strip() and not a_year else 0.2


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(clean(text)))


def _file_guesses(digits: str, sure: float, line: NumberLine | None) -> Iterator[FieldValue]:
    yield from_name("number", digits, sure)
    if line and line.number.symbol:
        number = DocumentNumber(digits, digits, "", line.number.symbol, line.number.joint)
        yield from_name("ref_norm", number.norm, sure)
        yield from_name("ref_key", number.key, sure)
