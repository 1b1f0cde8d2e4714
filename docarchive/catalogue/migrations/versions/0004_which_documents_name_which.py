"""An index on the numbers that documents name, so that a document finds those that name it."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    cited = sa.text("name = 'cited'")
    op.create_index('ix_field_values_cited', 'field_values', ['value'], sqlite_where=cited, postgresql_where=cited)
