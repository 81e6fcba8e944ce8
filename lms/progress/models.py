"""Tables of the ledger and of what is derived from it (house, rules 1 to 4)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class Enrolment(Model):
    """A person in a course. It pins a release, and keeps where the person served when it began.

    `status`, `percent`, `completed_on` and `last_at` are derived from the ledger (`flask progress rebuild`).
    """

    __tablename__ = "enrolment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id", index=False)
    course_id: Mapped[int] = fk("course.id", index=False)
    cycle: Mapped[int] = mapped_column(Integer, default=1)
    release_id: Mapped[int] = fk("release.id")
    cc: Mapped[str | None] = mapped_column(String(2))
    agency_then_id: Mapped[int | None] = fk("org_node.id", index=False)
    unit_then_id: Mapped[int | None] = fk("org_node.id", index=False)
    tz_then: Mapped[str] = mapped_column(String(40))  # the day of an award is that of the person's post
    plan_line_id: Mapped[int | None] = fk("plan_line.id")  # the line of a work plan that it was made for
    via: Mapped[str] = mapped_column(String(10))
    enrolled_at: Mapped[datetime]
    enrolled_by_id: Mapped[int | None] = fk("person.id")
    due_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = fk("person.id")
    withdrawn_why: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(12), default="not_started")
    percent: Mapped[int] = mapped_column(Integer, default=0)
    completed_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("person_id", "course_id", "cycle"),
        CheckConstraint("via IN ('self', 'person', 'unit', 'track')", name="via"),
        CheckConstraint("status IN ('not_started', 'in_progress', 'completed')", name="status"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_with_reason"),
        CheckConstraint("(status = 'completed') = (completed_at IS NOT NULL)", name="completed_with_time"),
        Index("ix_enrolment_course_id_unit_then_id", "course_id", "unit_then_id"),
        Index("ix_enrolment_cc_enrolled_at", "cc", "enrolled_at"),
        Index("ix_enrolment_cc_unit_then_id_release_id", "cc", "unit_then_id", "release_id"),  # the completion page, in order
        Index("ix_enrolment_agency_then_id", "agency_then_id"),
        Index("ix_enrolment_unit_then_id", "unit_then_id"),
        {"info": NOMINAL},
    )

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do in it."""
        return self.withdrawn_at is None and self.status != "completed"


class Evidence(Model):
    """A fact, kept for ever. A replay of the same event is harmless; a different body under its id is refused."""

    __tablename__ = "evidence"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    event_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"))
    activity_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"))
    release_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("release.id", ondelete="RESTRICT"))
    cc: Mapped[str | None] = mapped_column(String(2))
    agency_then_id: Mapped[int | None] = mapped_column(BigId)
    unit_then_id: Mapped[int | None] = mapped_column(BigId)
    lang: Mapped[str] = mapped_column(String(8), default="")
    kind: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"))
    happened_at: Mapped[datetime]
    learned_at: Mapped[datetime]
    voids_id: Mapped[UUID | None] = mapped_column(Uuid)
    body: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    # No other index and no row id: a person's facts lie together, and the key can be partitioned (model.md, Scale).
    __table_args__ = (
        CheckConstraint(
            "kind IN ('opened', 'read', 'answered', 'submitted', 'passed', 'reviewed', 'attended', 'held', 'recognised',"
            " 'exempted', 'voided', 'revoked')",
            name="kind",
        ),
        CheckConstraint("source IN ('browser', 'server', 'staff')", name="source"),
        CheckConstraint("(kind = 'voided') = (voids_id IS NOT NULL)", name="void_names_event"),
        {"info": NOMINAL, "sqlite_with_rowid": False},
    )


class State(Model):
    """How far an activity of an enrolment is. Derived."""

    __tablename__ = "state"
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"), primary_key=True, index=True)
    status: Mapped[str] = mapped_column(String(10))
    score: Mapped[int | None] = mapped_column(Integer)  # best, in per cent
    done_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("status IN ('begun', 'done')", name="status"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_with_time"),
        {"info": NOMINAL, "sqlite_with_rowid": False},
    )


class ModuleDone(Model):
    """A module of an enrolment whose every activity is done. Derived; there is a row only when it is finished."""

    __tablename__ = "module_done"
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"), primary_key=True)
    module_slug: Mapped[str] = mapped_column(String(60), primary_key=True)
    done_at: Mapped[datetime]
    __table_args__ = ({"info": NOMINAL, "sqlite_with_rowid": False},)


class Place(Model):
    """Where the reader stopped: the block of the lesson that stood at the top of the window."""

    __tablename__ = "place"
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"), primary_key=True, index=True)
    block: Mapped[str] = mapped_column(String(80))
    percent: Mapped[int] = mapped_column(Integer, default=0)
    at: Mapped[datetime]
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percent"), {"info": NOMINAL})


class Award(Model):
    """What the pinned rule says of the facts: earned when the last necessary fact happened. Derived, and it stays.

    A row is never removed: a revoked or voided one says when and why it ended.
    """

    __tablename__ = "award"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id")
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"), unique=True)
    course_id: Mapped[int] = fk("course.id", index=False)
    cc: Mapped[str | None] = mapped_column(String(2))
    agency_then_id: Mapped[int | None] = fk("org_node.id")
    unit_then_id: Mapped[int | None] = fk("org_node.id")
    earned_at: Mapped[datetime]
    earned_on: Mapped[date]  # the day at the person's post, or in UTC for somebody without one
    lang: Mapped[str] = mapped_column(String(8), default="")
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(10))
    __table_args__ = (
        CheckConstraint("ended_why IN ('revoked', 'voided')", name="ended_why"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_with_reason"),
        Index("ix_award_course_id_earned_on", "course_id", "earned_on"),
        {"info": NOMINAL},
    )


class TrackEnrolment(Model):
    """A person in a track. It pins the list of courses; each of them is an enrolment of its own, one row and one deadline.

    `completed_at` is derived: when the last course of the pinned list was completed.
    """

    __tablename__ = "track_enrolment"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id")
    track_id: Mapped[int] = fk("track.id", index=False)
    track_release_id: Mapped[int] = fk("track_release.id")
    cc: Mapped[str | None] = mapped_column(String(2))
    agency_then_id: Mapped[int | None] = fk("org_node.id")
    unit_then_id: Mapped[int | None] = fk("org_node.id")
    via: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    started_by_id: Mapped[int | None] = fk("person.id")
    due_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("person.id")
    ended_why: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_track_enrolment_open",
            "person_id",
            "track_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_track_enrolment_track_id_unit_then_id", "track_id", "unit_then_id"),
        CheckConstraint("via IN ('person', 'unit')", name="via"),
        CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="ended_with_reason"),
        {"info": NOMINAL},
    )

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do in it."""
        return self.ended_at is None and self.completed_at is None
