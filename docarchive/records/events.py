"""Events: what was done, by whom, when; append-only and sealed in a hash chain (PREMIS event, agent)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Deed(Enum):
    """What can be done, named as people read it in the history."""

    ACCEPT = "accept"
    PLAN = "plan"
    READ = "read"
    DESCRIBE = "describe"
    KEEP = "keep"
    INDEX = "index"
    QUARANTINE = "quarantine"
    SPLIT = "split"
    JOIN = "join"
    REORDER = "reorder"
    RETRY = "retry"
    EDIT = "edit"
    PLACE = "place"
    ARRANGE = "arrange"
    VIEW = "view"
    SEARCH = "search"
    DOWNLOAD = "download"
    EXPORT = "export"
    SIGN_IN = "sign-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_OUT = "sign-out"
    GRANT = "grant"
    VERIFY = "verify"
    REBUILD = "rebuild"


@dataclass(frozen=True, slots=True)
class Event:
    """One deed. `agent` is a user's id, or 0 for the machine; `item` 0 when it concerns none; `facts` are JSON."""

    id: int
    at: datetime
    deed: Deed
    agent: int
    item: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seal:
    """A link of the chain over events: `hash` = SHA-256 over (seq, event, payload_sha256, previous)."""

    seq: int
    event: int
    payload_sha256: str
    previous: str
    hash: str


def payload_digest(payload: str) -> str:
    """SHA-256 of an event's stored payload, hex. The chain covers this, so a payload can be erased and it still holds."""
    return hashlib.sha256(payload.encode()).hexdigest()


def payload_of(event: Event) -> str:
    """The canonical JSON that is stored and hashed: keys sorted, no blanks, UTC microseconds."""
    return json.dumps(
        {
            "id": event.id,
            "at": event.at.isoformat(timespec="microseconds"),
            "deed": event.deed.value,
            "agent": event.agent,
            "item": event.item,
            "facts": event.facts,
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def link(seq: int, event: int, payload_sha256: str, previous: str) -> Seal:
    """The next seal after the one whose hash is `previous` (64 zeros for the first)."""
    digest = hashlib.sha256(f"{seq}|{event}|{payload_sha256}|{previous}".encode()).hexdigest()
    return Seal(seq, event, payload_sha256, previous, digest)
