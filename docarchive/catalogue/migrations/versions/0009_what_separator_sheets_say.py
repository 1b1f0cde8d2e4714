"""What the codes on separator sheets say; documents that went back into the stack they were split from."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

# What `schema.holdings.MOVED` is since this revision.
MOVED = (
    "indexed_audience IS NOT NULL AND (indexed_audience <> audience"
    " OR state IN ('reading', 'quarantined', 'disposed', 'joined'))"
)


def upgrade() -> None:
    op.add_column('readings', sa.Column('code', sa.Text(), nullable=False, server_default=''))
    op.drop_index('ix_items_moved', 'items')
    op.create_index(
        'ix_items_moved', 'items', ['indexed_audience'], sqlite_where=sa.text(MOVED), postgresql_where=sa.text(MOVED)
    )
