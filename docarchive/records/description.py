"""What is known of a document: fields, each with confidence, place and source (law 4: machine and human stay apart)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from docarchive.records.pages import Box


class Source(Enum):
    """Who says so."""

    MACHINE = "machine"
    PERSON = "person"
    IMPORT = "import"
    FILE_NAME = "file-name"


class FieldState(Enum):
    """How far a value is believed."""

    SUGGESTED = "suggested"  #: a guess, shown apart; never the field's value
    FILLED = "filled"  #: read with enough confidence, not yet seen by a person
    CONFIRMED = "confirmed"  #: a person said so
    ABSENT = "confirmed_absent"  #: a person said that the document has none


#: Names of fields, in the order people see them. Values are text; dates EDTF; lists use ordinals.
FIELD_NAMES = (
    "number",
    "suffix",
    "symbol",
    "ref_norm",
    "ref_key",
    "type",
    "subtype",
    "subject",
    "parent_body",
    "issuer",
    "place",
    "date",
    "recipient",
    "authority",
    "sign_title",
    "signer",
    "secrecy",
    "urgency",
    "cited",
)
#: Those that people read and confirm; the others are parts of them, or made of them for looking up.
DESCRIBED = tuple(name for name in FIELD_NAMES if name not in ("number", "suffix", "symbol", "ref_key", "cited"))


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of a field. `page` counts from 1 within the item; `box` refers to that page's reading."""

    name: str
    value: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    ordinal: int = 0
    source: Source = Source.MACHINE
    state: FieldState = FieldState.FILLED
    version: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of one document. What is not known is not there."""

    fields: tuple[FieldValue, ...] = ()

    def all(self, name: str) -> Iterator[FieldValue]:
        """The values of a field that count (suggestions left out), by ordinal."""
        found = (each for each in self.fields if each.name == name and each.state is not FieldState.SUGGESTED)
        return iter(sorted(found, key=lambda each: each.ordinal))

    def suggestions(self, name: str) -> list[FieldValue]:
        """Guesses for a field, the surest first."""
        found = [each for each in self.fields if each.name == name and each.state is FieldState.SUGGESTED]
        return sorted(found, key=lambda each: -each.confidence)

    def value(self, name: str) -> str:
        """The first value of a field, or "" when it is not known."""
        return next((each.value for each in self.all(name)), "")
