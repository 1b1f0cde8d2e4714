"""Clauses that both engines know how to say. Scores add up; a `Fixed` clause gives its own score or nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """At least `least` of `words` in a text field, weighed by BM25."""

    field: str
    words: tuple[str, ...]
    least: int = 1
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class OneOf:
    """A keyword field with one of `values`."""

    field: str
    values: tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class InOrder:
    """`words` side by side in a text field that keeps positions."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begins:
    """A term of the field begins with `start`."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class Resembles:
    """A term of the field is at most one edit away from `word`."""

    field: str
    word: str


@dataclass(frozen=True, slots=True)
class Between:
    """An integer field from `low` to `high`, both inclusive; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """The clause with a score of its own, whatever it matches by."""

    clause: "Clause"
    score: float


@dataclass(frozen=True, slots=True)
class Both:
    """All of `must` and `filters` (these unscored), none of `must_not`, at least `least` of `should`."""

    must: tuple["Clause", ...] = ()
    should: tuple["Clause", ...] = ()
    filters: tuple["Clause", ...] = ()
    must_not: tuple["Clause", ...] = ()
    least: int = 0


Clause = Words | OneOf | InOrder | Begins | Resembles | Between | Fixed | Both
