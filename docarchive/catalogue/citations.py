"""Which documents name which: by the numbers in their texts."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.engine import Connection

from docarchive.catalogue.lists import Listed, listed, listing
from docarchive.catalogue.schema import description, holdings
from docarchive.records.access import AccessFilter

_values, _described, _items = description.field_values, description.descriptions, holdings.items


class Citations:
    """Documents by what they name and by what names them, narrowed to what the asker may see."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def numbered(self, keys: Iterable[str], access: AccessFilter) -> dict[str, list[Listed]]:
        """Documents by the keys of their own numbers (`records.numbers`), the newest first."""
        wanted = [key for key in keys if key]
        if not wanted:
            return {}
        rows = self._connection.execute(
            select(_described.c.ref_key, _described.c.item).where(_described.c.ref_key.in_(wanted))
        ).all()
        query = listing(access).where(_items.c.id.in_([row.item for row in rows]))
        seen = listed(self._connection, query.order_by(_described.c.date_from.desc().nulls_last(), _items.c.id.desc()))
        keys_of = {row.item: row.ref_key for row in rows}
        found: dict[str, list[Listed]] = {}
        for each in seen:
            found.setdefault(keys_of[each.id], []).append(each)
        return found

    def naming(self, number: str, access: AccessFilter, *, limit: int) -> list[Listed]:
        """Documents that name this number, in the form it is kept in; the newest first. What counts of their fields is for the
        caller to ask: an earlier reading, or one that a person has corrected, may have named it."""
        items = select(_values.c.item).where(_values.c.name == "cited", _values.c.value == number).distinct()
        query = listing(access).where(_items.c.id.in_(items))
        return listed(
            self._connection, query.order_by(_described.c.date_from.desc().nulls_last(), _items.c.id.desc()).limit(limit)
        )
