"""What the question was, as of when it is answered, and how is counted: in words, the same on a page and in a file."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lms.insight.models import FocalRequest
from lms.insight.queries import Behind, Listed
from lms.insight.rules import ALL, AWARDED, OPEN, OVERDUE, Question, Which
from lms.insight.views.door import Answering
from lms.insight.words import of_completion, place
from lms.lib.text import pick
from lms.lib.time import local
from lms.pages import clock, day, language, number, percent, zone
from lms.people.queries import NodeName
from lms.progress.queries import COMPLETED, IN_PROGRESS, NOT_STARTED, WITHDRAWN
from lms.progress.rules import Pillar


def in_words(page: Answering) -> list[str]:
    """The filters: place, what is done, period."""
    return [_place(page), _course(page), period(page.question)]


def _place(page: Answering) -> str:
    question, address, among = page.question, page.asked.address, page.among
    if question.unit_id is not None:
        return among.units[address["unit"]].name
    said = [_("no unit")] if question.no_unit else []
    if question.agency_id is not None:
        return ", ".join([among.agencies[address["agency"]].name, *said])
    if question.cc is not None:
        return ", ".join([among.countries[address["country"]].name, *said])
    whole = [*among.countries.values()] if page.viewer.coordinated else [*among.agencies.values()]
    return ", ".join([whole[0].name if len(whole) == 1 else _everything(page), *said])


def _everything(page: Answering) -> str:
    return _("All countries") if page.viewer.coordinated else _("All agencies")


def _course(page: Answering) -> str:
    question = page.question
    said = [page.track(question.track_id)] if question.track_id is not None else []
    said += [pillar(question.pillar)] if question.pillar else []
    return ", ".join([*said, page.course(question.course_id) if question.course_id is not None else _("all courses")])


def pillar(name: str) -> str:
    """How a pillar is called."""
    return {"elearning": _("eLearning"), "theory": _("Theory"), "mentorship": _("Mentorship")}[name]


def period(question: Question) -> str:
    """From when to when they enrolled."""
    since, until = question.since, question.until
    if since and until:
        return _("enrolled from %(since)s to %(until)s", since=date_(since), until=date_(until))
    if since:
        return _("enrolled since %(since)s", since=date_(since))
    return _("enrolled until %(until)s", until=date_(until)) if until else _("enrolled at any time")


def date_(value: date) -> str:
    """26 June 2020."""
    return format_date(value, "d MMMM y", rebase=False)


def as_of(page: Answering) -> str:
    """Friday 26 June 2020, 09:00 Tashkent."""
    return _("%(day)s, %(clock)s %(place)s", day=day(page.at), clock=clock(page.at), place=place(page.viewer.tz))


def as_of_utc(page: Answering) -> str:
    """The same with its distance from UTC."""
    wall = local(page.at, page.viewer.tz)
    hours, minutes = divmod(int(wall.utcoffset().total_seconds()) // 60, 60)  # type: ignore[union-attr]
    offset = f"{hours:+d}" + (f":{minutes:02d}" if minutes else "")
    return _("As of %(as_of)s (UTC%(offset)s), %(utc)s UTC.", as_of=as_of(page), offset=offset, utc=f"{local(page.at, 'UTC'):%H:%M}")


def rule(page: Answering) -> list[str]:
    """How this is counted."""
    return of_completion(page.zone, with_tracks=bool(page.among.tracks))


def state(state: str, is_overdue: bool = False) -> str:
    """The state of an enrolment."""
    if is_overdue:
        return _("Overdue, not started") if state == NOT_STARTED else _("Overdue, in progress")
    words = {NOT_STARTED: _("Not started"), IN_PROGRESS: _("In progress"), COMPLETED: _("Completed"), WITHDRAWN: _("Withdrawn")}
    return words[state]


def which(page: Answering, which: Which) -> str:
    """Whom a list shows."""
    if which.module is not None and page.question.course_id is not None:
        return _("Module: %(title)s", title=page.module(page.question.course_id, which.module))
    return of_state(which.state)


def of_state(asked: str) -> str:
    """Enrolments in one of the states that a list can be asked for."""
    words = {ALL: _("All enrolments"), OPEN: _("Not completed yet"), OVERDUE: _("Overdue"), AWARDED: _("Awards earned")}
    return words.get(asked) or state(asked)


def about(request: FocalRequest) -> str:
    """What a request is about: the state, and the courses by name."""
    said, titles = request.about, [pick(title, language()) for title in request.about.get("titles", ())]
    of_track = said.get("address", {}).get("of") == "programme"
    first = _("Not completed the programme yet") if of_track else of_state(said.get("state", ALL))
    return f"{first}: {', '.join(titles)}" if titles else first


def programme(page: Answering) -> str:
    """Whom a list of the people in a track shows."""
    words = {None: _("All in the track"), True: _("Completed the programme"), False: _("Not completed the programme yet")}
    return words[page.asked.finished]


def moved(people: int) -> str:
    """Who is counted and not shown."""
    return ngettext("%(num)s has moved, not shown to you.", "%(num)s have moved, not shown to you.", people)


def how_many(found: Behind) -> str:
    """Both numbers, since a figure counts either: 49 enrolments of 39 people."""
    enrolments = ngettext("%(n)s enrolment", "%(n)s enrolments", found.enrolments, n=number(found.enrolments))
    people = ngettext("of %(n)s person.", "of %(n)s people.", found.people, n=number(found.people))
    return f"{enrolments} {people}"


def day_here(at: date | datetime) -> str:
    """26 Jun 2020, of a moment at the reader's place, in one piece."""
    return format_date(local(at, zone()).date() if isinstance(at, datetime) else at, "d MMM y", rebase=False).replace(" ", "\u00a0")


def done_of(part: Pillar) -> str:
    """2 of 5 courses; 1 of 4 sessions; 1 of 3 steps."""
    said = {
        "elearning": ngettext("%(done)s of %(num)d course", "%(done)s of %(num)d courses", part.total, done=part.done),
        "theory": ngettext("%(done)s of %(num)d session", "%(done)s of %(num)d sessions", part.total, done=part.done),
        "mentorship": ngettext("%(done)s of %(num)d step", "%(done)s of %(num)d steps", part.total, done=part.done),
    }
    return said[part.name]


def on_paper(row: Listed) -> str:
    """A state in a narrow column: completed with its day, in progress with its share."""
    if row.state == COMPLETED and row.completed_at:
        return _("Completed %(day)s", day=day_here(row.completed_at))
    said = state(row.state, row.is_overdue)
    return f"{said}, {percent(row.percent / 100)}" if row.state == IN_PROGRESS else said


def bar(start: date, step: str) -> str:
    """A week by its Monday, a month by its name."""
    return format_date(start, "d MMMM y" if step == "week" else "LLLL y", rebase=False)


def options(nodes: Mapping[str, NodeName]) -> list[tuple[str, str]]:
    """For a select: what stands in the address, and the name."""
    several = len({node.cc for node in nodes.values()}) > 1 and any(node.kind != "country" for node in nodes.values())
    return [(code, f"{node.cc} · {node.name}" if several else node.name) for code, node in nodes.items()]


def pillar_options(page: Answering) -> list[tuple[str, str]]:
    """The same of pillars."""
    return [(name, pillar(name)) for name in page.among.pillars]


def track_options(page: Answering) -> list[tuple[str, str]]:
    """The same of tracks, by title."""
    return sorted(((slug, page.track(track.id)) for slug, track in page.among.tracks.items()), key=lambda option: option[1])


def course_options(page: Answering) -> list[tuple[str, str]]:
    """The same of courses, by title."""
    return sorted(((slug, page.course(head.id)) for slug, head in page.among.courses.items()), key=lambda option: option[1])


def all_units(n: int) -> str:
    """The name of the last line."""
    return ngettext("%(n)s unit", "All %(n)s units", n, n=number(n))
