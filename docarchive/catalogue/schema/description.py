"""What is known of items: append-only field values, and their typed projection for lists, sort and index."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text, text

from docarchive.catalogue.connection import Instant, SortKey
from docarchive.catalogue.schema.metadata import identifier, metadata, refers

_CITED = text("name = 'cited'")

field_values = Table(
    "field_values",
    metadata,
    identifier(),
    refers("item", "items"),
    Column("name", String(40), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("version", String(80), nullable=False),
    Column("value", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("page", Integer),
    Column("left", Integer),
    Column("top", Integer),
    Column("right", Integer),
    Column("bottom", Integer),
    Column("state", String(20), nullable=False),
    Column("gen", Integer, nullable=False),  # the reading generation that a machine's value came from
    Column("by", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("supersedes", BigInteger),
    Index(None, "item", "name"),
    Index("ix_field_values_cited", "value", sqlite_where=_CITED, postgresql_where=_CITED),
)

descriptions = Table(
    "descriptions",
    metadata,
    refers("item", "items", primary_key=True),
    Column("ref_norm", String(100), nullable=False),
    Column("ref_key", String(100), nullable=False),
    Column("sort_number", SortKey, nullable=False),
    Column("type", String(100), nullable=False),
    Column("subtype", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("issuer", String(300), nullable=False),
    Column("signer", String(200), nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("urgency", String(20), nullable=False),
    Column("date", String(10), nullable=False),  # EDTF
    Column("date_from", Integer),  # YYYYMMDD, matched by overlap
    Column("date_to", Integer),
    Index(None, "ref_key"),
    Index(None, "date_from"),
)
