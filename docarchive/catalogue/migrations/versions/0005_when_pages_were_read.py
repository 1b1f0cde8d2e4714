"""An index on when pages were read, for the pace that the System page shows."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    read = sa.text("kind = 'read' AND state = 'done'")
    op.create_index('ix_jobs_read', 'jobs', ['ended'], sqlite_where=read, postgresql_where=read)
