"""The hash chain over events: whoever alters one in the database breaks the chain from there on."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from docarchive.catalogue.schema import work
from docarchive.records.events import Seal, link, payload_digest

_events, _seals = work.events, work.seals
START = "0" * 64


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """Where the chain breaks: the seal's number, the event, and what is wrong with it."""

    seq: int
    event: int
    reason: str


class Seals:
    """The chain. One process at a time seals, holding the lease "seal"."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def seal(self, limit: int = 1000) -> int:
        """Chain up to `limit` events that have no seal yet, in order of their ids; how many."""
        last = self._connection.execute(select(_seals).order_by(_seals.c.seq.desc()).limit(1)).mappings().first()
        seq, previous = (last["seq"], last["hash"]) if last else (0, START)
        loose = select(_events.c.id, _events.c.payload_sha256).outerjoin(_seals, _seals.c.event == _events.c.id)
        rows = self._connection.execute(loose.where(_seals.c.seq.is_(None)).order_by(_events.c.id).limit(limit)).all()
        made = []
        for event, digest in rows:
            seal = link(seq + 1, event, digest, previous)
            made.append(_row(seal))
            seq, previous = seal.seq, seal.hash
        if made:
            self._connection.execute(insert(_seals), made)
        return len(made)

    def is_empty(self) -> bool:
        """Whether nothing was ever sealed here."""
        return self._connection.scalar(select(_seals.c.seq).limit(1)) is None

    def loose(self) -> int:
        """Events that wait for their seal."""
        joined = _events.outerjoin(_seals, _seals.c.event == _events.c.id)
        query = select(func.count()).select_from(joined).where(_seals.c.seq.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def verify(self) -> list[BrokenSeal]:
        """Walk the whole chain and the events under it; an empty list when it holds.

        A payload that was lawfully erased (None) is no break: the chain covers its digest.
        """
        broken: list[BrokenSeal] = []
        seq, previous = 0, START
        joined = _seals.outerjoin(_events, _events.c.id == _seals.c.event)
        query = select(_seals, _events.c.payload, _events.c.payload_sha256.label("noted")).select_from(joined)
        for row in self._connection.execute(query.order_by(_seals.c.seq)).mappings():
            expected = link(seq + 1, row["event"], row["payload_sha256"], previous)
            if (row["seq"], row["previous"], row["hash"]) != (expected.seq, expected.previous, expected.hash):
                broken.append(BrokenSeal(row["seq"], row["event"], "chain"))
            elif row["noted"] != row["payload_sha256"]:
                broken.append(BrokenSeal(row["seq"], row["event"], "event is gone" if row["noted"] is None else "digest"))
            elif row["payload"] is not None and payload_digest(row["payload"]) != row["payload_sha256"]:
                broken.append(BrokenSeal(row["seq"], row["event"], "payload"))
            seq, previous = row["seq"], row["hash"]
        return broken


def _row(seal: Seal) -> dict[str, object]:
    names = ("seq", "event", "payload_sha256", "previous", "hash")
    return {name: getattr(seal, name) for name in names}
