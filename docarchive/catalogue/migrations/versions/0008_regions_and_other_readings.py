"""Which blocks of a page are no running text (stamps, what a signature shows), and words that another reader read otherwise."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('readings', sa.Column('kinds', sa.Text(), nullable=False, server_default=''))
    op.add_column('readings', sa.Column('others', sa.Text(), nullable=False, server_default=''))
