"""How sure a value must be to stand in a field by itself, and the one place where field values are made."""

from collections.abc import Iterable

from docarchive.records.description import FieldState, FieldValue, Source
from docarchive.records.pages import around
from docarchive.understanding.spans import Span

#: What the machine's values are signed with; raised whenever a rule changes what comes out.
VERSION = "understanding 1"
FILLED_FROM = 0.75  # below, a value is only a suggestion


def field(name: str, value: str, where: Span | Iterable[Span], confidence: float, *, ordinal: int = 0) -> FieldValue:
    """A value read at `where` (spans of one page, at least one); a suggestion when it is not sure enough."""
    spans = [where] if isinstance(where, Span) else list(where)
    state = FieldState.FILLED if confidence >= FILLED_FROM else FieldState.SUGGESTED
    box = around(span.box for span in spans)
    return FieldValue(name, value, round(confidence, 3), spans[0].page, box, ordinal, Source.MACHINE, state, VERSION)


def suggestion(name: str, value: str, where: Span, confidence: float) -> FieldValue:
    """A guess at the value of a field, whatever its confidence."""
    return FieldValue(
        name,
        value,
        round(confidence, 3),
        where.page,
        where.box,
        source=Source.MACHINE,
        state=FieldState.SUGGESTED,
        version=VERSION,
    )


def from_name(name: str, value: str, confidence: float) -> FieldValue:
    """A guess that the file's name gives: it has no place on a page."""
    return FieldValue(name, value, confidence, source=Source.FILE_NAME, state=FieldState.SUGGESTED, version=VERSION)
