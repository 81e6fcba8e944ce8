"""Meetings: set and moved by the mentor or the coordinator; their calendar file; and the officer's page of such a step."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.catalogue import queries as catalogue
from lms.ext import db
from lms.lib.calendar import Entry, download
from lms.lib.refusals import BadInput, NotAllowed, NotThere
from lms.lib.text import chain, pick
from lms.lib.time import city, local, now
from lms.lib.types import uuid7
from lms.mentoring.actions import meetings as actions
from lms.mentoring.forms.meetings import ChangeForm, MeetingForm
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.queries import engagements, meetings, mentor_of
from lms.mentoring.queries.engagements import Pair, Sides
from lms.mentoring.queries.meetings import Member
from lms.mentoring.rules.hours import is_office_time
from lms.mentoring.views import says
from lms.mentoring.views.asking import asks
from lms.mentoring.views.blueprint import bp, lang
from lms.mentoring.views.pairing import clock_of, title
from lms.people import queries as people
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.progress import queries as progress

SIDES = (Role.COORDINATOR, Role.MENTOR, Role.FOCAL_POINT, Role.TRAINEE)


def tz_of(pair: Pair) -> str:
    """The clock there."""
    return clock_of(pair, people.nodes(now(), lang()))


def sides_of(pair: Pair) -> Sides:
    """What the reader is in it."""
    return engagements.sides(reader(), pair.row, engagements.concerned([pair.row], reader().day)[pair.row.id])


def members_of(pair: Pair) -> list[Member]:
    """Whom it is about, of those whom the reader sees."""
    agreed = engagements.agreements([pair.row.id]).get(pair.row.id, [])
    return meetings.members(reader(), pair, [each.agency_id for each in agreed])


@bp.route("/engagements/<uuid:key>/meetings/new", methods=["GET", "POST"])
@requires(Role.COORDINATOR, Role.MENTOR)
@keeps_work
def meeting_new(key: UUID) -> str | Response:
    """Set a meeting, in the wall time of whichever place one chooses."""
    viewer, at = reader(), now()
    pair = engagements.pair_or_404(viewer, key)
    if not (sides_of(pair).is_mentor or sides_of(pair).is_coordinator):
        raise NotAllowed()
    tz = tz_of(pair)
    form = MeetingForm(data={"zone": viewer.tz, "minutes": 60, "key": str(uuid7())})
    form.offer_zones([viewer.tz, tz, pair.mentor_tz], at)
    if form.validate_on_submit() and not asks(form, pair, members_of(pair), tz, at, but=_key(form.key.data)):
        try:
            meeting = actions.set_meeting(key, form.wall, minutes=form.minutes.data, about=form.about.data or "", by=viewer, at=at,
                                          link=form.link.data or "", form_key=_key(form.key.data))  # fmt: skip
        except BadInput as wrong:
            db.session.rollback()
            pair = engagements.pair_or_404(viewer, key)
            form.day.errors = [f"{wrong.sentence} {wrong.kept}"]
        else:
            db.session.commit()
            _say_set(meeting, tz, pair.row.cc, at)
            return redirect(url_for(".engagement", key=key) if meeting.starts_at > at else url_for(".meeting", key=meeting.key))
    nodes = people.nodes(at, lang())
    return render_template("mentoring/meeting_new.html", form=form, pair=pair, title=title(pair, nodes), tz=tz, says=says, at=at)


def _key(written: str | None) -> UUID | None:
    try:
        return UUID(written or "")
    except ValueError:
        return None


def _say_set(meeting: MentoringMeeting, tz: str, cc: str, at: datetime) -> None:
    """When it is there, and what speaks against it."""
    there = local(meeting.starts_at, tz)
    off = people.days_off([cc], there.date(), there.date())[cc].get(there.date())
    said = {"place": city(tz, lang()), "time": says.moment_at(meeting.starts_at, tz)}
    if meeting.starts_at <= at:
        flash(_("Set. Say now what became of it."), "done")
    elif off:
        flash(_("Set for %(time)s, %(place)s time: a day off there (%(name)s).", name=pick(off, lang()), **said), "attention")
    elif not is_office_time(there, meeting.minutes):
        flash(_("Set for %(time)s, %(place)s time: not within office hours there.", **said), "attention")
    else:
        flash(_("Set for %(time)s, %(place)s time. The officers are told.", **said), "done")


@bp.route("/meetings/<uuid:key>/change", methods=["GET", "POST"])
@requires(Role.COORDINATOR, Role.MENTOR)
@keeps_work
def meeting_change(key: UUID) -> str | Response:
    """Another time for a meeting to come, other words, another link."""
    viewer, at = reader(), now()
    row, pair = meetings.meeting_or_404(viewer, key)
    if not (sides_of(pair).is_mentor or sides_of(pair).is_coordinator):
        raise NotAllowed()
    if row.outcome or row.starts_at <= at:
        return redirect(url_for(".meeting", key=key))
    tz = tz_of(pair)
    form = ChangeForm(data={**wall_of(row), "about": row.about, "link": row.link, "seen": str(row.sequence)})
    form.offer_zones([row.zone, viewer.tz, tz, pair.mentor_tz], at)
    if form.validate_on_submit() and not (_is_moved(form, row) and asks(form, pair, members_of(pair), tz, at, but=key)):
        try:
            meeting = actions.change_meeting(key, form.wall, minutes=form.minutes.data, about=form.about.data or "", by=viewer, at=at,
                                             link=form.link.data or "", seen=_number(form.seen.data))  # fmt: skip
        except BadInput as wrong:
            db.session.rollback()
            row, pair = meetings.meeting_or_404(viewer, key)
            form.day.errors = [f"{wrong.sentence} {wrong.kept}"]
        else:
            db.session.commit()
            if str(meeting.sequence) == form.seen.data:
                flash(_("Saved."), "done")
            else:
                _say_set(meeting, tz, pair.row.cc, at)
            return redirect(url_for(".meeting", key=key))
    return render_template("mentoring/meeting_change.html", form=form, pair=pair, meeting=row, tz=tz, says=says, at=at,
                           title=title(pair, people.nodes(at, lang())))  # fmt: skip


def _is_moved(form: ChangeForm, row: MentoringMeeting) -> bool:
    """Whether calendars would say something else."""
    return (form.starts_at, form.minutes.data) != (row.starts_at, row.minutes)


def wall_of(row: MentoringMeeting) -> dict[str, object]:
    """When a meeting is, as the form's fields have it."""
    return {"day": row.wall_day, "clock": row.wall_time, "zone": row.zone, "minutes": row.minutes}


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdecimal() and len(written) < 9 else -1


@bp.get("/meetings/<uuid:key>/meeting.ics")
@requires(*SIDES)
def meeting_calendar(key: UUID) -> Response:
    """The calendar file of a meeting, for whoever sees it."""
    viewer = reader()
    row, _pair = meetings.meeting_or_404(viewer, key)
    said = f"{says.moment_at(row.starts_at, viewer.tz)}, {says.both_clocks(row.starts_at, viewer.tz)}"
    url = url_for(".meeting", key=key, _external=True)
    entry = Entry(row.key, row.sequence, row.starts_at, row.minutes, row.is_cancelled, url, said)
    return download([entry], "meeting.ics", zone=viewer.tz, summary=_("Online meeting"), at=now())


@bp.get("/courses/<slug>/<activity>/meeting")
@requires(Role.TRAINEE)
def meeting_step(slug: str, activity: str) -> str | Response:
    """The step of a course that a meeting completes: what it is, when the next one is, who the mentor is."""
    viewer, at = reader(), now()
    mine = progress.mine_in(viewer, slug, at)
    if mine is None:
        return redirect(url_for("learning.course", slug=slug))
    outline = catalogue.outline(mine.release_id)
    step = outline.find(activity)
    if step is None or step.kind != "meeting":
        raise NotThere()
    found = catalogue.text(mine.release_id, step.id, chain(lang()))
    states = progress.states_in(viewer, mine.id)
    return render_template(
        "mentoring/meeting_step.html", outline=found.outline if found else outline, step=step, text=found, mine=mine, at=at,
        done_at=states[step.id].done_at if step.id in states else None, mentor=mentor_of([viewer.id], viewer.day).get(viewer.id), says=says,
        coming=meetings.coming(viewer, at),
    )  # fmt: skip
