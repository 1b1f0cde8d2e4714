"""The searches that a person keeps and made last: each person's own, seen by nobody else."""

from dataclasses import dataclass
from datetime import UTC, datetime

from docarchive.archive import Archive
from docarchive.catalogue.searches import SavedSearch
from docarchive.errors import Conflict, Invalid, Told
from docarchive.records.access import Asker
from docarchive.rules.access import Right, require

#: So many searches can be kept: each is asked again when its news are shown.
MOST = 20
_TITLE = 200
_QUERY = 2000
_TOO_MANY = Told(f"đã lưu {MOST} tìm kiếm; bỏ bớt rồi lưu lại", f"{MOST} searches are saved already; drop one and save again")
_NOTHING = Told("chưa có gì để lưu; tìm trước rồi lưu", "there is nothing to save yet; search first, then save")
_TOO_LONG = Told("tìm kiếm này dài quá, không lưu được", "this search is too long to be saved")


@dataclass(frozen=True, slots=True)
class Remembered:
    """A person's kept searches, and the words searched last with how many documents were found."""

    saved: list[SavedSearch]
    latest: list[tuple[str, int]]


def remembered(archive: Archive, asker: Asker, *, limit: int = 5) -> Remembered:
    """What a person keeps and looked for last. Raises Forbidden."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        return Remembered(unit.searches.of(asker.id), unit.searches.latest(asker.id, limit))


def opened(archive: Archive, asker: Asker, query: str, total: int) -> SavedSearch | None:
    """The kept search that this one is, if it is kept; what it finds now is no longer new. Raises Forbidden."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        found = next((each for each in unit.searches.of(asker.id) if each.query == query), None)
    if found and found.total != total:
        with archive.catalogue.writing() as unit:
            unit.searches.opened(asker.id, query, total)
            unit.commit()
    return found


def keep(archive: Archive, asker: Asker, *, title: str, query: str, total: int) -> SavedSearch:
    """Keep a search under a title; keeping it again changes nothing. Raises Forbidden, Invalid."""
    require(asker, Right.SEARCH)
    if not query:
        raise Invalid(reason=_NOTHING)
    if len(query) > _QUERY:
        raise Invalid(reason=_TOO_LONG)
    with archive.catalogue.writing() as unit:
        same = next((each for each in unit.searches.of(asker.id) if each.query == query), None)
        if same:
            return same
        if unit.searches.count(asker.id) >= MOST:
            raise Invalid(reason=_TOO_MANY)
        try:
            made = unit.searches.keep(asker.id, title=title[:_TITLE], query=query, total=total, at=datetime.now(UTC))
        except Conflict:  # from another tab, a moment ago
            return next(each for each in unit.searches.of(asker.id) if each.query == query)
        unit.commit()
    return made


def drop(archive: Archive, asker: Asker, search: int) -> SavedSearch:
    """Keep a search no longer; what it was, for whoever wants it back. Raises Forbidden, NotFound."""
    require(asker, Right.SEARCH)
    with archive.catalogue.writing() as unit:
        dropped = unit.searches.drop(asker.id, search)
        unit.commit()
    return dropped
