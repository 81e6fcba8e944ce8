"""one more attempt"""

import sqlalchemy as sa
from alembic import op

revision = "one_more_attempt"
down_revision = "a_call_to_a_meeting"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHOSE = {"enrolment_id": "enrolment.id", "activity_id": "activity.id", "person_id": "person.id", "by_id": "person.id"}
INDEXED = ("activity_id", "person_id", "by_id")


def upgrade() -> None:
    op.create_table(
        "extra_attempt",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in WHOSE),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("why <> ''", name=op.f("ck_extra_attempt_opened_with_reason")),
        *(sa.ForeignKeyConstraint([n], [to], name=op.f(f"fk_extra_attempt_{n}"), ondelete="RESTRICT") for n, to in WHOSE.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_attempt")),
        sa.UniqueConstraint("enrolment_id", "activity_id", "number", name=op.f("uq_extra_attempt_enrolment_id_activity_id_number")),
    )
    for name in INDEXED:
        op.create_index(op.f(f"ix_extra_attempt_{name}"), "extra_attempt", [name])


def downgrade() -> None:
    op.drop_table("extra_attempt")
