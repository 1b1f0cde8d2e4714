"""Accepting a document: refuse early with a reason, store, then record; a yes is a promise (law 1).

What happens when the process dies: before the store's version is there, nothing was accepted. Between store and
commit, the intent (written first) lets `adopt` finish the upload, by the clock or when the same bytes come again.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO

from docarchive.archive import Archive
from docarchive.errors import Duplicate, Forbidden, KeyReused, NameMissing, NotFound, Refused
from docarchive.records import identifiers, text
from docarchive.records.access import Asker
from docarchive.records.jobs import BULK, SINGLE, Stage
from docarchive.rules.access import Right, access_filter, require, require_item
from docarchive.services import receipts
from docarchive.services.batching import require_batch
from docarchive.services.receipts import Receipt
from docarchive.services.spool import Spooled, receive, spooling
from docarchive.storage import Content
from docarchive.storage.ocfl import object_id

#: The first files of a batch overtake bulk imports, so that who sends one or two from the page doesn't wait behind 500.
_FEW = 3
_LONGEST_NAME = 255
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/tiff": ".tif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/bmp": ".bmp",
    "image/jp2": ".jp2",
    "text/plain": ".txt",
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """The yes: the document is stored, recorded and on its way. `again`: a repeat of an earlier upload with the same key."""

    item: int
    batch: int
    name: str
    pages: int
    sha256: str
    again: bool = False


def accept(
    archive: Archive,
    asker: Asker,
    stream: BinaryIO,
    name: str,
    *,
    batch: int,
    key: str = "",
    priority: int = BULK,
    length: int | None = None,
) -> Accepted:
    """Take one document from `stream`. See `accept_spooled`; `length` lets it refuse before the first byte."""
    require_batch(archive, asker, batch)
    received = False
    try:
        with spooling(archive, length=length) as spooled:
            receive(spooled, stream)
            received = True
            return accept_spooled(archive, asker, spooled, name, batch=batch, key=key, priority=priority)
    except Refused as refusal:
        if not received:  # what was received whole is noted by `accept_spooled`
            note_refusal(archive, batch, name, length or 0, refusal, key=key)
        raise


def accept_spooled(
    archive: Archive, asker: Asker, spooled: Spooled, name: str, *, batch: int, key: str = "", priority: int = BULK
) -> Accepted:
    """Take a document that was received whole. When this returns it is safe: synced, recorded, its first job waiting.

    Raises a Refused (kept in the batch's list with its reason), KeyReused, Forbidden, NotFound (no such batch).
    With a `key` a repeat within 24 hours gets the first answer again.
    """
    require(asker, Right.UPLOAD)
    name = clean_name(name)
    earlier = _answered(archive, asker, key, spooled) if key else None
    if earlier:
        return earlier
    try:
        accepted = _keep(archive, asker, spooled, name, batch=batch, key=key, priority=priority)
    except Refused as refusal:
        earlier = _answered(archive, asker, key, spooled) if key and isinstance(refusal, Duplicate) else None
        if earlier:  # the same upload, sent again before its first answer was out
            return earlier
        note_refusal(archive, batch, name, spooled.size, refusal, key=key)
        raise
    archive.dispatch.nudge([Stage.PLAN])
    return accepted


def clean_name(name: str) -> str:
    """The sender's name for the file, in NFC, on one line, without folders: metadata, never a path on our side.

    No file system has names past 255 characters, so the stem of such a one is cut. Raises NameMissing.
    """
    last = PurePosixPath(" ".join(text.clean(name).replace("\\", "/").splitlines())).name.strip()
    if not last:
        raise NameMissing
    ending = PurePosixPath(last).suffix[-10:]
    return last if len(last) <= _LONGEST_NAME else last[: _LONGEST_NAME - len(ending)] + ending


def _answered(archive: Archive, asker: Asker, key: str, spooled: Spooled) -> Accepted | None:
    with archive.catalogue.writing() as unit:
        known = unit.uploads.answer(asker.id, key, at=datetime.now(UTC))
        unit.commit()
    if known is None:
        return None
    if known[0] != spooled.fixity.sha256:
        raise KeyReused(key)
    return Accepted(**json.loads(known[2]), again=True)


def _keep(archive: Archive, asker: Asker, spooled: Spooled, name: str, *, batch: int, key: str, priority: int) -> Accepted:
    refuse_duplicate(archive, asker, spooled.fixity.sha256)
    with archive.slots.lend() as slot:
        examined = slot.examine(spooled.path, name)
    made = identifiers.mint()
    with archive.catalogue.writing() as unit:
        opened = unit.uploads.batch(batch)
        receipt = Receipt(
            object=made,
            file=identifiers.mint(),
            item=made,
            name=name,
            media_type=examined.media_type,
            pages=examined.pages,
            fixity=spooled.fixity,
            content=f"original/file{_ENDINGS[examined.media_type]}",
            at=datetime.now(UTC).isoformat(),
            by=asker.id,
            batch=batch,
            batch_title=opened["title"],
            node=opened["node"],
            priority=SINGLE if unit.uploads.size(batch) < _FEW else priority,
            key=key,
        )
        unit.uploads.intend(made, spooled.fixity.sha256, receipt.to_json(), at=datetime.now(UTC))
        uuid = unit.archive.uuid
        unit.commit()
    store(archive, uuid, receipt, spooled)
    return enter(archive, asker, uuid, receipt)


def refuse_duplicate(archive: Archive, asker: Asker, sha256: str) -> None:
    """Raises Duplicate when these bytes are in the archive, naming the item only if the asker may see it."""
    finish_begun(archive, sha256=sha256)
    with archive.catalogue.reading() as unit:
        same = unit.holdings.item_with_bytes(sha256)
        if same is None:
            return
        access = access_filter(asker, unit.arrangement.audiences())
        try:
            require_item(access, unit.holdings.item(same))
        except NotFound:
            raise Duplicate(sha256) from None
    raise Duplicate(sha256, item=same)


def store(archive: Archive, uuid: str, receipt: Receipt, spooled: Spooled) -> None:
    """Write version 1 of the object: the original and the receipt, durable when this returns."""
    note = spooled.path.with_name(f"{spooled.path.name}.json")
    try:
        written = Spooled(note, limit=1 << 20)
        written.write(receipt.to_json().encode())
        written.done()
        archive.storage.write_version(
            object_id(uuid, receipt.object),
            [Content(receipt.content, spooled.path, receipt.fixity), Content("receipt.json", note, written.fixity)],
            version=1,
            message="Nhận tài liệu",
            agent=str(receipt.by),
            at=datetime.fromisoformat(receipt.at),
            move=True,
        )
    finally:
        note.unlink(missing_ok=True)


def enter(archive: Archive, asker: Asker, uuid: str, receipt: Receipt) -> Accepted:
    """Record what the store now holds: item, event, first job and the answer for repeats in one transaction.

    Raises Duplicate and KeyReused: a race was lost.
    """
    try:
        with archive.catalogue.writing() as unit:
            if unit.uploads.fulfilled(receipt.object):
                receipts.enter(unit, receipt)
                receipts.keep_answer(unit, receipt)
                unit.commit()
            elif not unit.holdings.has_item(receipt.item):
                # Who finished what was begun took another upload of these bytes for the first.
                raise Duplicate(receipt.fixity.sha256)
    except (Duplicate, KeyReused) as lost:
        # Two came in at once, and the other was recorded. This copy was never promised to anybody.
        archive.storage.purge(object_id(uuid, receipt.object))
        _forget(archive, receipt.object)
        if isinstance(lost, Duplicate):
            refuse_duplicate(archive, asker, receipt.fixity.sha256)
        raise
    return Accepted(**receipts.answer(receipt))


def finish_begun(archive: Archive, *, sha256: str = "", older_than: float = 0) -> list[int]:
    """Adopt what killed uploads left in the store, and forget those that left nothing; the items adopted.

    By `sha256`: those of the same bytes. By `older_than` seconds: those that nobody is likely to be still writing.
    """
    before = datetime.now(UTC) - timedelta(seconds=older_than) if not sha256 else None
    with archive.catalogue.reading() as unit:
        begun = unit.uploads.intended(sha256=sha256, before=before)
        uuid = unit.archive.uuid
    adopted = []
    for made, stored in begun:
        receipt = receipts.from_json(stored)
        if archive.storage.version(object_id(uuid, made)):
            adopted.append(_adopt(archive, uuid, receipt))
        elif datetime.now(UTC) - datetime.fromisoformat(receipt.at) > timedelta(hours=1):
            _forget(archive, made)
    return [item for item in adopted if item]


def _adopt(archive: Archive, uuid: str, receipt: Receipt) -> int:
    try:
        with archive.catalogue.writing() as unit:
            if not unit.uploads.fulfilled(receipt.object):
                return 0
            receipts.enter(unit, receipt)
            with suppress(KeyReused):  # then a repeat gets the other upload's refusal; the document is kept all the same
                receipts.keep_answer(unit, receipt)
            unit.commit()
    except Duplicate:
        # The bytes are recorded under another object; this copy was never promised to anybody, and its sender is gone or
        # finds it gone. Forgotten only after it is gone, so that a store that is away, or a kill, leaves it to the next turn.
        # Under a lock of the store it stays, and `storage verify` tells of it.
        with suppress(Forbidden):
            archive.storage.purge(object_id(uuid, receipt.object))
        _forget(archive, receipt.object)
        return 0
    archive.dispatch.nudge([Stage.PLAN])
    return receipt.item


def _forget(archive: Archive, made: int) -> None:
    with archive.catalogue.writing() as unit:
        unit.uploads.fulfilled(made)
        unit.commit()


def note_refusal(archive: Archive, batch: int, name: str, size: int, refusal: Refused, *, key: str = "") -> None:
    """Keep a refusal in its batch's list, so that of 500 files each missing one is named with its reason; once for a `key`."""
    facts = dict(refusal.facts)
    if isinstance(refusal, Duplicate) and refusal.item:
        facts["item"] = str(refusal.item)
    with archive.catalogue.writing() as unit:
        unit.uploads.refuse(batch, name=name, size=size, code=refusal.code, facts=facts, at=datetime.now(UTC), key=key)
        unit.commit()
