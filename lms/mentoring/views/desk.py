"""The mentor's desk, the officer's page of their mentor, and the coordinator's list of what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.catalogue.rules.outline import Outline
from lms.ext import db
from lms.lib import paging
from lms.lib.text import pick
from lms.lib.time import now
from lms.mentoring import queries
from lms.mentoring.actions import threads as actions
from lms.mentoring.queries import meetings
from lms.mentoring.queries.desk import Held, Line, Member
from lms.mentoring.queries.routing import Waiting
from lms.mentoring.queries.threads import off_days
from lms.mentoring.rules import desk as rules
from lms.mentoring.rules.threads import Promise, Side, promise
from lms.mentoring.views import words
from lms.mentoring.views.blueprint import bp, lang
from lms.people import queries as people
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.progress import queries as progress

PAGE = 30


@bp.get("/desk")
@requires(Role.MENTOR)
def desk() -> str:
    """What waits for this mentor, the oldest first, and how far everybody is who is assigned to them."""
    viewer, at = reader(), now()
    lines, members = queries.desk.desk(viewer, at)
    mine = [line for line in lines if line.turn == Side.MENTOR]
    theirs = [line for line in lines if line.turn != Side.MENTOR]
    promises = _promises(mine, viewer.tz, viewer.cc, at)
    waits: dict[int, list[tuple[bool, datetime]]] = {}
    for line in mine:
        waits.setdefault(line.person_id, []).append((promises[line.id].is_late, promises[line.id].due_at))
    page = paging.page(len(mine), request.args.get("page"), lambda n: url_for(".desk", page=n, their=request.args.get("their")), PAGE)
    their = paging.page(len(theirs), request.args.get("their"), lambda n: url_for(".desk", their=n, page=request.args.get("page")), PAGE)
    programmes = progress.pillars(viewer, [one.id for one in members], at)
    return render_template(
        "mentoring/desk.html", mine=mine[page.offset : page.last], theirs=theirs[their.offset : their.last], page=page, their=their,
        promises=promises, late=sum(promises[line.id].is_late for line in mine), at=at, words=words,
        also=queries.waiting_for(viewer, at),
        units=[_unit(unit_id, of_unit, programmes, waits) for unit_id, of_unit in rules.by_unit(members)],
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Somebody's line on the desk. `cells` is (read aloud, marks) of each course; `percent` of the programme, between 0 and 1."""

    member: Member
    href: str
    cells: Sequence[tuple[str, Sequence[str]]]
    percent: float | None
    seen: str
    meets: str
    warning: rules.Warning | None


@dataclass(frozen=True)
class Unit:
    """The people of one unit, and the titles of the courses that any of them has."""

    id: int | None
    courses: Sequence[str]
    rows: Sequence[Row]

    @property
    def first(self) -> Member:
        """The first of them: the place is that of all."""
        return self.rows[0].member


def _unit(unit_id: int | None, members: Sequence[Member], programmes: Mapping[int, Any], waits: Mapping[int, Any]) -> Unit:
    courses = rules.columns(members)
    rows = [
        Row(
            member=one,
            href=url_for("desk.person", ref=one.ref),
            cells=[_cell(one.held.get(slug), outline) for slug, outline in courses],
            percent=programmes[one.id].percent / 100 if one.id in programmes else None,
            seen=words.when(one.last_at) if one.last_at else _("never"),
            meets=words.until(one.meets_at) if one.meets_at else _("none set"),
            warning=rules.warning(one, waits),
        )
        for one in members
    ]
    return Unit(unit_id, [pick(outline.title, lang()) for _slug, outline in courses], rows)


def _cell(held: Held | None, outline: Outline) -> tuple[str, list[str]]:
    """The squares of one course, and how they are read aloud."""
    if held is None:
        return _("not enrolled"), ["none"] * len(outline.modules)
    said = {"done": _("done"), "part": _("in progress"), "open": _("not started"), "late": _("overdue"), "gone": _("withdrawn")}
    states = [rules.module_state(held, module) for module in held.outline.modules]
    parts = (f"{pick(module.title, lang())} {said[state]}" for module, state in zip(held.outline.modules, states, strict=True))
    return ", ".join(parts), states


def _promises(lines: Sequence[Line], zone: str, cc: str | None, at: datetime) -> dict[int, Promise]:
    """{conversation: until when an answer is promised}: all are one mentor's, at one place."""
    if not lines:
        return {}
    off = off_days([cc], min(line.since for line in lines), at).get(cc or "", ())
    days = words.promise_days()
    return {line.id: promise(line.since, at, days=days, zone=zone, off=off) for line in lines}


@bp.get("/mentor")
@requires(Role.TRAINEE)
def mine() -> str:
    """Who my mentor is, what we speak about and whose turn it is, and when we meet."""
    viewer, at = reader(), now()
    found = queries.threads.of_officer(viewer)
    page = paging.page(len(found), request.args.get("page"), lambda n: url_for(".mine", page=n), PAGE)
    shown = found[page.offset : page.last]
    off = off_days([each.mentor_cc for each in shown], min((each.since for each in shown if each.since), default=at), at)
    days = words.promise_days()
    promises = {
        each.id: promise(each.since, at, days=days, zone=each.mentor_tz, off=off.get(each.mentor_cc or "", ()))
        for each in shown
        if each.turn == Side.MENTOR and each.since and each.mentor_tz
    }
    return render_template(
        "mentoring/mine.html", mentor=queries.mentor_of([viewer.id]).get(viewer.id), threads=shown, page=page, promises=promises, at=at,
        meetings=meetings.coming(viewer, at), words=words, open_count=sum(each.closed_at is None for each in found),
    )  # fmt: skip


@bp.get("/waiting")
@requires(Role.COORDINATOR)
def waiting() -> str:
    """Conversations without a mentor, and those over the promise: who and since when, and not a word of what was written."""
    viewer, at = reader(), now()
    nobody = queries.routing.without_mentor(viewer)
    slow = queries.routing.with_mentor(viewer, at, words.promise_days())
    promises = _promised(slow, at)
    over = [each for each in slow if promises[each.id].is_late]
    which = "over" if request.args.get("list") == "over" else "nobody"
    every = over if which == "over" else nobody
    page = paging.page(len(every), request.args.get("page"), lambda n: url_for(".waiting", list=which, page=n), PAGE)
    shown = every[page.offset : page.last]
    return render_template(
        "mentoring/waiting.html", which=which, counts={"nobody": len(nobody), "over": len(over)}, shown=shown, page=page, at=at,
        promises=promises, candidates=queries.routing.candidates(viewer, shown), nodes=people.nodes(at, lang()), words=words,
    )  # fmt: skip


def _promised(found: Sequence[Waiting], at: datetime) -> Mapping[int, Promise]:
    """{conversation: until when its mentor's answer was promised}, each at its mentor's place."""
    since = [each.since for each in found if each.since]
    off = off_days([each.mentor_cc for each in found], min(since, default=at), at)
    days = words.promise_days()
    return {
        each.id: promise(each.since, at, days=days, zone=each.mentor_tz, off=off.get(each.mentor_cc or "", ()))
        for each in found
        if each.since and each.mentor_tz
    }


@bp.post("/waiting/<uuid:key>")
@requires(Role.COORDINATOR)
def reassign(key: UUID) -> Response:
    """Give a conversation to another mentor."""
    back = url_for(".waiting", list="over" if request.form.get("list") == "over" else None)
    found, name = actions.reassign(key, request.form.get("mentor", ""), by=reader(), at=now())
    db.session.commit()
    flash(_("%(mentor)s answers %(person)s now; both are told.", mentor=name, person=f"{found.call_name} {found.ref}"), "done")
    return redirect(back)
