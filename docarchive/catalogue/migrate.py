"""Bringing a database to this version's schema: Alembic from revision 1 on, run under a lock."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

_LOCK = 7_201_945  # any number, the same for every process of an archive


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made in code: nothing to find on disk."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Run the revisions that are missing. Safe to start on many hosts at once: the second waits and finds nothing to do."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(configuration(connection), "head")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the one that this version wants."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(configuration()).get_current_head()
