"""Whether keys of one letter act for a user: who speaks to the machine, or reads by ear, turns them off."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('users', sa.Column('letters', sa.Boolean(), nullable=False, server_default=sa.true()))
