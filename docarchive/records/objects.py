"""What was received: objects, their files and the items made of their pages.

An object is one upload, kept as one OCFL object. An item is one document, made of pages of objects; by default one
item an object with all its pages. A split makes more items over the same pages and leaves the bytes alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from docarchive.records.conditions import Condition


@dataclass(frozen=True, slots=True)
class Fixity:
    """Digests of a file's bytes, lower-case hex, and its length in bytes."""

    sha256: str
    sha512: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of an object. `name` is what the sender called it (metadata, never a path); `content` its OCFL logical path."""

    id: int
    object: int
    name: str
    media_type: str
    fixity: Fixity
    content: str
    pages: int


class ItemState(Enum):
    """Where an item stands, each with its sentences (vi, en)."""

    READING = "reading"  #: pages are being read; nobody but who sent it and the archivists sees it
    READ = "read"  #: read, described, cleared: found by those who may
    PARTIAL = "partial"  #: cleared, but some pages could not be read
    FAILED = "failed"  #: no page could be read
    QUARANTINED = "quarantined"  #: carries a secrecy mark: only the secrecy officer sees it
    DISPOSED = "disposed"  #: bytes are gone, the tombstone stays
    JOINED = "joined"  #: its pages went back into the document that they were split from; only its history stays

    @property
    def cleared(self) -> bool:
        """Whether it may be indexed, listed and suggested."""
        return self in (ItemState.READ, ItemState.PARTIAL, ItemState.FAILED)


@dataclass(frozen=True, slots=True)
class Item:
    """One document. `pages_open` pages are still to be read in reading generation `gen`.

    `revision` grows with every change that index or store must follow; the store has followed up to `kept_revision`,
    the index up to `indexed_revision`. `home` is the node that decides who may see it, `audience` that node's audience.
    """

    id: int
    title: str
    state: ItemState
    pages: int
    pages_open: int
    pages_failed: int
    gen: int
    revision: int
    kept_revision: int
    indexed_revision: int
    home: int
    audience: int
    batch: int
    created: datetime
    created_by: int


def generation(items: Iterable[Item]) -> int:
    """How often anything of an object's pages, or of which document has which, was made anew: it only grows."""
    return 1 + sum(item.gen - 1 for item in items)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A page at its place in an item: the `number`-th (from 1) page of the item is page `index` (from 0) of `file`.
    `unread`: whether something on it, of what looks like text, was not read; `condition` of its scan."""

    id: int
    item: int
    number: int
    file: int
    index: int
    width: int
    height: int
    state: str
    error: str
    confidence: float | None
    engine: str
    unread: bool = False
    condition: Condition | None = None
