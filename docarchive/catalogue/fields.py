"""Field values as append-only assertions, and the one row an item that lists and index read."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import description as tables
from docarchive.records import identifiers, text
from docarchive.records.dates import from_edtf
from docarchive.records.description import Description, FieldState, FieldValue, Source
from docarchive.records.pages import Box

_values, _descriptions = tables.field_values, tables.descriptions
_SETTLED = (FieldState.CONFIRMED.value, FieldState.ABSENT.value)
_PROJECTED = ("ref_norm", "ref_key", "type", "subtype", "subject", "issuer", "signer", "secrecy", "urgency", "date")


def value_of(row: RowMapping) -> FieldValue:
    """A field value from its row."""
    box = None if row["left"] is None else Box(row["left"], row["top"], row["right"], row["bottom"])
    head = {name: row[name] for name in ("name", "value", "confidence", "page", "ordinal", "version")}
    return FieldValue(**head, box=box, source=Source(row["source"]), state=FieldState(row["state"]))


class Fields:
    """Field values and descriptions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def assert_all(self, item: int, values: tuple[FieldValue, ...], *, gen: int, at: datetime, by: int = 0) -> None:
        """Append what a machine (by 0) or a person says; nothing said before is changed."""
        rows = []
        for value in values:
            box = value.box
            edges = (box.left, box.top, box.right, box.bottom) if box else (None,) * 4
            place = dict(zip(("left", "top", "right", "bottom"), edges, strict=True))
            said = {name: getattr(value, name) for name in ("name", "ordinal", "version", "value", "confidence", "page")}
            kind = {"source": value.source.value, "state": value.state.value, "supersedes": None}
            rows.append(said | place | kind | {"id": identifiers.mint(), "item": item, "gen": gen, "by": by, "at": at})
        if rows:
            self._connection.execute(insert(_values), rows)

    def history(self, item: int) -> list[RowMapping]:
        """Everything that was ever said about an item, oldest first."""
        return list(self._connection.execute(select(_values).where(_values.c.item == item).order_by(_values.c.id)).mappings())

    def current(self, item: int) -> Description:
        """What counts now: a person's last word on a field, else what the machine said of the newest reading."""
        rows = self.history(item)
        settled: dict[tuple[str, int], RowMapping] = {}
        newest = max((row["gen"] for row in rows if row["state"] not in _SETTLED), default=0)
        machine = [row for row in rows if row["state"] not in _SETTLED and row["gen"] == newest]
        for row in rows:
            if row["state"] in _SETTLED:
                settled[row["name"], row["ordinal"]] = row
        names = {name for name, _ in settled}
        latest = {(row["name"], row["ordinal"], row["state"], row["source"]): row for row in machine}
        kept = [row for row in latest.values() if row["name"] not in names or row["state"] == FieldState.SUGGESTED.value]
        return Description(tuple(value_of(row) for row in (*settled.values(), *kept)))

    def project(self, item: int, description: Description) -> None:
        """Write the typed projection that lists, sort and index read."""
        row: dict[str, Any] = {name: _counted(description, name) for name in _PROJECTED}
        date = from_edtf(row["date"]) if row["date"] else None
        row |= {"date_from": date.first if date else None, "date_to": date.last if date else None}
        row |= {"sort_number": text.sort_key(row["ref_norm"])}
        row = {name: _fitting(name, value) for name, value in row.items()}
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(_descriptions).values(item=item, **row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=["item"], set_=row))

    def dates(self, item: int) -> tuple[int | None, int | None]:
        """The first and last day that the item's date can mean, YYYYMMDD; None where it has none."""
        query = select(_descriptions.c.date_from, _descriptions.c.date_to).where(_descriptions.c.item == item)
        row = self._connection.execute(query).first()
        return (row[0], row[1]) if row else (None, None)

    def same_number(self, ref_key: str, issuer: str, year: int, *, other_than: int) -> list[int]:
        """Other items with this number and symbol, issuer and year (Decree 30/2020, appendix VI, III.1.h)."""
        columns = _descriptions.c
        query = select(columns.item).where(columns.ref_key == ref_key, columns.issuer == issuer, columns.item != other_than)
        return list(self._connection.scalars(query.where(columns.date_from // 10000 == year)))


def _counted(description: Description, name: str) -> str:
    return next((each.value for each in description.all(name) if each.state is not FieldState.ABSENT), "")


def _fitting(name: str, value: Any) -> Any:
    limit = getattr(_descriptions.c[name].type, "length", None)
    return value[:limit] if limit and isinstance(value, str) else value
