"""What stands under no line of a plan, for whom it is, and the door by which a coordinator puts it under one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.catalogue import queries as catalogue
from lms.catalogue.rules.outline import Outline
from lms.ext import db
from lms.insight import actions, queries
from lms.insight.queries import Loose
from lms.insight.views import plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import Planning, planning, tabs
from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme import words as planned
from lms.programme.queries import Named, Plan
from lms.programme.queries.plans import countries

MOST_NAMED = 3  # places of one row


@dataclass(frozen=True)
class LooseRow:
    """Something without a line, how it is called, where it leads, for whom it is, what stands for it in an address, and the door by which
    this viewer puts it under one. `has_places`: it is for places in its countries, and not for those as a whole."""

    one: Loose
    text: str
    href: str | None
    places: str
    what: str
    put: str | None = None
    has_places: bool = False


def loose_rows(page: Planning, found: Sequence[Loose], plans: Sequence[Plan] = ()) -> list[LooseRow]:
    """Each with its name; courses are asked for where there is one. `plans`: those of the countries under whose lines it may be put."""
    courses = {row.course_id: row.outline for row in catalogue.courses()} if any(one.course_id for one in found) else {}
    open_to = {plan.cc: plan for plan in plans if plan.versions and programme.may_change(page.viewer, plan.cc)}
    return [_with_door(_row(page, one, courses), page, open_to) for one in found]


def _with_door(row: LooseRow, page: Planning, plans: Mapping[str | None, Plan]) -> LooseRow:
    plan = next((plans[cc] for cc in row.one.ccs if cc in plans), None)
    put = url_for(".put_under", code=plan.code, year=plan.year, what=row.what) if plan else None
    return replace(row, put=put, has_places=any(page.nodes[place].kind != "country" for place in row.one.places if place in page.nodes))


@bp.get("/plan/region/<int:year>/unplanned")
@requires(*WHO)
def unplanned(year: int) -> str:
    """What stands under no line, of all countries that the viewer reads."""
    page = planning(year)
    found = queries.unplanned(page.viewer, countries(page.viewer), year, page.zone)
    return render_template(
        "insight/unplanned.html", page=page, year=year, loose=loose_rows(page, found, page.plans(year)), tabs=tabs(page, year, "region"),
        is_region=True, words=plan_words,
    )  # fmt: skip


def _row(page: Planning, one: Loose, courses: Mapping[int, Outline]) -> LooseRow:
    may_see = page.viewer.has(Role.COORDINATOR)  # who it is about is not for every office of the country
    where, what = _places(page, one), f"{one.kind}.{one.key or one.course_id}.{one.day:%Y-%m-%d}"
    if one.kind == "theory":
        return LooseRow(one, page.title(one.title or {}), url_for("theory.session", key=one.key) if may_see else None, where, what)
    if one.kind == "mentorship":
        href = url_for("mentoring.engagement", key=one.key) if may_see else None
        return LooseRow(one, _("A mentor and whom they follow"), href, where, what)
    outline, day = courses.get(one.course_id or 0), one.day.isoformat()
    said = {"country": one.ccs[0] if page.viewer.coordinated else "", "course": outline.slug if outline else "", "from": day, "to": day}
    address = f"{url_for('.behind')}?{urlencode({name: value for name, value in said.items() if value})}"
    return LooseRow(one, page.title(outline.title) if outline else _("A course"), address, where, what)


def _places(page: Planning, one: Loose) -> str:
    """The first places, and how many more."""
    names = list(dict.fromkeys(page.node(place) for place in one.places)) or [page.country(cc) for cc in one.ccs]
    more = len(names) - MOST_NAMED
    said = ", ".join(names[:MOST_NAMED])
    return ngettext("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=said) if more > 0 else said


@bp.route("/plan/<code>/<int:year>/unplanned", methods=["GET", "POST"])
@requires(Role.COORDINATOR)
def put_under(code: str, year: int) -> str | Response:
    """Choose a line for one row of the list (`what`), and put it there."""
    page = planning(year)
    plan = programme.plan_or_404(page.viewer, code, year)
    if not programme.may_change(page.viewer, plan.cc):
        raise NotAllowed(_("Only a coordinator of this plan changes it."))
    rows = loose_rows(page, queries.unplanned(page.viewer, [plan.cc], year, page.zone)) if plan.cc else []
    row = next((one for one in rows if one.what == request.values.get("what")), None)
    back = url_for(".plan", code=plan.code, year=year, _anchor="unplanned")
    said = _asks(row) if request.method == "POST" and row else ""
    if request.method == "POST" and not said:
        return redirect(_put(row, page) or back)
    if row is None:
        raise NotThere()
    lines = [] if said else _lines(plan, row.one)
    shown = {"said": said, "chosen": request.form.get("line")}
    return render_template("insight/put_under.html", page=page, plan=plan, row=row, lines=lines, back=back, words=plan_words, **shown)


def _asks(row: LooseRow) -> str:
    """What is asked once before a session is put under a line on none of whose days it is."""
    key = programme.key_of(request.form.get("line"))
    if row.one.kind != "theory" or key is None or "anyway" in request.form:
        return ""
    off = programme.outside(programme.line_for(reader(), key, "theory").line.id, row.one.day)
    return planned.outside(off) if off else ""


def _put(row: LooseRow | None, page: Planning) -> str | None:
    """Do it, and say what came of it; the address of the line, or None where it was refused."""
    key = programme.key_of(request.form.get("line"))
    try:
        if row is None:
            raise Conflict(_("It stands under a line already, or is not there any more."))
        if key is None:
            raise BadInput(_("Choose a line."))
        done, left = actions.put_under(row.one, key, by=page.viewer, at=page.at)
    except (BadInput, Conflict) as refused:
        db.session.rollback()
        flash(" ".join(str(part) for part in (refused.sentence, refused.kept, refused.todo) if part), "attention")
        return None
    db.session.commit()
    said = _("It stands under the line now.")
    if row.one.kind == "elearning":
        said = ngettext("%(num)d enrolment stands under the line now.", "%(num)d enrolments stand under the line now.", done)
    if left:
        said += " " + ngettext("%(num)d is of other places and stays without.", "%(num)d are of other places and stay without.", left)
    flash(said, "attention" if left else "done")
    return url_for(".plan_line", key=key)


def _lines(plan: Plan, one: Loose) -> list[tuple[Plan, list[Named]]]:
    """The lines under which it may stand: of its type, of the plan's year, and where they name courses of its course."""
    found = programme.lines_open_to(reader(), [plan.year], one.kind, around=[plan.cc or ""])
    if one.kind != "elearning":
        return found
    by_version = programme.lines([of.newest.id for of, _lines in found if of.newest])
    fits = {line.id for lines in by_version.values() for line in lines if not line.courses or one.course_id in line.courses}
    return [(of, fitting) for of, lines in found if (fitting := [line for line in lines if line.id in fits])]
