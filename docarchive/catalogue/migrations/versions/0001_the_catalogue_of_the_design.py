"""The catalogue of the design, section 4.

There is no downgrade: going back is restoring a backup.
"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger()  # UTC microseconds
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")  # compared bytewise

# Events are append-only. The one change allowed is erasing the payload of an item that was lawfully disposed of.
SQLITE_GUARDS = [
    """CREATE TRIGGER events_keep BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events
    WHEN NEW.payload IS NOT NULL OR NEW.id <> OLD.id OR NEW.at <> OLD.at OR NEW.deed <> OLD.deed
      OR NEW.agent <> OLD.agent OR NEW.item <> OLD.item OR NEW.payload_sha256 <> OLD.payload_sha256
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END""",
]
POSTGRESQL_GUARDS = [
    """CREATE FUNCTION events_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' OR NEW.payload IS NOT NULL
        OR (NEW.id, NEW.at, NEW.deed, NEW.agent, NEW.item, NEW.payload_sha256)
        IS DISTINCT FROM (OLD.id, OLD.at, OLD.deed, OLD.agent, OLD.item, OLD.payload_sha256)
      THEN RAISE EXCEPTION 'events are append-only'; END IF;
      RETURN NEW;
    END $$""",
    "CREATE TRIGGER events_guard BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_guard()",
]


def upgrade() -> None:
    op.create_table('intents',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('received', sa.Text(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_intents'))
    )
    with op.batch_alter_table('intents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_intents_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_intents_at'), ['at'], unique=False)
    op.create_table('archive',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('uuid', sa.String(length=36), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_archive'))
    )
    op.create_table('audiences',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('department', sa.BigInteger(), nullable=False),
    sa.Column('persons', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audiences')),
    sa.UniqueConstraint('mode', 'department', 'persons', name=op.f('uq_audiences_mode_department_persons'))
    )
    op.create_table('departments',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('valid_from', sa.String(length=10), nullable=False),
    sa.Column('valid_to', sa.String(length=10), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_departments'))
    )
    op.create_table('events',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('deed', sa.String(length=30), nullable=False),
    sa.Column('agent', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=True),
    sa.Column('payload_sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_events'))
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_events_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_events_item_id'), ['item', 'id'], unique=False)

    op.create_table('leases',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.String(length=120), nullable=False),
    sa.Column('until', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('login_attempts',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempts'))
    )
    with op.batch_alter_table('login_attempts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_attempts_address_at'), ['address', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_login_attempts_name_at'), ['name', 'at'], unique=False)

    op.create_table('retention_rules',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('years', sa.Integer(), nullable=True),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('valid_from', sa.String(length=10), nullable=False),
    sa.Column('valid_to', sa.String(length=10), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retention_rules'))
    )
    op.create_table('seals',
    sa.Column('seq', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('event', sa.BigInteger(), nullable=False),
    sa.Column('payload_sha256', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_seals')),
    sa.UniqueConstraint('event', name=op.f('uq_seals_event'))
    )
    op.create_table('users',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=100), nullable=False),
    sa.Column('shown_name', sa.String(length=200), nullable=False),
    sa.Column('password', sa.String(length=200), nullable=False),
    sa.Column('roles', sa.String(length=200), nullable=False),
    sa.Column('department', sa.BigInteger(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('theme', sa.String(length=10), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users')),
    sa.UniqueConstraint('name', name=op.f('uq_users_name'))
    )
    op.create_table('answers',
    sa.Column('user', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['user'], ['users.id'], name=op.f('fk_answers_user')),
    sa.PrimaryKeyConstraint('user', 'key', name=op.f('pk_answers'))
    )
    op.create_table('nodes',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('parent', sa.BigInteger(), nullable=True),
    sa.Column('code', sa.String(length=100), nullable=False),
    sa.Column('title', sa.String(length=1000), nullable=False),
    sa.Column('sort_key', SORT_KEY, nullable=False),
    sa.Column('opened', sa.String(length=10), nullable=False),
    sa.Column('closed', sa.String(length=10), nullable=False),
    sa.Column('audience', sa.BigInteger(), nullable=False),
    sa.Column('own_audience', sa.BigInteger(), nullable=True),
    sa.Column('retention_rule', sa.BigInteger(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['audience'], ['audiences.id'], name=op.f('fk_nodes_audience')),
    sa.ForeignKeyConstraint(['own_audience'], ['audiences.id'], name=op.f('fk_nodes_own_audience')),
    sa.ForeignKeyConstraint(['parent'], ['nodes.id'], name=op.f('fk_nodes_parent')),
    sa.ForeignKeyConstraint(['retention_rule'], ['retention_rules.id'], name=op.f('fk_nodes_retention_rule')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nodes')),
    sa.UniqueConstraint('parent', 'code', name=op.f('uq_nodes_parent_code'))
    )
    with op.batch_alter_table('nodes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nodes_parent_sort_key'), ['parent', 'sort_key'], unique=False)

    op.create_table('objects',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('received', INSTANT, nullable=False),
    sa.Column('received_by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['received_by'], ['users.id'], name=op.f('fk_objects_received_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objects'))
    )
    op.create_table('sessions',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('user', sa.BigInteger(), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.Column('seen', INSTANT, nullable=False),
    sa.Column('expires', INSTANT, nullable=False),
    sa.Column('address', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['user'], ['users.id'], name=op.f('fk_sessions_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
    sa.UniqueConstraint('hash', name=op.f('uq_sessions_hash'))
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sessions_user'), ['user'], unique=False)

    op.create_table('tokens',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('user', sa.BigInteger(), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('scopes', sa.String(length=200), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.Column('expires', INSTANT, nullable=False),
    sa.Column('used', INSTANT, nullable=True),
    sa.Column('revoked', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['user'], ['users.id'], name=op.f('fk_tokens_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tokens')),
    sa.UniqueConstraint('hash', name=op.f('uq_tokens_hash'))
    )
    with op.batch_alter_table('tokens', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tokens_user'), ['user'], unique=False)

    op.create_table('batches',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.Column('node', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_batches_created_by')),
    sa.ForeignKeyConstraint(['node'], ['nodes.id'], name=op.f('fk_batches_node')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches'))
    )
    with op.batch_alter_table('batches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batches_created'), ['created'], unique=False)

    op.create_table('files',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('object', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sha512', sa.String(length=128), nullable=False),
    sa.Column('content', sa.String(length=200), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['object'], ['objects.id'], name=op.f('fk_files_object')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_files'))
    )
    with op.batch_alter_table('files', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_files_object'), ['object'], unique=False)
        batch_op.create_index('uq_files_sha256_live', ['sha256'], unique=True, sqlite_where=sa.text('live'), postgresql_where=sa.text('live'))

    op.create_table('items',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('object', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('sort_title', SORT_KEY, nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('pages_open', sa.Integer(), nullable=False),
    sa.Column('pages_failed', sa.Integer(), nullable=False),
    sa.Column('gen', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('kept_revision', sa.Integer(), nullable=False),
    sa.Column('indexed_revision', sa.Integer(), nullable=False),
    sa.Column('changed', INSTANT, nullable=False),
    sa.Column('home', sa.BigInteger(), nullable=False),
    sa.Column('audience', sa.BigInteger(), nullable=False),
    sa.Column('batch', sa.BigInteger(), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.Column('created_by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['audience'], ['audiences.id'], name=op.f('fk_items_audience')),
    sa.ForeignKeyConstraint(['batch'], ['batches.id'], name=op.f('fk_items_batch')),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_items_created_by')),
    sa.ForeignKeyConstraint(['home'], ['nodes.id'], name=op.f('fk_items_home')),
    sa.ForeignKeyConstraint(['object'], ['objects.id'], name=op.f('fk_items_object')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_items'))
    )
    with op.batch_alter_table('items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_items_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_items_created'), ['created'], unique=False)
        batch_op.create_index(batch_op.f('ix_items_home'), ['home'], unique=False)
        batch_op.create_index(batch_op.f('ix_items_object'), ['object'], unique=False)

    op.create_table('pages',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('file', sa.BigInteger(), nullable=False),
    sa.Column('index', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('current_reading', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['file'], ['files.id'], name=op.f('fk_pages_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pages')),
    sa.UniqueConstraint('file', 'index', name=op.f('uq_pages_file_index'))
    )
    op.create_table('refusals',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('batch', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('dismissed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['batch'], ['batches.id'], name=op.f('fk_refusals_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refusals'))
    )
    with op.batch_alter_table('refusals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_refusals_batch'), ['batch'], unique=False)

    op.create_table('descriptions',
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('ref_norm', sa.String(length=100), nullable=False),
    sa.Column('ref_key', sa.String(length=100), nullable=False),
    sa.Column('sort_number', SORT_KEY, nullable=False),
    sa.Column('type', sa.String(length=100), nullable=False),
    sa.Column('subtype', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('issuer', sa.String(length=300), nullable=False),
    sa.Column('signer', sa.String(length=200), nullable=False),
    sa.Column('secrecy', sa.String(length=20), nullable=False),
    sa.Column('urgency', sa.String(length=20), nullable=False),
    sa.Column('date', sa.String(length=10), nullable=False),
    sa.Column('date_from', sa.Integer(), nullable=True),
    sa.Column('date_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['item'], ['items.id'], name=op.f('fk_descriptions_item')),
    sa.PrimaryKeyConstraint('item', name=op.f('pk_descriptions'))
    )
    with op.batch_alter_table('descriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_descriptions_date_from'), ['date_from'], unique=False)
        batch_op.create_index(batch_op.f('ix_descriptions_ref_key'), ['ref_key'], unique=False)

    op.create_table('field_values',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('version', sa.String(length=80), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=True),
    sa.Column('left', sa.Integer(), nullable=True),
    sa.Column('top', sa.Integer(), nullable=True),
    sa.Column('right', sa.Integer(), nullable=True),
    sa.Column('bottom', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('gen', sa.Integer(), nullable=False),
    sa.Column('by', sa.BigInteger(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('supersedes', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['item'], ['items.id'], name=op.f('fk_field_values_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_values'))
    )
    with op.batch_alter_table('field_values', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_field_values_item_name'), ['item', 'name'], unique=False)

    op.create_table('item_pages',
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('page', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['items.id'], name=op.f('fk_item_pages_item')),
    sa.ForeignKeyConstraint(['page'], ['pages.id'], name=op.f('fk_item_pages_page')),
    sa.PrimaryKeyConstraint('item', 'number', name=op.f('pk_item_pages'))
    )
    with op.batch_alter_table('item_pages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_pages_page'), ['page'], unique=False)

    op.create_table('jobs',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('page', sa.BigInteger(), nullable=True),
    sa.Column('uniq', sa.String(length=120), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('run_at', INSTANT, nullable=False),
    sa.Column('lease_until', INSTANT, nullable=True),
    sa.Column('claim', sa.String(length=32), nullable=True),
    sa.Column('worker', sa.String(length=120), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('created', INSTANT, nullable=False),
    sa.Column('started', INSTANT, nullable=True),
    sa.Column('ended', INSTANT, nullable=True),
    sa.ForeignKeyConstraint(['item'], ['items.id'], name=op.f('fk_jobs_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs'))
    )
    with op.batch_alter_table('jobs', schema=None) as batch_op:
        batch_op.create_index('ix_jobs_claim', ['priority', 'run_at', 'id'], unique=False, sqlite_where=sa.text("state IN ('ready', 'running')"), postgresql_where=sa.text("state IN ('ready', 'running')"))
        batch_op.create_index(batch_op.f('ix_jobs_item'), ['item'], unique=False)
        batch_op.create_index('uq_jobs_uniq_live', ['uniq'], unique=True, sqlite_where=sa.text("state IN ('ready', 'running')"), postgresql_where=sa.text("state IN ('ready', 'running')"))

    op.create_table('placements',
    sa.Column('item', sa.BigInteger(), nullable=False),
    sa.Column('node', sa.BigInteger(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('home', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['items.id'], name=op.f('fk_placements_item')),
    sa.ForeignKeyConstraint(['node'], ['nodes.id'], name=op.f('fk_placements_node')),
    sa.PrimaryKeyConstraint('item', 'node', name=op.f('pk_placements'))
    )
    with op.batch_alter_table('placements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_placements_node_ordinal'), ['node', 'ordinal'], unique=False)
        batch_op.create_index('uq_placements_home', ['item'], unique=True, sqlite_where=sa.text('home'), postgresql_where=sa.text('home'))

    op.create_table('readings',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('page', sa.BigInteger(), nullable=False),
    sa.Column('gen', sa.Integer(), nullable=False),
    sa.Column('engine', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=80), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('confidence', sa.Float(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('dpi', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('parent', sa.BigInteger(), nullable=True),
    sa.Column('by', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['page'], ['pages.id'], name=op.f('fk_readings_page')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readings'))
    )
    with op.batch_alter_table('readings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_readings_page'), ['page'], unique=False)

    for guard in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(guard)
