"""Batches of uploads, what was refused in them, and the answers that repeated uploads get again."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import arrangement, holdings
from docarchive.errors import KeyReused, NotFound
from docarchive.records import identifiers

_batches, _refusals, _answers, _intents = holdings.batches, holdings.refusals, holdings.answers, holdings.intents
_nodes = arrangement.nodes
_ANSWER_KEPT = timedelta(hours=24)


class Uploads:
    """Batches, refusals, answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_batch(self, title: str, *, by: int, node: int, at: datetime, batch: int | None = None) -> int:
        """A new batch; its id."""
        made = batch or identifiers.mint()
        self._connection.execute(insert(_batches).values(id=made, title=title[:200], created_by=by, created=at, node=node))
        return made

    def batch(self, batch: int) -> RowMapping:
        """A batch: id, title, created_by, created, node. Raises NotFound."""
        row = self._connection.execute(select(_batches).where(_batches.c.id == batch)).mappings().first()
        if row is None:
            raise NotFound(f"batch {batch}")
        return row

    def size(self, batch: int) -> int:
        """How many documents a batch has brought so far."""
        query = select(func.count()).where(holdings.items.c.batch == batch)
        return int(self._connection.execute(query).scalar_one())

    def batches(self, *, by: int, audiences: Iterable[int], limit: int = 20) -> list[RowMapping]:
        """Batches that `by` opened, or that go into nodes of these audiences, newest first."""
        nodes = select(_nodes.c.id).where(_nodes.c.audience.in_(list(audiences)))
        query = select(_batches).where(or_(_batches.c.created_by == by, _batches.c.node.in_(nodes)))
        return list(self._connection.execute(query.order_by(_batches.c.created.desc()).limit(limit)).mappings())

    def refuse(self, batch: int, *, name: str, size: int, code: str, facts: dict[str, Any], at: datetime, key: str = "") -> int:
        """Keep a refusal in its batch's list until a person dismisses it; its id. The same file sent again (by its sender's
        `key`) stands there once, with its latest reason."""
        row: dict[str, Any] = {"name": name, "size": size, "code": code, "at": at}
        row["facts"] = json.dumps(facts | ({"key": key} if key else {}), ensure_ascii=False, default=str)
        earlier = self._refused(batch, name, key) if key else None
        if earlier:
            self._connection.execute(update(_refusals).where(_refusals.c.id == earlier).values(**row))
            return earlier
        made = identifiers.mint()
        self._connection.execute(insert(_refusals).values(id=made, batch=batch, dismissed=False, **row))
        return made

    def _refused(self, batch: int, name: str, key: str) -> int | None:
        same = (_refusals.c.batch == batch, _refusals.c.name == name, ~_refusals.c.dismissed)
        rows = self._connection.execute(select(_refusals.c.id, _refusals.c.facts).where(*same))
        return next((row[0] for row in rows if json.loads(row[1]).get("key") == key), None)

    def refused(self, batches: Iterable[int]) -> dict[int, int]:
        """How many refusals stand in each of these batches' lists; batches without any are left out."""
        listed = (_refusals.c.batch.in_(list(batches)), ~_refusals.c.dismissed)
        query = select(_refusals.c.batch, func.count()).where(*listed).group_by(_refusals.c.batch)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def refusals(self, batch: int) -> list[RowMapping]:
        """What was refused in a batch and not dismissed, in order."""
        query = select(_refusals).where(_refusals.c.batch == batch, ~_refusals.c.dismissed).order_by(_refusals.c.id)
        return list(self._connection.execute(query).mappings())

    def dismiss(self, batch: int, refusal: int) -> None:
        """Take a refusal off the list. Raises NotFound."""
        one = update(_refusals).where(_refusals.c.batch == batch, _refusals.c.id == refusal).values(dismissed=True)
        if self._connection.execute(one).rowcount != 1:
            raise NotFound(f"refusal {refusal}")

    def answer(self, user: int, key: str, *, at: datetime) -> tuple[str, int, str] | None:
        """What this user's Idempotency-Key was answered within 24 hours: SHA-256 of the body, status, answer (JSON)."""
        self._connection.execute(delete(_answers).where(_answers.c.at < at - _ANSWER_KEPT))
        query = select(_answers).where(_answers.c.user == user, _answers.c.key == key[:200])
        row = self._connection.execute(query).mappings().first()
        return (row["body"], row["status"], row["answer"]) if row else None

    def keep_answer(self, user: int, key: str, *, body: str, status: int, answer: str, at: datetime) -> None:
        """Keep an answer for repeats. Raises KeyReused when the key has one for another body."""
        self._connection.execute(delete(_answers).where(_answers.c.at < at - _ANSWER_KEPT))
        row = {"user": user, "key": key[:200], "body": body, "status": status, "answer": answer, "at": at}
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        # Of two senders at the same instant the second waits here until the first is committed, and then reads its body.
        self._connection.execute(dialect.insert(_answers).values(**row).on_conflict_do_nothing())
        kept = select(_answers.c.body).where(_answers.c.user == user, _answers.c.key == key[:200])
        if self._connection.scalar(kept) != body:
            raise KeyReused(key)

    def intend(self, object_id: int, sha256: str, receipt: str, *, at: datetime) -> None:
        """Note that an object is about to be written to the store; `receipt` is all that is needed to finish the upload."""
        self._connection.execute(insert(_intents).values(id=object_id, sha256=sha256, received=receipt, at=at))

    def intended(self, *, sha256: str = "", before: datetime | None = None) -> list[tuple[int, str]]:
        """Uploads that were begun and not finished: (object id, receipt), of these bytes or begun `before` then."""
        query = select(_intents.c.id, _intents.c.received).order_by(_intents.c.id)
        if sha256:
            query = query.where(_intents.c.sha256 == sha256)
        if before is not None:
            query = query.where(_intents.c.at < before)
        return [(row[0], row[1]) for row in self._connection.execute(query)]

    def fulfilled(self, object_id: int) -> bool:
        """The upload is finished (or came to nothing): forget the intent. False when another process did so first."""
        return self._connection.execute(delete(_intents).where(_intents.c.id == object_id)).rowcount == 1
