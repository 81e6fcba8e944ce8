"""The list of people, a person's page, leaving the service, the first steps of a programme."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row
from werkzeug.wrappers import Response

from lms.assessment import queries as assessment
from lms.assessment.actions import may_open
from lms.catalogue import queries as catalogue
from lms.desk import queries, rules
from lms.desk.forms import Filters, LeaveForm
from lms.desk.views.blueprint import STAFF, bp, steps_of, titled, when
from lms.ext import db
from lms.insight import queries as insight
from lms.lib import paging
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import city, now, real_now, today
from lms.mentoring.actions import threads
from lms.pages import language, words
from lms.people import actions as people_actions
from lms.people import queries as people
from lms.people.access import Viewer, follows, may_act_for, may_change, may_enrol
from lms.people.doors import reader, requires, signed_in
from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant
from lms.people.queries import NodeName
from lms.progress import actions as progress_actions
from lms.progress import queries as progress
from lms.progress.queries import UnitPeople
from lms.theory import actions as theory_actions
from lms.theory import queries as theory

PAGE = 30
HISTORY, ALL_HISTORY = 12, 500


@bp.get("/people", endpoint="people")
@requires(*STAFF)
def list_people() -> str:
    """One's own people by unit; for a focal point by name, which is logged."""
    viewer, at = reader(), now()
    day, filters, nodes = today(at, viewer.tz), Filters.read(request.args), people.nodes(at, language())
    if not (follows := viewer.has(Role.FOCAL_POINT, Role.COORDINATOR)):
        filters = filters.without_progress()
    units = queries.units_of(viewer, nodes, day)
    by_unit = queries.numbers(viewer, filters, nodes, at, day)
    total = sum(by_unit.values(), queries.Numbers())
    page = paging.page(total.people, request.args.get("page"), lambda n: url_for(".people", page=n, **filters.address()), PAGE)
    ranks = {one.node.id: rank for rank, one in enumerate(units)}
    rows = queries.lines(viewer, filters, nodes, ranks, at, day, offset=page.offset, size=page.size)
    ids = [row.person.id for row in rows]
    return render_template(
        "desk/people.html", rows=rows, groups=rules.by_unit(rows), page=page, total=total, by_unit=by_unit, nodes=nodes, units=units,
        names=people.identities(viewer, ids, "people", at), roles=queries.roles_of(viewer, ids, day) if viewer.has(Role.ADMIN) else None,
        **_choices(viewer, units, nodes), filters=filters, follows=follows, sign=rules.sign, at=at,
        when=when, city=city(viewer.tz, language()), is_new=lambda row: rules.is_new(row.person.created_at, at),
        may_add=viewer.has(Role.FOCAL_POINT, Role.ADMIN), awaited=queries.awaited(viewer),
    )  # fmt: skip


def _choices(viewer: Viewer, units: Sequence[UnitPeople], nodes: Mapping[int, NodeName]) -> dict[str, Any]:
    """What the list can be filtered by."""
    courses = [row.outline for row in catalogue.courses()]
    agencies = [node for node in nodes.values() if node.kind == NodeKind.AGENCY and node.cc in viewer.coordinated]
    return {
        "courses": courses,
        "courses_said": [(course.slug, words(course.title)) for course in courses],
        "units_said": [(unit.node.code, unit.node.name) for unit in units],
        "agencies_said": [(agency.code, f"{agency.cc} · {agency.name}") for agency in agencies],
    }


@bp.get("/people/<ref>")
@signed_in
def person(ref: str) -> str:
    """Somebody's path, enrolments, history, and who sees what of them. Officers have such a page of their own."""
    viewer, at = reader(), now()
    whom = people.by_ref(viewer, ref)
    every, nodes = queries.offered(), people.nodes(at, language())
    courses = queries.courses_of(viewer, whom.id, every, at)
    titles = {one.course_id: one.outline.title for one in every.values()}
    most = ALL_HISTORY if "all" in request.args else HISTORY
    path, tracks = progress.path_of(viewer, whom.id, at) if follows(viewer, whom) else (None, progress.tracks_of(viewer, whom.id))
    entries = queries.history(viewer, whom.id, most + 1, _completed(courses, tracks) if follows(viewer, whom) else ())
    roles = people.roles_of(whom.id, seen_by=viewer.id)
    counted = {one.mine.id: one.outline for one in courses if one.mine.state != progress.WITHDRAWN}
    return render_template(
        "desk/person.html", whom=whom, courses=courses, nodes=nodes, titles=titles, tracks=tracks, path=path,
        follows=follows(viewer, whom), when=when, at=at, is_staff=viewer.has(*STAFF),
        name=people.identities(viewer, [whom.id], "person", at).get(whom.id), entries=entries[:most], has_more=len(entries) > most,
        sight=people.sight(whom, nodes, today(at, whom.tz)), roles=roles, day=today(at, whom.tz),
        may_change=_keeps(viewer, whom, roles), may_give=viewer.has(Role.ADMIN) and may_change(viewer, whom),
        may_enrol=may_enrol(viewer, whom), is_own=whom.id == viewer.id, is_admin=viewer.has(Role.ADMIN), named=titled,
        under_lines=insight.attended_under_lines(viewer, whom.id) if follows(viewer, whom) else [],
        sees_sessions=viewer.has(Role.COORDINATOR),
        used_up=assessment.used_up(viewer, counted) if may_open(viewer, whom) else (), module_steps=rules.module_steps,
    )  # fmt: skip


def _completed(courses: Iterable[rules.Course], tracks: Iterable[progress.InTrack]) -> list[queries.Completed]:
    """The courses and tracks that somebody has completed."""
    done = [queries.Completed(one.mine.completed_at, one.mine.course_id) for one in courses if one.mine.completed_at]
    return done + [queries.Completed(one.completed_at, None, one.track_release_id) for one in tracks if one.completed_at]


def _keeps(viewer: Viewer, whom: Person, roles: Iterable[Row[RoleGrant, OrgNode]]) -> bool:
    """Whether the viewer lets them in and out: `people.queries.keeps` on roles that have been read already."""
    in_force = [
        (Role(grant.role), node) for grant, node in roles if grant.ended_at is None and grant.from_day <= viewer.day <= grant.to_day
    ]
    return may_act_for(viewer, whom, in_force)


@bp.route("/people/<ref>/leave", methods=["GET", "POST"])
@requires(Role.FOCAL_POINT, Role.ADMIN)
def leave(ref: str) -> str | Response:
    """Left the service: no sign-in and no role; every open enrolment and seat ends, all in one transaction."""
    viewer, at = reader(), now()
    whom = people.changeable(viewer, ref)
    form = LeaveForm(day=today(at, whom.tz))
    still_open, seats = progress.open_of(viewer, person_id=whom.id), theory.booked_ahead(viewer, whom.id, at)
    if form.validate_on_submit():
        reason = (form.reason.data or "").strip()
        try:
            theory_actions.withdraw_all(whom, by=viewer, at=at)
            progress_actions.withdraw_all(whom, by=viewer, at=at, reason=reason or _("Left the service"))
            threads.rest(whom, at=at)
            people_actions.leave(whom, form.day.data, by=viewer, at=at, real_at=real_now(), reason=reason)
        except (BadInput, Conflict) as wrong:
            db.session.rollback()
            whom = people.changeable(viewer, ref)  # as it was before, read again
            form.day.errors = [str(wrong.sentence)]
        else:
            db.session.commit()
            flash(_("%(name)s has left: access and open enrolments have ended.", name=whom.call_name), "done")
            return redirect(url_for(".person", ref=whom.ref))
    return render_template("desk/leave.html", form=form, whom=whom, still_open=len(still_open), seats=len(seats))


@bp.get("/first-steps")
@requires(Role.ADMIN)
def first_steps() -> str:
    """From an empty programme to the first officer's first lesson."""
    steps = steps_of(reader(), now())
    return render_template("desk/first_steps.html", steps=steps, courses=[row.outline for row in catalogue.courses()], when=when)
