"""a word against a mark"""

import sqlalchemy as sa
from alembic import op

revision = "a_word_against_a_mark"
down_revision = "one_more_attempt"

ADDED = {
    "objection": sa.Text(), "objected_at": sa.DateTime(timezone=True), "answer": sa.Text(), "answered_at": sa.DateTime(timezone=True),
}  # fmt: skip
ANSWERS = "ck_attendance_answers_an_objection"


def upgrade() -> None:
    with op.batch_alter_table("attendance") as attendance:
        for name, kind in ADDED.items():
            attendance.add_column(sa.Column(name, kind))
        attendance.create_check_constraint(op.f(ANSWERS), "answer IS NULL OR objection IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("attendance") as attendance:
        attendance.drop_constraint(op.f(ANSWERS), type_="check")
        for name in ADDED:
            attendance.drop_column(name)
