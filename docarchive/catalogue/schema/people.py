"""Who may come in: departments, users, sessions, tokens, failed sign-ins; the searches that they keep."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, true

from docarchive.catalogue.connection import Instant
from docarchive.catalogue.schema.metadata import identifier, metadata, refers

departments = Table(
    "departments",
    metadata,
    identifier(),
    Column("code", String(40), nullable=False),
    Column("name", String(300), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),  # "" is open
)

users = Table(
    "users",
    metadata,
    identifier(),
    Column("name", String(100), nullable=False, unique=True),
    Column("shown_name", String(200), nullable=False),
    Column("password", String(200), nullable=False),  # argon2id; "" can't sign in by password
    Column("roles", String(200), nullable=False),  # joined by commas
    Column("department", BigInteger, nullable=False),  # 0: none
    Column("active", Boolean, nullable=False),
    Column("language", String(5), nullable=False),
    Column("theme", String(10), nullable=False),
    Column("letters", Boolean, nullable=False, server_default=true()),  # whether single-letter keys act
    Column("created", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    identifier(),
    Column("hash", String(64), nullable=False, unique=True),  # SHA-256 of the cookie's 256 bits
    refers("user", "users"),
    Column("created", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("address", String(60), nullable=False),
    Index(None, "user"),
)

tokens = Table(
    "tokens",
    metadata,
    identifier(),
    Column("hash", String(64), nullable=False, unique=True),
    refers("user", "users"),
    Column("label", String(200), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("used", Instant),
    Column("revoked", Boolean, nullable=False),
    Index(None, "user"),
)

saved_searches = Table(
    "saved_searches",
    metadata,
    identifier(),
    refers("user", "users"),
    Column("title", String(200), nullable=False),
    Column("query", String(2000), nullable=False),  # as the address bar has it
    Column("total", Integer, nullable=False),  # found when it was last opened
    Column("created", Instant, nullable=False),
    UniqueConstraint("user", "query"),
)

login_attempts = Table(
    "login_attempts",
    metadata,
    identifier(),
    Column("name", String(100), nullable=False),
    Column("address", String(60), nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "name", "at"),
    Index(None, "address", "at"),
)
