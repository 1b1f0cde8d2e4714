"""record.json: everything known of an item, kept in its object, from which the catalogue can be made again (law 2)."""

import json
from typing import Any

from docarchive.catalogue import Unit
from docarchive.records.arrangement import Node
from docarchive.records.identifiers import to_letters
from docarchive.records.objects import Item, StoredFile

#: Of an object that is one document; of one that was split, which has `parts` besides.
SCHEMA, _SPLIT = 1, 2


def record_of(unit: Unit, item: Item, file: StoredFile) -> dict[str, Any]:
    """The record of an object as it stands: its file, and of the item that it was received as (`item`) description with its
    history, placements, pages. Where it was split, `parts` are the same of the other items.

    Identifiers are strings, instants ISO 8601 with zone, dates EDTF.
    """
    parts = [_of_item(unit, part) for part in unit.stacks.items(file.object) if part.id != item.id]
    head = {"schema": _SPLIT if parts else SCHEMA, "archive": unit.archive.uuid}
    return head | {"file": _file(file)} | _of_item(unit, item) | ({"parts": parts} if parts else {})


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "object": str(file.object),
        "name": file.name,
        "media_type": file.media_type,
        "size": file.fixity.size,
        "sha256": file.fixity.sha256,
        "sha512": file.fixity.sha512,
        "content": file.content,
    }


def _of_item(unit: Unit, item: Item) -> dict[str, Any]:
    names = unit.people.names()
    batch = unit.uploads.batch(item.batch)
    return {
        "item": {
            "id": str(item.id),
            "address": to_letters(item.id),
            "title": item.title,
            "state": item.state.value,
            "revision": item.revision,
            "gen": item.gen,
            "pages": item.pages,
            "pages_failed": item.pages_failed,
            "created": item.created.isoformat(),
            "created_by": {"id": str(item.created_by), "name": names.get(item.created_by, "")},
            "batch": {"id": str(item.batch), "title": batch["title"]},
        },
        "placements": [_placement(unit, node) for node in unit.arrangement.nodes_of(item.id)],
        "fields": [_said(dict(row), names) for row in unit.fields.history(item.id)],
        "pages": [
            {"id": str(page.id), "number": page.number, "index": page.index, "state": page.state, "error": page.error}
            | {"engine": page.engine, "confidence": page.confidence}
            for page in unit.pages.of_item(item.id)
        ],
        "events": [_event(dict(row)) for row in reversed(unit.events.of_item(item.id))],
    }


def _placement(unit: Unit, node: int) -> dict[str, Any]:
    return {"node": str(node), "path": [_step(unit, each) for each in unit.arrangement.path(node)]}


def _step(unit: Unit, node: Node) -> dict[str, Any]:
    own = None
    if node.own_audience:
        audience = next(each for each in unit.arrangement.audiences() if each.id == node.audience)
        persons = sorted(str(person) for person in audience.persons)
        own = {"mode": audience.mode.value, "department": str(audience.department), "persons": persons}
    head = {"id": str(node.id), "kind": node.kind.value, "code": node.code, "title": node.title}
    return head | {"opened": node.opened, "closed": node.closed, "audience": own}


def _said(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    kept = ("name", "ordinal", "source", "version", "value", "confidence", "page", "state", "gen")
    box = None if row["left"] is None else [row["left"], row["top"], row["right"], row["bottom"]]
    who = {"by": str(row["by"]), "by_name": names.get(row["by"], ""), "at": row["at"].isoformat()}
    return {"id": str(row["id"])} | {name: row[name] for name in kept} | {"box": box} | who


def _event(row: dict[str, Any]) -> dict[str, Any]:
    facts = json.loads(row["payload"])["facts"] if row["payload"] else None
    return {"id": str(row["id"]), "at": row["at"].isoformat(), "deed": row["deed"], "agent": str(row["agent"]), "facts": facts}
