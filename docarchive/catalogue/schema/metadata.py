"""The one MetaData: every constraint gets a name, so that migrations can alter it on both databases."""

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identifier() -> Column[int]:
    """The primary key `id`: a 63-bit integer minted by `records.identifiers`, never by the database."""
    return Column("id", BigInteger, primary_key=True, autoincrement=False)


def refers(name: str, target: str, **options: Any) -> Column[int]:
    """A column that points at another table's `id`."""
    options.setdefault("nullable", False)
    return Column(name, BigInteger, ForeignKey(f"{target}.id"), **options)
