"""What is to be done and what was done: jobs, leases, events, seals."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from docarchive.catalogue.connection import Instant
from docarchive.catalogue.schema.metadata import identifier, metadata, refers

_LIVE = text("state IN ('ready', 'running')")
_READ = text("kind = 'read' AND state = 'done'")

jobs = Table(
    "jobs",
    metadata,
    identifier(),
    Column("kind", String(20), nullable=False),
    refers("item", "items"),
    Column("page", BigInteger),
    Column("uniq", String(120), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("run_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Column("claim", String(32)),
    Column("worker", String(120)),
    Column("error", String(300), nullable=False),
    Column("created", Instant, nullable=False),
    Column("started", Instant),
    Column("ended", Instant),
    Index("uq_jobs_uniq_live", "uniq", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index("ix_jobs_claim", "priority", "run_at", "id", sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index(None, "item"),
    Index("ix_jobs_read", "ended", sqlite_where=_READ, postgresql_where=_READ),
)

leases = Table(  # things that one process at a time does: sealing, the clock
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("until", Instant, nullable=False),
)

events = Table(  # append-only: triggers refuse UPDATE and DELETE, but for erasing the payload of a disposed item
    "events",
    metadata,
    identifier(),
    Column("at", Instant, nullable=False),
    Column("deed", String(30), nullable=False),
    Column("agent", BigInteger, nullable=False),
    Column("item", BigInteger, nullable=False),
    Column("payload", Text),
    Column("payload_sha256", String(64), nullable=False),
    Index(None, "item", "id"),
    Index(None, "agent", "id"),
    Index(None, "at"),
)

seals = Table(
    "seals",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("event", BigInteger, nullable=False, unique=True),
    Column("payload_sha256", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
