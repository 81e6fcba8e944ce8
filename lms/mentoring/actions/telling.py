"""What is said to whom when an engagement goes a step: to the mentor, the coordinator who offered, focal points and officers."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.ext import db
from lms.lib.text import COMPLETE
from lms.mentoring.models import Engagement, MentoringMeeting
from lms.mentoring.queries import engagements as queries
from lms.notices.actions import tell
from lms.people import queries as people
from lms.people.models import Person

NAMELESS = ("mentor_offered", "mentor_taken_back", "offer_lapsed", "accepted_refused")


def words(engagement: Engagement, at: datetime) -> dict[str, Any]:
    """{mentor, subject} for the sentences of a notice: call names with refs, a unit by its name in each language."""
    ids = [engagement.mentor_id, *([engagement.person_id] if engagement.person_id else [])]
    statement = select(Person.id, Person.call_name, Person.ref).where(Person.id.in_(ids))
    rows = db.session.execute(statement, execution_options={"as_system": "who is told about whom"})
    called = {row.id: f"{row.call_name} ({row.ref})" for row in rows}
    subject: Any = called.get(engagement.person_id or 0)
    if engagement.unit_id:
        subject = people.names_in(engagement.unit_id, at, COMPLETE)
    return {"mentor": called[engagement.mentor_id], "subject": subject}


def place(node_id: int, at: datetime) -> dict[str, str]:
    """The name of an agency or country in each language."""
    return people.names_in(node_id, at, COMPLETE)


def say(
    whom: Iterable[int | None], kind: str, engagement: Engagement, *, at: datetime, path: str = "", again: str = "", **more: Any
) -> None:
    """Tell each of them once; `again` makes a second event of the same kind another one. An offer names nobody to the mentor."""
    ids = {person for person in whom if person}
    about = more.pop("about_at", None)
    named = {} if kind in NAMELESS else words(engagement, at)
    once = f"{kind}:{engagement.key}{again and ':' + again}"
    tell(ids, kind, at=at, once=once, path=path, params={**named, **more}, about_at=about)


def engagement_path(engagement: Engagement) -> str:
    """The page of an engagement, as a notice leads to it."""
    return f"/engagements/{engagement.key}"


def keepers(agency_ids: Collection[int], day: date) -> list[int]:
    """The focal points of these agencies."""
    return [person for ids in queries.focal_points(agency_ids, day).values() for person in ids]


def starts(meeting: MentoringMeeting) -> dict[str, object]:
    """When it begins, as a notice keeps it."""
    return {"starts": meeting.starts_at.isoformat(), "about_at": meeting.starts_at}


def again(meeting: MentoringMeeting) -> str:
    """Which event of a meeting a notice tells: a meeting that is moved twice is told of twice."""
    return f"{meeting.key} {meeting.sequence}" if meeting.sequence else str(meeting.key)
