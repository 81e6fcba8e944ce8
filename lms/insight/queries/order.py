"""In which order people are listed, on every page, paper and file that names them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func

from lms.insight.queries.figures import Rows
from lms.people.access import Viewer
from lms.people.models import Person, PersonIdentity


def in_order(statement: Rows, row: Any, viewer: Viewer, units: Sequence[int]) -> Rows:
    """By country, by the unit in which they are counted, and by what is printed first of a person: the full name where this viewer
    reads it, else the call name. `row` is what is counted (it has `cc` and `unit_then_id`), `units` the ids of units in their order.

    Only the order is taken from full names here; they are read by `people.identities`, which logs.
    """
    ranks = {unit: rank for rank, unit in enumerate(units)}
    unit = [case(ranks, value=row.unit_then_id, else_=len(ranks))] if ranks else []
    name: Any = Person.fold
    if mine := viewer.focal_agencies:
        own = and_(PersonIdentity.person_id == Person.id, PersonIdentity.agency_id.in_(mine), Person.agency_id.in_(mine))
        statement, name = statement.outerjoin(PersonIdentity, own), func.coalesce(PersonIdentity.fold, Person.fold)
    return statement.order_by(row.cc, *unit, row.unit_then_id.is_(None), row.unit_then_id, name, Person.id)
