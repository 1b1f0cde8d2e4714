"""Objects, files and items: what was received and the documents it makes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from docarchive.catalogue.schema import holdings, work
from docarchive.errors import Duplicate, NotFound
from docarchive.records import text
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile

_items, _files, _objects, _placements = holdings.items, holdings.files, holdings.objects, holdings.placements


def item_of(row: RowMapping) -> Item:
    """An item from its row."""
    values: dict[str, Any] = {name: row[name] for name in Item.__dataclass_fields__}
    return Item(**values | {"state": ItemState(row["state"])})


def file_of(row: RowMapping) -> StoredFile:
    """A file from its row."""
    fixity = Fixity(row["sha256"], row["sha512"], row["size"])
    return StoredFile(row["id"], row["object"], row["name"], row["media_type"], fixity, row["content"], row["pages"])


class Holdings:
    """Objects, files, items."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_object(self, object_id: int, *, received: datetime, by: int, version: int = 1) -> None:
        """Record an object that the store holds."""
        row = {"id": object_id, "version": version, "received": received, "received_by": by}
        self._connection.execute(insert(_objects).values(**row))

    def add_file(self, file: StoredFile) -> None:
        """Record a file of an object. Raises Duplicate when a live file has the same SHA-256."""
        row = {"id": file.id, "object": file.object, "name": file.name, "media_type": file.media_type}
        fixity = {"size": file.fixity.size, "sha256": file.fixity.sha256, "sha512": file.fixity.sha512}
        try:
            with self._connection.begin_nested():
                self._connection.execute(
                    insert(_files).values(**row, **fixity, content=file.content, pages=file.pages, live=True)
                )
        except IntegrityError:
            raise Duplicate(file.fixity.sha256) from None

    def add_item(self, item: Item, *, object_id: int) -> None:
        """Record a document."""
        row: dict[str, Any] = {name: getattr(item, name) for name in Item.__dataclass_fields__}
        row |= {"state": item.state.value, "object": object_id, "sort_title": text.sort_key(item.title)}
        self._connection.execute(insert(_items).values(**row, changed=item.created))

    def item(self, item_id: int, *, lock: bool = False) -> Item:
        """An item; with `lock` no other unit may change it before this one ends. Raises NotFound."""
        query = select(_items).where(_items.c.id == item_id)
        row = self._connection.execute(query.with_for_update() if lock else query).mappings().first()
        if row is None:
            raise NotFound(f"item {item_id}")
        return item_of(row)

    def has_item(self, item_id: int) -> bool:
        """Whether the item is recorded."""
        return self._connection.scalar(select(_items.c.id).where(_items.c.id == item_id)) is not None

    def file_of_item(self, item_id: int) -> StoredFile:
        """The file that an item's pages come from. Raises NotFound."""
        query = select(_files).join(_items, _items.c.object == _files.c.object).where(_items.c.id == item_id)
        row = self._connection.execute(query.order_by(_files.c.id)).mappings().first()
        if row is None:
            raise NotFound(f"file of item {item_id}")
        return file_of(row)

    def file_of_object(self, object_id: int) -> StoredFile | None:
        """The file that was received with an object, or None when the catalogue doesn't know the object."""
        query = select(_files).where(_files.c.object == object_id).order_by(_files.c.id)
        row = self._connection.execute(query).mappings().first()
        return file_of(row) if row else None

    def item_with_bytes(self, sha256: str) -> int | None:
        """The item whose live file has these bytes."""
        query = select(_items.c.id).join(_files, _items.c.object == _files.c.object)
        return self._connection.scalar(query.where(_files.c.sha256 == sha256, _files.c.live).order_by(_items.c.id))

    def has_object(self, object_id: int) -> bool:
        """Whether the catalogue knows an object that the store holds."""
        return self._connection.scalar(select(_objects.c.id).where(_objects.c.id == object_id)) is not None

    def object_version(self, object_id: int) -> int:
        """The newest OCFL version that the catalogue knows of."""
        return int(self._connection.scalar(select(_objects.c.version).where(_objects.c.id == object_id)) or 0)

    def kept(self, item_id: int, *, object_id: int, version: int, revision: int) -> None:
        """The store now holds `revision` of the item, as `version` of its object."""
        self._connection.execute(update(_objects).where(_objects.c.id == object_id).values(version=version))
        self._connection.execute(update(_items).where(_items.c.id == item_id).values(kept_revision=revision))

    def indexed(self, item_id: int, revision: int, audience: int | None) -> None:
        """The search index now holds `revision` of the item for `audience`; None: it was taken out."""
        held = {"indexed_revision": revision, "indexed_audience": audience}
        self._connection.execute(update(_items).where(_items.c.id == item_id).values(**held))

    def change(self, item_id: int, at: datetime, **columns: Any) -> int:
        """Change an item's columns and raise its revision, which index and store then follow; returns the revision."""
        if isinstance(columns.get("state"), ItemState):
            columns["state"] = columns["state"].value
        if "title" in columns:
            columns["sort_title"] = text.sort_key(columns["title"])
        statement = update(_items).where(_items.c.id == item_id)
        raised = statement.values(**columns, revision=_items.c.revision + 1, changed=at).returning(_items.c.revision)
        revision = self._connection.scalar(raised)
        if revision is None:
            raise NotFound(f"item {item_id}")
        return int(revision)

    def raise_placed(self, nodes: Iterable[int], at: datetime) -> list[tuple[int, int]]:
        """Raise the revision of everything placed in these nodes, which index and store then follow; the cleared ones
        (id, revision)."""
        placed = select(_placements.c.item).where(_placements.c.node.in_(list(nodes)))
        raised = update(_items).where(_items.c.id.in_(placed)).values(revision=_items.c.revision + 1, changed=at)
        rows = self._connection.execute(raised.returning(_items.c.id, _items.c.revision, _items.c.state))
        return [(row[0], row[1]) for row in rows if ItemState(row[2]).cleared]

    def restore(self, item_id: int, *, title: str, state: ItemState, revision: int, **counts: int) -> None:
        """Set an item back to what its record says (rebuilding from the store)."""
        values = {"title": title, "sort_title": text.sort_key(title), "state": state.value, "revision": revision}
        self._connection.execute(update(_items).where(_items.c.id == item_id).values(**values, **counts))

    def is_empty(self) -> bool:
        """Whether the catalogue knows no object at all."""
        return self._connection.scalar(select(_objects.c.id).limit(1)) is None

    def object_ids(self) -> list[int]:
        """Every object that the catalogue knows."""
        return list(self._connection.scalars(select(_objects.c.id).order_by(_objects.c.id)))

    def forget_indexed(self) -> list[tuple[int, int]]:
        """Note that the search index holds none of the items that it held: their ids and revisions."""
        held = _items.c.state.in_([state.value for state in ItemState if state.cleared]) & (_items.c.indexed_revision > 0)
        forgotten = (
            update(_items).where(held).values(indexed_revision=0, indexed_audience=None).returning(_items.c.id, _items.c.revision)
        )
        return [(row[0], row[1]) for row in self._connection.execute(forgotten)]

    def behind(self, limit: int = 1000) -> list[tuple[int, int, int, int]]:
        """Described items whose index or store lags, but for those with a failed job (they wait for a person):
        (item, revision, indexed revision, kept revision)."""
        lag = (_items.c.revision > _items.c.indexed_revision) | (_items.c.revision > _items.c.kept_revision)
        columns = (_items.c.id, _items.c.revision, _items.c.indexed_revision, _items.c.kept_revision)
        failed = select(work.jobs.c.id).where(work.jobs.c.item == _items.c.id, work.jobs.c.state == "failed").exists()
        query = select(*columns).where(lag, ~failed, _items.c.state.not_in(["reading", "disposed"])).limit(limit)
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]

    def cleared_items(self, after: int, limit: int) -> list[int]:
        """Ids of items that may be indexed, in order, after `after`: for rebuilding an index in steps."""
        states = [state.value for state in ItemState if state.cleared]
        query = select(_items.c.id).where(_items.c.id > after, _items.c.state.in_(states)).order_by(_items.c.id)
        return list(self._connection.scalars(query.limit(limit)))
