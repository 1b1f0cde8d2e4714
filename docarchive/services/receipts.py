"""The receipt of an upload: all that is needed to finish, adopt or rebuild it; kept as the intent and in record.json."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from docarchive.catalogue import Unit
from docarchive.catalogue.archive import INTAKE_NODE
from docarchive.errors import NotFound
from docarchive.records.arrangement import Node
from docarchive.records.events import Deed
from docarchive.records.jobs import Stage
from docarchive.records.objects import Fixity, Item, ItemState, StoredFile

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received: one file, making one item. Ids are minted once; `at` is an ISO instant with its zone.

    `key`: the sender's Idempotency-Key, so that whoever finishes the upload keeps its answer for a repeat.
    """

    object: int
    file: int
    item: int
    name: str
    media_type: str
    pages: int
    fixity: Fixity
    content: str
    at: str
    by: int
    batch: int
    batch_title: str
    node: int
    priority: int
    key: str = ""

    def to_json(self) -> str:
        """Its stored form; identifiers as strings, since JSON's numbers lose their last digits elsewhere."""
        values = asdict(self)
        ids = ("object", "file", "item", "by", "batch", "node")
        return json.dumps({"schema": SCHEMA} | values | {name: str(values[name]) for name in ids}, ensure_ascii=False)


def answer(receipt: Receipt) -> dict[str, Any]:
    """What the sender is told when the upload is finished, by the names of `ingest.Accepted`."""
    told = {name: getattr(receipt, name) for name in ("item", "batch", "name", "pages")}
    return told | {"sha256": receipt.fixity.sha256}


def from_json(stored: str) -> Receipt:
    """A receipt from its stored form."""
    values: dict[str, Any] = json.loads(stored)
    del values["schema"]
    ids = ("object", "file", "item", "by", "batch", "node")
    return Receipt(**values | {name: int(values[name]) for name in ids} | {"fixity": Fixity(**values["fixity"])})


def enter(unit: Unit, receipt: Receipt, *, again: bool = False) -> Item:
    """Make object, file, item, placement, event and first job of a receipt, all in this unit.

    Raises Duplicate when a live file has the same bytes. A node that is gone means the intake. `again`: the item comes
    back from the store with its history, so no event is noted and no job begins.
    """
    at = datetime.fromisoformat(receipt.at)
    try:
        node = unit.arrangement.node(receipt.node)
    except NotFound:
        node = unit.arrangement.node(INTAKE_NODE)
    unit.holdings.add_object(receipt.object, received=at, by=receipt.by)
    head = (receipt.file, receipt.object, receipt.name, receipt.media_type)
    unit.holdings.add_file(StoredFile(*head, receipt.fixity, receipt.content, receipt.pages))
    item = _item(receipt, receipt.item, node, pages=receipt.pages)
    unit.holdings.add_item(item, object_id=receipt.object)
    unit.arrangement.place(item.id, node.id)
    if again:
        return item
    facts = {"name": receipt.name, "sha256": receipt.fixity.sha256, "size": receipt.fixity.size}
    unit.events.add(Deed.ACCEPT, agent=receipt.by, item=item.id, **facts)
    unit.jobs.add(Stage.PLAN, item.id, uniq=f"plan:{item.id}:1", priority=receipt.priority)
    return item


def add_item(unit: Unit, receipt: Receipt, item: int) -> None:
    """Make a further item of a receipt's object, without pages, in the intake: one that it was split into comes back."""
    node = unit.arrangement.node(INTAKE_NODE)
    unit.holdings.add_item(_item(receipt, item, node, pages=0), object_id=receipt.object)
    unit.arrangement.place(item, node.id)


def _item(receipt: Receipt, item: int, node: Node, *, pages: int) -> Item:
    return Item(
        id=item,
        title=receipt.name,
        state=ItemState.READING,
        pages=pages,
        pages_open=pages,
        pages_failed=0,
        gen=1,
        revision=1,
        kept_revision=0,
        indexed_revision=0,
        home=node.id,
        audience=node.audience,
        batch=receipt.batch,
        created=datetime.fromisoformat(receipt.at),
        created_by=receipt.by,
    )


def keep_answer(unit: Unit, receipt: Receipt) -> None:
    """Keep what the sender is told for a repeat under the same Idempotency-Key, if there is one.

    Raises KeyReused when the key was answered for another body, also by an upload that came in at the same instant.
    """
    if receipt.key:
        told = json.dumps(answer(receipt))
        at = datetime.fromisoformat(receipt.at)
        unit.uploads.keep_answer(receipt.by, receipt.key, body=receipt.fixity.sha256, status=201, answer=told, at=at)
