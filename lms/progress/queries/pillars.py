"""How far people are over the three pillars: the one function of home, of the mentor's row and of the coordinator's page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, String, and_, bindparam, cast, func, select
from sqlalchemy.orm import aliased

from lms.catalogue.models import Course, Release, ReleaseItem, TrackItem, TrackRelease
from lms.ext import db
from lms.people.access import Viewer, followed
from lms.people.models import Person
from lms.progress.models import Enrolment, State, TrackEnrolment
from lms.progress.queries.tracks import InTrack
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


# The list of a track in one field, so that whoever is in it is one row and not one a course.
_lists = (
    select(
        TrackItem.track_release_id,
        func.aggregate_strings(cast(TrackItem.pos, String) + ":" + cast(TrackItem.course_id, String), ",").label("courses"),
    )
    .group_by(TrackItem.track_release_id)
    .subquery()
)


def pillars(viewer: Viewer, person_ids: Collection[int], at: datetime, *, track_id: int | None = None) -> dict[int, Programme]:
    """{person: how far they are} of those whose progress this viewer follows, in at most three statements however many they are.

    The programme of somebody in a track is its list of courses, as it stood when they began; of the tracks one is in, the one to
    be done comes first, then the latest; `track_id` asks for one. Who is in no track has the courses they hold and did not withdraw
    from.
    """
    return _pillars(viewer, _in_tracks(viewer, person_ids, track_id), at)


def path_of(viewer: Viewer, person_id: int, at: datetime) -> tuple[Programme, list[InTrack]]:
    """The same of one person whom the viewer follows, with all enrolments in tracks there were, the ended ones last."""
    in_tracks = _in_tracks(viewer, [person_id], with_ended=True)
    return _pillars(viewer, in_tracks, at).get(person_id, Programme()), list(in_tracks.get(person_id, ()))


def _pillars(viewer: Viewer, in_tracks: Mapping[int, Sequence[InTrack]], at: datetime) -> dict[int, Programme]:
    held = _held(viewer, list(in_tracks))
    tracks = {person: next((track for track in found if track.ended_at is None), None) for person, found in in_tracks.items()}
    lacking = {course for person, track in tracks.items() if track for course in track.course_ids if course not in held[person]}
    sizes = _sizes(lacking)
    return {person: _programme(track, held[person], sizes, at) for person, track in tracks.items()}


def _in_tracks(
    viewer: Viewer, person_ids: Collection[int], track_id: int | None = None, *, with_ended: bool = False
) -> dict[int, list[InTrack]]:
    """{person: their tracks, that which is their programme first} of those whom the viewer follows."""
    row = TrackEnrolment
    is_theirs = [row.person_id == Person.id, *([] if with_ended else [row.ended_at.is_(None)])]
    if track_id is not None:
        is_theirs.append(row.track_id == track_id)
    columns = (row.key, row.track_release_id, row.started_at, row.due_at, row.ended_at, row.ended_why, row.completed_at)
    statement = (
        select(Person.id, row.id.label("row"), *columns, TrackRelease.doc["title"].label("title"), _lists.c.courses)
        .outerjoin(row, and_(*is_theirs))
        .outerjoin(TrackRelease, TrackRelease.id == row.track_release_id)
        .outerjoin(_lists, _lists.c.track_release_id == row.track_release_id)
        .where(Person.id.in_(person_ids), followed(viewer))
        .order_by(row.ended_at.is_not(None), row.completed_at.is_not(None), row.id.desc())
    )
    found: dict[int, list[InTrack]] = {}
    for each in db.session.execute(statement, execution_options={"seen_by": viewer.id}) if person_ids else ():
        theirs = found.setdefault(each.id, [])
        if each.row is not None:
            said = {name: value for name, value in each._mapping.items() if name not in ("id", "row", "courses")}
            theirs.append(InTrack(**said, course_ids=_in_order(each.courses)))
    return found


@lru_cache(maxsize=256)
def _in_order(text: str | None) -> tuple[int, ...]:
    """The courses of a list, out of `place:course,…` in any order."""
    pairs = sorted(tuple(map(int, pair.split(":"))) for pair in text.split(",")) if text else []
    return tuple(course for _place, course in pairs)


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


def _programme(track: InTrack | None, held: Mapping[int, AnyRow], sizes: Mapping[int, AnyRow], at: datetime) -> Programme:
    if track is None:
        parts = [_part(one) for one in held.values() if one.withdrawn_at is None or one.completed_at]
    else:
        parts = [_part(held[id_]) if id_ in held else Part(id_, sizes[id_].pillar, steps=sizes[id_].steps) for id_ in track.course_ids]
    pillars, percent = add_up(parts)
    courses = tuple(part.course_id for part in parts)
    if track is None:
        return Programme(None, pillars, percent, course_ids=courses)
    is_overdue = track.completed_at is None and track.due_at is not None and track.due_at < at
    return Programme(track.title, pillars, percent, track.completed_at, track.due_at, courses, is_overdue)


def _part(row: AnyRow) -> Part:
    """A course somebody holds. One they withdrew from, and did not complete, is as one not begun."""
    if row.withdrawn_at and not row.completed_at:
        return Part(row.course_id, row.pillar, steps=row.steps)
    return Part(row.course_id, row.pillar, row.percent, row.completed_at, row.steps_done, row.steps)
