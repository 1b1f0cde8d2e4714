"""Looks at a document, gathered: whoever turns its pages writes an event a page, which would drown all else that happened."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import ngettext, to_user_timezone

_MOST_PAGES = 8
Row = TypeVar("Row")
Look = tuple[int, int, datetime]


def gathered(rows: Iterable[Row], look: Callable[[Row], Look | None]) -> list[list[Row]]:
    """Rows of a history, newest first, in groups: looks of one person at one document on one day stand together where the newest
    of them does, every other deed by itself. `look` gives a look's person, document and instant; None for any other deed."""
    groups: dict[object, list[Row]] = {}
    for number, row in enumerate(rows):
        found = look(row)
        key = (found[0], found[1], to_user_timezone(found[2]).date()) if found else number
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def looks_words(facts: list[dict[str, Any]]) -> str:
    """Several looks in words: which pages, and how many times in all."""
    pages = sorted({int(each["page"]) for each in facts if each.get("page")})
    times = ngettext("%(num)s lần", "%(num)s lần", len(facts))
    if not pages:
        return times
    named = _runs(pages)
    shown = ", ".join(named[:_MOST_PAGES]) + (", …" if len(named) > _MOST_PAGES else "")
    return _("Trang %(pages)s; %(times)s", pages=shown, times=times)


def _runs(pages: list[int]) -> list[str]:
    """1, 2, 3, 5 → "1–3", "5"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
