"""Selects on enrolments and what is derived from the ledger. The state of an enrolment is decided here, once, for every page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, false, func, or_, select

from lms.catalogue.models import Course, ReleaseItem
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.programme import queries as programme
from lms.programme.queries import Named, Told
from lms.progress.models import Award, Enrolment, Evidence, State, TrackEnrolment
from lms.progress.rules import Fact

NOT_STARTED, IN_PROGRESS, COMPLETED, WITHDRAWN = "not_started", "in_progress", "completed", "withdrawn"
STATES = (NOT_STARTED, IN_PROGRESS, COMPLETED, WITHDRAWN)

# The one decision on what state an enrolment is in: home, lists, completion page and CSV all select this.
STATE: ColumnElement[str] = case((Enrolment.withdrawn_at.is_not(None), WITHDRAWN), else_=Enrolment.status)


def overdue(at: datetime) -> ColumnElement[bool]:
    """Open, and its due time has passed."""
    return and_(Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED, Enrolment.due_at < at)


def counted(viewer: Viewer, row: type[Enrolment] | type[TrackEnrolment] = Enrolment) -> ColumnElement[bool]:
    """Which enrolments this viewer's figures count: by where the person served when enrolled (house, rule 6)."""
    either: list[ColumnElement[bool]] = []
    if viewer.focal_agencies:
        either.append(row.agency_then_id.in_(viewer.focal_agencies))
    if viewer.coordinated:
        either.append(row.cc.in_(viewer.coordinated))
    return or_(*either) if either else false()


@dataclass(frozen=True)
class Mine:
    """An enrolment as its own person's pages show it."""

    id: int
    key: UUID
    course_id: int
    course_slug: str
    release_id: int
    state: str
    percent: int
    is_overdue: bool
    due_at: datetime | None
    enrolled_at: datetime
    completed_at: datetime | None
    last_at: datetime | None
    line: Named | None = None  # of a work plan, by its number: what it was made for, to who reads that plan
    told: Told | None = None  # the same line as its own person is told of it


def _mine(at: datetime) -> Select[*tuple[Any, ...]]:
    return select(
        Enrolment.id, Enrolment.key, Enrolment.course_id, Course.slug.label("course_slug"), Enrolment.release_id,
        STATE.label("state"), Enrolment.percent, overdue(at).label("is_overdue"), Enrolment.due_at, Enrolment.enrolled_at,
        Enrolment.completed_at, Enrolment.last_at,
    ).join(Course, Course.id == Enrolment.course_id)  # fmt: skip


def of_person(viewer: Viewer, person_id: int, at: datetime) -> list[Mine]:
    """All enrolments of one person whom the viewer may see, those with the nearest due time first."""
    statement = (
        _mine(at)
        .add_columns(Enrolment.plan_line_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.person_id == person_id, sees(viewer))
        .order_by(Enrolment.due_at.is_(None), Enrolment.due_at, Enrolment.id)
    )
    rows = db.session.execute(programme.beside(statement, Enrolment.plan_line_id), execution_options={"seen_by": viewer.id})
    return [_read(viewer, dict(row._mapping)) for row in rows]


def _read(viewer: Viewer, row: dict[str, Any]) -> Mine:
    line = programme.read_beside(viewer, row, row.pop("plan_line_id"))
    return Mine(**{**row, "is_overdue": bool(row["is_overdue"])}, line=line)


def mine_in(viewer: Viewer, course_slug: str, at: datetime) -> Mine | None:
    """The viewer's own enrolment in a course, the latest cycle, with the line that it counts for."""
    statement = _mine(at).where(Enrolment.person_id == viewer.id, Course.slug == course_slug).order_by(Enrolment.cycle.desc()).limit(1)
    found = db.session.execute(programme.told_beside(statement, Enrolment.plan_line_id), execution_options={"seen_by": viewer.id})
    row = found.mappings().one_or_none()
    if row is None:
        return None
    said = dict(row)
    told = programme.read_told(said)
    return Mine(**{**said, "is_overdue": bool(row["is_overdue"])}, told=told)


_STATES = select(State.enrolment_id, State.activity_id, State.status, State.score, State.done_at)
_STATES_OF = _STATES.where(State.enrolment_id.in_(bindparam("enrolments", expanding=True)))
_STATES_IN = _STATES.where(State.enrolment_id == bindparam("enrolment"))
States = dict[int, Row[*tuple[Any, ...]]]  # {activity: (status, score, done_at)}


def states_of(viewer: Viewer, enrolment_ids: Sequence[int]) -> dict[int, States]:
    """The states in each of the enrolments, which the viewer has been given already."""
    found: dict[int, States] = {id_: {} for id_ in enrolment_ids}
    if enrolment_ids:
        for row in db.session.execute(_STATES_OF, {"enrolments": list(enrolment_ids)}, execution_options={"seen_by": viewer.id}):
            found[row.enrolment_id][row.activity_id] = row
    return found


def states_in(viewer: Viewer, enrolment_id: int) -> States:
    """The same of one enrolment, for the page of every lesson: by the connection, since columns need nothing of the ORM."""
    db.session.flush()
    rows = db.session.connection().execute(_STATES_IN, {"enrolment": enrolment_id}, execution_options={"seen_by": viewer.id})
    return {row.activity_id: row for row in rows}


def enrolment_or_404(viewer: Viewer, key: UUID) -> tuple[Enrolment, Person]:
    """An enrolment and its person, if the viewer may see the person."""
    statement = select(Enrolment, Person).join(Person, Person.id == Enrolment.person_id).where(Enrolment.key == key, sees(viewer))
    row = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return row.Enrolment, row.Person


def latest_by_person(viewer: Viewer, course_id: int, people: Sequence[int]) -> dict[int, Enrolment]:
    """{person: their latest enrolment in the course} of people whom the viewer may see."""
    statement = (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.course_id == course_id, Enrolment.person_id.in_(people), sees(viewer))
        .order_by(Enrolment.cycle)
    )
    return {row.person_id: row for row in db.session.scalars(statement, execution_options={"seen_by": viewer.id})}


def enrolment_for(person_ids: Sequence[int], activity_id: int, *, as_system: str) -> dict[int, int]:
    """{person: the id of their enrolment whose release has that activity}: not withdrawn, the latest cycle. `as_system` says why."""
    statement = (
        select(Enrolment.person_id, Enrolment.id)
        .join(ReleaseItem, ReleaseItem.release_id == Enrolment.release_id)
        .where(Enrolment.person_id.in_(person_ids), ReleaseItem.activity_id == activity_id, Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.cycle)
    )
    return {row.person_id: row.id for row in db.session.execute(statement, execution_options={"as_system": as_system})}


_FACTS = select(
    Evidence.event_id, Evidence.kind, Evidence.happened_at, Evidence.activity_id, Evidence.lang, Evidence.voids_id, Evidence.body
).where(Evidence.person_id == bindparam("person"), Evidence.enrolment_id == bindparam("enrolment"))
_AWARD = select(Award).where(Award.enrolment_id == bindparam("enrolment"))
_RECOUNTING = {"as_system": "recounting"}


def facts_of(person_id: int, enrolment_id: int) -> list[Fact]:
    """The ledger of one enrolment, for counting again."""
    rows = db.session.execute(_FACTS, {"person": person_id, "enrolment": enrolment_id}, execution_options=_RECOUNTING)
    return [Fact(*row) for row in rows]


def award_of(enrolment_id: int) -> Award | None:
    """The award of an enrolment, in force or ended, for counting again."""
    return db.session.scalar(_AWARD, {"enrolment": enrolment_id}, execution_options=_RECOUNTING)


def open_on(base_id: int) -> int:
    """How many open enrolments pin a release: what the command line says before a course is published anew."""
    open_ones = (Enrolment.release_id == base_id, Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED)
    statement = select(func.count()).select_from(Enrolment).where(*open_ones)
    return db.session.execute(statement, execution_options={"as_system": "publishing counts who is affected"}).scalar_one()


def loose_held(viewer: Viewer, cc: str, course_id: int, day: date) -> Sequence[Enrolment]:
    """The enrolments of a country in a course, made on a day (UTC) for no line and not withdrawn, held until the end of the transaction."""
    since = datetime.combine(day, time.min, UTC)
    made = (Enrolment.enrolled_at >= since, Enrolment.enrolled_at < since + timedelta(days=1))
    of = (Enrolment.cc == cc, Enrolment.course_id == course_id, Enrolment.plan_line_id.is_(None), Enrolment.withdrawn_at.is_(None))
    statement = select(Enrolment).where(*of, *made).order_by(Enrolment.id).with_for_update()
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id, "populate_existing": True}).all()
