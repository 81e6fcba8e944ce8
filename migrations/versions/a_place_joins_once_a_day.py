"""a place joins once a day"""

from alembic import op

revision = "a_place_joins_once_a_day"
down_revision = "plans_and_meetings"


def upgrade() -> None:
    op.create_index("uq_network_member_since", "network_member", ["network_id", "node_id", "from_day"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_network_member_since", "network_member")
