"""Alembic's entry: runs the revisions on the connection that `catalogue.migrate` hands over."""

from alembic import context

from docarchive.catalogue.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
