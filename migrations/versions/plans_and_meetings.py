"""plans and meetings"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "plans_and_meetings"
down_revision = "a_word_against_a_mark"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOC = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MADE_FOR_A_LINE = ("enrolment", "theory_session", "engagement")
MADE = (
    "donor_grant",
    "coordination_meeting",
    "work_plan",
    "action_item",
    "agenda_item",
    "decision",
    "meeting_party",
    "minutes",
    "plan_line",
    "plan_version",
    "progress_pack",
    "plan_comment",
    "plan_consent",
    "plan_line_held",
    "plan_line_reason",
    "plan_line_version",
    "decision_line",
    "plan_line_course",
    "plan_line_funding",
    "plan_line_network",
    "plan_line_node",
)  # each after those it refers to


def upgrade() -> None:
    op.create_table(
        "donor_grant",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("donor", DOC, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_donor_grant_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_donor_grant")),
        sa.UniqueConstraint("code", name=op.f("uq_donor_grant_code")),
    )
    op.create_table(
        "coordination_meeting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("node_id", BIG, nullable=True),
        sa.Column("network_id", BIG, nullable=True),
        sa.Column("label", DOC, nullable=False),
        sa.Column("wall_day", sa.Date(), nullable=False),
        sa.Column("wall_time", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=400), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_why", sa.Text(), nullable=False),
        sa.Column("final_no", sa.Integer(), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_why = '')", name=op.f("ck_coordination_meeting_cancelled_with_reason")),
        sa.CheckConstraint("mode IN ('live', 'on_site', 'hybrid')", name=op.f("ck_coordination_meeting_mode")),
        sa.CheckConstraint("(final_at IS NULL) = (final_no IS NULL)", name=op.f("ck_coordination_meeting_final")),
        sa.CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name=op.f("ck_coordination_meeting_one_owner")),
        sa.CheckConstraint("fold IN (0, 1)", name=op.f("ck_coordination_meeting_fold")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 6000", name=op.f("ck_coordination_meeting_minutes")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_coordination_meeting_network_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["node_id"], ["org_node.id"], name=op.f("fk_coordination_meeting_node_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coordination_meeting")),
        sa.UniqueConstraint("key", name=op.f("uq_coordination_meeting_key")),
    )
    op.create_index(op.f("ix_coordination_meeting_network_id"), "coordination_meeting", ["network_id"], unique=False)
    op.create_index(op.f("ix_coordination_meeting_node_id"), "coordination_meeting", ["node_id"], unique=False)

    op.create_table(
        "work_plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("node_id", BIG, nullable=True),
        sa.Column("network_id", BIG, nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name=op.f("ck_work_plan_one_owner")),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name=op.f("ck_work_plan_year")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_work_plan_network_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["node_id"], ["org_node.id"], name=op.f("fk_work_plan_node_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_plan")),
        sa.UniqueConstraint("key", name=op.f("uq_work_plan_key")),
        sa.UniqueConstraint("network_id", "year", name=op.f("uq_work_plan_network_id_year")),
        sa.UniqueConstraint("node_id", "year", name=op.f("uq_work_plan_node_id_year")),
    )
    op.create_table(
        "action_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=True),
        sa.Column("network_id", BIG, nullable=True),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("done_day", sa.Date(), nullable=True),
        sa.Column("dropped_day", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("agency_id IS NOT NULL OR owner <> ''", name=op.f("ck_action_item_owned")),
        sa.CheckConstraint("dropped_day IS NULL OR note <> ''", name=op.f("ck_action_item_dropped_with_reason")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_action_item_said")),
        sa.CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name=op.f("ck_action_item_one_owner")),
        sa.CheckConstraint("done_day IS NULL OR dropped_day IS NULL", name=op.f("ck_action_item_done_or_dropped")),
        sa.ForeignKeyConstraint(["agency_id"], ["org_node.id"], name=op.f("fk_action_item_agency_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_action_item_meeting_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_action_item_network_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["node_id"], ["org_node.id"], name=op.f("fk_action_item_node_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
        sa.UniqueConstraint("key", name=op.f("uq_action_item_key")),
        sa.UniqueConstraint("network_id", "no", name=op.f("uq_action_item_network_id_no")),
        sa.UniqueConstraint("node_id", "no", name=op.f("uq_action_item_node_id_no")),
    )
    op.create_index(op.f("ix_action_item_agency_id"), "action_item", ["agency_id"], unique=False)
    op.create_index(op.f("ix_action_item_meeting_id"), "action_item", ["meeting_id"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(length=5), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_agenda_item_said")),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_agenda_item_meeting_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("meeting_id", "pos", name=op.f("uq_agenda_item_meeting_id_pos")),
    )
    op.create_table(
        "decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("effect IN ('makes', 'changes', 'postpones', 'cancels', 'other')", name=op.f("ck_decision_effect")),
        sa.CheckConstraint("text <> ''", name=op.f("ck_decision_said")),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_decision_meeting_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("key", name=op.f("uq_decision_key")),
        sa.UniqueConstraint("meeting_id", "no", name=op.f("uq_decision_meeting_id_no")),
    )
    op.create_table(
        "meeting_party",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("presence", sa.String(length=10), nullable=True),
        sa.CheckConstraint("(agency_id IS NULL) <> (body = '')", name=op.f("ck_meeting_party_agency_or_body")),
        sa.CheckConstraint("part IN ('beneficiary', 'secretariat', 'observer')", name=op.f("ck_meeting_party_part")),
        sa.CheckConstraint("presence IN ('present', 'excused', 'absent')", name=op.f("ck_meeting_party_presence")),
        sa.ForeignKeyConstraint(["agency_id"], ["org_node.id"], name=op.f("fk_meeting_party_agency_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_meeting_party_meeting_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_party")),
        sa.UniqueConstraint("meeting_id", "agency_id", "body", name=op.f("uq_meeting_party_meeting_id_agency_id_body")),
    )
    op.create_index(op.f("ix_meeting_party_agency_id"), "meeting_party", ["agency_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_minutes_meeting_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", "no", name=op.f("uq_minutes_meeting_id_no")),
    )
    op.create_table(
        "plan_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["work_plan.id"], name=op.f("fk_plan_line_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_line_key")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_plan_line_plan_id_number")),
    )
    op.create_table(
        "plan_version",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_meeting_id", BIG, nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("locked_at IS NULL OR agreed_at IS NOT NULL", name=op.f("ck_plan_version_locked_after_agreed")),
        sa.ForeignKeyConstraint(
            ["agreed_meeting_id"], ["coordination_meeting.id"], name=op.f("fk_plan_version_agreed_meeting_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["work_plan.id"], name=op.f("fk_plan_version_plan_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_version_key")),
        sa.UniqueConstraint("plan_id", "no", name=op.f("uq_plan_version_plan_id_no")),
    )
    op.create_index(op.f("ix_plan_version_agreed_meeting_id"), "plan_version", ["agreed_meeting_id"], unique=False)
    op.create_index(
        "uq_plan_version_open",
        "plan_version",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("locked_at IS NULL"),
        postgresql_where=sa.text("locked_at IS NULL"),
    )

    op.create_table(
        "progress_pack",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule", DOC, nullable=False),
        sa.Column("doc", DOC, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_progress_pack_meeting_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_pack")),
        sa.UniqueConstraint("key", name=op.f("uq_progress_pack_key")),
        sa.UniqueConstraint("meeting_id", "no", name=op.f("uq_progress_pack_meeting_id_no")),
    )
    op.create_table(
        "plan_comment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=True),
        sa.Column("agency_id", BIG, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_plan_comment_said")),
        sa.ForeignKeyConstraint(["agency_id"], ["org_node.id"], name=op.f("fk_plan_comment_agency_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["line_id"], ["plan_line.id"], name=op.f("fk_plan_comment_line_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_plan_comment_version_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_comment")),
        sa.UniqueConstraint("key", name=op.f("uq_plan_comment_key")),
    )
    op.create_index(op.f("ix_plan_comment_agency_id"), "plan_comment", ["agency_id"], unique=False)
    op.create_index(op.f("ix_plan_comment_line_id"), "plan_comment", ["line_id"], unique=False)
    op.create_index(op.f("ix_plan_comment_version_id"), "plan_comment", ["version_id"], unique=False)

    op.create_table(
        "plan_consent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("agency_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("letter_no", sa.String(length=60), nullable=True),
        sa.Column("letter_day", sa.Date(), nullable=True),
        sa.Column("meeting_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'on_behalf' OR (signed_by <> '' AND letter_no IS NOT NULL)", name=op.f("ck_plan_consent_on_behalf_by_letter")
        ),
        sa.CheckConstraint("kind <> 'reserved' OR words <> ''", name=op.f("ck_plan_consent_reserved_with_words")),
        sa.CheckConstraint("kind IN ('agreed', 'reserved', 'on_behalf')", name=op.f("ck_plan_consent_kind")),
        sa.CheckConstraint("(letter_no IS NULL) = (letter_day IS NULL)", name=op.f("ck_plan_consent_letter")),
        sa.ForeignKeyConstraint(["agency_id"], ["org_node.id"], name=op.f("fk_plan_consent_agency_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["meeting_id"], ["coordination_meeting.id"], name=op.f("fk_plan_consent_meeting_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_plan_consent_version_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_consent")),
    )
    op.create_index(op.f("ix_plan_consent_agency_id"), "plan_consent", ["agency_id"], unique=False)
    op.create_index(op.f("ix_plan_consent_meeting_id"), "plan_consent", ["meeting_id"], unique=False)
    op.create_index("ix_plan_consent_version_id", "plan_consent", ["version_id"], unique=False)
    op.create_index(
        "uq_plan_consent_current",
        "plan_consent",
        ["version_id", "agency_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "plan_line_held",
        sa.Column("id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("note <> ''", name=op.f("ck_plan_line_held_with_note")),
        sa.CheckConstraint("people BETWEEN 0 AND 100000", name=op.f("ck_plan_line_held_people")),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_plan_line_held_order")),
        sa.ForeignKeyConstraint(["line_id"], ["plan_line.id"], name=op.f("fk_plan_line_held_line_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line_held")),
    )
    op.create_index("ix_plan_line_held_line_id", "plan_line_held", ["line_id"], unique=False)
    op.create_index(
        "uq_plan_line_held_current",
        "plan_line_held",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )

    op.create_table(
        "plan_line_reason",
        sa.Column("id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_plan_line_reason_said")),
        sa.ForeignKeyConstraint(["line_id"], ["plan_line.id"], name=op.f("fk_plan_line_reason_line_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line_reason")),
    )
    op.create_index(op.f("ix_plan_line_reason_line_id"), "plan_line_reason", ["line_id"], unique=False)

    op.create_table(
        "plan_line_version",
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("pos", sa.Integer(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("title", DOC, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("quarter", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("langs", DOC, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("office_id", BIG, nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_ru", sa.Text(), nullable=False),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("carried_from_id", BIG, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("mode IN ('own_pace', 'live', 'on_site', 'hybrid')", name=op.f("ck_plan_line_version_mode")),
        sa.CheckConstraint("status = 'planned' OR reason <> '' OR reason_ru <> ''", name=op.f("ck_plan_line_version_with_reason")),
        sa.CheckConstraint("status IN ('planned', 'postponed', 'cancelled')", name=op.f("ck_plan_line_version_status")),
        sa.CheckConstraint(
            "type IN ('elearning', 'theory', 'mentorship', 'in_person', 'study_visit', 'meeting', 'monitoring', 'network', 'other')",
            name=op.f("ck_plan_line_version_type"),
        ),
        sa.CheckConstraint("(from_day IS NULL) = (to_day IS NULL)", name=op.f("ck_plan_line_version_both_days")),
        sa.CheckConstraint("events BETWEEN 1 AND 400", name=op.f("ck_plan_line_version_events")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 60000", name=op.f("ck_plan_line_version_minutes")),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name=op.f("ck_plan_line_version_quarter")),
        sa.CheckConstraint("quarter IS NULL OR from_day IS NULL", name=op.f("ck_plan_line_version_days_or_quarter")),
        sa.CheckConstraint("replaces_id <> line_id", name=op.f("ck_plan_line_version_replaces_another")),
        sa.CheckConstraint("seats BETWEEN 0 AND 100000", name=op.f("ck_plan_line_version_seats")),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_plan_line_version_order")),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["plan_line.id"], name=op.f("fk_plan_line_version_carried_from_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["line_id"], ["plan_line.id"], name=op.f("fk_plan_line_version_line_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["office_id"], ["org_node.id"], name=op.f("fk_plan_line_version_office_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["replaces_id"], ["plan_line.id"], name=op.f("fk_plan_line_version_replaces_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["version_id"], ["plan_version.id"], name=op.f("fk_plan_line_version_version_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("line_id", "version_id", name=op.f("pk_plan_line_version")),
    )
    op.create_index(op.f("ix_plan_line_version_carried_from_id"), "plan_line_version", ["carried_from_id"], unique=False)
    op.create_index(op.f("ix_plan_line_version_office_id"), "plan_line_version", ["office_id"], unique=False)
    op.create_index(op.f("ix_plan_line_version_replaces_id"), "plan_line_version", ["replaces_id"], unique=False)
    op.create_index(op.f("ix_plan_line_version_version_id"), "plan_line_version", ["version_id"], unique=False)

    op.create_table(
        "decision_line",
        sa.Column("decision_id", BIG, nullable=False),
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_line_decision_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["line_id", "version_id"],
            ["plan_line_version.line_id", "plan_line_version.version_id"],
            name=op.f("fk_decision_line_line_id_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("decision_id", "line_id", "version_id", name=op.f("pk_decision_line")),
    )
    op.create_table(
        "plan_line_course",
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("course_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_plan_line_course_course_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["line_id", "version_id"],
            ["plan_line_version.line_id", "plan_line_version.version_id"],
            name=op.f("fk_plan_line_course_line_id_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("line_id", "version_id", "course_id", name=op.f("pk_plan_line_course")),
    )
    op.create_index(op.f("ix_plan_line_course_course_id"), "plan_line_course", ["course_id"], unique=False)

    op.create_table(
        "plan_line_funding",
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("grant_id", BIG, nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_plan_line_funding_share")),
        sa.ForeignKeyConstraint(["grant_id"], ["donor_grant.id"], name=op.f("fk_plan_line_funding_grant_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["line_id", "version_id"],
            ["plan_line_version.line_id", "plan_line_version.version_id"],
            name=op.f("fk_plan_line_funding_line_id_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("line_id", "version_id", "grant_id", name=op.f("pk_plan_line_funding")),
    )
    op.create_index(op.f("ix_plan_line_funding_grant_id"), "plan_line_funding", ["grant_id"], unique=False)

    op.create_table(
        "plan_line_network",
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("network_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id", "version_id"],
            ["plan_line_version.line_id", "plan_line_version.version_id"],
            name=op.f("fk_plan_line_network_line_id_version_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_plan_line_network_network_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("line_id", "version_id", "network_id", name=op.f("pk_plan_line_network")),
    )
    op.create_index(op.f("ix_plan_line_network_network_id"), "plan_line_network", ["network_id"], unique=False)

    op.create_table(
        "plan_line_node",
        sa.Column("line_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("node_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id", "version_id"],
            ["plan_line_version.line_id", "plan_line_version.version_id"],
            name=op.f("fk_plan_line_node_line_id_version_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["node_id"], ["org_node.id"], name=op.f("fk_plan_line_node_node_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("line_id", "version_id", "node_id", name=op.f("pk_plan_line_node")),
    )
    op.create_index(op.f("ix_plan_line_node_node_id"), "plan_line_node", ["node_id"], unique=False)
    op.create_index("ix_decision_line_line_id_version_id", "decision_line", ["line_id", "version_id"], unique=False)

    for name in MADE_FOR_A_LINE:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("plan_line_id", BIG, nullable=True))
            table.create_index(op.f(f"ix_{name}_plan_line_id"), ["plan_line_id"])
            table.create_foreign_key(op.f(f"fk_{name}_plan_line_id"), "plan_line", ["plan_line_id"], ["id"], ondelete="RESTRICT")


def downgrade() -> None:
    for name in MADE_FOR_A_LINE:
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_plan_line_id"), type_="foreignkey")
            table.drop_index(op.f(f"ix_{name}_plan_line_id"))
            table.drop_column("plan_line_id")
    for name in reversed(MADE):
        op.drop_table(name)
