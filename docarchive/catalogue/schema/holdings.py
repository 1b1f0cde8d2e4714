"""What the archive holds: objects, files, pages, readings, items; and the uploads that brought them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from docarchive.catalogue.connection import Instant, SortKey
from docarchive.catalogue.schema.metadata import identifier, metadata, refers

archive = Table(  # one row: who this archive is
    "archive",
    metadata,
    identifier(),
    Column("uuid", String(36), nullable=False),
    Column("created", Instant, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    identifier(),
    Column("title", String(200), nullable=False),
    refers("created_by", "users"),
    Column("created", Instant, nullable=False),
    refers("node", "nodes"),
    Index(None, "created"),
)

refusals = Table(  # what was not taken stays in the batch's list until it is dismissed
    "refusals",
    metadata,
    identifier(),
    refers("batch", "batches"),
    Column("name", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("code", String(40), nullable=False),
    Column("facts", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("dismissed", Boolean, nullable=False),
    Index(None, "batch"),
)

answers = Table(  # Idempotency-Key: the answer that a repeated upload gets, for 24 hours
    "answers",
    metadata,
    refers("user", "users", primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("body", String(64), nullable=False),  # SHA-256 of the body that came with the key
    Column("status", Integer, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

intents = Table(  # noted before the store is written, gone with the commit: what a killed upload left can be adopted
    "intents",
    metadata,
    identifier(),  # of the object
    Column("sha256", String(64), nullable=False),
    Column("received", Text, nullable=False),  # the receipt, as in record.json
    Column("at", Instant, nullable=False),
    Index(None, "sha256"),
    Index(None, "at"),
)

objects = Table(
    "objects",
    metadata,
    identifier(),
    Column("version", Integer, nullable=False),  # the newest OCFL version that the catalogue knows of
    Column("received", Instant, nullable=False),
    refers("received_by", "users"),
)

files = Table(
    "files",
    metadata,
    identifier(),
    refers("object", "objects"),
    Column("name", String, nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("sha512", String(128), nullable=False),
    Column("content", String(200), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("live", Boolean, nullable=False),
    Index(None, "object"),
    Index("uq_files_sha256_live", "sha256", unique=True, sqlite_where=text("live"), postgresql_where=text("live")),
)

pages = Table(
    "pages",
    metadata,
    identifier(),
    refers("file", "files"),
    Column("index", Integer, nullable=False),  # from 0 within the file
    Column("state", String(20), nullable=False),  # waiting, read, failed
    Column("error", String(300), nullable=False),
    # No foreign key: readings point at their page already, and SQLite can't add the second half of a circle.
    Column("current_reading", BigInteger),
    UniqueConstraint("file", "index"),
)

readings = Table(  # immutable; a reread or a correction is a new row
    "readings",
    metadata,
    identifier(),
    refers("page", "pages"),
    Column("gen", Integer, nullable=False),
    Column("engine", String(40), nullable=False),
    Column("version", String(80), nullable=False),
    Column("at", Instant, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("dpi", Integer, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", LargeBinary, nullable=False),
    Column("unread", Text, nullable=False, server_default=""),
    Column("condition", Text, nullable=False, server_default=""),
    Column("kinds", Text, nullable=False, server_default=""),
    Column("others", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False, server_default=""),  # of a separator sheet
    Column("parent", BigInteger),
    Column("by", BigInteger, nullable=False),
    Index(None, "page"),
)

#: What the index still shows to whoever could see it before: moved to another audience since, or not cleared any more.
MOVED = (
    "indexed_audience IS NOT NULL AND (indexed_audience <> audience OR state IN ('reading', 'quarantined', 'disposed', 'joined'))"
)

items = Table(
    "items",
    metadata,
    identifier(),
    refers("object", "objects"),
    Column("title", String, nullable=False),
    Column("sort_title", SortKey, nullable=False),
    Column("state", String(20), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("pages_open", Integer, nullable=False),
    Column("pages_failed", Integer, nullable=False),
    Column("gen", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kept_revision", Integer, nullable=False),
    Column("indexed_revision", Integer, nullable=False),
    Column("indexed_audience", BigInteger),  # the audience that the index has it under; none: it isn't in the index
    Column("changed", Instant, nullable=False),
    refers("home", "nodes"),
    refers("audience", "audiences"),
    refers("batch", "batches"),
    Column("created", Instant, nullable=False),
    refers("created_by", "users"),
    Index(None, "object"),
    Index(None, "batch"),
    Index(None, "home"),
    Index(None, "created"),
    Index("ix_items_moved", "indexed_audience", sqlite_where=text(MOVED), postgresql_where=text(MOVED)),
)

item_pages = Table(
    "item_pages",
    metadata,
    refers("item", "items", primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1 within the item
    refers("page", "pages"),
    Index(None, "page"),
)

placements = Table(
    "placements",
    metadata,
    refers("item", "items", primary_key=True),
    refers("node", "nodes", primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("home", Boolean, nullable=False),
    Index(None, "node", "ordinal"),
    Index("uq_placements_home", "item", unique=True, sqlite_where=text("home"), postgresql_where=text("home")),
)
