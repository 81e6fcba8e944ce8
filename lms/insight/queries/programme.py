"""The people who are in a track: as many as its figure says, those whom the viewer may see by call name, the others as a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, true

from lms.ext import db
from lms.insight.queries.figures import Conditions, in_track
from lms.insight.queries.order import in_order
from lms.insight.rules import Question
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.progress.models import TrackEnrolment


@dataclass(frozen=True)
class Counted:
    """How many people are in a track, how many of them completed it, and of those asked for how many are shown or have moved."""

    people: int
    completed: int
    shown: int
    moved: int


@dataclass(frozen=True)
class Member:
    """Somebody in a track. `unit_id` is where they serve now, the others where they served when they began."""

    person_id: int
    ref: str
    call_name: str
    unit_id: int | None
    agency_id: int | None
    cc: str | None
    agency_then_id: int | None
    unit_then_id: int | None
    track_id: int
    started_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    is_overdue: bool


def _is_asked(finished: bool | None) -> ColumnElement[bool]:
    done = TrackEnrolment.completed_at.is_not(None)
    return true() if finished is None else done if finished else ~done


def members_counted(viewer: Viewer, question: Question, zone: str, finished: bool | None = None) -> Counted:
    """How many there are. `finished`: only those who have, or have not, completed it are shown."""
    asked, seen = _is_asked(finished), sees(viewer)
    shown = func.count(case((and_(asked, seen), 1)))
    moved = func.count(case((and_(asked, ~seen), 1)))
    statement = (
        select(func.count(), func.count(TrackEnrolment.completed_at), shown, moved)
        .join(Person, Person.id == TrackEnrolment.person_id)
        .where(*in_track(viewer, question, zone))
    )
    return Counted(*db.session.execute(statement, execution_options={"seen_by": viewer.id}).one())


def members(
    viewer: Viewer,
    question: Question,
    at: datetime,
    zone: str,
    units: Sequence[int],
    finished: bool | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> list[Member]:
    """Those of them whom the viewer may see, by unit (in the order of `units`, which are ids) and name."""
    row = TrackEnrolment
    late = and_(row.completed_at.is_(None), row.due_at < at)
    where: Conditions = [*in_track(viewer, question, zone), sees(viewer), _is_asked(finished)]
    statement = (
        select(
            row.person_id, Person.ref, Person.call_name, Person.unit_id, Person.agency_id, row.cc, row.agency_then_id, row.unit_then_id,
            row.track_id, row.started_at, row.due_at, row.completed_at, late.label("is_overdue"),
        )
        .join(Person, Person.id == row.person_id)
        .where(*where)
    )  # fmt: skip
    statement = in_order(statement, row, viewer, units).offset(offset).limit(limit)
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return [Member(**{**found._mapping, "is_overdue": bool(found.is_overdue)}) for found in rows]
