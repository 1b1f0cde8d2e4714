"""The audience that the index has an item under, so that what has moved since is hidden from searches at once."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

# What `schema.holdings.MOVED` was at this revision.
MOVED = "indexed_audience IS NOT NULL AND (indexed_audience <> audience OR state IN ('reading', 'quarantined', 'disposed'))"


def upgrade() -> None:
    op.add_column('items', sa.Column('indexed_audience', sa.BigInteger(), nullable=True))
    op.execute("UPDATE items SET indexed_audience = audience WHERE indexed_revision > 0 AND state IN ('read', 'partial', 'failed')")
    op.create_index(
        'ix_items_moved', 'items', ['indexed_audience'], sqlite_where=sa.text(MOVED), postgresql_where=sa.text(MOVED)
    )
