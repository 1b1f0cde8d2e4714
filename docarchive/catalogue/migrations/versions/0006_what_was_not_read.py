"""Where on a page text-like ink was not read."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('readings', sa.Column('unread', sa.Text(), nullable=False, server_default=''))
