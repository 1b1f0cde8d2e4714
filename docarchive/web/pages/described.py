"""A description as a page tells it: field by field, each with its value, how sure it is, and where it was seen."""

from dataclasses import dataclass

from docarchive.records.description import Description, FieldState, FieldValue, Source
from docarchive.understanding.casing import running_case
from docarchive.web.pages import words
from docarchive.web.shown import day

#: Fields that letterheads print in capitals, shown as running text has them; they are kept as printed.
_NAMES = {"issuer", "parent_body", "place", "sign_title"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A field: `values` as shown, the least of their confidences (None: nothing was found), `page` where it was seen."""

    key: str
    name: str
    values: list[str]
    confidence: float | None
    confirmed: bool
    absent: bool
    typed: bool
    page: int | None
    suggestion: str

    @property
    def unstamped(self) -> bool:
        """Whether it is a stamp that isn't there: most documents have none, so that nothing is left to be filled in."""
        return self.key in words.STAMPS and not self.values and not self.suggestion


def facts(description: Description, *, stamps: bool = False) -> list[Fact]:
    """The fields that people read, in their order; the important ones, and with `stamps` those, also when nothing was found."""
    told = (_fact(description, key, str(name)) for key, name in words.FIELDS.items())
    always = (*words.ALWAYS, *(words.STAMPS if stamps else ()))
    return [fact for fact in told if fact.values or fact.suggestion or fact.key in always]


def _fact(description: Description, key: str, name: str) -> Fact:
    found = list(description.all(key))
    guesses = description.suggestions(key)
    first = found[0] if found else None
    return Fact(
        key=key,
        name=name,
        values=[_shown(each) for each in found if each.value],
        confidence=min((each.confidence for each in found), default=None),
        confirmed=first is not None and first.state in (FieldState.CONFIRMED, FieldState.ABSENT),
        absent=first is not None and first.state is FieldState.ABSENT,
        typed=first is not None and first.source is Source.PERSON,
        page=next((each.page for each in found if each.page and each.box), None),
        suggestion=_shown(guesses[0]) if guesses and not found else "",
    )


def _shown(value: FieldValue) -> str:
    if value.name == "date":
        return day(value.value)
    return running_case(value.value) if value.name in _NAMES else value.value
