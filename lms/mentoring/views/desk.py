"""The mentor's desk, the officer's page of their mentor, and the coordinator's list of what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from lms.catalogue.rules.outline import Outline
from lms.ext import db
from lms.lib import paging
from lms.lib.text import pick
from lms.lib.time import now
from lms.mentoring import queries
from lms.mentoring.actions import threads as actions
from lms.mentoring.queries import meetings
from lms.mentoring.queries.desk import Held, Member
from lms.mentoring.queries.routing import Waiting
from lms.mentoring.queries.threads import off_days
from lms.mentoring.rules import desk as rules
from lms.mentoring.rules.threads import Promise, Side, promise, promises
from lms.mentoring.views import words
from lms.mentoring.views.blueprint import bp, lang
from lms.pages import clock, percent, short_day
from lms.people import queries as people
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.progress import queries as progress
from lms.progress.queries import WITHDRAWN

PAGE = 30


@bp.get("/desk")
@requires(Role.MENTOR)
def desk() -> str:
    """What waits for this mentor, the oldest first, and how far everybody is who is assigned to them."""
    viewer, at = reader(), now()
    queue, members = queries.desk.desk(viewer, at)
    mine = [row for row in queue.rows if row.turn == Side.MENTOR]
    theirs = [row for row in queue.rows if row.turn != Side.MENTOR]
    run = _promises(mine, viewer.tz, viewer.cc, at)
    waits: dict[int, list[tuple[bool, datetime]]] = {}
    for row in mine:
        waits.setdefault(row.person_id, []).append((run[row.id].is_late, run[row.id].due_at))
    page = paging.page(len(mine), request.args.get("page"), lambda n: url_for(".desk", page=n, their=request.args.get("their")), PAGE)
    their = paging.page(len(theirs), request.args.get("their"), lambda n: url_for(".desk", their=n, page=request.args.get("page")), PAGE)
    programmes = progress.pillars(viewer, [one.id for one in members], at)
    shown, due = Shown(programmes, waits), get_template_attribute("mentoring/parts.html", "due")
    said = {id(each): due(each, words) for each in {id(each): each for each in run.values()}.values()}  # those of one day are one
    return render_template(
        "mentoring/desk.html", mine=queue.lines(mine[page.offset : page.last]), theirs=queue.lines(theirs[their.offset : their.last]),
        page=page, their=their, due={id_: said[id(each)] for id_, each in run.items()},
        late=sum(each.is_late for each in run.values()), at=at,
        words=words, also=queries.waiting_for(viewer, at), units=[shown.unit(*each) for each in rules.by_unit(members)],
        root=request.script_root,
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """Somebody's line on the desk. `cells` are the squares of each course; `percent` of the programme, as one writes it, or why there
    is none."""

    member: Member
    href: str
    cells: Sequence[Markup]
    percent: str
    seen: str
    meets: str
    note: Markup


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


class Shown:
    """Makes the table of people: words are looked up once a page, and the squares of equal states are made once."""

    def __init__(self, programmes: Mapping[int, Any], waits: Mapping[int, Any]) -> None:
        self._programmes, self._waits, self._lang, self._root = programmes, waits, lang(), request.script_root
        self._none, self._never, self._no_track = _("none set"), _("not enrolled"), _("%(share)s, in no track")
        self._said = {"done": _("done"), "part": _("in progress"), "open": _("not started"), "late": _("overdue"), "gone": _("withdrawn")}
        self._squares = get_template_attribute("mentoring/people.html", "squares")
        self._note = get_template_attribute("mentoring/people.html", "note")
        self._notes: dict[Any, Markup] = {None: Markup()}
        self._cells: dict[Any, Markup] = {}
        self._places = rules.places_of(one.course_ids for one in programmes.values() if one.track is not None)
        self._percents = {each: percent(each / 100) for each in {one.percent for one in programmes.values()}}

    def unit(self, unit_id: int | None, members: Sequence[Member]) -> Unit:
        """The people of one unit."""
        courses = rules.columns(members, self._places, self._lang)
        rows = [self._row(one, [self._cell(one.held.get(slug), outline) for slug, outline in courses]) for one in members]
        return Unit(unit_id, [pick(outline.title, self._lang) for _slug, outline in courses], rows)

    def _row(self, one: Member, cells: Sequence[Markup]) -> Row:
        meets = _("%(day)s, %(time)s", day=short_day(one.meets_at), time=clock(one.meets_at)) if one.meets_at else self._none
        href = f"{self._root}/people/{one.ref}"
        return Row(one, href, cells, self._far(one), words.seen(one.last_at), meets, self._warning(one))

    def _far(self, one: Member) -> str:
        """How far somebody is in their track. Who is in none is said to be, with how far they are in single courses; withdrawn
        from all of them, with that alone."""
        programme = self._programmes.get(one.id)
        if programme is None:
            return ""
        if programme.track is not None:
            return self._percents[programme.percent]
        if all(held.state == WITHDRAWN for held in one.held.values()):
            return self._said["gone"]
        return self._no_track % {"share": self._percents[programme.percent]}

    def _warning(self, one: Member) -> Markup:
        """The one thing to know of somebody."""
        found = rules.warning(one, self._waits)
        key = (found.what, found.course and found.course.slug, found.due_at) if found else None
        if key not in self._notes:
            self._notes[key] = self._note(found)
        return self._notes[key]

    def _cell(self, held: Held | None, outline: Outline) -> Markup:
        """The squares of one course, with how they are read aloud."""
        shown = held.outline if held else outline
        states = tuple(rules.module_state(held, module) for module in shown.modules) if held else ("none",) * len(shown.modules)
        key = (shown.slug, id(shown), states)
        if key not in self._cells:
            said = (f"{pick(module.title, self._lang)} {self._said[state]}" for module, state in zip(shown.modules, states, strict=True))
            self._cells[key] = self._squares(", ".join(said) if held else self._never, states)
        return self._cells[key]


def _promises(rows: Sequence[Any], zone: str, cc: str | None, at: datetime) -> dict[int, Promise]:
    """{conversation: until when an answer is promised}: all are one mentor's, at one place."""
    if not rows:
        return {}
    off = off_days([cc], min(row.since for row in rows), at).get(cc or "", ())
    days = words.promise_days()
    return dict(zip((row.id for row in rows), promises([row.since for row in rows], at, days=days, zone=zone, off=off), strict=True))


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
    run = {
        each.id: promise(each.since, at, days=days, zone=each.mentor_tz, off=off.get(each.mentor_cc or "", ()))
        for each in shown
        if each.turn == Side.MENTOR and each.since and each.mentor_tz
    }
    mentor = queries.mentor_of([viewer.id], viewer.day).get(viewer.id)
    given = [each for each in found if each.mentor_id and not each.closed_at and not (mentor and each.mentor_id == mentor.mentor_id)]
    return render_template(
        "mentoring/mine.html", mentor=mentor, given=given, threads=shown, page=page, promises=run, at=at,
        meetings=meetings.coming(viewer, at), words=words, open_count=sum(each.closed_at is None for each in found),
    )  # fmt: skip


@bp.get("/waiting")
@requires(Role.COORDINATOR)
def waiting() -> str:
    """Conversations without a mentor, and those over the promise: who and since when, and not a word of what was written."""
    viewer, at = reader(), now()
    nobody = queries.routing.without_mentor(viewer)
    slow = queries.routing.with_mentor(viewer, at, words.promise_days())
    run = _promised(slow, at)
    over = [each for each in slow if run[each.id].is_late]
    which = "over" if request.args.get("list") == "over" else "nobody"
    every = over if which == "over" else nobody
    page = paging.page(len(every), request.args.get("page"), lambda n: url_for(".waiting", list=which, page=n), PAGE)
    shown = every[page.offset : page.last]
    return render_template(
        "mentoring/waiting.html", which=which, counts={"nobody": len(nobody), "over": len(over)}, shown=shown, page=page, at=at,
        promises=run, candidates=queries.routing.candidates(viewer, shown), nodes=people.nodes(at, lang()), words=words,
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
    found, name = actions.reassign(key, request.form.get("mentor", ""), seen=request.form.get("with", ""), by=reader(), at=now())
    db.session.commit()
    flash(_("%(mentor)s answers %(person)s now; both are told.", mentor=name, person=f"{found.call_name} {found.ref}"), "done")
    return redirect(back)
