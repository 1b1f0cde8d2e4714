"""The number and symbol of a document (số, ký hiệu): its kept forms, and the recogniser of numbers in running text.

The forms are those of Decree 30/2020 (appendix I), Decree 34/2016 for normative documents and the Party's own.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from docarchive.records.text import clean, folded_form

_CYRILLIC = str.maketrans("АВЕКМНОРСТХУІ", "ABEKMHOPCTXYI")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
# One character for one, so that an offset found here is an offset in the text that is shown.
_ONE_FOR_ONE = str.maketrans(
    "АВЕКМНОРСТХУІ\u00d0\u0189\u00f0\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2044\u2215",
    "ABEKMHOPCTXYIĐĐđ-------//",
)

#: Abbreviations that open the symbol of a named document: Decree 30/2020 appendix III, Circular 01/2011 before it,
#: and the normative, inspectors' and procurators' ones beside them.
STATE_TYPES = frozenset(
    "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT GNP PG PC PB SY TrS SL "
    "GN CK TTh CN UQ GT NP ĐĐ BN TS NĐ TT TTLT NQLT VBHN KL KN GP KHPH QCPH L PL CTPH".split()
)
#: Abbreviations that stand before the slash in the Party's documents (Guide 36-HD/VPTW).
PARTY_TYPES = frozenset("NQ QĐ CT KL QC QyĐ QĐi TT TB TC HD BC KH CTr ĐA TTr CV BB PB".split())

_GROUP = r"[A-ZĐÂĂÊÔƠƯ][A-ZĐÂĂÊÔƠƯa-zđ0-9&]*"
_MORE = rf"(?:-{_GROUP}|\s?-[A-ZĐ]{{2,}}[A-Za-zĐđ0-9]*|-\s?[A-ZĐ]{{2,}}[A-Za-zĐđ0-9]*)"  # a blank beside the dash, not round it
_NUMBER = r"(?P<number>\d{1,5})(?P<suffix>[a-zđ]?)"
_SERIES = _NUMBER.replace(r"{1,5}", r"{1,5}(?:\.\d{1,2})?")  # 66.7/2025/NQ-CP, numbered in series since 2025
_YEAR = r"(?:19[4-9]\d|20\d\d)"
_SLASH, _DASH = r"\s{0,8}/\s?", r"\s?-\s?"
_SHAPES = {
    "qh": rf"{_NUMBER}{_SLASH}(?P<symbol>{_YEAR}{_SLASH}(?:UBTV)?QH\d{{1,2}})",
    "qppl": rf"{_SERIES}{_SLASH}(?P<symbol>{_YEAR}{_SLASH}{_GROUP}{_DASH}{_GROUP}{_MORE}*)",
    "party": rf"{_NUMBER}{_DASH}(?P<symbol>{_GROUP}{_SLASH}{_GROUP}(?:/{_GROUP}|{_MORE})*)",
    "admin": rf"{_NUMBER}{_SLASH}(?P<symbol>{_GROUP}{_DASH}{_GROUP}(?:/{_GROUP}|{_MORE})*)",
    "letter": rf"{_NUMBER}{_SLASH}(?P<symbol>{_GROUP}{_MORE}+)",
    "short": rf"{_NUMBER}{_SLASH}(?P<symbol>[A-ZĐ]{{2,}})",
}
_RECOGNISER = {family: re.compile(rf"(?<![\w/.,]){shape}(?!\w|/\d)") for family, shape in _SHAPES.items()}
_CERTAIN, _REPAIRED, _SHORT = 1.0, 0.8, 0.6


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """`2647/QĐ-BTP` as number "2647", suffix "", symbol "QĐ-BTP"; `raw` is what is printed.

    `joint` is the sign between number and symbol: "/" for state documents, "-" for the Party's (`12-KL/TW`).
    """

    raw: str
    number: str
    suffix: str
    symbol: str
    joint: str = "/"

    @property
    def norm(self) -> str:
        """The one way to show it: `2647/QĐ-BTP`, `36a/NQ-CP`; `/QĐ-BTP` when the number is not known."""
        return f"{self.number}{self.suffix}{self.joint if self.symbol else ''}{self.symbol}"

    @property
    def key(self) -> str:
        """ASCII capitals for comparing: `2647/QD-BTP`; leading zeros off."""
        from_zero = self.number.lstrip("0") or self.number
        ascii_symbol = "".join(
            sign if sign in "/-&" else folded_form(clean(sign)).strip() for sign in self.symbol.translate(_CYRILLIC)
        )
        return f"{from_zero}{self.suffix}{self.joint if self.symbol else ''}{ascii_symbol}".upper()


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number recognised in a text, at `start`–`end` of it.

    `family`: qh, qppl, party, admin, letter or short. `type`: the abbreviation ("" for a letter), `issuer`: the rest of
    the symbol. `confidence`: 1.0 as the grammar has it, lower where a lost Đ was put back or the form is a bare one.
    """

    number: DocumentNumber
    family: str
    type: str
    issuer: str
    start: int
    end: int
    confidence: float


def find_numbers(text: str, *, state_types: Set[str] = STATE_TYPES, party_types: Set[str] = PARTY_TYPES) -> Iterator[FoundNumber]:
    """Every document number in `text` (which went through `clean`), from left to right; the longest reading wins.

    Case matters and Đ is not D (HD is a guide, HĐ a contract), yet a Đ that was lost in reading is put back where only
    one abbreviation fits. Dates, fractions, standards and addresses are none: the grammar wants capitals after the sign.
    """
    even = text.translate(_ONE_FOR_ONE)
    found = [each for family in _RECOGNISER for each in _of_family(even, family, state_types, party_types)]
    found.sort(key=lambda each: (each.start, -each.end, -each.confidence))
    reached = 0
    for each in found:
        if each.start >= reached:
            reached = each.end
            yield each


def key_of(norm: str) -> str:
    """The key of a number in the form it is shown in; "" when it is none."""
    return next((found.number.key for found in find_numbers(clean(norm))), "")


def _of_family(even: str, family: str, state_types: Set[str], party_types: Set[str]) -> Iterator[FoundNumber]:
    for match in _RECOGNISER[family].finditer(even):
        symbol = tidy(match["symbol"])
        printed, known = _printed_type(family, symbol), party_types if family == "party" else state_types
        kind, confidence = with_its_d(printed, known)
        if (family in {"party", "admin"} and kind is None) or (family == "letter" and kind):
            continue
        if family == "qppl":  # the courts' types (HS, QĐST …) are open
            kind, confidence = (kind, confidence) if kind else (printed, _CERTAIN)
        elif family not in {"party", "admin"}:
            kind, confidence = "", _SHORT if family == "short" else _CERTAIN
        symbol = symbol.replace(printed, kind, 1) if kind else symbol
        number = DocumentNumber(match[0], match["number"], match["suffix"], symbol, "-" if family == "party" else "/")
        yield FoundNumber(number, family, kind or "", _issuer(family, symbol, kind or ""), match.start(), match.end(), confidence)


def _printed_type(family: str, symbol: str) -> str:
    return re.split("[-/]", symbol)[1 if family == "qppl" else 0]


def with_its_d(printed: str, known: Set[str]) -> tuple[str | None, float]:
    """`printed` when it is among `known`, else the only one of `known` that differs by lost marks; None when none does."""
    if printed in known:
        return printed, _CERTAIN
    alike = [each for each in known if folded_form(each) == folded_form(printed)]
    if len(alike) == 1 and printed.isupper():
        return alike[0], _REPAIRED
    return None, 0.0


def _issuer(family: str, symbol: str, kind: str) -> str:
    if family in {"qh", "qppl"}:
        symbol = symbol.split("/", 1)[1]
    return symbol.removeprefix(kind).lstrip("-/") if kind else symbol


def tidy(raw: str) -> str:
    """`raw` in NFC with one kind of dash and no blanks round `/` and `-`; look-alike Cyrillic capitals made Latin."""
    joined = _DASHES.sub("-", clean(raw).translate(_CYRILLIC))
    return re.sub(r"\s*/\s*", "/", joined).strip()


def number_token(text: str) -> str:
    """The one index term of a document number, from any way of writing it: `2647 qd btp`; leading zeros off."""
    words = folded_form(tidy(text)).split()
    return " ".join(word.lstrip("0") or word if word.isdigit() else word for word in words)
