"""What a plan's table names by code: places, networks, courses and grants, and which of a plan's lines keep their type."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from lms.catalogue import queries as catalogue
from lms.ext import db
from lms.lib.text import COMPLETE, fold
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import Network
from lms.programme import words
from lms.programme.models import LineHeld, LineText, PlanLine
from lms.programme.queries.plans import Plan, countries, grants, may_change
from lms.programme.rules.exchange import Known
from lms.programme.rules.table import Codes


def may_bring(viewer: Viewer, plan: Plan) -> bool:
    """Who brings a table into the draft: who changes the plan, and the focal points of its country (issue 10, line 6)."""
    return may_change(viewer, plan.cc) or (plan.cc is not None and plan.cc in countries(viewer))


def codes(at: datetime) -> Codes:
    """How each is written, in the language of the page."""
    nodes = {node.id: node.code for node in people.nodes(at, "en").values()}
    networks = {row.id: row.code for row in db.session.execute(select(Network.id, Network.code))}
    courses = {course.course_id: course.slug for course in catalogue.courses()}
    return Codes(nodes, networks, courses, {grant.id: grant.code for grant in grants().values()}, words.written())


def known(plan: Plan, at: datetime) -> Known:
    """What a row may name: of a country's plan the places of that country, by code or by name in English or Russian."""
    said, places = codes(at), dict[str, tuple[str, int]]()
    for lang in COMPLETE:
        for node in people.nodes(at, lang).values():
            if plan.cc in (None, node.cc):
                places |= {fold(node.name): ("nodes", node.id), fold(node.code): ("nodes", node.id)}
    places |= {fold(code): ("networks", id_) for id_, code in said.networks.items()}
    courses = {fold(slug): id_ for id_, slug in said.courses.items()}
    return Known(places, courses, {fold(code): id_ for id_, code in said.grants.items()}, plan.code, words.read_back())


def fixed(version_id: int, line_ids: Collection[int]) -> set[int]:
    """Those of these lines that stand in another version as well."""
    found = select(LineText.line_id).where(LineText.version_id != version_id, LineText.line_id.in_(line_ids))
    return set(db.session.scalars(found))


def held(plan: Plan) -> set[int]:
    """Those of a plan's lines that are marked as held."""
    found = select(LineHeld.line_id).join(PlanLine, PlanLine.id == LineHeld.line_id)
    return set(db.session.scalars(found.where(PlanLine.plan_id == plan.id, LineHeld.undone_at.is_(None))))
