"""Tables of online theory. Wall time, zone and UTC are kept beside one another (house, rule 7)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL

OUTCOMES = "('present', 'partly', 'absent', 'excused', 'technical')"


class TheorySession(Model):
    """A live session. The organiser's wall time is what was meant; `starts_at` is its UTC by the zone rules of `tz_version`.

    `key` is the calendar's UID, `sequence` the calendar's SEQUENCE. `taken` counts the rows of `seat`, moved by one
    conditional UPDATE. `fold` says which of two equal wall times is meant when the clocks go back (PEP 495).
    """

    __tablename__ = "theory_session"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    title: Mapped[dict[str, str]]
    lang: Mapped[str] = mapped_column(String(8))
    activity_id: Mapped[int | None] = fk("activity.id")  # what attending it completes; none: beyond the track
    plan_line_id: Mapped[int | None] = fk("plan_line.id")  # none: unplanned
    agenda: Mapped[str] = mapped_column(Text, default="")
    wall_day: Mapped[date]
    wall_time: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(40))
    fold: Mapped[int] = mapped_column(Integer, default=0)
    tz_version: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    link: Mapped[str] = mapped_column(String(400), default="")
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    trainer_id: Mapped[int] = fk("person.id")
    created_by_id: Mapped[int] = fk("person.id")
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = fk("person.id")
    cancelled_why: Mapped[str | None] = mapped_column(Text)
    broke_off_at: Mapped[datetime | None]  # it failed for everybody: nobody is absent
    broke_off_why: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = fk("person.id")
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 2000", name="capacity"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="seats"),
        CheckConstraint("minutes BETWEEN 5 AND 600", name="minutes"),
        CheckConstraint("fold IN (0, 1)", name="fold"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_why IS NULL)", name="cancelled_with_reason"),
        CheckConstraint("(broke_off_at IS NULL) = (broke_off_why IS NULL)", name="broke_off_with_reason"),
        {"info": NOMINAL},
    )


class SessionInvited(Model):
    """A country, agency or unit whose people may register."""

    __tablename__ = "session_invited"
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("theory_session.id", ondelete="RESTRICT"), primary_key=True)
    node_id: Mapped[int] = mapped_column(BigId, ForeignKey("org_node.id", ondelete="RESTRICT"), primary_key=True, index=True)


class SessionMove(Model):
    """What was said before a session was moved or its time mended; `sequence` is that of the calendar file which said it."""

    __tablename__ = "session_move"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = fk("theory_session.id", index=False)
    sequence: Mapped[int] = mapped_column(Integer)
    was_at: Mapped[datetime]
    was_minutes: Mapped[int] = mapped_column(Integer)
    was_wall: Mapped[str] = mapped_column(String(16))  # 2020-07-02 16:00
    was_zone: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    __table_args__ = (UniqueConstraint("session_id", "sequence"), {"info": NOMINAL})


class Seat(Model):
    """Who holds a seat now."""

    __tablename__ = "seat"
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("theory_session.id", ondelete="RESTRICT"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True)
    at: Mapped[datetime]
    __table_args__ = ({"info": NOMINAL},)


class Waiting(Model):
    """Who waits for a seat; the lowest id moves up first."""

    __tablename__ = "waiting"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = fk("theory_session.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("session_id", "person_id"), {"info": NOMINAL})


class RegistrationStep(Model):
    """What happened with somebody's place, kept for ever."""

    __tablename__ = "registration_step"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = fk("theory_session.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    what: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = fk("person.id")
    __table_args__ = (
        Index("ix_registration_step_session_id_person_id", "session_id", "person_id"),
        CheckConstraint("what IN ('booked', 'waiting', 'moved_up', 'withdrew', 'left_list')", name="what"),
        {"info": NOMINAL},
    )


class Joined(Model):
    """Somebody pressed Join: a hint for the register, no attendance."""

    __tablename__ = "joined"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = fk("theory_session.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    at: Mapped[datetime]
    __table_args__ = (Index("ix_joined_session_id_person_id", "session_id", "person_id"), {"info": NOMINAL})


class AttendanceMark(Model):
    """A mark in a register that is not confirmed yet; it may change."""

    __tablename__ = "attendance_mark"
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("theory_session.id", ondelete="RESTRICT"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True)
    outcome: Mapped[str | None] = mapped_column(String(10))  # none: was added to the register and has no mark yet
    minutes: Mapped[int | None] = mapped_column(Integer)
    is_added: Mapped[bool] = mapped_column(default=False)  # sat in without a seat
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
        {"info": NOMINAL},
    )


class Attendance(Model):
    """What a confirmed register says of somebody. The highest `no` counts; a correction is the next one, never an overwrite.

    `event_id` is the fact in the ledger, where it completes something. `objection` is what the officer says against it, once;
    the trainer corrects it by the next row, or gives an `answer`.
    """

    __tablename__ = "attendance"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = fk("theory_session.id", index=False)
    person_id: Mapped[int] = fk("person.id")
    no: Mapped[int] = mapped_column(Integer)
    cc: Mapped[str | None] = mapped_column(String(2))
    agency_then_id: Mapped[int | None] = fk("org_node.id")
    unit_then_id: Mapped[int | None] = fk("org_node.id")
    outcome: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(Text, default="")
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    objection: Mapped[str | None] = mapped_column(Text)
    objected_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("session_id", "person_id", "no"),
        CheckConstraint("answer IS NULL OR objection IS NOT NULL", name="answers_an_objection"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("minutes BETWEEN 0 AND 600", name="minutes"),
        CheckConstraint("no = 1 OR why <> ''", name="corrected_with_reason"),
        {"info": NOMINAL},
    )
