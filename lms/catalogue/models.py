"""Tables of what there is to learn. A release is immutable; an id lives in the content (house, rules 2 and 4)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk


class Severity(StrEnum):
    """How much a release changes: editorial reaches everybody on the next page, the others whoever starts anew."""

    FIRST = "first"
    EDITORIAL = "editorial"
    MINOR = "minor"
    MAJOR = "major"


class Course(Model):
    """Something one completes. `slug` is the id in its file."""

    __tablename__ = "course"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    pillar: Mapped[str] = mapped_column(String(12))
    __table_args__ = (CheckConstraint("pillar IN ('elearning', 'theory', 'mentorship')", name="pillar"),)


class Rule(Model):
    """A completion rule: {"all": […]}, {"any": […]} or {"of": k, "from": […]} over activity ids. Immutable, shared by digest."""

    __tablename__ = "rule"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    tree: Mapped[dict[str, Any]]


class Release(Model):
    """One published state of a course.

    `base_id` is the release whose structure, rule and questions it shares (their translations may differ): itself, or for an
    editorial release an earlier one.
    Enrolments pin a base; the text shown is that of the newest release on the same base (house, rule 2).
    `outline` is everything a page needs but the lessons' text; its shape is `catalogue.rules.outline.Outline`.
    """

    __tablename__ = "release"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = fk("course.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    base_id: Mapped[int | None] = fk("release.id")  # null only between the insert and the update that names itself
    rule_id: Mapped[int] = fk("rule.id")
    digest: Mapped[str] = mapped_column(String(64))
    severity: Mapped[str] = mapped_column(String(10))
    outline: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(80), default="")
    __table_args__ = (
        UniqueConstraint("course_id", "no"),
        CheckConstraint("severity IN ('first', 'editorial', 'minor', 'major')", name="severity"),
    )


class Activity(Model):
    """A lesson, quiz, assignment, or the door to a session or meeting. Never deleted; its slug is the id in its file."""

    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = fk("course.id", index=False)
    slug: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    __table_args__ = (
        UniqueConstraint("course_id", "slug"),
        CheckConstraint("kind IN ('lesson', 'quiz', 'session', 'meeting', 'assignment')", name="kind"),
    )


class ReleaseItem(Model):
    """An activity's place in a release."""

    __tablename__ = "release_item"
    release_id: Mapped[int] = mapped_column(BigId, ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"), primary_key=True, index=True)
    module_slug: Mapped[str] = mapped_column(String(60))
    pos: Mapped[int] = mapped_column(Integer)
    weight: Mapped[int] = mapped_column(Integer, default=1)


class Body(Model):
    """Rendered, sanitised HTML, shared by digest. `text` is its plain text; `kb` its weight with pictures."""

    __tablename__ = "body"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    kb: Mapped[int] = mapped_column(Integer)


class ReleaseBody(Model):
    """Which text an activity has in a release and a language. `stale`: the source has changed since it was translated."""

    __tablename__ = "release_body"
    release_id: Mapped[int] = mapped_column(BigId, ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(BigId, ForeignKey("activity.id", ondelete="RESTRICT"), primary_key=True, index=True)
    lang: Mapped[str] = mapped_column(String(8), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64), ForeignKey("body.digest", ondelete="RESTRICT"), index=True)
    stale: Mapped[bool] = mapped_column(default=False)
    reviewed_by: Mapped[str] = mapped_column(String(120), default="")


class Question(Model):
    """A question of an activity, under the id in its file."""

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    activity_id: Mapped[int] = fk("activity.id", index=False)
    slug: Mapped[str] = mapped_column(String(60))
    __table_args__ = (UniqueConstraint("activity_id", "slug"),)


class QuestionVersion(Model):
    """A question as it was asked. `shown` may reach a page: {lang: {prompt, choices, …}}; `answer_key` only after marking.

    Shapes: `catalogue.rules.questions`.
    """

    __tablename__ = "question_version"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    question_id: Mapped[int] = fk("question.id", index=False)
    digest: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(10))
    points: Mapped[int] = mapped_column(Integer, default=1)
    topic: Mapped[str] = mapped_column(String(60), default="")
    shown: Mapped[dict[str, Any]]
    answer_key: Mapped[dict[str, Any]]
    __table_args__ = (
        UniqueConstraint("question_id", "digest"),
        CheckConstraint("type IN ('single', 'multiple', 'number', 'text', 'sequence', 'matching')", name="type"),
        CheckConstraint("points > 0", name="points"),
    )


class ReleaseQuestion(Model):
    """Which questions an activity has in a release, in the order of the file."""

    __tablename__ = "release_question"
    release_id: Mapped[int] = mapped_column(BigId, ForeignKey("release.id", ondelete="RESTRICT"), primary_key=True)
    question_version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("question_version.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    pos: Mapped[int] = mapped_column(Integer)


class Asset(Model):
    """A picture of a course, shared by digest; in the database, so that every process and machine serves the same."""

    __tablename__ = "asset"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(Integer)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class Track(Model):
    """A list of courses for an audience, over the three pillars (house, rule 5). `slug` is the id in its file."""

    __tablename__ = "track"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)


class TrackRelease(Model):
    """One published state of a track; who is enrolled keeps the list of courses with which they began.

    `doc` is what pages show: {"title": words, "summary": words, "text": {lang: HTML}, "audience": [...], "langs": [...]}.
    """

    __tablename__ = "track_release"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    track_id: Mapped[int] = fk("track.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    doc: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(80), default="")
    __table_args__ = (UniqueConstraint("track_id", "no"),)


class TrackItem(Model):
    """A course of a track's release, in the order in which they are taken."""

    __tablename__ = "track_item"
    track_release_id: Mapped[int] = mapped_column(BigId, ForeignKey("track_release.id", ondelete="RESTRICT"), primary_key=True)
    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("course.id", ondelete="RESTRICT"), primary_key=True, index=True)
    pos: Mapped[int] = mapped_column(Integer)
