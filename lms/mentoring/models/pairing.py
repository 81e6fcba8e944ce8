"""Mentors, and who is paired with them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Integer, String, Text, Uuid, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class MentorProfile(Model):
    """What a mentor offers. A place is taken when an offer is made, and given back when it is declined, lapses or ends."""

    __tablename__ = "mentor_profile"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    about: Mapped[str] = mapped_column(Text, default="")
    units_max: Mapped[int] = mapped_column(Integer, default=2)
    units_taken: Mapped[int] = mapped_column(Integer, default=0)
    people_max: Mapped[int] = mapped_column(Integer, default=5)
    people_taken: Mapped[int] = mapped_column(Integer, default=0)
    paused_until: Mapped[date | None]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("units_max BETWEEN 0 AND 50 AND people_max BETWEEN 0 AND 200", name="capacity"),
        CheckConstraint("units_taken BETWEEN 0 AND units_max", name="units"),
        CheckConstraint("people_taken BETWEEN 0 AND people_max", name="people"),
        {"info": NOMINAL},
    )


class MentorLanguage(Model):
    """A language a mentor writes, with its level (CEFR)."""

    __tablename__ = "mentor_language"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("mentor_profile.person_id", ondelete="RESTRICT"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(8), primary_key=True)
    level: Mapped[str] = mapped_column(String(2))
    __table_args__ = (CheckConstraint("level IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')", name="level"), {"info": NOMINAL})


class MentorTopic(Model):
    """A topic of the curriculum a mentor can help with; the codes are in `mentoring.rules`."""

    __tablename__ = "mentor_topic"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("mentor_profile.person_id", ondelete="RESTRICT"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(24), primary_key=True)
    __table_args__ = ({"info": NOMINAL},)


class MentorWindow(Model):
    """Hours of the week, in the mentor's own zone, in which they can meet people. Weekday 0 is Monday."""

    __tablename__ = "mentor_window"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = fk("mentor_profile.person_id")
    weekday: Mapped[int] = mapped_column(Integer)
    from_time: Mapped[str] = mapped_column(String(5))
    to_time: Mapped[str] = mapped_column(String(5))
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("from_time < to_time", name="order"),
        {"info": NOMINAL},
    )


class Engagement(Model):
    """A trainee or a unit, and a mentor. Its state is the last of its moments: offered, declined or lapsed, accepted, open, ended.

    The mentor declines an offer; what was accepted and is declined before access opened, an agency did not agree to (`is_refused`).

    Access opens (`opened_at`) when the mentor has accepted and every agency concerned has agreed (`engagement_agreement`).
    `reasons` is what the candidates' list said of this mentor when the offer was made.
    """

    __tablename__ = "engagement"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    mentor_id: Mapped[int] = fk("mentor_profile.person_id", index=False)
    person_id: Mapped[int | None] = fk("person.id")
    unit_id: Mapped[int | None] = fk("org_node.id")
    cc: Mapped[str] = mapped_column(String(2), index=True)
    plan_line_id: Mapped[int | None] = fk("plan_line.id")  # none: unplanned
    goals: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[dict[str, Any]]
    reasons: Mapped[dict[str, Any]]
    why_not_first: Mapped[str] = mapped_column(Text, default="")
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[int] = fk("person.id")
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("person.id")
    ended_how: Mapped[str | None] = mapped_column(String(10))
    ended_why: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index("ix_engagement_mentor_id_ended_at", "mentor_id", "ended_at"),
        Index(
            "uq_engagement_person_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND person_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND person_id IS NOT NULL"),
        ),
        Index(
            "uq_engagement_unit_open",
            "unit_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND unit_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND unit_id IS NOT NULL"),
        ),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_subject"),
        CheckConstraint("person_id <> mentor_id", name="not_oneself"),
        CheckConstraint("ended_how IN ('declined', 'lapsed', 'taken_back', 'ended', 'over')", name="ended_how"),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="ended_with_how"),
        CheckConstraint("opened_at IS NULL OR accepted_at IS NOT NULL", name="opened_after_accepted"),
        {"info": NOMINAL},
    )

    @property
    def state(self) -> str:
        """offered, accepted, open; or how it ended: declined, lapsed, taken_back, ended, over."""
        if self.ended_how:
            return self.ended_how
        return "open" if self.opened_at else "accepted" if self.accepted_at else "offered"

    @hybrid_property
    def is_refused(self) -> bool:
        """Whether an agency did not agree: declined after the mentor had accepted."""
        return self.ended_how == "declined" and self.accepted_at is not None

    @is_refused.inplace.expression
    @classmethod
    def _is_refused(cls) -> ColumnElement[bool]:
        return and_(cls.ended_how == "declined", cls.accepted_at.is_not(None))


class EngagementAgreement(Model):
    """That an agency agrees to a mentor's access to its people: its focal point here, or a letter that a coordinator entered."""

    __tablename__ = "engagement_agreement"
    engagement_id: Mapped[int] = mapped_column(BigId, ForeignKey("engagement.id", ondelete="RESTRICT"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(BigId, ForeignKey("org_node.id", ondelete="RESTRICT"), primary_key=True, index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    letter_no: Mapped[str | None] = mapped_column(String(60))
    letter_day: Mapped[date | None]
    __table_args__ = (CheckConstraint("(letter_no IS NULL) = (letter_day IS NULL)", name="letter"), {"info": NOMINAL})


class MentoringMeeting(Model):
    """A meeting of a mentor with a trainee or unit. Held, and only then, it completes the activity of those who were there.

    A mistake is corrected with a reason: `was_outcome` is what was noted before the last correction; the log book has them all.
    `key` is the calendar's UID, `sequence` the calendar's SEQUENCE.
    """

    __tablename__ = "mentoring_meeting"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    engagement_id: Mapped[int] = fk("engagement.id")
    wall_day: Mapped[date]
    wall_time: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(40))
    fold: Mapped[int] = mapped_column(Integer, default=0)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column(Integer)
    about: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    planned_by_id: Mapped[int] = fk("person.id")
    planned_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[int | None] = fk("person.id")
    was_outcome: Mapped[str | None] = mapped_column(String(10))
    corrected_at: Mapped[datetime | None]
    corrected_by_id: Mapped[int | None] = fk("person.id")
    corrected_why: Mapped[str] = mapped_column(Text, default="")

    @property
    def said_at(self) -> str:
        """When what stands now was noted or corrected, for a form that says what it has seen; "" before."""
        at = self.corrected_at or self.noted_at
        return at.isoformat() if at else ""

    __table_args__ = (
        CheckConstraint("outcome IN ('held', 'missed', 'cancelled', 'technical')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (noted_at IS NULL)", name="noted_with_outcome"),
        CheckConstraint("(corrected_at IS NULL) = (corrected_why = '')", name="corrected_with_reason"),
        CheckConstraint("minutes BETWEEN 5 AND 600", name="minutes"),
        CheckConstraint("fold IN (0, 1)", name="fold"),
        {"info": NOMINAL},
    )

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled: calendars say so."""
        return self.outcome == "cancelled"


class MeetingPresent(Model):
    """Who was there. `event_id` is the fact in the ledger, where it completes something.

    `removed_at`: a correction says that they were not; the fact, if any, is undone by another.
    """

    __tablename__ = "meeting_present"
    meeting_id: Mapped[int] = mapped_column(BigId, ForeignKey("mentoring_meeting.id", ondelete="RESTRICT"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True)
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    removed_at: Mapped[datetime | None]
    __table_args__ = ({"info": NOMINAL},)
