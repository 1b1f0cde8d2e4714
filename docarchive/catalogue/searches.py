"""Searches that people keep, and those that they made last."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from docarchive.catalogue.schema import people, work
from docarchive.errors import Conflict, NotFound
from docarchive.records import identifiers
from docarchive.records.events import Deed

_saved, _events = people.saved_searches, work.events
#: So many of a person's latest searches are looked through for different ones.
_BACK = 60


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that a person keeps: `query` as the address bar has it, `total` of what it found when it was last opened."""

    id: int
    title: str
    query: str
    total: int


class Searches:
    """What people look for again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, user: int) -> list[SavedSearch]:
        """A person's kept searches, the oldest first."""
        columns = (_saved.c.id, _saved.c.title, _saved.c.query, _saved.c.total)
        rows = self._connection.execute(select(*columns).where(_saved.c.user == user).order_by(_saved.c.id))
        return [SavedSearch(*row) for row in rows]

    def count(self, user: int) -> int:
        """How many a person keeps."""
        return int(self._connection.scalar(select(func.count()).where(_saved.c.user == user)) or 0)

    def keep(self, user: int, *, title: str, query: str, total: int, at: datetime) -> SavedSearch:
        """Keep a search. Raises Conflict when this person keeps it already."""
        made = SavedSearch(identifiers.mint(), title, query, total)
        try:
            with self._connection.begin_nested():
                self._connection.execute(insert(_saved).values(user=user, created=at, **asdict(made)))
        except IntegrityError:
            raise Conflict(reason="kept already") from None
        return made

    def opened(self, user: int, query: str, total: int) -> None:
        """It was opened and found so many."""
        mine = (_saved.c.user == user) & (_saved.c.query == query) & (_saved.c.total != total)
        self._connection.execute(update(_saved).where(mine).values(total=total))

    def drop(self, user: int, search: int) -> SavedSearch:
        """Keep it no longer; what it was. Raises NotFound, also when it is another's."""
        mine = (_saved.c.user == user) & (_saved.c.id == search)
        columns = (_saved.c.id, _saved.c.title, _saved.c.query, _saved.c.total)
        row = self._connection.execute(delete(_saved).where(mine).returning(*columns)).first()
        if row is None:
            raise NotFound(f"saved search {search}")
        return SavedSearch(*row)

    def latest(self, user: int, limit: int) -> list[tuple[str, int]]:
        """What a person searched last, newest first, each once: the words and how many were found."""
        mine = (_events.c.agent == user) & (_events.c.deed == Deed.SEARCH.value)
        rows = self._connection.execute(select(_events.c.payload).where(mine).order_by(_events.c.id.desc()).limit(_BACK))
        found: dict[str, int] = {}
        for facts in (json.loads(row[0])["facts"] for row in rows if row[0]):
            if facts.get("typed", "").strip():
                found.setdefault(" ".join(facts["typed"].split()), facts["total"])
        return list(found.items())[:limit]
