"""What a line may be for, who may answer for it and what it may replace: for the form of a line, and for the rule that judges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from lms.catalogue import queries as catalogue
from lms.catalogue.queries import CourseRow
from lms.ext import db
from lms.lib.text import pick
from lms.people import queries as people
from lms.people.models import Network, NodeKind, OrgNode
from lms.people.queries import NodeName
from lms.programme.queries.plans import Plan, grants
from lms.programme.rules import Line
from lms.programme.rules.said import Within

ORDER = (NodeKind.REGION, NodeKind.COUNTRY, NodeKind.AGENCY, NodeKind.UNIT)


@dataclass(frozen=True)
class Offered:
    """Ids by code: {code: id} of nodes, networks, agencies; by slug of courses; by number of lines that are put off. `places` are the
    nodes with their names, `titles` the courses and `called` the networks."""

    nodes: Mapping[str, int]
    networks: Mapping[str, int]
    courses: Mapping[str, int]
    agencies: Mapping[str, int]
    lines: Mapping[str, int]
    places: Sequence[NodeName]
    called: Mapping[str, str]
    titles: Mapping[str, str]


def offered(plan: Plan, lines: Sequence[Line], line: Line | None, at: datetime, lang: str) -> Offered:
    """For a line of this plan, new or to be changed. A country's are its own open places; what the line has already stays offered."""
    had = {*line.nodes, line.office_id} if line else set()
    found = people.nodes(at, lang).values()
    nodes = [node for node in found if node.id in had or (node.is_open(at.date()) and plan.cc in (None, node.cc))]
    nodes.sort(key=lambda node: (node.cc or "", ORDER.index(NodeKind(node.kind)), node.name))
    networks = db.session.scalars(select(Network).order_by(Network.code)).all()
    courses: list[CourseRow] = catalogue.courses()
    off = [one for one in lines if not one.is_planned or (line and one.id == line.replaces_id)]
    return Offered(
        nodes={node.code: node.id for node in nodes}, networks={row.code: row.id for row in networks},
        courses={course.slug: course.course_id for course in courses},
        agencies={node.code: node.id for node in nodes if node.kind == NodeKind.AGENCY},
        lines={one.number: one.id for one in off if line is None or one.id != line.id}, places=nodes,
        called={row.code: pick(row.txt, lang) for row in networks},
        titles={course.slug: pick(course.outline.title, lang) for course in courses},
    )  # fmt: skip


def network_names(lang: str) -> dict[int, str]:
    """{id: name} of the networks."""
    return {row.id: pick(row.txt, lang) for row in db.session.scalars(select(Network))}


def within(plan: Plan, day: date) -> Within:
    """All that a line of this plan may name on a day, in four statements however many lines are judged by it."""
    places = {node.id: node.cc for node in db.session.scalars(select(OrgNode)) if node.is_open(day)}
    networks = frozenset(db.session.scalars(select(Network.id)))
    courses = frozenset(course.course_id for course in catalogue.courses())
    return Within(plan.year, plan.cc, plan.node_id, places, networks, courses, frozenset(grants()))
