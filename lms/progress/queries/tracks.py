"""Selects on enrolments in tracks: who is in which, with which list of courses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import TrackItem, TrackRelease
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer, answers_for, sees
from lms.people.models import Person, Role, RoleGrant
from lms.progress.models import Enrolment, TrackEnrolment
from lms.progress.queries.enrolments import COMPLETED


def latest_in_track(viewer: Viewer, track_id: int, people: Collection[int]) -> dict[int, TrackEnrolment]:
    """{person: the latest time they were enrolled in the track}, of people whom the viewer may see."""
    statement = (
        select(TrackEnrolment)
        .join(Person, Person.id == TrackEnrolment.person_id)
        .where(TrackEnrolment.track_id == track_id, TrackEnrolment.person_id.in_(people), sees(viewer))
        .order_by(TrackEnrolment.id)
    )
    return {row.person_id: row for row in db.session.scalars(statement, execution_options={"seen_by": viewer.id})}


Held = dict[tuple[int, int], Enrolment]  # {(person, course): the latest enrolment}


def held(viewer: Viewer, people: Collection[int], courses: Collection[int], *, lock: bool = False) -> Held:
    """What these people have of these courses; `lock` keeps the rows as they stand until the end of the transaction."""
    statement = (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.person_id.in_(people), Enrolment.course_id.in_(courses), sees(viewer))
        .order_by(Enrolment.id)
    )
    if lock:
        statement = statement.with_for_update(of=Enrolment).execution_options(populate_existing=True)
    rows = sorted(db.session.scalars(statement, execution_options={"seen_by": viewer.id}), key=lambda row: row.cycle)
    return {(row.person_id, row.course_id): row for row in rows}


def track_enrolment_or_404(viewer: Viewer, key: UUID) -> tuple[TrackEnrolment, Person]:
    """An enrolment in a track and its person, if the viewer may see the person."""
    statement = (
        select(TrackEnrolment, Person).join(Person, Person.id == TrackEnrolment.person_id).where(TrackEnrolment.key == key, sees(viewer))
    )
    row = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return row.TrackEnrolment, row.Person


@dataclass(frozen=True)
class InTrack:
    """An enrolment in a track as a page shows it, with the title of the track and, where it was asked for, its list of courses."""

    key: UUID
    track_release_id: int
    title: Mapping[str, str]
    started_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    ended_why: str | None
    completed_at: datetime | None
    course_ids: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do in it."""
        return self.ended_at is None and self.completed_at is None


def tracks_of(viewer: Viewer, person_id: int, *, course_id: int | None = None) -> list[InTrack]:
    """All enrolments in tracks of one person whom the viewer may see, the open ones first; `course_id`: only tracks that have it."""
    row = TrackEnrolment
    columns = (row.key, row.track_release_id, TrackRelease.doc["title"].label("title"), row.started_at, row.due_at, row.ended_at,
               row.ended_why, row.completed_at)  # fmt: skip
    statement = (
        select(*columns)
        .join(TrackRelease, TrackRelease.id == row.track_release_id)
        .join(Person, Person.id == row.person_id)
        .where(row.person_id == person_id, sees(viewer))
        .order_by(row.ended_at.is_not(None), row.id)
    )
    if course_id is not None:
        statement = statement.join(TrackItem, TrackItem.track_release_id == row.track_release_id).where(TrackItem.course_id == course_id)
    return [InTrack(**found._mapping) for found in db.session.execute(statement, execution_options={"seen_by": viewer.id})]


def open_in_tracks(viewer: Viewer, *, person_id: int | None = None, unit_id: int | None = None, track_id: int | None = None) -> list[int]:
    """The ids of open enrolments in tracks: of one person, or of a unit's present people in one track, whom the viewer enrols."""
    whom = Person.unit_id == unit_id if unit_id is not None else Person.id == person_id
    statement = (
        select(TrackEnrolment.id)
        .join(Person, Person.id == TrackEnrolment.person_id)
        .where(whom, answers_for(viewer), TrackEnrolment.ended_at.is_(None), TrackEnrolment.completed_at.is_(None))
        .order_by(TrackEnrolment.id)
    )
    if track_id is not None:
        statement = statement.where(TrackEnrolment.track_id == track_id)
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def lock_in_tracks(ids: Sequence[int]) -> list[TrackEnrolment]:
    """These rows as they stand now, held until the end of the transaction. Whoever locks enrolments too locks those first."""
    statement = select(TrackEnrolment).where(TrackEnrolment.id.in_(ids)).order_by(TrackEnrolment.id).with_for_update()
    return list(db.session.scalars(statement, execution_options={"as_system": "one after the other", "populate_existing": True}))


def lock_tracks_with(person_id: int, course_id: int) -> list[TrackEnrolment]:
    """The same of a person's tracks, not ended, whose list has that course."""
    statement = (
        select(TrackEnrolment.id)
        .join(TrackItem, TrackItem.track_release_id == TrackEnrolment.track_release_id)
        .where(TrackEnrolment.person_id == person_id, TrackItem.course_id == course_id, TrackEnrolment.ended_at.is_(None))
    )
    ids = db.session.scalars(statement, execution_options={"as_system": "recounting"}).all()
    return lock_in_tracks(ids) if ids else []


_COURSES_DONE = (
    select(TrackItem.course_id, func.min(Enrolment.completed_at).label("completed_at"))
    .outerjoin(Enrolment, and_(Enrolment.course_id == TrackItem.course_id, Enrolment.person_id == bindparam("person")))
    .where(TrackItem.track_release_id == bindparam("release"))
    .group_by(TrackItem.course_id)
)


def courses_done(row: TrackEnrolment) -> list[datetime | None]:
    """When each course of the pinned list was completed, in whichever cycle first; for counting again."""
    values = {"person": row.person_id, "release": row.track_release_id}
    rows = db.session.execute(_COURSES_DONE, values, execution_options={"as_system": "recounting"})
    return [each.completed_at for each in rows]


def ends_with(ids: Collection[int]) -> list[int]:
    """The open enrolments in courses that end with these enrolments in tracks: those that came with a track, and that no other
    track of the same person has. What was held before, or joined by oneself, is not among them."""
    other, item = aliased(TrackEnrolment), aliased(TrackItem)
    elsewhere = (
        select(other.id)
        .join(item, item.track_release_id == other.track_release_id)
        .where(
            other.person_id == Enrolment.person_id, other.id.not_in(ids), other.ended_at.is_(None), item.course_id == Enrolment.course_id
        )
        .correlate(Enrolment)
        .exists()
    )
    statement = (
        select(Enrolment.id)
        .join(TrackEnrolment, TrackEnrolment.person_id == Enrolment.person_id)
        .join(TrackItem, and_(TrackItem.track_release_id == TrackEnrolment.track_release_id, TrackItem.course_id == Enrolment.course_id))
        .where(TrackEnrolment.id.in_(ids), Enrolment.via == "track", Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED)
        .where(~elsewhere)
    )
    return list(db.session.scalars(statement, execution_options={"as_system": "which courses end with a track"}))


def is_in(track_id: int) -> ColumnElement[bool]:
    """Of an enrolment: its person is in the track, and the course stands in the list with which they began."""
    return (
        select(TrackEnrolment.id)
        .join(TrackItem, TrackItem.track_release_id == TrackEnrolment.track_release_id)
        .where(TrackEnrolment.track_id == track_id, TrackEnrolment.ended_at.is_(None))
        .where(TrackEnrolment.person_id == Enrolment.person_id, TrackItem.course_id == Enrolment.course_id)
        .correlate(Enrolment)
        .exists()
    )


def is_in_some_track(person_id: Any, course_id: Any) -> ColumnElement[bool]:
    """Of columns of a statement: the person is in a track whose list has the course."""
    return (
        select(TrackEnrolment.id)
        .join(TrackItem, TrackItem.track_release_id == TrackEnrolment.track_release_id)
        .where(TrackEnrolment.ended_at.is_(None), TrackEnrolment.person_id == person_id, TrackItem.course_id == course_id)
        .exists()
    )


def focal_points(agencies: Collection[int], day: date) -> dict[int, list[int]]:
    """{agency: the people who are its focal points that day}; an agency without one is not among them."""
    statement = (
        select(RoleGrant.node_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.FOCAL_POINT, RoleGrant.node_id.in_(agencies), RoleGrant.ended_at.is_(None))
        .where(RoleGrant.from_day <= day, RoleGrant.to_day >= day, Person.left_on.is_(None))
        .order_by(RoleGrant.id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(statement, execution_options={"as_system": "who is told"}) if agencies else ():
        found.setdefault(row.node_id, []).append(row.person_id)
    return found
