"""The span of days beside the facets: two fields that stand in the query as `từ:` and `đến:`."""

from dataclasses import dataclass

from flask import request

from docarchive.records.queries import Field, Query
from docarchive.web.pages.sought import Sought

_FIELDS = {"since": Field.FROM, "until": Field.TO}


@dataclass(frozen=True, slots=True)
class Span:
    """The days as they were typed; "" for an open end."""

    since: str
    until: str


def span(query: Query) -> Span:
    """The days that the query names."""
    named = {chip.field: chip.value.strip() for chip in query.chips if not chip.negated}
    return Span(*(named.get(field, "") for field in _FIELDS.values()))


def spanned(asked: Sought, query: Query) -> str | None:
    """The address of the same search in the days of the form; None where the form wasn't sent. What is no day becomes a chip
    that says so, as everywhere in the query."""
    if not any(name in request.args for name in _FIELDS):
        return None
    words = query.typed
    for chip in query.chips:
        if chip.field in _FIELDS.values():
            words = words.replace(chip.typed, " ", 1)
    days = {field: _day(request.args.get(name, "")) for name, field in _FIELDS.items()}
    parts = [*words.split(), *(f"{field.value}:{day}" for field, day in days.items() if day)]
    return asked.href(q=" ".join(parts))


def _day(typed: str) -> str:
    """As it stands in the query: a day without blanks, anything else as one piece."""
    words = typed.replace('"', "").split()
    return "".join(words) if all(part.strip("0123456789/.-") == "" for part in words) else f'"{" ".join(words)}"'
