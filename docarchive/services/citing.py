"""What a document names and what names it, of what the asker may see; what is named and isn't in the archive stays told."""

from dataclasses import dataclass
from itertools import islice

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.lists import Listed
from docarchive.records.access import Asker
from docarchive.records.description import FieldState, FieldValue
from docarchive.records.numbers import key_of
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of

_MOST = 20


@dataclass(frozen=True, slots=True)
class Named:
    """A number that the document names, where it does, and the documents that bear it: none when it isn't in the archive, or not
    for this asker; several when a number of several years or issuers."""

    value: FieldValue
    found: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """What a document names, in the order of its text, and what names it, the newest first."""

    names: list[Named]
    named_by: list[Listed]


def of_item(archive: Archive, asker: Asker, item_id: int) -> Citing:
    """The documents round this one. Raises Forbidden, NotFound."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        access = access_of(unit, asker)
        require_item(access, unit.holdings.item(item_id))
        known = unit.fields.current(item_id)
        values = [value for value in known.all("cited") if value.state is not FieldState.ABSENT]
        found = unit.citations.numbered({key_of(value.value) for value in values}, access)
        names = [
            Named(value, tuple(each for each in found.get(key_of(value.value), ()) if each.id != item_id)) for value in values
        ]
        own = known.value("ref_norm")
        candidates = unit.citations.naming(own, access, limit=_MOST * 10) if own else []
        named_by = list(islice((each for each in candidates if each.id != item_id and _names(unit, each.id, own)), _MOST))
    return Citing(names, named_by)


def _names(unit: Unit, item: int, number: str) -> bool:
    """Whether this document still names the number: an earlier reading, or one that a person has corrected, may have."""
    return any(value.value == number for value in unit.fields.current(item).all("cited"))
