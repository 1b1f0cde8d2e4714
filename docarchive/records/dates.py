"""Dates of documents: EDTF text, partial when the day is not known, matched by overlap.

A missing day stays missing (Circular 05/2025 takes DD/MM/YYYY, MM/YYYY and YYYY): it is never made the first.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month of a year, or a day. Raises ValueError when the calendar has no such date."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    @property
    def edtf(self) -> str:
        """`2020`, `2020-12` or `2020-12-31` (EDTF level 0, ISO 8601-2)."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    @property
    def shown(self) -> str:
        """As Vietnamese offices write it: `31/12/2020`, `12/2020`, `2020`."""
        return "/".join(reversed(self.edtf.split("-")))

    @property
    def first(self) -> int:
        """The earliest day it can mean, as the integer YYYYMMDD."""
        return self.year * 10000 + (self.month or 1) * 100 + (self.day or 1)

    @property
    def last(self) -> int:
        """The latest day it can mean, as the integer YYYYMMDD."""
        month = self.month or 12
        return self.year * 10000 + month * 100 + (self.day or calendar.monthrange(self.year, month)[1])


def from_edtf(text: str) -> PartialDate:
    """`2020`, `2020-12` or `2020-12-31` as a date. Raises ValueError on anything else."""
    match = _EDTF.fullmatch(text)
    if not match:
        raise ValueError(f"not a date: {text!r}")
    return PartialDate(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]


def from_typed(text: str) -> PartialDate:
    """A date as a person types it (`31/12/2020`, `1.2.2020`, `12/2020`, `2020`), day first. Raises ValueError."""
    match = _TYPED.fullmatch(text.strip())
    if not match:
        raise ValueError(f"not a date: {text!r}")
    day, month, year = (int(part) if part else None for part in match.groups())
    return PartialDate(year or 0, month, day)
