"""a locked version keeps names"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a_locked_version_keeps_names"
down_revision = "a_place_joins_once_a_day"

DOC = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEEPS = ("plan_version", "coordination_meeting")

# A line was put under a decision when both were there, and no earlier.
DATE = """UPDATE decision_line SET at = (
    SELECT CASE WHEN decision.at > plan_version.made_at THEN decision.at ELSE plan_version.made_at END
    FROM decision, plan_version WHERE decision.id = decision_line.decision_id AND plan_version.id = decision_line.version_id)"""


def upgrade() -> None:
    for name in KEEPS:
        op.add_column(name, sa.Column("names", DOC, nullable=True))
    op.add_column("decision_line", sa.Column("at", sa.DateTime(timezone=True), nullable=True))
    op.execute(DATE)
    with op.batch_alter_table("decision_line") as table:
        table.alter_column("at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("decision_line") as table:
        table.drop_column("at")
    for name in KEEPS:
        op.drop_column(name, "names")
