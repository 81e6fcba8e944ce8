"""Whom one enrols and withdraws: units and people to choose from, and what it would do to each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from lms.catalogue import queries as catalogue
from lms.catalogue.queries import TrackHead
from lms.catalogue.rules.outline import Outline
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.text import Words, fold
from lms.lib.time import end_of_day
from lms.people.access import Viewer, answers_for, learning
from lms.people.models import Holiday, Person
from lms.people.queries import NodeName
from lms.programme.queries import Open, Places
from lms.progress.models import Enrolment, TrackEnrolment
from lms.progress.queries.enrolments import COMPLETED, IN_PROGRESS, WITHDRAWN, latest_by_person
from lms.progress.queries.tracks import held, latest_in_track
from lms.progress.rules import Fate, earlier, fate

LINE = "line"  # all whom a line of a work plan is for, beside the codes of units
TRACK = "track."  # before the slug of a track, where an address or a form names a course or a track


def serving(day: date) -> ColumnElement[bool]:
    """Who has not left the service by that day."""
    return or_(Person.left_on.is_(None), Person.left_on > day)


def units_with_people(viewer: Viewer, day: date, *only: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """{unit: (people there whom this viewer enrols, people there of others)} of every unit where they enrol anybody.

    `only`: conditions on a person; those alone are counted for whom they hold.
    """
    own = func.sum(case((answers_for(viewer), 1), else_=0))
    statement = (
        select(Person.unit_id, own.label("own"), func.count().label("all_there"))
        .where(Person.unit_id.is_not(None), serving(day), *only)
        .group_by(Person.unit_id)
        .having(own > 0)
    )
    # How many others serve there is no secret (house, rule 6: a list says so rather than disagree with a number); who they are is.
    rows = db.session.execute(statement, execution_options={"as_system": "how many, not who"})
    return {row.unit_id: (int(row.own), row.all_there - int(row.own)) for row in rows}


def enrollable(
    viewer: Viewer, day: date, *, unit_id: int | None = None, refs: Sequence[str] | None = None, places: Places | None = None
) -> list[Person]:
    """People whom this viewer enrols: those with these refs, or the officers of a unit, or all officers; and of these `places`.

    A focal point who takes no course stands in a unit, and is not enrolled with it.
    """
    unit = [Person.unit_id == unit_id] if unit_id is not None else []
    whom = Person.ref.in_(refs) if refs is not None else and_(learning(day), *unit)
    there = [places.where()] if places else []
    statement = select(Person).where(whom, *there, answers_for(viewer), serving(day)).order_by(Person.fold, Person.id)
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def open_of(viewer: Viewer, *, person_id: int | None = None, unit_id: int | None = None, course_id: int | None = None) -> list[Enrolment]:
    """Open enrolments of one person, or of a unit's present people in one course, of those whom the viewer enrols."""
    whom = Person.unit_id == unit_id if unit_id is not None else Person.id == person_id
    statement = (
        select(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .where(whom, answers_for(viewer), Enrolment.withdrawn_at.is_(None), Enrolment.status != COMPLETED)
        .order_by(Enrolment.id)
    )
    if course_id is not None:
        statement = statement.where(Enrolment.course_id == course_id)
    return list(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def lock_open(viewer: Viewer, ids: Sequence[int]) -> list[Enrolment]:
    """The same rows as they stand now, held until the end of the transaction, without those that somebody else has just ended."""
    statement = select(Enrolment).where(Enrolment.id.in_(ids)).order_by(Enrolment.id).with_for_update()
    rows = db.session.scalars(statement, execution_options={"seen_by": viewer.id, "populate_existing": True})
    return [row for row in rows if row.is_open]


@dataclass(frozen=True)
class Had:
    """What somebody has, or had, of a course or a track. `lines`: the lines of work plans that it was made for."""

    state: str
    due_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None
    ended_why: str | None
    percent: int | None = None  # of a course
    lines: Collection[int | None] = ()

    @classmethod
    def of(cls, row: Enrolment) -> "Had":
        """An enrolment in a course."""
        state = WITHDRAWN if row.withdrawn_at else row.status
        return cls(state, row.due_at, row.completed_at, row.withdrawn_at, row.withdrawn_why, row.percent, (row.plan_line_id,))

    @classmethod
    def of_track(cls, row: TrackEnrolment, courses: Iterable[Enrolment | None]) -> "Had":
        """An enrolment in a track, and those in its courses."""
        state = WITHDRAWN if row.ended_at else COMPLETED if row.completed_at else IN_PROGRESS
        return cls(state, row.due_at, row.completed_at, row.ended_at, row.ended_why, None, [each.plan_line_id for each in courses if each])


@dataclass(frozen=True)
class CourseTouched:
    """A course of a track, what enrolling in the track would do to somebody in it, and their deadline in it after that."""

    course_id: int
    fate: Fate
    had: Had | None
    due_at: datetime | None = None

    def until(self, due_at: datetime | None) -> "CourseTouched":
        """The same where the track is due then: of two deadlines the earlier stays."""
        return replace(self, due_at=earlier(self.had.due_at, due_at) if self.had and self.fate is Fate.HAS_IT else due_at)


@dataclass(frozen=True)
class Touched:
    """Somebody who was chosen, what they have of the course or track, and what enrolling would do to them.

    `courses` are those of a track, for whom enrolling does anything to.
    """

    person: Person
    had: Had | None
    fate: Fate
    courses: Sequence[CourseTouched] = ()


def touched(viewer: Viewer, people: Sequence[Person], course_id: int) -> list[Touched]:
    """What enrolling these people in the course would do to each, in the order given."""
    known = latest_by_person(viewer, course_id, [person.id for person in people]) if people else {}
    return [Touched(person, Had.of(row) if (row := known.get(person.id)) else None, course_fate(row)) for person in people]


def course_fate(row: Enrolment | None) -> Fate:
    """What enrolling does to whoever has this."""
    return fate(row.status if row else None, bool(row and row.withdrawn_at))


def track_fate(row: TrackEnrolment | None) -> Fate:
    """The same of a track."""
    if row is None:
        return Fate.NEW
    return fate(COMPLETED if row.completed_at else IN_PROGRESS, row.ended_at is not None)


def touched_by_track(viewer: Viewer, people: Sequence[Person], track: TrackHead) -> list[Touched]:
    """The same of a track: whoever is new to it, or was withdrawn, is touched in each of its courses."""
    ids = [person.id for person in people]
    known = latest_in_track(viewer, track.id, ids) if ids else {}
    rows = held(viewer, ids, track.course_ids) if ids else {}
    found = []
    for person in people:
        row, courses = known.get(person.id), [(id_, rows.get((person.id, id_))) for id_ in track.course_ids]
        what = track_fate(row)
        parts = [CourseTouched(id_, course_fate(had), Had.of(had) if had else None) for id_, had in courses]
        held_now = Had.of_track(row, [had for _id, had in courses]) if row else None
        found.append(Touched(person, held_now, what, parts if what in (Fate.NEW, Fate.AGAIN) else ()))
    return found


def days_off(ccs: Collection[str], day: date) -> dict[str, dict[date, dict[str, str]]]:
    """{country: {day off: its name}} of the two weeks up to and with that day, for choosing a due day."""
    statement = select(Holiday.cc, Holiday.day, Holiday.txt).where(Holiday.cc.in_(ccs), Holiday.day.between(day - timedelta(days=14), day))
    found: dict[str, dict[date, dict[str, str]]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.cc, {})[row.day] = row.txt
    return found


@dataclass(frozen=True)
class UnitPeople:
    """A unit where somebody enrols people: how many are theirs there, and how many of other agencies."""

    node: NodeName
    own: int
    others: int


@dataclass(frozen=True)
class Choice:
    """What there is to choose from, what is chosen, and whom it touches: a course, or a track.

    `lost` of those ticked are not this viewer's to enrol. `line`: what there is to choose from is that of a line of a work plan.
    """

    units: Sequence[UnitPeople]
    courses: Sequence[Outline]
    tracks: Sequence[TrackHead]
    unit: UnitPeople | None
    course: Outline | None
    track: TrackHead | None
    touched: Sequence[Touched]
    lost: int = 0
    line: Open | None = None

    @property
    def elsewhere(self) -> int:
        """How many of them have it, or have finished it, and not for this line."""
        before = [one.had.lines for one in self.touched if one.had and one.fate in (Fate.HAS_IT, Fate.DONE)]
        return sum(self.line.line.id not in lines for lines in before) if self.line else 0

    @property
    def what(self) -> str | None:
        """What stands for the course or track in the address."""
        return self.course.slug if self.course else f"{TRACK}{self.track.slug}" if self.track else None

    @property
    def title(self) -> Words:
        """How the course or track is called."""
        return self.course.title if self.course else self.track.title if self.track else {}

    def course_title(self, course_id: int) -> Words:
        """How a course of the track is called."""
        return next((course.title for course in self.courses if course.course_id == course_id), {})

    def until(self, due_on: date | None) -> "Choice":
        """The same with the deadlines that the courses of a track would have if it is due that day."""
        due = {one.person.tz: end_of_day(due_on, one.person.tz) if due_on else None for one in self.touched}
        return replace(self, touched=[replace(one, courses=[c.until(due[one.person.tz]) for c in one.courses]) for one in self.touched])

    def of(self, what: str) -> list[Touched]:
        """Those whom it would do this to."""
        return [one for one in self.touched if one.fate == what]

    def by_name(self, names: Mapping[int, str]) -> "Choice":
        """The same in the order of the names that the page shows: full names where there are any, else call names."""
        return replace(self, touched=sorted(self.touched, key=lambda one: fold(names.get(one.person.id, one.person.call_name))))

    def to_enrol(self, again: Collection[str]) -> list[Person]:
        """Who is new to it, and of those who withdrew the ones with these refs. Nobody else is touched."""
        return [one.person for one in self.touched if one.fate is Fate.NEW or (one.fate is Fate.AGAIN and one.person.ref in again)]

    def to_withdraw(self) -> list[Touched]:
        """Who is in the middle of it."""
        return self.of(Fate.HAS_IT)


def choose(
    viewer: Viewer,
    nodes: Mapping[int, NodeName],
    day: date,
    *,
    unit: str | None,
    course: str | None,
    refs: Sequence[str] = (),
    first: bool = False,
    line: Open | None = None,
) -> Choice:
    """The choice of a unit by its code, or of people by their refs, and of a course by its slug or a track by TRACK and its slug;
    `first` fills in what is not said. For a `line` there are its places and courses alone, and LINE is the unit that is all of them.

    NotThere for a unit where this viewer enrols nobody, or a course or track that is not published.
    """
    places = line.places if line else None
    officers = [learning(day), *([places.where()] if places else [])]
    found = [UnitPeople(nodes[id_], *numbers) for id_, numbers in units_with_people(viewer, day, *officers).items()]
    units, (courses, tracks) = sorted(found, key=lambda one: (one.node.cc or "", one.node.name)), _offered(line)
    if first:
        unit = unit or (None if refs else LINE if line else units[0].node.code if units else None)
        course = course or _first(line, courses, tracks)
    is_whole = line is not None and unit == LINE
    the_unit = next((one for one in units if one.node.code == unit), None)
    the_course = next((one for one in courses if one.slug == course), None)
    the_track = next((one for one in tracks if f"{TRACK}{one.slug}" == course), None)
    if (unit and not the_unit and not is_whole) or (course and not the_course and not the_track):
        raise NotThere()
    whom: list[Person] = []
    if the_unit or refs or is_whole:
        of = {"unit_id": the_unit.node.id} if the_unit else {} if is_whole else {"refs": refs}
        whom = enrollable(viewer, day, **of, places=places)
    rows = touched(viewer, whom, the_course.course_id) if the_course else []
    if the_track:
        rows = touched_by_track(viewer, whom, the_track)
    lost = 0 if the_unit or is_whole else len(set(refs)) - len(whom)
    return Choice(units, courses, tracks, the_unit, the_course, the_track, rows, lost, line)


def _offered(line: Open | None) -> tuple[list[Outline], list[TrackHead]]:
    """The published courses and tracks; for a line that names courses, those, and the tracks that are made of nothing else."""
    courses, tracks = [row.outline for row in catalogue.courses()], list(catalogue.tracks())
    if line is None or not line.line.courses:
        return courses, tracks
    wanted = set(line.line.courses)
    return [each for each in courses if each.course_id in wanted], [each for each in tracks if wanted >= set(each.course_ids)]


def _first(line: Open | None, courses: Sequence[Outline], tracks: Sequence[TrackHead]) -> str | None:
    """What stands in the field at first: the track that is all of a line, or the first course."""
    whole = next((each for each in tracks if line and set(each.course_ids) == set(line.line.courses)), None)
    return f"{TRACK}{whole.slug}" if whole else courses[0].slug if courses else None
