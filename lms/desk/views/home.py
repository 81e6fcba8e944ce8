"""Home: what needs whoever has come here now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.desk import queries, rules
from lms.desk.rules import ToDo
from lms.desk.views.blueprint import STAFF, bp, steps_of, titled, when
from lms.insight import queries as insight
from lms.learning import queries as learning
from lms.learning.rules import minutes_left, step_href
from lms.lib.text import LANGUAGES, pick
from lms.lib.time import city, local, now, today
from lms.lib.zones import zone_label
from lms.mentoring import queries as mentoring
from lms.mentoring.queries import meetings
from lms.mentoring.rules.threads import Promise
from lms.pages import clock, language, weekday_short
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader, signed_in
from lms.people.models import Role
from lms.people.queries import NodeName
from lms.programme import words as planned
from lms.progress import queries as progress
from lms.progress.rules import Programme
from lms.theory import queries as theory
from lms.theory.rules.clock import is_joinable


@bp.get("/")
@signed_in
def home() -> str | Response:
    """An officer's programme and the next step; others land where their work is, or read what this account can do."""
    viewer, at = reader(), now()
    steps = steps_of(viewer, at) if viewer.has(Role.ADMIN) else None
    if viewer.has(Role.TRAINEE):
        return _officer(viewer, at)
    if viewer.has(Role.FOCAL_POINT):
        return redirect(url_for(".people"))
    if viewer.has(Role.COORDINATOR):
        return redirect(url_for("insight.overview"))
    if steps is not None:
        return redirect(url_for(".people" if steps.enrolments else ".first_steps"))
    if viewer.has(Role.MENTOR):
        return redirect(url_for("mentoring.desk"))
    if viewer.has(Role.TRAINER):
        return redirect(url_for("theory.sessions"))
    return render_template("desk/guest.html")


@dataclass(frozen=True)
class Live:
    """What others have to do with this officer: the sessions ahead, own ones first, those that wait for their register, the mentor, and
    the conversations that are open.

    `threads` are those about assignments by activity; `first` is the one to look at now, with its last word and the promise of an
    answer; `meeting` the next with the mentor.
    """

    sessions: Sequence[Any]  # theory.queries.Mine
    awaited: Sequence[Any]  # the same
    mentor: Any  # mentoring.queries.MentorOf, or None
    threads: Mapping[int, Any]  # {assignment: mentoring.queries.threads.Conversation}
    first: Any
    word: queries.Word | None
    promise: Promise | None
    meeting: Any  # mentoring.queries.meetings.Coming, or None

    @property
    def session(self) -> Any:
        """The next one with a place; else the next that is open, or full; or None."""
        return next(iter(self.sessions), None)

    def session_of(self, activity_id: int) -> Any:
        """The next one about that step, or None."""
        return next((one for one in self.sessions if one.activity_id == activity_id), None)

    def awaited_of(self, activity_id: int) -> Any:
        """The one about that step that is over and waits for its register, or None."""
        return next((one for one in self.awaited if one.activity_id == activity_id), None)

    @property
    def beside(self) -> list[str]:
        """The pillars that have something to show, whether a course of theirs is held or not."""
        return [*(["theory"] if self.session else []), *(["mentorship"] if self.mentor or self.first else [])]

    @property
    def turns(self) -> dict[int, str]:
        """{assignment: with whom it lies}."""
        return {id_: turn_of(one) for id_, one in self.threads.items()}


def turn_of(conversation: Any) -> str:
    """Whose turn it is in an open conversation: officer, mentor, or nobody as long as there is no mentor."""
    if conversation.turn == "officer":
        return "officer"
    return "mentor" if conversation.mentor_id else "nobody"


def _live(viewer: Viewer, at: datetime) -> Live:
    found = [one for one in mentoring.threads.of_officer(viewer) if one.closed_at is None]
    mine = mentoring.mentor_of([viewer.id], viewer.day).get(viewer.id)
    first = min(found, key=lambda one: (turn_of(one) != "officer", one.since or at, one.id), default=None)
    promised = mentoring.threads.promised(first, at, current_app.config["PROMISE_DAYS"]) if first else None
    word = queries.last_word(viewer, first.id) if first else None
    meeting = next(iter(meetings.coming(viewer, at)), None) if mine else None
    threads = {one.activity.id: one for one in found if not one.is_question}
    return Live(*theory.ahead_and_awaited(viewer, at), mine, threads, first, word, promised, meeting)


@dataclass(frozen=True)
class Missed:
    """The quiz that was passed last, where not every answer in it was right."""

    quiz: Any  # catalogue.rules.outline.ActivityOutline
    found: queries.NotRight


def _missed(viewer: Viewer, courses: Sequence[rules.Course], at: datetime) -> Missed | None:
    quizzes = {one.id: one for course in courses for one in course.outline.activities if _has_faults(course.states.get(one.id))}
    found = queries.not_right(viewer, at) if quizzes else None
    return Missed(quizzes[found.activity_id], found) if found and found.activity_id in quizzes else None


def _has_faults(state: Any) -> bool:
    return state is not None and state.score is not None and state.score < 100


def _officer(viewer: Viewer, at: datetime) -> str:
    every = queries.offered()
    courses = queries.courses_of(viewer, viewer.id, every, at)
    programme = progress.pillars(viewer, [viewer.id], at).get(viewer.id, Programme())
    live = _live(viewer, at)
    todo = rules.most_urgent(courses, [_session(one, at) for one in (*live.awaited, *live.sessions)], live.turns)
    nodes = people.nodes(at, language())
    return render_template(
        "desk/home.html", courses=courses, path=programme, blocks=rules.blocks(programme, courses, live.beside), live=live, todo=todo,
        to_read=rules.most_urgent([one for one in courses if one.outline.pillar == "elearning"]), **_continue(viewer, todo, live),
        besides=[one for one in courses if one.mine.course_id not in programme.course_ids], at=at, when=when, moment=_moment, named=titled,
        greeting=rules.greeting(local(at, viewer.tz).hour), city=city(viewer.tz, language()), turn_of=turn_of, step_href=step_href,
        unit=nodes[viewer.unit_id].name if viewer.unit_id else None, to_join=queries.open_to(courses, every), own_name=LANGUAGES,
        also=[role for role in STAFF if viewer.has(role)], place_of=lambda zone: city(zone, language()), pick=pick,
        missed=_missed(viewer, courses, at), lines=_lines(viewer, nodes), titles={one.mine.key: one.outline.title for one in courses},
        days=_days_to(live.session.starts_at, at, viewer.tz) if live.session else 0,
    )  # fmt: skip


def _lines(viewer: Viewer, nodes: Mapping[int, NodeName]) -> list[tuple[str, list[insight.Counting]]]:
    """The lines of plans for which something of the officer's counts, in words, each with what does."""
    by_line = groupby(insight.counting(viewer), key=lambda one: one.told)
    return [(planned.counts_for(told, nodes), list(of_line)) for told, of_line in by_line]


def _days_to(value: datetime, at: datetime, zone: str) -> int:
    """How many times one sleeps until then, at that place."""
    return (today(value, zone) - today(at, zone)).days


def _session(mine: Any, at: datetime) -> rules.Session:
    """What of a session decides where one goes on."""
    has_seat = mine.seat_at is not None
    may_join = has_seat and is_joinable(mine.starts_at, mine.minutes, at)
    return rules.Session(mine.activity_id, mine.state == "open", may_join, mine.state == "full")


def _continue(viewer: Viewer, todo: ToDo | None, live: Live) -> dict[str, Any]:
    """Where the card leads, and of a lesson how much of it is left."""
    if todo is None:
        return {"href": "", "place": None, "minutes": 0}
    if todo.what in ("register", "join"):
        session = live.session_of(todo.step.id)
        return {"href": url_for("theory.session", key=session.key), "place": None, "minutes": session.minutes}
    place = learning.standing(viewer, todo.course.mine.id).places.get(todo.step.id) if todo.what == "read" else None
    href = step_href(url_for("learning.course", slug=todo.course.mine.course_slug), todo.step)
    return {"href": href, "place": place, "minutes": minutes_left([todo.step], [], {todo.step.id: place.percent} if place else {})}


def _moment(value: datetime, zone: str) -> tuple[str, str]:
    """(Monday 29 June, 11:00; Almaty time (UTC+6) · 05:00 UTC), at a place."""
    day, label = local(value, zone).date(), zone_label(zone, value)
    there = _("%(place)s time (%(label)s)", place=city(zone, language()), label=label) if label != "UTC" else "UTC"
    utc = f" · {value.astimezone(UTC):%H:%M} UTC" if label != "UTC" else ""
    return _("%(day)s, %(time)s", day=weekday_short(day), time=clock(value)), there + utc


__all__: Sequence[str] = ["home"]
