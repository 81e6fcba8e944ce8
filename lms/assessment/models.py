"""Tables of attempts and their answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class Attempt(Model):
    """One sitting of a quiz. Open until it is handed in; at most one is open at a time. `score` in points of `out_of`."""

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"))
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    release_id: Mapped[int] = mapped_column(BigId, ForeignKey("release.id", ondelete="RESTRICT"), index=True)
    seed: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    score: Mapped[int | None] = mapped_column(Integer)
    out_of: Mapped[int] = mapped_column(Integer)
    is_passed: Mapped[bool | None]
    device: Mapped[str] = mapped_column(String(120), default="")
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id", "number"),
        # Two tabs and a double click make one attempt: the second insert is refused.
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "activity_id",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
        CheckConstraint("(handed_in_at IS NULL) = (score IS NULL)", name="marked_when_handed_in"),
        CheckConstraint("(handed_in_at IS NULL) = (is_passed IS NULL)", name="judged_when_handed_in"),
        {"info": NOMINAL},
    )


class ExtraAttempt(Model):
    """One more attempt at a quiz whose attempts were used, opened by whoever follows the person. `number` is that of the attempt."""

    __tablename__ = "extra_attempt"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="RESTRICT"))
    activity_id: Mapped[int] = fk("activity.id")
    person_id: Mapped[int] = fk("person.id")
    number: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = fk("person.id")
    __table_args__ = (
        UniqueConstraint("enrolment_id", "activity_id", "number"),
        CheckConstraint("why <> ''", name="opened_with_reason"),
        {"info": NOMINAL},
    )


class Answer(Model):
    """What was given to one question. `given` is {"value": …} in the shape of its type; `points` after marking."""

    __tablename__ = "answer"
    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempt.id", ondelete="RESTRICT"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_version.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    pos: Mapped[int] = mapped_column(Integer)
    given: Mapped[dict[str, Any]]
    points: Mapped[int | None] = mapped_column(Integer)
    saved_at: Mapped[datetime | None]
    __table_args__ = ({"info": NOMINAL},)
