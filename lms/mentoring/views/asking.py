"""What is asked once before a meeting is set for a time: who is elsewhere then, and what the time is where the officers are."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.lib.text import pick
from lms.lib.time import city, local, today
from lms.mentoring.forms.meetings import MeetingForm
from lms.mentoring.queries import clashes
from lms.mentoring.queries.engagements import Pair
from lms.mentoring.queries.meetings import Member
from lms.mentoring.rules.hours import is_office_time
from lms.mentoring.views import says
from lms.mentoring.views.blueprint import lang
from lms.people import queries as people
from lms.people.doors import reader
from lms.people.published.facts import HOME_ZONE


def asks(form: MeetingForm, pair: Pair, members: list[Member], tz: str, at: datetime, *, but: UUID | None) -> bool:
    """Whether what speaks against the time is still to be read. It is asked once, and anew of another time or where something else speaks
    against it; what they do then only they know, so it may be set all the same. `tz` is their clock, `but` the key of this meeting."""
    starts_at, minutes = form.starts_at, form.minutes.data
    if starts_at is None or minutes is None or starts_at <= at or today(starts_at, HOME_ZONE) > pair.row.ends_on:  # the last is refused
        return False
    said = [*_elsewhere(pair, members, starts_at, minutes, but), *against(starts_at, minutes, pair.row.cc, tz)]
    shown = sha256("\n".join([starts_at.isoformat(), str(minutes), *said]).encode()).hexdigest()[:16]
    if not said or form.warned.data == shown:
        return False
    form.warned.data = shown
    form.form_errors.append(" ".join([*said, _("Choose another time, or send it once more to meet then all the same.")]))
    return True


def _elsewhere(pair: Pair, members: list[Member], starts_at: datetime, minutes: int, but: UUID | None) -> Iterator[str]:
    viewer, ids = reader(), [one.id for one in members]
    if taken := clashes.seated_then(viewer, ids, starts_at, minutes):
        yield ngettext(
            "%(num)d person of this mentorship is registered for a live session at that time.",
            "%(num)d people of this mentorship are registered for a live session at that time.",
            taken,
        )
    mentor, officers = clashes.met_then(pair.row, ids, starts_at, minutes, but=but)
    if mentor:
        yield _("The mentor has another meeting at that time.")
    if officers:
        yield _("People of this mentorship meet another mentor at that time.")


def against(starts_at: datetime, minutes: int, cc: str, tz: str) -> list[str]:
    """What that time is there, if no hour of work."""
    there = local(starts_at, tz)
    said = {"place": city(tz, lang()), "time": says.moment_at(starts_at, tz)}
    if off := people.days_off([cc], there.date(), there.date())[cc].get(there.date()):
        return [_("It is %(time)s, %(place)s time: a day off there (%(name)s).", name=pick(off, lang()), **said)]
    if not is_office_time(there, minutes):
        return [_("It is %(time)s, %(place)s time: not within office hours there.", **said)]
    return []
