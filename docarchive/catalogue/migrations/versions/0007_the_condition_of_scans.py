"""The condition of each scanned page, as it was measured when it was read."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('readings', sa.Column('condition', sa.Text(), nullable=False, server_default=''))
