"""The people behind a count: as many rows as the figure says, those whom the viewer may see by call name, the others as a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, null, select

from lms.catalogue.models import Release, ReleaseItem
from lms.ext import db
from lms.insight.queries.figures import Conditions, Rows, asked, awarded
from lms.insight.queries.order import in_order
from lms.insight.rules import AWARDED, OPEN, OVERDUE, Question, Which
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.progress.models import Award, Enrolment, ModuleDone
from lms.progress.queries import IN_PROGRESS, NOT_STARTED, STATE, STATES, WITHDRAWN, overdue


@dataclass(frozen=True)
class Behind:
    """How many there are: enrolments and different people, as the figure counts them; `shown` are the enrolments of people
    who still serve where the viewer may see them, `moved` the people who do not; `finished` of a module."""

    enrolments: int
    people: int
    shown: int
    moved: int
    finished: int


@dataclass(frozen=True)
class Listed:
    """An enrolment on the list. `unit_id` and `agency_id` are where the person serves now, the others where they served when enrolled."""

    person_id: int
    ref: str
    call_name: str
    unit_id: int | None
    agency_id: int | None
    cc: str | None
    agency_then_id: int | None
    unit_then_id: int | None
    course_id: int
    state: str
    is_overdue: bool
    percent: int
    enrolled_at: datetime
    due_at: datetime | None
    completed_at: datetime | None
    last_at: datetime | None
    earned_on: date | None
    finished_at: datetime | None


def behind(viewer: Viewer, question: Question, which: Which, at: datetime, zone: str) -> Behind:
    """How many stand behind a figure."""
    seen = sees(viewer)
    columns = (
        func.count().label("enrolments"),
        func.count(distinct(Enrolment.person_id)).label("people"),
        func.count(case((seen, 1))).label("shown"),
        func.count(distinct(case((~seen, Enrolment.person_id)))).label("moved"),
        func.count(_finished_at(which)).label("finished"),
    )
    statement = _joined(select(*columns), which).where(*_which(viewer, question, which, at, zone))
    return Behind(*db.session.execute(statement, execution_options={"seen_by": viewer.id}).one())


def listed(
    viewer: Viewer,
    question: Question,
    which: Which,
    at: datetime,
    zone: str,
    units: Sequence[int],
    offset: int = 0,
    limit: int | None = None,
) -> list[Listed]:
    """Those of them whom the viewer may see, by unit (in the order of `units`, which are ids) and name."""
    columns = (
        Enrolment.person_id, Person.ref, Person.call_name, Person.unit_id, Person.agency_id, Enrolment.cc, Enrolment.agency_then_id,
        Enrolment.unit_then_id, Enrolment.course_id, STATE.label("state"), overdue(at).label("is_overdue"), Enrolment.percent,
        Enrolment.enrolled_at, Enrolment.due_at, Enrolment.completed_at, Enrolment.last_at, Award.earned_on,
        _finished_at(which).label("finished_at"),
    )  # fmt: skip
    statement = _joined(select(*columns), which).where(*_which(viewer, question, which, at, zone), sees(viewer))
    statement = in_order(statement, Enrolment, viewer, units).order_by(Enrolment.course_id, Enrolment.id).offset(offset).limit(limit)
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return [Listed(**{**row._mapping, "is_overdue": bool(row.is_overdue)}) for row in rows]


def _joined(statement: Rows, which: Which) -> Rows:
    """Enrolments with their person, an award in force, and for a module when it was finished."""
    statement = statement.select_from(Enrolment).join(Person, Person.id == Enrolment.person_id)
    statement = statement.outerjoin(Award, and_(Award.enrolment_id == Enrolment.id, Award.ended_at.is_(None)))
    if which.module is None:
        return statement
    return statement.outerjoin(ModuleDone, and_(ModuleDone.enrolment_id == Enrolment.id, ModuleDone.module_slug == which.module))


def _finished_at(which: Which) -> ColumnElement[Any]:
    return ModuleDone.done_at.expression if which.module is not None else null()


def _which(viewer: Viewer, question: Question, which: Which, at: datetime, zone: str) -> Conditions:
    """The same conditions as those of the figure."""
    if which.state == AWARDED:
        return [*awarded(viewer, question), Award.id.is_not(None)]  # the join is an outer one
    where = asked(viewer, question, zone)
    if which.state in STATES:
        where.append(STATE.in_((which.state,)))
    elif which.state == OPEN:
        where.append(STATE.in_((NOT_STARTED, IN_PROGRESS)))
    elif which.state == OVERDUE:
        where.append(overdue(at))
    if which.module is not None:
        where += _of_module(which, question.course_id)
    return where


def _of_module(which: Which, course_id: int | None) -> Conditions:
    """Not withdrawn, in a release that has the module; finished or not, if that is asked."""
    having = (
        select(ReleaseItem.release_id)
        .join(Release, Release.id == ReleaseItem.release_id)
        .where(ReleaseItem.module_slug == which.module, Release.course_id == course_id)
    )
    where = [STATE != WITHDRAWN, Enrolment.release_id.in_(having)]
    if which.finished is not None:
        where.append(ModuleDone.enrolment_id.is_not(None) if which.finished else ModuleDone.enrolment_id.is_(None))
    return where
