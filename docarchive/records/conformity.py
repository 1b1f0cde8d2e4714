"""Whether a PDF that was made holds to the rules for files that last, PDF/A-2b (ISO 19005-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

STANDARD = "PDF/A-2b"


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A rule that a PDF breaks: the clause of ISO 19005-2, and what breaks it in a few words of English."""

    clause: str
    what: str


def pack_conformity(broken: Iterable[Breach]) -> dict[str, Any]:
    """As JSON."""
    return {"standard": STANDARD, "broken": [{"clause": each.clause, "what": each.what} for each in broken]}


def unpack_conformity(told: dict[str, Any]) -> list[Breach]:
    """The broken rules back. Raises KeyError when it is no such JSON."""
    return [Breach(each["clause"], each["what"]) for each in told["broken"]]
