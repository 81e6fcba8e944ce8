"""Counts over enrolments and awards. What a state is, what is overdue and what a viewer's figures count is decided in
`progress.queries`; where somebody served when enrolled decides where they are counted (house, rule 6)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as wall_time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, distinct, func, literal, null, select, union_all

from lms.catalogue.models import Course
from lms.ext import db
from lms.insight.queries.courses import Courses
from lms.insight.rules import Began, Counts, Finished, InTrack, Joined, People, Place, Question, Tally, add_up
from lms.lib.zones import zone_of
from lms.people.access import Viewer
from lms.people.models import UnitAgency
from lms.progress.models import Award, Enrolment, ModuleDone, TrackEnrolment
from lms.progress.queries import STATE, STATES, WITHDRAWN, counted, is_in, overdue

Conditions = list[ColumnElement[bool]]
Rows = Select[*tuple[Any, ...]]
HERE = (Enrolment.cc, Enrolment.unit_then_id)


def tally(viewer: Viewer, question: Question, at: datetime, zone: str, courses: Courses) -> Tally:
    """The figures of a question, for whoever asks it: every page and file that shows them reads them here.

    `zone` is the programme's: a day of enrolment is a day there, whoever looks.
    """
    where = asked(viewer, question, zone)
    began = [Began(_place(row), row.release_id, Counts(*row[3:])) for row in _run(viewer, _began(where, at))]
    people = [People(_place(row) if row.is_place else None, row.people, row.late) for row in _run(viewer, _people(where, at))]
    finished = [Finished(_place(row), (row.course_id, row.module_slug), row.number) for row in _run(viewer, _finished(where))]
    awards: dict[Place, int] = {}
    by_day: dict[date, int] = {}
    for row in _run(viewer, _awards(awarded(viewer, question))):
        if row.day is None:
            awards[_place(row)] = row.number
        else:
            by_day[row.day] = row.number
    in_tracks = _run(viewer, _joined(viewer, question, zone)) if courses.tracks else ()
    joined = [Joined(_place(row), row.track_id, InTrack(*row[3:])) for row in in_tracks]
    return add_up(began, people, finished, awards, by_day, courses.known, joined, question.track_id)


def _run(viewer: Viewer, statement: Any) -> Sequence[Row[Any]]:
    return db.session.execute(statement, execution_options={"seen_by": viewer.id}).all()


def _place(row: Row[Any]) -> Place:
    return (row.cc, row.unit_then_id)


def asked(viewer: Viewer, question: Question, zone: str) -> Conditions:
    """Which enrolments are counted: of this viewer's people, by the filters, begun in the period."""
    return [*_filtered(viewer, question), *_within(Enrolment.enrolled_at, question, zone)]


def in_track(viewer: Viewer, question: Question, zone: str) -> Conditions:
    """Which enrolments in tracks are counted: of the same people, begun in the period, and not ended. All their courses count."""
    where = [counted(viewer, TrackEnrolment), TrackEnrolment.ended_at.is_(None), *_placed(TrackEnrolment, question)]
    if question.track_id is not None:
        where.append(TrackEnrolment.track_id == question.track_id)
    return [*where, *_within(TrackEnrolment.started_at, question, zone)]


def awarded(viewer: Viewer, question: Question) -> Conditions:
    """Which awards are counted: of the same people, earned in the period, and not taken back."""
    where = [*_filtered(viewer, question), Award.ended_at.is_(None)]
    if question.since:
        where.append(Award.earned_on >= question.since)
    if question.until:
        where.append(Award.earned_on <= question.until)
    return where


def _filtered(viewer: Viewer, question: Question) -> Conditions:
    where = [counted(viewer), *_placed(Enrolment, question)]
    if question.course_id is not None:
        where.append(Enrolment.course_id == question.course_id)
    if question.pillar is not None:
        where.append(Enrolment.course_id.in_(select(Course.id).where(Course.pillar == question.pillar)))
    if question.track_id is not None:
        where.append(is_in(question.track_id))
    return where


def _placed(row: type[Enrolment] | type[TrackEnrolment], question: Question) -> Conditions:
    """Where the person served when enrolled."""
    named = ((row.cc, question.cc), (row.agency_then_id, question.agency_id), (row.unit_then_id, question.unit_id))
    where: Conditions = [column == value for column, value in named if value is not None]
    if question.no_unit:
        where.append(row.unit_then_id.is_(None))
    return where


def _within(began: Any, question: Question, zone: str) -> Conditions:
    """Begun in the period."""
    where: Conditions = []
    if question.since:
        where.append(began >= _midnight(question.since, zone))
    if question.until:
        where.append(began < _midnight(question.until + timedelta(days=1), zone))
    return where


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, wall_time.min, zone_of(zone))


def _began(where: Conditions, at: datetime) -> Rows:
    """Enrolments by place and pinned release, in each state and overdue."""
    states = [func.count(case((STATE.in_((state,)), 1))).label(state) for state in STATES]
    late = func.count(case((overdue(at), 1))).label("overdue")
    return select(*HERE, Enrolment.release_id, *states, late).where(*where).group_by(*HERE, Enrolment.release_id)


def _people(where: Conditions, at: datetime) -> Any:
    """Different people of each place, and of all: those are no sum, since people move."""
    people = func.count(distinct(Enrolment.person_id)).label("people")
    late = func.count(distinct(case((overdue(at), Enrolment.person_id)))).label("late")
    each = select(literal(1).label("is_place"), *HERE, people, late).where(*where).group_by(*HERE)
    whole = select(literal(0), null().label("cc"), null().label("unit_then_id"), people, late).where(*where)
    return union_all(each, whole)


def _finished(where: Conditions) -> Rows:
    """How many finished each module, without those who withdrew."""
    number = func.count().label("number")
    columns = (*HERE, Enrolment.course_id, ModuleDone.module_slug)
    joined = select(*columns, number).join(ModuleDone, ModuleDone.enrolment_id == Enrolment.id)
    return joined.where(*where, STATE != WITHDRAWN).group_by(*columns)


def _awards(where: Conditions) -> Any:
    """Awards by place, and by the day they were earned."""
    number = func.count().label("number")
    joined = select().join_from(Award, Enrolment, Enrolment.id == Award.enrolment_id).where(*where)
    by_place = joined.add_columns(*HERE, null().label("day"), number).group_by(*HERE)
    nowhere = (null().label("cc"), null().label("unit_then_id"))
    by_day = joined.add_columns(*nowhere, Award.earned_on.label("day"), number).group_by(Award.earned_on)
    return union_all(by_day, by_place)


def _joined(viewer: Viewer, question: Question, zone: str) -> Any:
    """How many are in each track and have completed it, by place."""
    columns = (TrackEnrolment.cc, TrackEnrolment.unit_then_id, TrackEnrolment.track_id)
    completed = func.count(TrackEnrolment.completed_at)
    return select(*columns, func.count(), completed).where(*in_track(viewer, question, zone)).group_by(*columns)


def units_served(viewer: Viewer) -> set[int]:
    """The units in which a focal point's agencies serve or have served."""
    statement = select(UnitAgency.unit_id).where(UnitAgency.agency_id.in_(viewer.focal_agencies))
    return set(db.session.scalars(statement)) if viewer.focal_agencies else set()
