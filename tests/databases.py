"""Fresh databases for tests: a new SQLite file, or a schema of its own in the PostgreSQL that runs."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of `kind` ("sqlite", "postgresql"), gone afterwards. Skips where no server runs."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/catalogue.db"
        return
    server = os.environ.get("TEST_POSTGRES_URL")
    if not server:
        if os.environ.get("CI"):
            pytest.fail("TEST_POSTGRES_URL is not set, and CI skips no server")
        pytest.skip("PostgreSQL is not up: TEST_POSTGRES_URL is not set")
    schema = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")  # type: ignore[call-overload]
        try:
            yield f"{server}?options=-csearch_path%3D{schema}"
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")  # type: ignore[call-overload]
