"""Meetings as rows, for tests of their pages: by default of Uzbekistan, at ten on a Tashkent wall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lms.lib.time import today
from lms.programme.actions import meetings as actions
from lms.programme.actions.decisions import decide
from lms.programme.actions.minutes import freeze, save_minutes
from lms.programme.actions.todos import Asked, ask, done
from lms.programme.models import CoordinationMeeting, PlanConsent
from lms.programme.queries.meetings import agencies_of, parties
from lms.programme.queries.plans import owner_or_404
from lms.programme.rules.meeting import Point
from tests.make import Make
from tests.programme import planned

ZONE = "Asia/Tashkent"


def day(make: Make, days: int) -> date:
    """So many days from today in Tashkent."""
    return today(make.now, ZONE) + timedelta(days=days)


def meeting(make: Make, days: int = 7, *, code: str = "UZ", by: Any = None, clock: str = "10:00", **said: Any) -> CoordinationMeeting:
    """A meeting so many days from now, set by the region's coordinator."""
    viewer = make.viewer(by or make.coordinator())
    wall = actions.Wall(day(make, days), clock, ZONE, said.pop("minutes", 90))
    row = actions.set_meeting(owner_or_404(viewer, code), wall, actions.Said("live", actions.LABEL, **said), by=viewer, at=make.now)
    make.session.flush()
    return row


def whole(make: Make) -> CoordinationMeeting:
    """A meeting of yesterday as it is drawn: one before it, parties with their words, figures, decisions on lines, actions, minutes."""
    by, at = make.viewer(make.coordinator()), make.now
    first, row = meeting(make, -148), meeting(make, -1)
    meeting(make, 91)
    own = agencies(make)
    actions.add_agencies(row.key, own, by=by, at=at)
    actions.add_body(row.key, "UNODC Regional Office for Central Asia", "Secretariat", "secretariat", by=by, at=at)
    for party, presence in zip(parties(row.id), ("present", "absent", "excused"), strict=False):
        actions.note_presence(row.key, party.id, presence, by=by, at=at)
    points = [Point("10:00", "Open actions", "two of three done"), Point("10:15", "In-person course: postpone and replace", "")]
    actions.set_agenda(row.key, points, by=by, at=at)
    version = planned.plan(make, "UZ", row.wall_day.year, consulted_at=at)
    lines = [planned.line(make, version, **said) for said in ({"status": "postponed", "reason": "No travel"}, {}, {})]
    pairs = [(line.id, version.id) for line in lines]
    decide(row.key, "The in-person course is postponed, without a date.", "postpones", pairs[:1], by=by, at=at)
    decide(row.key, "Two lines replace it: one eLearning course and two days of theory.", "makes", pairs[1:], by=by, at=at)
    reserved = {"kind": "reserved", "words": "Agreed but for UZ-03: two days in one week cannot be staffed."}
    make.session.add(PlanConsent(version_id=version.id, agency_id=own[0], at=at, **reserved))
    if len(own) > 1:
        letter = {"kind": "on_behalf", "signed_by": "The department", "letter_no": "14-03/218", "letter_day": row.wall_day}
        make.session.add(PlanConsent(version_id=version.id, agency_id=own[1], at=at, **letter))
    ask(first.key, Asked("Second deputy of the focal point for Alat", own[0], "", day(make, -14)), by=by, at=at)
    done(ask(first.key, Asked("Names for the first courses", None, "Both focal points", day(make, -120)), by=by, at=at).key, by=by, at=at)
    ask(row.key, Asked("Lessons on a USB stick for Alat", None, "UNODC Regional Office", day(make, 9)), by=by, at=at)
    columns = ["Unit", "People", "Enrolled", "Not started", "In progress", "Completed", "Overdue"]
    rows, totals = [["Chukursay", 9, 45, 24, 9, 11, 7], ["Alat", 7, 31, 17, 7, 6, 8]], ["2 units", 16, 76, 41, 16, 17, 15]
    table = {"title": {"en": "Enrolments by unit", "ru": "Зачисления по группам"}, "columns": columns, "rows": rows, "totals": totals}
    freeze(row.key, {"tables": [table]}, {"en": "An enrolment is one person in one course."}, at, by, at)
    save_minutes(row.key, "The secretariat opened at 10:00.", seen=0, by=by, at=at)
    said = "The secretariat went through the open actions.\n\n## Decided\n\n- The course is postponed: [decision 1](#decision-1)."
    save_minutes(row.key, said, seen=1, by=by, at=at)
    make.session.commit()
    return row


def agencies(make: Make, code: str = "UZ") -> list[int]:
    """The agencies of a country, by id."""
    return agencies_of(owner_or_404(make.viewer(make.coordinator()), code), day(make, 0))
