"""sight has a last day"""

import sqlalchemy as sa
from alembic import op

revision = "sight_has_a_last_day"
down_revision = "a_locked_version_keeps_names"

OF_ITS_ENGAGEMENT = "SELECT ends_on FROM engagement WHERE engagement.key = scope_grant.source"


def upgrade() -> None:
    op.add_column("scope_grant", sa.Column("to_day", sa.Date()))
    op.execute(f"UPDATE scope_grant SET to_day = ({OF_ITS_ENGAGEMENT})")  # noqa: S608 - our own words


def downgrade() -> None:
    with op.batch_alter_table("scope_grant") as grant:
        grant.drop_column("to_day")
