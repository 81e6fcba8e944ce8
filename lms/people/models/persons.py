"""Persons, where they serve, what they are there, and who else may follow them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL


class Role(StrEnum):
    """What somebody is at a node."""

    TRAINEE = "trainee"
    MENTOR = "mentor"
    TRAINER = "trainer"
    FOCAL_POINT = "focal_point"
    COORDINATOR = "coordinator"
    DONOR = "donor"
    ADMIN = "admin"


class Person(Model):
    """Somebody, under a ref and a call name, and where they serve now (kept by the action that writes membership)."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    ref: Mapped[str] = mapped_column(String(8), unique=True)  # UZ-87PK; two offices say it on the telephone
    cc: Mapped[str | None] = mapped_column(String(2), index=True)
    agency_id: Mapped[int | None] = fk("org_node.id")
    unit_id: Mapped[int | None] = fk("org_node.id")
    call_name: Mapped[str] = mapped_column(String(40))
    fold: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(8), default="en")
    tz: Mapped[str] = mapped_column(String(40))
    sex: Mapped[str | None] = mapped_column(String(1))  # self-declared; for counts only (brief 4.5)
    created_at: Mapped[datetime]
    left_on: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("sex IN ('w', 'm')", name="sex"),
        CheckConstraint("length(call_name) > 0", name="called_something"),
        {"info": NOMINAL},
    )


class PersonIdentity(Model):
    """A full name, optional and apart: read by the focal point of that agency alone, through one function that logs."""

    __tablename__ = "person_identity"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    agency_id: Mapped[int] = fk("org_node.id")
    name: Mapped[str] = mapped_column(String(160))
    latin: Mapped[str] = mapped_column(String(160), default="")
    service_no: Mapped[str | None] = mapped_column(String(40))
    contact: Mapped[str] = mapped_column(String(160), default="")
    fold: Mapped[str] = mapped_column(String(360), default="")
    __table_args__ = (UniqueConstraint("agency_id", "service_no"), {"info": NOMINAL})  # in one agency: it tells none about another


class Membership(Model):
    """Where a person served, from one day to another."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = fk("person.id")
    unit_id: Mapped[int | None] = fk("org_node.id", index=False)
    agency_id: Mapped[int] = fk("org_node.id", index=False)
    job: Mapped[str] = mapped_column(String(80), default="")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        Index(
            "uq_membership_current", "person_id", unique=True, sqlite_where=text("to_day IS NULL"), postgresql_where=text("to_day IS NULL")
        ),
        Index("ix_membership_unit_id_to_day", "unit_id", "to_day"),
        Index("ix_membership_agency_id_to_day", "agency_id", "to_day"),
        CheckConstraint("to_day >= from_day", name="order"),
        {"info": NOMINAL},
    )


class RoleGrant(Model):
    """A role held at a node until its last day. `ended_at` says that somebody took it back before."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = fk("person.id")
    role: Mapped[str] = mapped_column(String(16))
    node_id: Mapped[int] = fk("org_node.id")
    from_day: Mapped[date]
    to_day: Mapped[date]  # every role has an end
    granted_by_id: Mapped[int | None] = fk("person.id")
    reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("person.id")
    __table_args__ = (
        CheckConstraint("role IN ('trainee', 'mentor', 'trainer', 'focal_point', 'coordinator', 'donor', 'admin')", name="role"),
        CheckConstraint("to_day >= from_day", name="order"),
        Index(
            "uq_role_grant_current",
            "person_id",
            "role",
            "node_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"info": NOMINAL},
    )


class ScopeGrant(Model):
    """Somebody follows a person, or whoever serves in a unit now, until it is ended. Written by the rooms above through `people.actions`.

    `source` is the key of what gave it (an engagement); ending that ends its grants in the same transaction (house, layout). After
    `to_day` it lets nobody see, whether anything has ended it yet or not.
    """

    __tablename__ = "scope_grant"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    grantee_id: Mapped[int] = fk("person.id", index=False)
    person_id: Mapped[int | None] = fk("person.id")
    unit_id: Mapped[int | None] = fk("org_node.id")
    agency_id: Mapped[int | None] = fk("org_node.id")  # of a joint unit: only the people of the agency that agreed
    source: Mapped[UUID] = mapped_column(Uuid, index=True)
    from_at: Mapped[datetime]
    to_day: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_scope_grant_grantee_id_ended_at", "grantee_id", "ended_at"),
        CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one_subject"),
        CheckConstraint("(unit_id IS NULL) = (agency_id IS NULL)", name="unit_with_agency"),
        CheckConstraint("grantee_id <> person_id", name="not_oneself"),
        {"info": NOMINAL},
    )
