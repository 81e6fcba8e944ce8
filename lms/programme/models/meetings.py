"""Coordination meetings: a series per country or network, its parties as offices, what was decided and what is still to do."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, Doc, fk, uuid7

MEETING_MODES = ("live", "on_site", "hybrid")
PARTS = ("beneficiary", "secretariat", "observer")
PRESENCES = ("present", "excused", "absent")
EFFECTS = ("makes", "changes", "postpones", "cancels", "other")


class CoordinationMeeting(Model):
    """A meeting of a country's agencies, or a network's members, with the programme. All meetings of one owner are its series.

    The wall time is what was meant; `starts_at` is its UTC (house, rule 7). `final_no`: the minutes that are final.
    """

    __tablename__ = "coordination_meeting"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    node_id: Mapped[int | None] = fk("org_node.id")
    network_id: Mapped[int | None] = fk("network.id")
    label: Mapped[dict[str, str]]  # Coordination Group Meeting, Steering Committee
    wall_day: Mapped[date]
    wall_time: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(40))
    fold: Mapped[int] = mapped_column(Integer, default=0)
    starts_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(Integer)
    mode: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(String(400), default="")
    sequence: Mapped[int] = mapped_column(Integer, default=0)  # how often it was changed since it was first said (RFC 5545)
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_why: Mapped[str] = mapped_column(Text, default="")
    final_no: Mapped[int | None] = mapped_column(Integer)
    final_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(Text, default="")
    names: Mapped[dict[str, Any] | None] = mapped_column(Doc, deferred=True)  # of its places, kept with the final minutes
    __table_args__ = (
        CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name="one_owner"),
        CheckConstraint("minutes BETWEEN 5 AND 6000", name="minutes"),
        CheckConstraint("fold IN (0, 1)", name="fold"),
        CheckConstraint(f"mode IN {MEETING_MODES}", name="mode"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_why = '')", name="cancelled_with_reason"),
        CheckConstraint("(final_at IS NULL) = (final_no IS NULL)", name="final"),
    )


class MeetingParty(Model):
    """An office that takes part: of an agency, or of an organisation beside them (`body`). Never an account."""

    __tablename__ = "meeting_party"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    meeting_id: Mapped[int] = fk("coordination_meeting.id", index=False)
    agency_id: Mapped[int | None] = fk("org_node.id")
    body: Mapped[str] = mapped_column(String(200), default="")
    office: Mapped[str] = mapped_column(Text, default="")
    part: Mapped[str] = mapped_column(String(12))
    presence: Mapped[str | None] = mapped_column(String(10))
    __table_args__ = (
        UniqueConstraint("meeting_id", "agency_id", "body"),
        CheckConstraint("(agency_id IS NULL) <> (body = '')", name="agency_or_body"),
        CheckConstraint(f"part IN {PARTS}", name="part"),
        CheckConstraint(f"presence IN {PRESENCES}", name="presence"),
    )


class AgendaItem(Model):
    """A point of the agenda; `clock` is the meeting's wall time."""

    __tablename__ = "agenda_item"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    meeting_id: Mapped[int] = fk("coordination_meeting.id", index=False)
    pos: Mapped[int] = mapped_column(Integer)
    clock: Mapped[str] = mapped_column(String(5), default="")
    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (UniqueConstraint("meeting_id", "pos"), CheckConstraint("text <> ''", name="said"))


class Minutes(Model):
    """A version of the minutes, in Markdown; all are kept."""

    __tablename__ = "minutes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    meeting_id: Mapped[int] = fk("coordination_meeting.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("meeting_id", "no"),)


class Decision(Model):
    """A decision of a meeting and what it does to the plan."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    meeting_id: Mapped[int] = fk("coordination_meeting.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    effect: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("meeting_id", "no"),
        CheckConstraint(f"effect IN {EFFECTS}", name="effect"),
        CheckConstraint("text <> ''", name="said"),
    )


class DecisionLine(Model):
    """A line that a decision made or changed, in the version in which it did."""

    __tablename__ = "decision_line"
    decision_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    line_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    __table_args__ = (
        ForeignKeyConstraint(["decision_id"], ["decision.id"], ondelete="RESTRICT"),
        ForeignKeyConstraint(["line_id", "version_id"], ["plan_line_version.line_id", "plan_line_version.version_id"], ondelete="RESTRICT"),
        Index("ix_decision_line_line_id_version_id", "line_id", "version_id"),
    )


class ActionItem(Model):
    """Something to do that a meeting asked for, numbered within the series. Open ones carry over until done or dropped."""

    __tablename__ = "action_item"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    meeting_id: Mapped[int] = fk("coordination_meeting.id")  # where it was opened
    node_id: Mapped[int | None] = fk("org_node.id", index=False)
    network_id: Mapped[int | None] = fk("network.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int | None] = fk("org_node.id")
    owner: Mapped[str] = mapped_column(Text, default="")  # the office, in words
    due_day: Mapped[date]
    done_day: Mapped[date | None]
    dropped_day: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")  # how it was done, or why it was dropped
    at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("node_id", "no"),
        UniqueConstraint("network_id", "no"),
        CheckConstraint("(node_id IS NULL) <> (network_id IS NULL)", name="one_owner"),
        CheckConstraint("agency_id IS NOT NULL OR owner <> ''", name="owned"),
        CheckConstraint("text <> ''", name="said"),
        CheckConstraint("done_day IS NULL OR dropped_day IS NULL", name="done_or_dropped"),
        CheckConstraint("dropped_day IS NULL OR note <> ''", name="dropped_with_reason"),
    )


class ProgressPack(Model):
    """The figures that a meeting saw, frozen for it with their moment and rule. It is never written again."""

    __tablename__ = "progress_pack"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    meeting_id: Mapped[int] = fk("coordination_meeting.id", index=False)
    no: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[datetime]
    rule: Mapped[dict[str, str]]
    doc: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("meeting_id", "no"),)
