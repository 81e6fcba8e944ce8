"""Plans as rows, for tests of what is counted for a line and of doors that lead to one. Its own verbs are tried in this folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from lms.people.models import Network, OrgNode
from lms.programme.models import LineCourse, LineNode, LineText, PlanLine, PlanVersion, WorkPlan
from tests.make import Make


def plan(make: Make, code: str = "UZ", year: int = 2026, **moments: Any) -> PlanVersion:
    """A plan of a country or network with an open first version."""
    network = make.session.scalar(select(Network).where(Network.code == code))
    row = WorkPlan(node_id=None if network else make.node(code).id, network_id=network.id if network else None, year=year)
    make.session.add(row)
    make.session.flush()
    version = PlanVersion(plan_id=row.id, no=1, made_at=make.now, **moments)
    make.session.add(version)
    make.session.flush()
    return version


def line(
    make: Make, version: PlanVersion, type: str = "elearning", *, nodes: tuple[str, ...] = (), courses: Any = (), **said: Any
) -> PlanLine:
    """A line in a version; by default of eLearning, 20 seats, in the year's first half."""
    owner = make.session.get_one(WorkPlan, version.plan_id)
    code = next((code for code in ("UZ", "KZ", "KG", "TJ", "TM") if owner.node_id == make.node(code).id), "IREN")
    count = make.session.scalar(select(func.count()).where(PlanLine.plan_id == version.plan_id)) or 0
    row = PlanLine(plan_id=version.plan_id, number=said.pop("number", f"{code}-{count + 1:02}"))
    make.session.add(row)
    make.session.flush()
    usual = {
        "pos": count + 1, "mode": "own_pace" if type == "elearning" else "live", "title": {"en": f"Line {row.number}"},
        "from_day": date(owner.year, 1, 1), "to_day": date(owner.year, 6, 30), "seats": 20, "langs": {"codes": ["ru"]},
    }  # fmt: skip
    make.session.add(LineText(line_id=row.id, version_id=version.id, type=type, **{**usual, **said}))
    make.session.flush()
    make.session.add_all(LineNode(line_id=row.id, version_id=version.id, node_id=make.node(node).id) for node in nodes)
    make.session.add_all(LineCourse(line_id=row.id, version_id=version.id, course_id=course.id) for course in courses)
    make.session.flush()
    return row


def many(make: Make, version: PlanVersion, count: int, **said: Any) -> None:
    """So many lines for the country of a plan without any, in a statement a table."""
    owner = make.session.get_one(WorkPlan, version.plan_id)
    code = make.session.get_one(OrgNode, owner.node_id).code
    numbered = [{"plan_id": owner.id, "number": f"{code}-{number:02}"} for number in range(1, count + 1)]
    ids = make.session.scalars(insert(PlanLine).returning(PlanLine.id, sort_by_parameter_order=True), numbered).all()
    same = {"version_id": version.id, "type": "theory", "mode": "live", "langs": {"codes": ["ru"]}, **said}
    texts = [{"line_id": line, "pos": pos, "title": {"en": f"Line {code}-{pos:02}"}, **same} for pos, line in enumerate(ids, 1)]
    make.session.execute(insert(LineText), texts)
    make.session.execute(insert(LineNode), [{"line_id": line, "version_id": version.id, "node_id": owner.node_id} for line in ids])
