"""Whose a batch of uploads is: opened, used and seen by the rule of `rules.access.sees_batch`."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import NotFound
from docarchive.records.access import Asker
from docarchive.rules.access import Right, access_filter, may, require, sees_batch


@dataclass(frozen=True, slots=True)
class BatchSums:
    """A batch in a list: who opened it and when, and of what the asker may see how much it brought and how far that is read;
    `handed`: what the asker sent and the secrecy officer has."""

    id: int
    title: str
    by: str
    created: datetime
    files: int
    pages: int
    pages_open: int
    pages_failed: int
    refused: int
    handed: int


def overview(archive: Archive, asker: Asker, *, limit: int) -> list[BatchSums]:
    """The newest batches that the asker sees, with their sums. Raises Forbidden."""
    require(asker, Right.UPLOAD)
    with archive.catalogue.reading() as unit:
        rows = visible_batches(unit, asker, limit=limit)
        ids = [row["id"] for row in rows]
        access = access_filter(asker, unit.arrangement.audiences())
        sums = unit.lists.sums_of_batches(ids, access)
        handed = Counter(batch for batch, _, _ in unit.lists.handed_over(ids, by=asker.id, access=access))
        refused = unit.uploads.refused(ids)
        names = unit.people.names()
    return [
        BatchSums(
            row["id"],
            row["title"],
            names.get(row["created_by"], ""),
            row["created"],
            *sums.get(row["id"], (0, 0, 0, 0)),
            refused.get(row["id"], 0),
            handed[row["id"]],
        )
        for row in rows
    ]


def open_batch(archive: Archive, asker: Asker, title: str = "", *, node: int = INTAKE_NODE) -> int:
    """A new batch of uploads that go into `node`; its id. Raises Forbidden, NotFound (no such node)."""
    require(asker, Right.UPLOAD)
    at = datetime.now(UTC)
    local = at.astimezone(ZoneInfo(archive.settings.timezone))  # offices file by their own day
    with archive.catalogue.writing() as unit:
        require_node(unit, asker, node)
        made = unit.uploads.open_batch(title or f"Lô {local:%d/%m/%Y %H:%M:%S}", by=asker.id, node=node, at=at)
        unit.commit()
    return made


def require_node(unit: Unit, asker: Asker, node: int) -> None:
    """Raises NotFound when there is no such node, or none that the asker may see. Who may upload may put into the intake,
    also by a token that sees nothing in it: a scanner's."""
    if node == INTAKE_NODE:
        return
    access = access_filter(asker, unit.arrangement.audiences())
    if unit.arrangement.node(node).audience not in access.audiences:
        raise NotFound(f"node {node}")


def require_batch(archive: Archive, asker: Asker, batch: int) -> None:
    """Raises NotFound when there is no such batch for the asker, Forbidden when the asker may not upload."""
    require(asker, Right.UPLOAD)
    with archive.catalogue.reading() as unit:
        visible_batch(unit, asker, batch)


def visible_batch(unit: Unit, asker: Asker, batch: int) -> dict[str, Any]:
    """A batch: id, title, created_by, created, node. Raises NotFound when there is none for the asker."""
    row = dict(unit.uploads.batch(batch))
    audiences = {audience.id: audience for audience in unit.arrangement.audiences()}
    if not sees_batch(asker, row["created_by"], audiences[unit.arrangement.node(row["node"]).audience]):
        raise NotFound(f"batch {batch}")
    return row


def visible_batches(unit: Unit, asker: Asker, *, limit: int) -> list[dict[str, Any]]:
    """The newest batches of the asker's own and of nodes that the asker keeps, by the same rule."""
    keeps = may(asker, Right.ARRANGE)
    audiences = access_filter(asker, unit.arrangement.audiences()).audiences if keeps else ()
    return [dict(row) for row in unit.uploads.batches(by=asker.id, audiences=audiences, limit=limit)]
