"""Tables of who there is. Organisation is a dated tree; a role is held at a node of it (house, rule 6)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, uuid7
from lms.lib.wall import NOMINAL


def fk(column: str, *, index: bool = True) -> Any:
    """A reference that refuses to let its row go."""
    return mapped_column(BigId, ForeignKey(column, ondelete="RESTRICT"), index=index)


class NodeKind(StrEnum):
    """Levels of the tree."""

    REGION = "region"
    COUNTRY = "country"
    AGENCY = "agency"
    UNIT = "unit"


class Role(StrEnum):
    """What somebody is at a node."""

    TRAINEE = "trainee"
    MENTOR = "mentor"
    TRAINER = "trainer"
    FOCAL_POINT = "focal_point"
    COORDINATOR = "coordinator"
    DONOR = "donor"
    ADMIN = "admin"


class OrgNode(Model):
    """A region, country, agency or unit. `code` is stable and stands in addresses and published files."""

    __tablename__ = "org_node"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    cc: Mapped[str | None] = mapped_column(String(2), index=True)  # null for a region
    unit_type: Mapped[str | None] = mapped_column(String(24))
    tz: Mapped[str] = mapped_column(String(40))
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        CheckConstraint("kind IN ('region', 'country', 'agency', 'unit')", name="kind"),
        CheckConstraint("(kind = 'region') = (cc IS NULL)", name="country_known"),
    )

    def is_open(self, day: date) -> bool:
        """Whether it exists on that day."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)


class OrgName(Model):
    """How a node is called, from one day to another. `txt` is {language: name}."""

    __tablename__ = "org_name"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    node_id: Mapped[int] = fk("org_node.id")
    txt: Mapped[dict[str, str]]
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        Index("uq_org_name_current", "node_id", unique=True, sqlite_where=text("to_day IS NULL"), postgresql_where=text("to_day IS NULL")),
        CheckConstraint("to_day >= from_day", name="order"),
    )


class OrgEdge(Model):
    """Which node stands under which, from one day to another."""

    __tablename__ = "org_edge"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    child_id: Mapped[int] = fk("org_node.id")
    parent_id: Mapped[int] = fk("org_node.id")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        Index("uq_org_edge_current", "child_id", unique=True, sqlite_where=text("to_day IS NULL"), postgresql_where=text("to_day IS NULL")),
        CheckConstraint("child_id <> parent_id", name="not_itself"),
        CheckConstraint("to_day >= from_day", name="order"),
    )


class UnitAgency(Model):
    """Which agencies serve in a unit: a joint unit has several."""

    __tablename__ = "unit_agency"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = fk("org_node.id")
    agency_id: Mapped[int] = fk("org_node.id")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        Index(
            "uq_unit_agency_current",
            "unit_id",
            "agency_id",
            unique=True,
            sqlite_where=text("to_day IS NULL"),
            postgresql_where=text("to_day IS NULL"),
        ),
        CheckConstraint("to_day >= from_day", name="order"),
    )


class CountryPolicy(Model):
    """What a country has decided: call names or codes, and whether full names may be kept here."""

    __tablename__ = "country_policy"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cc: Mapped[str] = mapped_column(String(2))
    call_names: Mapped[str] = mapped_column(String(8), default="names")
    names_kept: Mapped[str] = mapped_column(String(8), default="here")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("call_names IN ('names', 'codes')", name="call_names"),
        CheckConstraint("names_kept IN ('here', 'at_home')", name="names_kept"),
        Index("uq_country_policy_current", "cc", unique=True, sqlite_where=text("to_day IS NULL"), postgresql_where=text("to_day IS NULL")),
    )


class Holiday(Model):
    """A day off in a country. Rows are editable: decrees move days late (brief 3.4)."""

    __tablename__ = "holiday"
    cc: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    txt: Mapped[dict[str, str]]
    source: Mapped[str] = mapped_column(Text, default="")


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


class Account(Model):
    """A name to sign in with. Made by us, it says nothing about the person."""

    __tablename__ = "account"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    closed_at: Mapped[datetime | None]
    __table_args__ = ({"info": NOMINAL},)


class Secret(Model):
    """What somebody proves to be themselves with. A `first` password works until an own one is set or it ends."""

    __tablename__ = "secret"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    __table_args__ = (CheckConstraint("kind IN ('password', 'first')", name="kind"), {"info": NOMINAL})


class Login(Model):
    """A sign-in on one device. It can be ended one by one and acts on the next request (house, rule 12)."""

    __tablename__ = "login"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = fk("person.id")
    device: Mapped[str] = mapped_column(String(120), default="")
    idle_minutes: Mapped[int | None] = mapped_column(Integer)  # this PC is shared: quiet minutes that end it
    is_demo: Mapped[bool] = mapped_column(default=False)  # a process outside the demo rejects it (demo.md, lock d)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(12))
    __table_args__ = (
        CheckConstraint("ended_why IN ('signed_out', 'idle', 'taken_back', 'old')", name="ended_why"),
        {"info": NOMINAL},
    )


class Kept(Model):
    """What somebody sent after their sign-in had lapsed by idleness, waiting for the same person (house, rule 12)."""

    __tablename__ = "kept"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id")
    endpoint: Mapped[str] = mapped_column(String(80))
    path: Mapped[str] = mapped_column(String(400))
    form: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str | None] = mapped_column(String(10))
    __table_args__ = (CheckConstraint("settled_how IN ('sent', 'discarded')", name="settled_how"), {"info": NOMINAL})


class Throttle(Model):
    """How often something failed in a minute. `bucket` is a digest: it names neither a person nor an address."""

    __tablename__ = "throttle"
    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[int] = mapped_column(Integer, primary_key=True)
    n: Mapped[int] = mapped_column(Integer, default=0)
