"""Mentors and pairs for tests, made through the actions that the pages call."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

from sqlalchemy import select

from lms.lib.time import local
from lms.mentoring.actions import agreement, meetings, pairing
from lms.mentoring.actions import profile as profiles
from lms.mentoring.models import Engagement, MentoringMeeting, MentorProfile
from lms.mentoring.queries import pairing as queries
from lms.mentoring.rules.hours import Window
from lms.people import queries as people
from lms.people.models import Person, Role, ScopeGrant
from tests.make import REGION

SYSTEM = {"as_system": "a test looks"}
ALL_DAY = tuple(Window(day, 0, 1440) for day in range(5))
MEETINGS = {
    "course.md": "---\nid: meetings\ntitle: Meetings\nsummary: With a mentor.\nhours: 2\nlevel: basic\naudience: [customs]\n"
    "pillar: mentorship\nopen: false\n---\nYou will be able to:\n\n- ask\n",
    "01-talks/module.md": "---\nid: talks\ntitle: Talks\n---\n",
    "01-talks/01-first.md": "---\nid: first\ntitle: First meeting\nkind: meeting\nminutes: 45\n---\nSay what your post is like.\n",
    "01-talks/02-last.md": "---\nid: last\ntitle: Closing meeting\nkind: meeting\nminutes: 45\n---\nSay what you take along.\n",
}


def course(make):
    """A published mentorship course of two meetings."""
    return make.course("meetings", files={name: text.encode() for name, text in MEETINGS.items()})


def mentor(
    make, *, units: int = 2, people: int = 5, windows=ALL_DAY, languages=None, topics=("seals", "search"), zone="Europe/Brussels", **more
) -> Person:
    """A mentor abroad, of no agency, who has said all of it."""
    person = make.person((Role.MENTOR, REGION), **{"call_name": "Lieven M.", **more})
    person.tz = zone
    offers = profiles.Said(languages or {"ru": "C1", "en": "C2"}, topics, windows, units, people, None)
    profiles.save_profile(offers, by=make.viewer(person), at=make.now)
    return person


def subject(make, by: Person, whom: Person | str) -> queries.Subject:
    viewer = make.viewer(by)
    kind, code = ("unit", whom) if isinstance(whom, str) else ("person", whom.ref)
    return queries.subject_or_404(viewer, kind, code, people.nodes(make.now, "en"))


def offered(make, by: Person, whom: Person | str, to: Person, *, why: str = "known there", **terms) -> Engagement:
    """Offered by a coordinator to a mentor, whoever is first."""
    found = subject(make, by, whom)
    listed = queries.candidates(make.viewer(by), found, ["seals"], set(), make.now)
    said = pairing.Terms(("seals",), terms.pop("goals", "Two search plans"), terms.pop("ends_on", make.today + timedelta(days=90)))
    expires_at = terms.pop("expires_at", make.now + timedelta(hours=72))
    return pairing.offer(found, listed, to.ref, said, why_not_first=why, by=make.viewer(by), at=make.now, expires_at=expires_at)


def accepted(make, by: Person, whom: Person | str, to: Person, **terms) -> Engagement:
    row = offered(make, by, whom, to, **terms)
    return pairing.accept(row.key, by=make.viewer(to), at=make.now)


def opened(make, by: Person, whom: Person | str, to: Person, *focal_points: Person, **terms) -> Engagement:
    """Accepted by the mentor and agreed to by these focal points; without one, by those of the home agency."""
    row = accepted(make, by, whom, to, **terms)
    for keeper in focal_points or (make.focal_point(),):
        agreement.agree(row.key, by=make.viewer(keeper), at=make.now)
    return row


def met(
    make, row: Engagement, by: Person, *, ago: timedelta = timedelta(hours=2), zone: str = "UTC", minutes: int = 45
) -> MentoringMeeting:
    """A meeting that was set; by default it began two hours ago."""
    wall = local(make.now - ago, zone)
    when = meetings.Wall(wall.date(), f"{wall:%H:%M}", zone, wall.fold)
    return meetings.set_meeting(row.key, when, minutes=minutes, about="", by=make.viewer(by), at=make.now)


def office_time(make, clock: str = "10:00") -> datetime:
    """A moment (UTC) some days ahead that lies within office hours in Uzbekistan: on a working day, at ten 15:00 there."""
    ahead = [make.today + timedelta(days=n) for n in range(5, 30)]
    off = people.days_off(["UZ"], ahead[0], ahead[-1])["UZ"]
    day = next(day for day in ahead if day.weekday() < 5 and day not in off)
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def places(db, person: Person) -> tuple[int, int]:
    """(units taken, people taken) as the database has it."""
    columns = select(MentorProfile.units_taken, MentorProfile.people_taken).where(MentorProfile.person_id == person.id)
    return tuple(db.session.execute(columns, execution_options=SYSTEM).one())


def sights(db, row: Engagement) -> set[tuple[int | None, int | None, int | None]]:
    """(person, unit, agency) of the sight that an engagement gives now."""
    columns = select(ScopeGrant.person_id, ScopeGrant.unit_id, ScopeGrant.agency_id)
    now = columns.where(ScopeGrant.source == row.key, ScopeGrant.ended_at.is_(None))
    return {tuple(each) for each in db.session.execute(now, execution_options=SYSTEM)}


def text(answer, status: int = 200) -> str:
    """What a reader sees of a page, on one line."""
    assert answer.status_code == status, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


def warned_in(page) -> str:
    """What a page that asks would send once more."""
    return re.search(r'name="warned" type="hidden" value="([^"]+)"', page.text)[1]
