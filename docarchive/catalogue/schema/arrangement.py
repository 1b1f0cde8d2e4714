"""The tree (fonds, series, dossiers), its retention rules and its audiences."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint

from docarchive.catalogue.connection import Instant, SortKey
from docarchive.catalogue.schema.metadata import identifier, metadata, refers

audiences = Table(  # one row a distinct rule; the search index keeps only its id
    "audiences",
    metadata,
    identifier(),
    Column("mode", String(20), nullable=False),
    Column("department", BigInteger, nullable=False),
    Column("persons", Text, nullable=False),  # user ids, sorted, joined by commas
    UniqueConstraint("mode", "department", "persons"),
)

retention_rules = Table(  # dated rows, never edited; a node points at a row
    "retention_rules",
    metadata,
    identifier(),
    Column("code", String(40), nullable=False),
    Column("title", String, nullable=False),
    Column("kind", String(20), nullable=False),  # permanent, years, until_repealed, life_of_asset
    Column("years", Integer),
    Column("basis", String, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),  # "" is open
)

nodes = Table(
    "nodes",
    metadata,
    identifier(),
    Column("kind", String(20), nullable=False),
    refers("parent", "nodes", nullable=True),
    Column("code", String(100), nullable=False),
    Column("title", String(1000), nullable=False),
    Column("sort_key", SortKey, nullable=False),
    Column("opened", String(10), nullable=False),  # EDTF, "" when not known
    Column("closed", String(10), nullable=False),
    refers("audience", "audiences"),  # in force here: its own or the parent's
    refers("own_audience", "audiences", nullable=True),
    refers("retention_rule", "retention_rules", nullable=True),
    Column("revision", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("parent", "code"),
    Index(None, "parent", "sort_key"),
)
