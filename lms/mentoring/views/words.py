"""Words and answers that the pages of assignments, conversations and the desk share."""

from datetime import date, datetime
from typing import Any

from flask import current_app, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.lib.containers import right_numbers, spaced
from lms.lib.refusals import Conflict, NotThere
from lms.lib.text import LANGUAGES, pick
from lms.lib.time import city, local, now, today
from lms.mentoring.queries import work
from lms.mentoring.rules.drafts import LONGEST as LONGEST
from lms.mentoring.rules.drafts import Fate, cleaned
from lms.mentoring.rules.threads import Outcome, Promise
from lms.pages import clock, language, short_day, weekday_short, zone


def promise_days() -> int:
    """Working days within which an answer is promised."""
    days: int = current_app.config["PROMISE_DAYS"]
    return days


def when(at: datetime) -> str:
    """A moment as one says it soon after: today, 10:40; yesterday, 18:42; Tuesday 23 June, 16:20; then only the day."""
    there, said = local(at, zone()), _saying()
    days = (said.today - there.date()).days
    if days in (0, 1):
        return (said.now if days == 0 else said.before) % {"time": f"{there:%H:%M}"}
    return said.then % {"day": said.weekday(there.date()), "time": f"{there:%H:%M}"} if 0 <= days < 60 else short_day(at)


class _Saying:
    """How a page says moments: its words and the reader's day, looked up once, and each day that it names made once."""

    def __init__(self) -> None:
        self.today = today(now(), zone())
        self.now, self.before, self.then = _("today, %(time)s"), _("yesterday, %(time)s"), _("%(day)s, %(time)s")
        self._days: dict[date, str] = {}

    def weekday(self, day: date) -> str:
        """Tuesday 23 June."""
        if day not in self._days:
            self._days[day] = weekday_short(day)
        return self._days[day]


def _saying() -> _Saying:
    if "saying" not in g:
        g.saying = _Saying()
    found: _Saying = g.saying
    return found


def seen(at: datetime | None) -> str:
    """When somebody was last seen: today, 05:10; yesterday; 22 June."""
    if at is None:
        return _("never")
    there = local(at, zone())
    days = (_saying().today - there.date()).days
    if days == 0:
        return _saying().now % {"time": f"{there:%H:%M}"}
    return _("yesterday") if days == 1 else short_day(at)


def until(at: datetime) -> str:
    """A moment to come: today, 18:00; Wednesday 1 July, 22:00."""
    if local(at, zone()).date() == _saying().today:
        return _("today, %(time)s", time=clock(at))
    return _("%(day)s, %(time)s", day=weekday_short(at), time=clock(at))


def place(tz: str | None) -> str:
    """The place that gives a zone its name, in the language of the page."""
    return city(tz, language()) if tz else ""


def clock_at(at: datetime, tz: str) -> str:
    """What the clock says at a place."""
    return f"{local(at, tz):%H:%M}"


def late(promise: Promise) -> str:
    """How far over the promise it is."""
    if promise.over:
        return ngettext("%(num)s working day over", "%(num)s working days over", promise.over)
    return _("over since %(time)s", time=when(promise.due_at))


def titled(found: Any) -> str:
    """What a conversation is about."""
    title = pick(found.activity.title, language())
    return _("A question: %(title)s", title=title) if found.is_question else title


def outcome(said: str) -> str:
    """An outcome in words."""
    return _("Meets") if said == Outcome.MEETS else _("Revise")


def in_language(lang: str) -> str:
    """The name of a language, in itself."""
    return LANGUAGES.get(lang, lang)


def within() -> str:
    """The promise in words."""
    return ngettext("within %(num)s working day", "within %(num)s working days", promise_days())


def to_ask_about(course_id: int, text: str, *, agreed: frozenset[str], known: str = "") -> list[str]:
    """The container numbers that may be real: their check digit is right, and neither the course has them nor what was said before.

    `agreed`: those that the writer has just said to be invented. Nothing is asked of the database where a text has none.
    """
    found = [number for number in right_numbers(text) if number not in agreed]
    if not found:
        return []
    passed = work.own_numbers(course_id) | set(right_numbers(known))
    return [number for number in found if number not in passed]


def numbers_said(numbers: list[str]) -> str:
    """Numbers as they stand on a box."""
    return ", ".join(spaced(number) for number in numbers)


def not_there() -> NotThere:
    """Access ended while somebody wrote: for a script, which says it beside the text. A page takes no words from it (errors/404.html)."""
    return NotThere(_("This page is not yours to see any more") + ".", kept=_("It may have ended while you wrote. Nothing was sent."))


def not_enrolled(slug: str, own: str = "") -> Response:
    """Only who is enrolled writes: others are shown the course, which says how to join or why it ended. Raises Conflict with their text."""
    if request.method == "POST":
        raise Conflict(
            _("You are not enrolled in this course now."),
            kept=_("Nothing was sent. What you wrote stands below."),
            todo=_("The course page says how to go on."),
            own_text=own or cleaned(request.form.get("text", "")),
        )
    return redirect(url_for("learning.course", slug=slug))


def saved_words(fate: Fate, at: datetime, both: str) -> dict[str, str]:
    """What the page's script is told of a draft that it sent: the state of its mark, and the words beside it."""
    if fate is Fate.ASIDE:
        said = _("A newer draft was saved on another device, %(time)s. This one is kept as well.", time=clock(at))
        return {"state": "wait", "words": said, "both": both, "link": _("See both")}
    return {"state": "done", "words": _("Saved %(time)s", time=clock(at))}
