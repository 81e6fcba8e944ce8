"""What happened to a person, from the log book and the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, desc, select
from sqlalchemy.orm import aliased

from lms.audit.models import Audit
from lms.ext import db
from lms.people.access import Viewer
from lms.people.models import Person
from lms.progress.models import Enrolment, TrackEnrolment

# What is told on a person's page, and to whom: verbs about names and passwords are left out where they say nothing about the path.
TOLD = (
    "added",
    "enrolled",
    "enrolled again",
    "withdrawn",
    "transferred",
    "left",
    "came back",
    "gave role",
    "ended role",
    "set password",
    "opened an attempt",
)


@dataclass(frozen=True)
class Entry:
    """Something that happened: `verb` is one of TOLD or completed, `course_id` the course it is about, or `track_release_id` the
    track."""

    at: datetime
    verb: str
    reason: str
    actor_id: int | None
    actor: str | None
    course_id: int | None
    track_release_id: int | None = None


@dataclass(frozen=True)
class Completed:
    """When a course was completed, or all of a track, as the ledger has it."""

    at: datetime
    course_id: int | None = None
    track_release_id: int | None = None


_actor = aliased(Person)


def history(viewer: Viewer, person_id: int, limit: int, completed: Iterable[Completed] = ()) -> Sequence[Entry]:
    """The latest of one person whom the viewer has been given already, newest first. `completed` is what the viewer follows of it."""
    about = and_(Audit.table == "enrolment", Enrolment.id == Audit.row, Enrolment.person_id == Audit.person_id)
    in_track = and_(Audit.table == "track_enrolment", TrackEnrolment.id == Audit.row, TrackEnrolment.person_id == Audit.person_id)
    done = (
        select(Audit.at, Audit.verb, Audit.reason, Audit.actor_id, _actor.call_name, Enrolment.course_id, TrackEnrolment.track_release_id)
        .outerjoin(Enrolment, about)
        .outerjoin(TrackEnrolment, in_track)
        .outerjoin(_actor, _actor.id == Audit.actor_id)
        .where(Audit.person_id == person_id, Audit.verb.in_(TOLD))
        .order_by(desc(Audit.at), desc(Audit.id))
        .limit(limit)
    )
    rows: list[Any] = list(db.session.execute(done, execution_options={"seen_by": viewer.id}))
    found = [Entry(*row) for row in rows]
    found += [Entry(each.at, "completed", "", person_id, None, each.course_id, each.track_release_id) for each in completed]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]
