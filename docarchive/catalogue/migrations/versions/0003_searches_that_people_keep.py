"""Searches that people keep, and an index on who did what, for their latest searches and the audit trail of one person."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'saved_searches',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('user', sa.BigInteger(), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('query', sa.String(length=2000), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('created', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['user'], ['users.id'], name=op.f('fk_saved_searches_user')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_searches')),
        sa.UniqueConstraint('user', 'query', name=op.f('uq_saved_searches_user_query')),
    )
    op.create_index(op.f('ix_events_agent_id'), 'events', ['agent', 'id'])
