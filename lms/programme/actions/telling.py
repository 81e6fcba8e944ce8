"""What offices are told of a plan."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import get_locale

from lms.lib.text import COMPLETE
from lms.notices import actions as notices
from lms.people import queries as people
from lms.people.access import Viewer
from lms.programme.queries import whom
from lms.programme.queries.plans import Plan


def path_of(plan: Plan) -> str:
    """Its page."""
    return f"/plan/{plan.code}/{plan.year}"


def place(node_id: int, at: datetime) -> dict[str, str]:
    """What an agency or country is called, in each language."""
    return people.names_in(node_id, at, COMPLETE)


def name_of(node_id: int, at: datetime) -> str:
    """The same in the language of this page."""
    lang = str(get_locale())
    return people.names_in(node_id, at, [lang])[lang]


def named(plan: Plan, at: datetime) -> dict[str, str]:
    """Whose plan it is, and of which year: Kazakhstan 2020."""
    txt = dict.fromkeys(COMPLETE, plan.code) if plan.node_id is None else place(plan.node_id, at)
    return {lang: f"{name} {plan.year}" for lang, name in txt.items()}


def tell(people_ids: Iterable[int], kind: str, plan: Plan, *, by: Viewer, at: datetime, once: str, **params: Any) -> int:
    """Tell these people, but not the one who does it. `once` names the event within the plan."""
    others = set(people_ids) - {by.id}
    said = {"plan": named(plan, at), **params}
    return notices.tell(others, kind, at=at, once=f"plan {plan.key} {once}", path=path_of(plan), params=said)


def tell_offices(agency_ids: Iterable[int], kind: str, plan: Plan, *, by: Viewer, at: datetime, once: str, **params: Any) -> int:
    """Tell the focal points of these agencies."""
    return tell(whom.focal_points(list(agency_ids), by.day), kind, plan, by=by, at=at, once=once, **params)


def tell_coordinators(kind: str, plan: Plan, *, by: Viewer, at: datetime, once: str, **params: Any) -> int:
    """Tell the coordinators of the plan's country, or of the region."""
    return tell(whom.coordinators(plan.cc, by.day), kind, plan, by=by, at=at, once=once, **params)
