"""Alembic's entry: runs the revisions on the connection that `catalogue.migrate` hands over."""

from alembic import context

from docarchive.catalogue.schema import metadata

connection = context.config.attributes["connection"]
# SQLite rolls DDL back too, since our connections begin real transactions: a migration that dies leaves nothing.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
