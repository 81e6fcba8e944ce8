"""a call to a meeting"""

import sqlalchemy as sa
from alembic import op

revision = "a_call_to_a_meeting"
down_revision = "theory_mentors_and_notices"

ADDED = {"link": (sa.String(400), ""), "sequence": (sa.Integer(), "0")}


def upgrade() -> None:
    with op.batch_alter_table("mentoring_meeting") as meeting:
        for name, (kind, before) in ADDED.items():
            meeting.add_column(sa.Column(name, kind, nullable=False, server_default=before))
    with op.batch_alter_table("mentoring_meeting") as meeting:
        for name, (kind, _before) in ADDED.items():
            meeting.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("mentoring_meeting") as meeting:
        for name in ADDED:
            meeting.drop_column(name)
