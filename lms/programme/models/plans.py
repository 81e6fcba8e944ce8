"""A work plan of a country or a network for a year, its versions, and what each version says of each line."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, Doc, fk, uuid7
from lms.programme.rules.line import MODES, STATUSES, TYPES

CONSENTS = ("agreed", "reserved", "on_behalf")


class DonorGrant(Model):
    """What pays for lines. The donors are published; codes are the programme's own."""

    __tablename__ = "donor_grant"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    donor: Mapped[dict[str, str]]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (CheckConstraint("to_day >= from_day", name="order"),)


class WorkPlan(Model):
    """The plan of a country, or of a network, for a year."""

    __tablename__ = "work_plan"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    node_id: Mapped[int | None] = fk("org_node.id", index=False)
    network_id: Mapped[int | None] = fk("network.id", index=False)
    year: Mapped[int] = mapped_column(Integer)
    __table_args__ = (
        UniqueConstraint("node_id", "year"),
        UniqueConstraint("network_id", "year"),
        CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name="one_owner"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
    )


class PlanVersion(Model):
    """A version of a plan. Its state is the last of its moments: draft, consulted, agreed, locked. A locked one never changes.

    `edits` rises with each change, from version to version, so that whoever saves from an older page is told (a lost update is
    refused, not made).
    """

    __tablename__ = "plan_version"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    plan_id: Mapped[int] = fk("work_plan.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    edits: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime]
    consulted_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    agreed_meeting_id: Mapped[int | None] = fk("coordination_meeting.id")
    locked_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(Text, default="")  # where it is published, or that it is a training example
    names: Mapped[dict[str, Any] | None] = mapped_column(Doc)  # of its places as it was agreed: {id: {language: name}}
    __table_args__ = (
        UniqueConstraint("plan_id", "no"),
        Index(
            "uq_plan_version_open",
            "plan_id",
            unique=True,
            sqlite_where=text("locked_at IS NULL"),
            postgresql_where=text("locked_at IS NULL"),
        ),
        CheckConstraint("locked_at IS NULL OR agreed_at IS NOT NULL", name="locked_after_agreed"),
    )

    @property
    def state(self) -> str:
        """draft, consulted, agreed or locked."""
        if self.locked_at:
            return "locked"
        return "agreed" if self.agreed_at else "consulted" if self.consulted_at else "draft"


class PlanLine(Model):
    """A line of a plan for ever: its number is given once and never to another (KZ-02, and KZ-02a for one that replaces it)."""

    __tablename__ = "plan_line"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    plan_id: Mapped[int] = fk("work_plan.id", index=False)
    number: Mapped[str] = mapped_column(String(20))
    __table_args__ = (UniqueConstraint("plan_id", "number"),)


class LineText(Model):
    """What a version says of a line. A line that a version does not have was not in it yet.

    `seats` are those of the whole line, over all `events` (days of theory, visits); `minutes` is the length for one person at
    one event. `replaces_id`: the line that this one stands in for. Dates are days or a quarter of the plan's year, or neither yet.
    `edit` is the version's `edits` when it was written last: a form from before that is refused, one of another line is not.
    """

    __tablename__ = "plan_line_version"
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True, index=True)
    pos: Mapped[int] = mapped_column(Integer)
    edit: Mapped[int] = mapped_column(Integer, default=0)
    type: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(10))
    title: Mapped[dict[str, str]]
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    quarter: Mapped[int | None] = mapped_column(Integer)
    seats: Mapped[int | None] = mapped_column(Integer)
    events: Mapped[int] = mapped_column(Integer, default=1)
    minutes: Mapped[int | None] = mapped_column(Integer)
    langs: Mapped[dict[str, Any]]  # {"codes": ["ru", "kk"]}
    office: Mapped[str] = mapped_column(Text, default="")  # who answers for it, in words
    office_id: Mapped[int | None] = fk("org_node.id")  # or the agency
    status: Mapped[str] = mapped_column(String(10), default="planned")
    reason: Mapped[str] = mapped_column(Text, default="")  # why it is put off, in English
    reason_ru: Mapped[str] = mapped_column(Text, default="")  # and in Russian; one of the two is there
    replaces_id: Mapped[int | None] = fk("plan_line.id")
    carried_from_id: Mapped[int | None] = fk("plan_line.id")  # the line of the year before
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        ForeignKeyConstraint(["line_id"], ["plan_line.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["version_id"], ["plan_version.id"], ondelete="RESTRICT"),
        CheckConstraint(f"type IN {TYPES}", name="type"),
        CheckConstraint(f"mode IN {MODES}", name="mode"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
        CheckConstraint("status = 'planned' OR reason <> '' OR reason_ru <> ''", name="with_reason"),
        CheckConstraint("to_day >= from_day", name="order"),
        CheckConstraint("(from_day IS NULL) = (to_day IS NULL)", name="both_days"),
        CheckConstraint("quarter IS NULL OR from_day IS NULL", name="days_or_quarter"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        CheckConstraint("seats BETWEEN 0 AND 100000", name="seats"),
        CheckConstraint("events BETWEEN 1 AND 400", name="events"),
        CheckConstraint("minutes BETWEEN 1 AND 60000", name="minutes"),
        CheckConstraint("replaces_id <> line_id", name="replaces_another"),
    )


def _of_line() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["line_id", "version_id"], ["plan_line_version.line_id", "plan_line_version.version_id"], ondelete="RESTRICT"
    )


class LineNode(Model):
    """A country, agency or unit that a line is for."""

    __tablename__ = "plan_line_node"
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    node_id: Mapped[int] = mapped_column(BigId, primary_key=True, index=True)
    __table_args__ = (_of_line(), ForeignKeyConstraint(["node_id"], ["org_node.id"], ondelete="RESTRICT"))


class LineNetwork(Model):
    """A network that a line is for."""

    __tablename__ = "plan_line_network"
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network_id: Mapped[int] = mapped_column(BigId, primary_key=True, index=True)
    __table_args__ = (_of_line(), ForeignKeyConstraint(["network_id"], ["network.id"], ondelete="RESTRICT"))


class LineCourse(Model):
    """A course by which a line is fulfilled: to be finished, or of which its sessions, meetings and assignments are."""

    __tablename__ = "plan_line_course"
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(BigId, primary_key=True, index=True)
    __table_args__ = (_of_line(), ForeignKeyConstraint(["course_id"], ["course.id"], ondelete="RESTRICT"))


class LineFunding(Model):
    """The share of a grant in a line, in percent. The shares of a line add to 100 when its version locks."""

    __tablename__ = "plan_line_funding"
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    grant_id: Mapped[int] = mapped_column(BigId, primary_key=True, index=True)
    share: Mapped[int] = mapped_column(Integer)
    __table_args__ = (
        _of_line(),
        ForeignKeyConstraint(["grant_id"], ["donor_grant.id"], ondelete="RESTRICT"),
        CheckConstraint("share BETWEEN 1 AND 100", name="share"),
    )


class LineHeld(Model):
    """That a line which nothing counts (in person, a visit, a meeting) was held: by hand, with how many took part. It may be undone."""

    __tablename__ = "plan_line_held"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    line_id: Mapped[int] = fk("plan_line.id", index=False)
    from_day: Mapped[date]
    to_day: Mapped[date]
    people: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_plan_line_held_line_id", "line_id"),
        Index(
            "uq_plan_line_held_current",
            "line_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("to_day >= from_day", name="order"),
        CheckConstraint("people BETWEEN 0 AND 100000", name="people"),
        CheckConstraint("note <> ''", name="with_note"),
    )


class LineReason(Model):
    """Why what was delivered differs from what was planned. The last one counts; all are kept."""

    __tablename__ = "plan_line_reason"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    line_id: Mapped[int] = fk("plan_line.id")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    __table_args__ = (CheckConstraint("text <> ''", name="said"),)


class PlanComment(Model):
    """What an agency's office says to a consulted draft, or the programme answers (no agency)."""

    __tablename__ = "plan_comment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    version_id: Mapped[int] = fk("plan_version.id")
    line_id: Mapped[int | None] = fk("plan_line.id")
    agency_id: Mapped[int | None] = fk("org_node.id")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    __table_args__ = (CheckConstraint("text <> ''", name="said"),)


class PlanConsent(Model):
    """An agency's word on a version: agreed, reserved with what against, or given by somebody on its behalf by a letter.

    A word is never changed: the next one ends it (`ended_at`), and so does a change of the version.
    """

    __tablename__ = "plan_consent"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = fk("plan_version.id", index=False)
    agency_id: Mapped[int] = fk("org_node.id")
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[str] = mapped_column(Text, default="")  # the office that signs, for whom is the agency
    letter_no: Mapped[str | None] = mapped_column(String(60))
    letter_day: Mapped[date | None]
    meeting_id: Mapped[int | None] = fk("coordination_meeting.id")
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index("ix_plan_consent_version_id", "version_id"),
        Index(
            "uq_plan_consent_current",
            "version_id",
            "agency_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(f"kind IN {CONSENTS}", name="kind"),
        CheckConstraint("kind <> 'reserved' OR words <> ''", name="reserved_with_words"),
        CheckConstraint("kind <> 'on_behalf' OR (signed_by <> '' AND letter_no IS NOT NULL)", name="on_behalf_by_letter"),
        CheckConstraint("(letter_no IS NULL) = (letter_day IS NULL)", name="letter"),
    )
