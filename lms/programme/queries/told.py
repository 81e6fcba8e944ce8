"""How a line is told to who reads no plan: an officer whose course, session or mentorship stands under it.

In the words of the newest version that is agreed. A line that no agreed version has is told to nobody yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased

from lms.people.models import Network
from lms.programme.models import LineText, PlanLine, PlanVersion, WorkPlan


@dataclass(frozen=True)
class Told:
    """A line by its number and title, and whose plan it is in: a country by its node, or a network by its name."""

    number: str
    title: Mapping[str, str]
    year: int
    node_id: int | None
    network: Mapping[str, str] | None


def agreed_version(line_id: ColumnElement[Any]) -> ScalarSelect[int | None]:
    """The id of the newest agreed version that has a line."""
    text, version = aliased(LineText), aliased(PlanVersion)
    newest = select(func.max(text.version_id)).join(version, version.id == text.version_id)
    return newest.where(text.line_id == line_id, version.agreed_at.is_not(None)).correlate_except(text, version).scalar_subquery()


def told_beside(statement: Select[*tuple[Any, ...]], line_id: Any) -> Select[*tuple[Any, ...]]:
    """The same rows, each with the line that it stands under as it is told, for `read_told`."""
    agreed = and_(LineText.line_id == line_id, LineText.version_id == agreed_version(line_id))
    return (
        statement.outerjoin(LineText, agreed)
        .outerjoin(PlanLine, PlanLine.id == LineText.line_id)
        .outerjoin(WorkPlan, WorkPlan.id == PlanLine.plan_id)
        .outerjoin(Network, Network.id == WorkPlan.network_id)
        .add_columns(
            PlanLine.number.label("told_number"), LineText.title.label("told_title"), WorkPlan.year.label("told_year"),
            WorkPlan.node_id.label("told_node"), Network.txt.label("told_network"),
        )
    )  # fmt: skip


def read_told(row: dict[str, Any]) -> Told | None:
    """Takes those columns out of a row; None where it stands under no line, or under one that is told to nobody."""
    number, *said = (row.pop(f"told_{name}") for name in ("number", "title", "year", "node", "network"))
    return Told(number, *said) if number is not None else None
