"""How far people are over the three pillars: the one function of home, of the mentor's row and of the coordinator's page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from lms.catalogue import queries as catalogue
from lms.catalogue.models import Course, Release, ReleaseItem
from lms.catalogue.queries import TrackHead
from lms.ext import db
from lms.people.access import Viewer, followed
from lms.people.models import Person
from lms.progress.models import Enrolment, State, TrackEnrolment
from lms.progress.rules import Part, Programme, add_up

AnyRow = Row[*tuple[Any, ...]]
_done = select(func.count()).where(State.enrolment_id == Enrolment.id, State.done_at.is_not(None)).correlate(Enrolment).scalar_subquery()
_steps = select(func.count()).where(ReleaseItem.release_id == Enrolment.release_id).correlate(Enrolment).scalar_subquery()
_HELD = (
    select(
        Enrolment.person_id, Enrolment.course_id, Course.pillar, Enrolment.percent, Enrolment.completed_at, Enrolment.withdrawn_at,
        _done.label("steps_done"), _steps.label("steps"),
    )
    .join(Course, Course.id == Enrolment.course_id)
    .where(Enrolment.person_id.in_(bindparam("people", expanding=True)))
    .order_by(Enrolment.id)
)  # fmt: skip
_later = aliased(Release)
_newest = select(func.max(_later.no)).where(_later.course_id == Release.course_id).correlate(Release).scalar_subquery()
_SIZES = (
    select(Course.id, Course.pillar, func.count(ReleaseItem.activity_id).label("steps"))
    .join(Release, and_(Release.course_id == Course.id, Release.no == _newest))
    .outerjoin(ReleaseItem, ReleaseItem.release_id == Release.base_id)
    .where(Course.id.in_(bindparam("courses", expanding=True)))
    .group_by(Course.id, Course.pillar)
)


def pillars(viewer: Viewer, person_ids: Collection[int], at: datetime, *, track_id: int | None = None) -> dict[int, Programme]:
    """{person: how far they are} of those whose progress this viewer follows, in at most four statements however many they are.

    The programme of somebody in a track is its list of courses, as it stood when they began; of the tracks one is in, the one to
    be done comes first, then the latest; `track_id` asks for one. Who is in no track has the courses they hold and did not withdraw
    from.
    """
    in_tracks = _in_tracks(viewer, person_ids, track_id)
    pinned = catalogue.tracks_pinned([row.track_release_id for row in in_tracks.values() if row])
    held = _held(viewer, list(in_tracks))
    tracks = {person: pinned[row.track_release_id] for person, row in in_tracks.items() if row}
    lacking = {course for person, track in tracks.items() for course in track.course_ids if course not in held[person]}
    sizes = _sizes(lacking)
    return {person: _programme(row, tracks.get(person), held[person], sizes, at) for person, row in in_tracks.items()}


def _in_tracks(viewer: Viewer, person_ids: Collection[int], track_id: int | None) -> dict[int, AnyRow | None]:
    """{person: the enrolment in a track that is their programme, or None} of those whom the viewer follows."""
    is_theirs = [TrackEnrolment.person_id == Person.id, TrackEnrolment.ended_at.is_(None)]
    if track_id is not None:
        is_theirs.append(TrackEnrolment.track_id == track_id)
    statement = (
        select(
            Person.id, TrackEnrolment.id.label("row"), TrackEnrolment.track_release_id, TrackEnrolment.due_at, TrackEnrolment.completed_at
        )
        .outerjoin(TrackEnrolment, and_(*is_theirs))
        .where(Person.id.in_(person_ids), followed(viewer))
        .order_by(TrackEnrolment.completed_at.is_not(None), TrackEnrolment.id.desc())
    )
    found: dict[int, AnyRow | None] = {}
    for row in db.session.execute(statement, execution_options={"seen_by": viewer.id}) if person_ids else ():
        found.setdefault(row.id, row if row.row is not None else None)
    return found


def _held(viewer: Viewer, people: Sequence[int]) -> dict[int, dict[int, AnyRow]]:
    """{person: {course: what they have of it}}: what is completed before what is not, the latest before earlier ones."""
    found: dict[int, dict[int, AnyRow]] = {person: {} for person in people}
    for row in db.session.execute(_HELD, {"people": people}, execution_options={"seen_by": viewer.id}) if people else ():
        before = found[row.person_id].get(row.course_id)
        if before is None or before.completed_at is None:
            found[row.person_id][row.course_id] = row
    return found


def _sizes(courses: Collection[int]) -> dict[int, AnyRow]:
    """{course: its pillar and number of steps}, of courses that somebody does not hold."""
    return {row.id: row for row in db.session.execute(_SIZES, {"courses": sorted(courses)})} if courses else {}


def _programme(
    row: AnyRow | None, track: TrackHead | None, held: Mapping[int, AnyRow], sizes: Mapping[int, AnyRow], at: datetime
) -> Programme:
    if row is None or track is None:
        parts = [_part(one) for one in held.values() if one.withdrawn_at is None or one.completed_at]
    else:
        parts = [_part(held[id_]) if id_ in held else Part(id_, sizes[id_].pillar, steps=sizes[id_].steps) for id_ in track.course_ids]
    pillars, percent = add_up(parts)
    courses = tuple(part.course_id for part in parts)
    if row is None or track is None:
        return Programme(None, pillars, percent, course_ids=courses)
    is_overdue = row.completed_at is None and row.due_at is not None and row.due_at < at
    return Programme(track.title, pillars, percent, row.completed_at, row.due_at, courses, is_overdue)


def _part(row: AnyRow) -> Part:
    """A course somebody holds. One they withdrew from, and did not complete, is as one not begun."""
    if row.withdrawn_at and not row.completed_at:
        return Part(row.course_id, row.pillar, steps=row.steps)
    return Part(row.course_id, row.pillar, row.percent, row.completed_at, row.steps_done, row.steps)
