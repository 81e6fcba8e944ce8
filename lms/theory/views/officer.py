"""An officer's sessions: the list and the strip of days, one session, registering, the calendar file, joining."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from datetime import time as wall_time
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.calendar import Entry, download
from lms.lib.refusals import Conflict
from lms.lib.time import now, today
from lms.pages import words, zone
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, requires
from lms.people.models import Role
from lms.programme import words as planned
from lms.theory import actions, queries
from lms.theory.actions import Place
from lms.theory.models import TheorySession
from lms.theory.queries import ELSEWHERE, Elsewhere, ElsewhereAt, Mine
from lms.theory.rules.clock import OPENS, ends_at, is_joinable, moves_up
from lms.theory.rules.month import Strip, strip
from lms.theory.rules.register import enough
from lms.theory.views.blueprint import PAGE, bp, lang, points, say, when
from lms.theory.views.lists import staff_list
from lms.theory.views.staff import staff_page

WHO = (Role.TRAINEE, Role.TRAINER, Role.COORDINATOR)
CHANGES = {"joinable": is_joinable, "moves_up": moves_up, "ends_at": ends_at, "opens": OPENS}


@bp.get("/sessions")
@requires(*WHO)
def sessions() -> str:
    """Sessions by who asks: an officer's list and strip of days; a trainer's own; those of a coordinator's countries."""
    viewer, at = reader(), now()
    faces = [role for role in WHO if viewer.has(role)]
    asked = next((role for role in faces if role == request.args.get("as")), faces[0])
    if asked is not Role.TRAINEE:
        return staff_list(viewer, at, faces, as_trainer=asked is Role.TRAINER)
    days = strip(today(at, zone()), request.args.get("from"))
    since, until = _edges(days)
    rows = queries.between(viewer, since, until, at)
    off = people.days_off([viewer.cc], days.first, days.last)[viewer.cc] if viewer.cc else {}
    return render_template(
        "theory/sessions.html", days=days, by_day=_by_day(rows), off=off, today=today(at, zone()), at=at, faces=faces,
        coming=[row for row in rows if ends_at(row.starts_at, row.minutes) > at], topics=queries.topics(),
        past=[row for row in reversed(rows) if ends_at(row.starts_at, row.minutes) <= at],
        around=queries.around(viewer, since, until), edge=when(at), **PAGE, **CHANGES,
    )  # fmt: skip


def _edges(days: Strip) -> tuple[datetime, datetime]:
    """The first moment of the strip at the reader's place, and the first after it."""
    there = ZoneInfo(zone())
    return datetime.combine(days.first, wall_time.min, there), datetime.combine(days.later, wall_time.min, there)


def _by_day(rows: Sequence[Mine]) -> dict[object, list[Mine]]:
    found: dict[object, list[Mine]] = {}
    for row in rows:
        found.setdefault(today(row.starts_at, zone()), []).append(row)
    return found


@bp.get("/sessions/<uuid:key>")
@requires(*WHO)
def session(key: UUID) -> str:
    """One session: an officer's page of it, or that of its trainer and the coordinators."""
    viewer, at = reader(), now()
    found = queries.session_or_404(viewer, key)
    if found.trainer_id == viewer.id or not queries.is_officers(viewer, found):
        return staff_page(viewer, found, at)
    mine = queries.mine_or_404(viewer, key, at)
    return render_template(
        "theory/session.html", mine=mine, at=at, points=points(mine.agenda, mine.starts_at),
        line=planned.counts_for(mine.told, people.nodes(at, lang())) if mine.told and not mine.cancelled_at else "",
        topic=queries.topics().get(mine.activity_id or 0), enough=enough(mine.minutes),
        display=_display_name(mine) if mine.seat_at and is_joinable(mine.starts_at, mine.minutes, at) else "", **PAGE, **CHANGES,
    )  # fmt: skip


def _display_name(mine: Mine) -> str:
    """Call name and unit, in the session's language: what the others in the call may know."""
    viewer = reader()
    unit = people.nodes(now(), mine.lang).get(viewer.unit_id or 0)
    return f"{viewer.call_name}, {unit.name}" if unit else viewer.call_name


@bp.post("/sessions/<uuid:key>/book")
@requires(Role.TRAINEE)
def book(key: UUID) -> str | Response:
    """Register, or with `wait` join the waiting list where there is no seat. A clash of one's own is asked about once."""
    viewer, at = reader(), now()
    found = queries.bookable(viewer, key)
    if found.has_others and not found.seat_at and "anyway" not in request.form:
        mine = queries.mine_or_404(viewer, key, at)
        others, elsewhere = queries.clashes(viewer, mine, at), _elsewhere(viewer, mine)
        if mine.is_coming and (others or elsewhere):
            return _clash(mine, others, elsewhere, at)
    seen = request.form.get("seen", "")
    try:
        place = actions.book(found, seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1, by=viewer, at=at,
                             wait="wait" in request.form)  # fmt: skip
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        _say_booked(found.starts_at, place)
    return redirect(url_for(".session", key=key))


def _elsewhere(viewer: Viewer, mine: Mine) -> Sequence[Elsewhere]:
    """What rooms above know of that is at the time of this session."""
    told: ElsewhereAt | None = current_app.extensions.get(ELSEWHERE)
    return told(viewer, mine.starts_at, mine.minutes) if told else ()


def _clash(mine: Mine, others: Sequence[Mine], elsewhere: Sequence[Elsewhere], at: datetime) -> str:
    topic = queries.topics().get(mine.activity_id or 0)
    return render_template(
        "theory/clash.html", mine=mine, others=others, elsewhere=elsewhere, topic=topic, seen=request.form.get("seen", "")[:9], at=at,
        wait="wait" in request.form, overlaps=lambda one: queries.overlap(one, mine), **PAGE,
    )  # fmt: skip


def _say_booked(starts_at: datetime, place: Place) -> None:
    time = when(starts_at)
    if place.seat is None:
        behind = place.waits_behind or 0
        flash(ngettext("You are on the waiting list; %(num)d person is before you.",
                       "You are on the waiting list; %(num)d people are before you.", behind), "done")  # fmt: skip
        return
    said = _("You are registered, seat %(seat)s: %(time)s. The room opens at %(opens)s.", seat=place.seat, time=time.whole,
             opens=when(starts_at - OPENS).clock)  # fmt: skip
    if place.counts is False:
        said += " " + _("It will count in the course as soon as you are enrolled in it.")
    flash(said, "done")


@bp.post("/sessions/<uuid:key>/withdraw")
@requires(Role.TRAINEE)
def withdraw(key: UUID) -> Response:
    """Give the seat, or the place on the list, back. `then` is the session that one would rather go to."""
    try:
        gave = actions.withdraw(queries.bookable(reader(), key), by=reader(), at=now())
    except Conflict as refused:
        db.session.rollback()
        say(refused)
    else:
        db.session.commit()
        flash(
            _("You are no longer registered; your seat is free again.") if gave == "seat" else _("You are no longer on the waiting list."),
            "done",
        )
    return redirect(url_for(".session", key=request.form.get("then", type=UUID) or key))


@bp.get("/sessions/<uuid:key>/session.ics")
@requires(*WHO)
def calendar(key: UUID) -> Response:
    """The calendar file of one session: tentative while an officer waits, cancelled for who has no place."""
    viewer = reader()
    found = queries.session_or_404(viewer, key)
    is_seated, is_waiting = _stands(viewer, found)
    off = found.cancelled_at or found.broke_off_at or not (is_seated or is_waiting)
    entry = _entry(found.key, found.sequence, found.starts_at, found.minutes, off)
    return _calendar([replace(entry, is_tentative=not is_seated)], "session.ics")


def _stands(viewer: Viewer, session: TheorySession) -> tuple[bool, bool]:
    """Whether the session stands in this reader's calendar, and whether they wait for a seat in it. To staff it stands."""
    if session.trainer_id == viewer.id or viewer.coordinated or not viewer.has(Role.TRAINEE):
        return True, False
    mine = queries.mine_or_404(viewer, session.key, now())
    return mine.seat_at is not None, mine.state == "waiting"


@bp.get("/sessions/mine.ics")
@requires(Role.TRAINEE)
def feed() -> Response:
    """One calendar file of all sessions in which the reader holds a seat."""
    rows = queries.with_seat(reader(), now())
    entries = [_entry(row.key, row.sequence, row.starts_at, row.minutes, row.cancelled_at or row.broke_off_why) for row in rows]
    return _calendar(entries, "sessions.ics")


def _entry(key: UUID, sequence: int, starts_at: datetime, minutes: int, off: object) -> Entry:
    """As a calendar has it; `off` is anything where it was cancelled or broke off for everybody."""
    url = url_for(".session", key=key, _external=True)
    return Entry(key, sequence, starts_at, minutes, bool(off), url, when(starts_at, minutes).whole)


def _calendar(entries: list[Entry], name: str) -> Response:
    return download(entries, name, zone=zone(), summary=_("Online session"), at=now())


@bp.route("/sessions/<uuid:key>/join", methods=["GET", "POST"])
@requires(Role.TRAINEE)
def join(key: UUID) -> str | Response:
    """Joining: a POST notes it, the page after it has the name to copy and leads into the call."""
    viewer, at = reader(), now()
    mine = queries.mine_or_404(viewer, key, at)
    if request.method == "POST":
        try:
            actions.join_call(queries.bookable(viewer, key), mine.minutes, by=viewer, at=at)
        except Conflict as refused:
            db.session.rollback()
            say(refused)
            return redirect(url_for(".session", key=key))
        db.session.commit()
        return redirect(url_for(".join", key=key))
    if not mine.seat_at or mine.cancelled_at or not is_joinable(mine.starts_at, mine.minutes, at):
        return redirect(url_for(".session", key=key))
    came_at = queries.joined_at(viewer, mine.id)
    if came_at is None:
        flash(_("Press “Join the session”: by that you are noted as here."), "attention")
        return redirect(url_for(".session", key=key))
    topic = queries.topics().get(mine.activity_id or 0)
    return render_template("theory/join.html", mine=mine, topic=topic, display=_display_name(mine), came_at=came_at, **PAGE)


@bp.get("/courses/<slug>/<activity>/sessions")
@requires(Role.TRAINEE)
def of_activity(slug: str, activity: str) -> str:
    """The sessions about one step of a course, with what its file says of it."""
    viewer, at = reader(), now()
    step = queries.step_or_404(viewer, slug, activity, lang(), at)
    topic = step.topic
    rows = queries.of_activity(viewer, topic.activity.id, at)
    return render_template(
        "theory/of_activity.html", step=step, topic=topic, at=at, title=words(dict(topic.title)), course=words(topic.course.title),
        coming=[row for row in rows if ends_at(row.starts_at, row.minutes) > at], topics={topic.activity.id: topic},
        past=[row for row in reversed(rows) if ends_at(row.starts_at, row.minutes) <= at and (row.seat_at or row.outcome)],
        **PAGE, **CHANGES,
    )  # fmt: skip
