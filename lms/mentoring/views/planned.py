"""A mentorship from a line of a work plan: what the line fills in, and putting an engagement under one."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.text import fold
from lms.lib.time import now
from lms.mentoring.actions import planned as actions
from lms.mentoring.actions.pairing import LONGEST
from lms.mentoring.forms.words import TOPIC_WORDS
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.queries.pairing import Found
from lms.mentoring.views.blueprint import bp
from lms.pages import words
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.models import NodeKind, Role
from lms.people.queries import NodeName
from lms.programme import queries as programme
from lms.programme.queries import Open


def line_asked() -> Open | None:
    """The line of a plan that the address or the form names. Raises NotThere for one that is not the reader's to use."""
    key = programme.key_of(request.values.get("line"))
    return programme.line_for(reader(), key, actions.LINES) if key else None


def topics_of(line: Open | None) -> tuple[str, ...]:
    """The topics whose words stand in the title of the line, as the reader reads it."""
    title = fold(words(dict(line.line.title))) if line else ""
    return tuple(code for code, said in TOPIC_WORDS.items() if fold(str(said)) in title)


def terms_of(line: Open | None, usual: date, day: date) -> dict[str, Any]:
    """What an offer brings and its last day: those of the line, as far as it has them and they can be."""
    last = line.last_day if line else None
    ends_on = last if last and day < last <= day + LONGEST else usual
    return {"ends_on": ends_on, "goals": words(dict(line.line.title)) if line else ""}


def units_of(line: Open, nodes: Mapping[int, NodeName], viewer: Viewer) -> list[Found]:
    """The units whose people the line is for, of the countries that the reader coordinates."""
    there = people.agencies_of_units()
    units: Iterable[NodeName] = (node for node in nodes.values() if node.kind == NodeKind.UNIT and node.is_open(viewer.day))
    mine = [node for node in units if node.cc in viewer.coordinated and line.places.have(node.cc, node.id, there.get(node.id, ()))]
    return [Found("unit", node.code, node.name, node.cc or "", "") for node in sorted(mine, key=lambda one: (one.cc or "", one.name))]


def under(pair: Pair, *, is_coordinator: bool) -> dict[str, Any]:
    """The line that an engagement stands under, for who reads that plan; or those under which its coordinator may put it."""
    viewer, row = reader(), pair.row
    line = programme.named(viewer, [row.plan_line_id]).get(row.plan_line_id or 0)
    years = range(row.offered_at.year, row.ends_on.year + 1)
    may = is_coordinator and row.plan_line_id is None
    return {"plan_line": line, "plan_lines": programme.lines_open_to(viewer, years, actions.LINES, around=[row.cc]) if may else []}


@bp.post("/engagements/<uuid:key>/line")
@requires(Role.COORDINATOR)
def line(key: UUID) -> Response:
    """Put an engagement under a line of a plan, or take it out: then `line` is empty."""
    viewer, chosen = reader(), programme.key_of(request.form.get("line"))
    pair = queries.pair_or_404(viewer, key)
    try:
        actions.put_under(pair, chosen, by=viewer, at=now())
        db.session.commit()
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        flash(" ".join(str(part) for part in (refused.sentence, refused.kept, refused.todo) if part), "attention")
    else:
        flash(_("It stands under the line now.") if chosen else _("It stands under no line now."), "done")
    return redirect(url_for(".engagement", key=key))
