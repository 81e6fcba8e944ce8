"""The doors of enrolling and withdrawing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.catalogue import queries as catalogue
from lms.ext import db
from lms.lib.refusals import Conflict, NotAllowed, NotThere
from lms.lib.time import city, now, today
from lms.pages import language, weekday_short, words
from lms.people import queries as people
from lms.people.access import Viewer, follows, may_enrol
from lms.people.doors import keeps_work, reader, requires, signed_in
from lms.people.models import Role
from lms.programme import queries as programme
from lms.progress import actions, queries
from lms.progress.forms import CHOSEN, EnrolForm, ReasonForm
from lms.progress.queries import TRACK, Choice, Touched
from lms.progress.rules import Fate

bp = Blueprint("progress", __name__)
STAFF = (Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMIN)


@bp.route("/enrol", methods=["GET", "POST"])
@requires(*STAFF)
def enrol() -> str | Response:
    """Choose people and a course, look at whom it touches, enrol. What was typed stands in the address until it is done.

    `line` in the address: for a line of a work plan, with its places, courses and last day filled in.
    """
    viewer, at = reader(), now()
    form = EnrolForm() if request.method == "POST" else EnrolForm.from_address(request.args)
    key = programme.key_of(request.values.get("line"))
    line = programme.line_for(viewer, key, actions.LINES) if key else None
    unit = form.who.data if form.who.data != CHOSEN else None
    nodes = people.nodes(at, language())
    choice = queries.choose(viewer, nodes, today(at, viewer.tz), unit=unit, course=form.course.data, refs=form.person.data or (),
                            first=request.method == "GET", line=line)  # fmt: skip
    form.offer(choice, nodes, language())
    if form.is_sent:
        form.validate()
        form.refuse_past(choice, at)
    elif line:
        form.due_with(line, at)
    if form.under.data and line is None:
        _judge_line(form, choice, viewer)
    if request.method == "GET":
        return _enrol_page(choice, form, viewer, at)
    if "preview" in request.form or form.errors or choice.what is None or not form.was_shown:
        return redirect(url_for(".enrol", line=key, **form.typed()))
    fates = _enrol(choice, form, viewer, at)
    if fates is None:
        return redirect(url_for(".enrol", line=key, **form.typed()))
    _say_enrolled(choice, fates, form.due.day)
    return redirect(_back_to(choice, form))


def _enrol_page(choice: Choice, form: EnrolForm, viewer: Viewer, at: datetime) -> str:
    names = _names(viewer, choice.touched, "enrol", at)
    choice = choice.by_name(names).until(form.due.day)
    if not choice.line:
        ccs = {one.person.cc for one in choice.touched if one.person.cc}
        form.offer_lines(programme.lines_for(viewer, _years(form, viewer, at), ccs, _courses(choice)))
    return render_template(
        "progress/enrol.html", form=form, choice=choice, names=names, off=_day_off(form.due.day, choice), city=_city,
        follows=viewer.has(Role.FOCAL_POINT, Role.COORDINATOR), closed=choice.line and choice.line.closed,
        lines=[] if choice.line else programme.lines_open_to(viewer, [today(at, viewer.tz).year], actions.LINES),
    )  # fmt: skip


def _enrol(choice: Choice, form: EnrolForm, viewer: Viewer, at: datetime) -> list[Fate] | None:
    """Enrol in the course or track that is chosen, and keep it: what came of each. None where the line was closed meanwhile."""
    people, via = choice.to_enrol(form.again.data or ()), "person" if form.who.data == CHOSEN else "unit"
    how: Any = {"by": viewer, "at": at, "due_on": form.due.day, "via": via}
    try:
        how["plan_line_id"] = choice.line.line.id if choice.line else _under(form, viewer)
        if choice.track:
            fates = [one.fate for one in actions.enrol_in_track(people, choice.track.id, **how)]
        else:
            assert choice.course is not None
            fates = [one.fate for one in actions.enrol_until(people, choice.course.course_id, **how)]
    except (Conflict, NotThere):
        db.session.rollback()
        return None
    db.session.commit()
    return fates


def _courses(choice: Choice) -> Sequence[int]:
    """The course that is chosen, or all courses of the track."""
    return [choice.course.course_id] if choice.course else choice.track.course_ids if choice.track else []


def _years(form: EnrolForm, viewer: Viewer, at: datetime) -> set[int]:
    """This year, and that of the due day."""
    return {today(at, viewer.tz).year, *([form.due.day.year] if form.due.day else [])}


def _under(form: EnrolForm, viewer: Viewer) -> int | None:
    """The line that is chosen in the form. Raises NotThere for one that is not theirs, or no key at all."""
    key = programme.key_of(form.under.data)
    return programme.line_for(viewer, key, actions.LINES).line.id if key else None


def _judge_line(form: EnrolForm, choice: Choice, viewer: Viewer) -> None:
    """Say at the field why those chosen cannot be enrolled for that line."""
    try:
        actions.refuse_unless_for(_under(form, viewer), [one.person for one in choice.touched], _courses(choice), by=viewer)
    except (NotThere, NotAllowed, Conflict) as refused:
        form.refuse_line(refused)


def _names(viewer: Viewer, whom: Sequence[Touched], page: str, at: datetime) -> dict[int, str]:
    """{person: full name} for who may read it; the reading is logged under the name of the page."""
    return {id_: row.name for id_, row in people.identities(viewer, [one.person.id for one in whom], page, at).items()}


def _city(zone: str) -> str:
    return city(zone, language())


def _day_off(day: date | None, choice: Choice) -> dict[str, object] | None:
    """What to say of a due day that is a day off where those chosen serve, with the working day before it."""
    if day is None:
        return None
    off = queries.days_off(sorted({one.person.cc for one in choice.touched if one.person.cc}), day)
    for cc, days in off.items():
        if day in days:
            before = next(d for d in (day - timedelta(days=n) for n in range(1, 15)) if d.weekday() < 5 and d not in days)
            return {"cc": cc, "day": day, "name": words(days[day]), "before": before}
    return None


def _say_enrolled(choice: Choice, fates: list[Fate], due: date | None) -> None:
    """What came of it: only what this click has changed counts as enrolled."""
    n, course = len([one for one in fates if one in (Fate.NEW, Fate.AGAIN)]), words(dict(choice.title))
    if n == 0:
        said = _("Nobody was enrolled: those who have %(course)s keep it as it is.", course=course)
    elif due:
        said = ngettext("%(num)d person is enrolled in %(course)s, due %(day)s.", "%(num)d people are enrolled in %(course)s, due %(day)s.",
                        n, course=course, day=weekday_short(due))  # fmt: skip
    else:
        said = ngettext("%(num)d person is enrolled in %(course)s.", "%(num)d people are enrolled in %(course)s.", n, course=course)
    if choice.line and choice.elsewhere:
        said += " " + _elsewhere(choice)
    if choice.lost:
        said += " " + ngettext("%(num)d of those ticked is not yours to enrol and was left out.",
                               "%(num)d of those ticked are not yours to enrol and were left out.", choice.lost)  # fmt: skip
    flash(said, "done" if n and not choice.lost else "attention")


def _elsewhere(choice: Choice) -> str:
    assert choice.line is not None
    return ngettext("%(num)d person was enrolled before and does not count under %(line)s.",
                    "%(num)d people were enrolled before and do not count under %(line)s.",
                    choice.elsewhere, line=choice.line.line.number)  # fmt: skip


def _back_to(choice: Choice, form: EnrolForm) -> str:
    """Where one sees it: the person's page for one, the list of the unit for a unit; for a line its next course, then the line."""
    if choice.line:
        after = [each.slug for each in choice.courses if choice.line.line.courses and choice.course]
        left = after[after.index(choice.course.slug) + 1 :] if choice.course and after else []
        more = {**form.typed(), "course": left[0], "line": choice.line.line.key} if left else {}
        return url_for(".enrol", **more) if left else request.script_root + choice.line.named.path
    if choice.unit:
        return url_for("desk.people", unit=choice.unit.node.code)
    if len(choice.touched) == 1:
        return url_for("desk.person", ref=choice.touched[0].person.ref)
    return url_for("desk.people")


@bp.route("/enrolments/<uuid:key>/withdraw", methods=["GET", "POST"])
@signed_in
@keeps_work
def withdraw(key: UUID) -> str | Response:
    """End one enrolment with a reason."""
    viewer = reader()
    enrolment, person = queries.enrolment_or_404(viewer, key)
    is_own = person.id == viewer.id
    if not may_enrol(viewer, person) and not (is_own and enrolment.via == "self"):
        raise NotAllowed()
    form = ReasonForm()
    title = words(catalogue.outline(enrolment.release_id).title)
    if form.validate_on_submit():
        actions.withdraw(enrolment, by=viewer, at=now(), reason=form.reason.data)
        db.session.commit()
        flash(_("%(person)s is withdrawn from %(course)s. What was done in it is kept.", person=person.call_name, course=title), "done")
        return redirect(url_for("desk.home") if is_own else url_for("desk.person", ref=person.ref))
    tracks = [one for one in queries.tracks_of(viewer, person.id, course_id=enrolment.course_id) if one.is_open]
    return render_template(
        "progress/withdraw.html", form=form, enrolment=enrolment, whose=person, title=title, is_own=is_own,
        follows=follows(viewer, person), tracks=[words(dict(one.title)) for one in tracks],
    )  # fmt: skip


@bp.route("/tracks/<uuid:key>/withdraw", methods=["GET", "POST"])
@requires(*STAFF)
@keeps_work
def withdraw_track(key: UUID) -> str | Response:
    """End one enrolment in a track with a reason, after having seen which courses end with it."""
    viewer = reader()
    enrolment, person = queries.track_enrolment_or_404(viewer, key)
    if not may_enrol(viewer, person):
        raise NotAllowed()
    form = ReasonForm()
    track = catalogue.tracks_pinned([enrolment.track_release_id])[enrolment.track_release_id]
    title = words(dict(track.title))
    if form.validate_on_submit():
        actions.withdraw_from_track(enrolment, person, by=viewer, at=now(), reason=form.reason.data)
        db.session.commit()
        flash(_("%(person)s is withdrawn from %(course)s. What was done in it is kept.", person=person.call_name, course=title), "done")
        return redirect(url_for("desk.person", ref=person.ref))
    rows, ends = queries.held(viewer, [person.id], track.course_ids), set(queries.ends_with([enrolment.id]))
    titles = {row.course_id: words(row.outline.title) for row in catalogue.courses()}
    courses = [(titles[id_], rows.get((person.id, id_))) for id_ in track.course_ids if id_ in titles]
    return render_template("progress/withdraw_track.html", form=form, enrolment=enrolment, whose=person, title=title, courses=courses,
                           ends=ends, follows=follows(viewer, person))  # fmt: skip


@bp.route("/withdraw", methods=["GET", "POST"])
@requires(*STAFF)
@keeps_work
def withdraw_unit() -> str | Response:
    """End one course or track for all of a unit, with a reason, after having seen whom it touches."""
    viewer, at = reader(), now()
    nodes = people.nodes(at, language())
    choice = queries.choose(viewer, nodes, today(at, viewer.tz), unit=request.values.get("unit"), course=request.values.get("course"))
    form = ReasonForm()
    if choice.unit and choice.what and form.validate_on_submit():
        ended = _withdraw(choice, choice.unit.node.id, viewer, at, form.reason.data)
        db.session.commit()
        said = ngettext("%(num)d person of %(unit)s is withdrawn from %(course)s. What was done in it is kept.",
                        "%(num)d people of %(unit)s are withdrawn from %(course)s. What was done in it is kept.",
                        ended, unit=choice.unit.node.name, course=words(dict(choice.title)))  # fmt: skip
        flash(said, "done" if ended else "attention")
        return redirect(url_for("desk.people", unit=choice.unit.node.code))
    names = _names(viewer, choice.to_withdraw(), "withdraw", at)
    db.session.commit()  # that names were read is kept where the form comes back as well
    unit_names = [(unit.node.code, unit.node.name) for unit in choice.units]
    course_names = [(f"{TRACK}{track.slug}", words(dict(track.title))) for track in choice.tracks]
    course_names += [(course.slug, words(course.title)) for course in choice.courses]
    return render_template("progress/withdraw_unit.html", form=form, choice=choice.by_name(names), names=names, unit_names=unit_names,
                           course_names=course_names, follows=viewer.has(Role.FOCAL_POINT, Role.COORDINATOR))  # fmt: skip


def _withdraw(choice: Choice, unit_id: int, viewer: Viewer, at: datetime, reason: str) -> int:
    """Withdraw the unit from the course or track that is chosen: how many people."""
    if choice.track:
        return len(actions.withdraw_unit_from_track(unit_id, choice.track.id, by=viewer, at=at, reason=reason))
    assert choice.course is not None
    return len(actions.withdraw_unit(unit_id, choice.course.course_id, by=viewer, at=at, reason=reason))
