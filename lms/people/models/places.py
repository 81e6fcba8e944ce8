"""Regions, countries, agencies and units: a dated tree, and beside it networks whose members cross regions (house, rule 6)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7


class NodeKind(StrEnum):
    """Levels of the tree."""

    REGION = "region"
    COUNTRY = "country"
    AGENCY = "agency"
    UNIT = "unit"


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


class Network(Model):
    """A network of places that crosses regions, such as IREN (brief 1.2). It stands beside the tree and gives nobody any sight."""

    __tablename__ = "network"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    txt: Mapped[dict[str, str]]
    source: Mapped[str] = mapped_column(Text, default="")


class NetworkMember(Model):
    """Who belongs to a network, from one day to another."""

    __tablename__ = "network_member"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network_id: Mapped[int] = fk("network.id", index=False)
    node_id: Mapped[int] = fk("org_node.id")
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    __table_args__ = (
        Index(
            "uq_network_member_current",
            "network_id",
            "node_id",
            unique=True,
            sqlite_where=text("to_day IS NULL"),
            postgresql_where=text("to_day IS NULL"),
        ),
        Index("uq_network_member_since", "network_id", "node_id", "from_day", unique=True),
        CheckConstraint("to_day >= from_day", name="order"),
    )
