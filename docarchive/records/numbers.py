"""The number and symbol of a document (số, ký hiệu) in its kept forms (Decree 30/2020, appendix I; domain facts 1.4)."""

import re
from dataclasses import dataclass

from docarchive.records.text import clean, folded_form

_CYRILLIC = str.maketrans("АВЕКМНОРСТХУІ", "ABEKMHOPCTXYI")
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")


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


def tidy(raw: str) -> str:
    """`raw` in NFC with one kind of dash and no blanks round `/` and `-`; look-alike Cyrillic capitals made Latin."""
    joined = _DASHES.sub("-", clean(raw).translate(_CYRILLIC))
    return re.sub(r"\s*/\s*", "/", joined).strip()


def number_token(text: str) -> str:
    """The one index term of a document number, from any way of writing it: `2647 qd btp`; leading zeros off."""
    words = folded_form(tidy(text)).split()
    return " ".join(word.lstrip("0") or word if word.isdigit() else word for word in words)
