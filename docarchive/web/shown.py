"""How values are written for people, in the language of the request: sizes, partial dates, initials, strips of pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from flask_babel import format_datetime, format_decimal, ngettext

from docarchive.records.dates import from_edtf
from docarchive.records.identifiers import to_letters
from docarchive.records.worklists import level
from docarchive.understanding.casing import running_case

_SEVERITY = ("failed", "doubt", "reading", "queued", "read")


def size(count: int) -> str:
    """Bytes in the largest fitting unit of 1000, one decimal under 10: `0,8 GB`, `61 MB`, `512 byte`."""
    if count < 1000:
        return ngettext("%(num)s byte", "%(num)s byte", count)
    amount = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.5 or unit == "TB":
            break
    return f"{format_decimal(round(amount, 1 if amount < 9.95 else 0))} {unit}"


def day(edtf: str) -> str:
    """A document's date as offices write it: `2020-12-31` → `31/12/2020`, `2020-12` → `12/2020`, nothing → nothing.

    Raises ValueError when `edtf` is no date.
    """
    return from_edtf(edtf).shown if edtf else ""


def moment(at: datetime) -> str:
    """An instant in the office's zone, `14/08/2026 09:30`, the same in both languages."""
    return str(format_datetime(at, "dd/MM/yyyy HH:mm"))


def initials(name: str) -> str:
    """Two letters for a person: of the family name and of the given name (`Nguyễn Thị A` → `NA`)."""
    words = name.split()
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words[:1])).upper()


def cells(states: Sequence[str], most: int = 60) -> list[tuple[str, int]]:
    """The cells of a page strip: (worst state of the span, its page number from 1), at most `most` of them."""
    count = min(len(states), most)
    edges = [n * len(states) // count for n in range(count + 1)] if count else []
    found = []
    for start, end in pairwise(edges):
        worst = min(states[start:end], key=_SEVERITY.index)
        found.append((worst, start + 1 + list(states[start:end]).index(worst)))
    return found


#: The Jinja filters that the templates use; `create_app` adds them to its environment.
FILTERS: dict[str, Callable[..., Any]] = {
    "size": size,
    "day": day,
    "moment": moment,
    "letters": to_letters,
    "name": running_case,
    "initials": initials,
    "cells": cells,
    "level": level,
}
