"""A session as its trainer and the coordinators see it: figures, places and what was said before, nobody's name."""

from datetime import datetime

from flask import render_template

from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import Role
from lms.theory import queries
from lms.theory.models import TheorySession
from lms.theory.rules.clock import ends_at, moves_up
from lms.theory.views.blueprint import PAGE, lang, points


def staff_page(viewer: Viewer, session: TheorySession, at: datetime) -> str:
    """The page."""
    nodes = people.nodes(at, lang())
    is_own = session.trainer_id == viewer.id and viewer.has(Role.TRAINER)
    return render_template(
        "theory/staff.html", session=session, at=at, is_own=is_own, topic=queries.topics().get(session.activity_id or 0),
        points=points(session.agenda, session.starts_at),
        places=queries.invited_names([session.id], nodes)[session.id], moves=queries.moves_of(viewer, session),
        figures=queries.figures(viewer, session), over=ends_at(session.starts_at, session.minutes) <= at,
        moves_up=moves_up(session.starts_at, at), **PAGE,
    )  # fmt: skip
