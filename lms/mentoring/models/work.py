"""What people hand in and ask, and what is answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class Submission(Model):
    """An iteration of an assignment: a draft until it is handed in. `version` counts its saves, so that a second device cannot
    overwrite what the first one saved: what it had stands in `aside` until the officer chooses (mentoring.rules.drafts)."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    enrolment_id: Mapped[int] = fk("enrolment.id", index=False)
    activity_id: Mapped[int] = fk("activity.id")
    person_id: Mapped[int] = fk("person.id")
    iteration: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text, default="")
    steps: Mapped[dict[str, Any]]  # {"items": [text, …]} in order
    aside: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {page: {"text", "items", "at"}}
    lang: Mapped[str] = mapped_column(String(8), default="")
    version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id", "iteration"),
        CheckConstraint("iteration > 0", name="iteration"),
        CheckConstraint("length(text) <= 20000", name="length"),
        {"info": NOMINAL},
    )


class Thread(Model):
    """A conversation about an assignment (`kind` submission, over all its iterations) or a question from a lesson.

    `mentor_id` is who holds it now; none: it is on the coordinator's list *no mentor yet*.
    """

    __tablename__ = "thread"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = fk("person.id")
    cc: Mapped[str | None] = mapped_column(String(2), index=True)
    mentor_id: Mapped[int | None] = fk("person.id", index=False)
    enrolment_id: Mapped[int | None] = fk("enrolment.id", index=False)
    activity_id: Mapped[int] = fk("activity.id")
    lang: Mapped[str] = mapped_column(String(8), default="")
    opened_at: Mapped[datetime]
    opened_by_mentor_at: Mapped[datetime | None]  # the mentor has read what is newest
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("kind IN ('submission', 'question')", name="kind"),
        CheckConstraint("kind = 'question' OR enrolment_id IS NOT NULL", name="of_an_enrolment"),
        Index("ix_thread_mentor_id_closed_at", "mentor_id", "closed_at"),
        Index(
            "uq_thread_submission",
            "enrolment_id",
            "activity_id",
            unique=True,
            sqlite_where=text("kind = 'submission'"),
            postgresql_where=text("kind = 'submission'"),
        ),
        {"info": NOMINAL},
    )


class Turn(Model):
    """Whose turn it is in a conversation, since when and until when; a second post of the same side does not begin it anew."""

    __tablename__ = "turn"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    thread_id: Mapped[int] = fk("thread.id")
    side: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_turn_now", "thread_id", unique=True, sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
        Index("ix_turn_until_side_since", "until", "side", "since"),
        CheckConstraint("side IN ('officer', 'mentor')", name="side"),
        CheckConstraint("until >= since", name="order"),
        {"info": NOMINAL},
    )


class Post(Model):
    """Something said in a conversation; it stays as it was said. `iteration` is that of the submission it speaks of."""

    __tablename__ = "post"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    thread_id: Mapped[int] = fk("thread.id")
    author_id: Mapped[int] = fk("person.id")
    side: Mapped[str] = mapped_column(String(8))
    iteration: Mapped[int | None] = mapped_column(Integer)
    lang: Mapped[str] = mapped_column(String(8), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("side IN ('officer', 'mentor')", name="side"),
        CheckConstraint("length(text) BETWEEN 1 AND 20000", name="length"),
        {"info": NOMINAL},
    )


class Draft(Model):
    """What somebody is writing into a conversation, saved as it is typed. `version` and `aside` as in a submission."""

    __tablename__ = "draft"
    thread_id: Mapped[int] = mapped_column(BigId, ForeignKey("thread.id", ondelete="RESTRICT"), primary_key=True)
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True, index=True)
    text: Mapped[str] = mapped_column(Text)
    aside: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(Integer, default=0)
    saved_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("length(text) <= 20000", name="length"), {"info": NOMINAL})


class Review(Model):
    """A mentor's outcome on an iteration: given once. `event_id` is the fact in the ledger."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    thread_id: Mapped[int] = fk("thread.id", index=False)
    iteration: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    event_id: Mapped[UUID | None] = mapped_column(Uuid)
    __table_args__ = (
        UniqueConstraint("thread_id", "iteration"),
        CheckConstraint("outcome IN ('meets', 'revise')", name="outcome"),
        {"info": NOMINAL},
    )
