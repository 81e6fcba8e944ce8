"""Enrolling, joining and withdrawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.catalogue import queries as catalogue
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import end_of_day
from lms.people.access import Viewer, may_enrol, sees
from lms.people.models import Person
from lms.progress import queries
from lms.progress.actions.planned import refuse_unless_for
from lms.progress.actions.telling import Told, tell_enrolled
from lms.progress.models import Enrolment, TrackEnrolment
from lms.progress.rules import Fate

TOUCHED = (Fate.NEW, Fate.AGAIN)  # whom enrolling does something to


@dataclass(frozen=True)
class Enrolled:
    """What came of one person."""

    person: Person
    fate: Fate
    enrolment: Enrolment


def enrol(
    people: Sequence[Person], course_id: int, *, by: Viewer, at: datetime, due_at: datetime | None = None, via: str = "person",
    plan_line_id: int | None = None,
) -> list[Enrolled]:  # fmt: skip
    """Enrol each person in a course, once. Who has it keeps their date; who withdrew goes on where they stopped.

    `by` must answer for every one of them, or NotAllowed is raised and nobody is enrolled. The officers are told, and their focal
    point if that is somebody else. `plan_line_id`: the line of a work plan that it is for; an enrolment keeps the one it has.
    """
    return _enrol(people, course_id, {person.tz: due_at for person in people}, by=by, at=at, via=via, plan_line_id=plan_line_id)


def enrol_until(
    people: Sequence[Person], course_id: int, *, by: Viewer, at: datetime, due_on: date | None, via: str = "person",
    plan_line_id: int | None = None,
) -> list[Enrolled]:  # fmt: skip
    """The same with a due day, which ends at midnight where each of them serves."""
    return _enrol(people, course_id, due_times(people, due_on), by=by, at=at, via=via, plan_line_id=plan_line_id)


def due_times(people: Sequence[Person], due_on: date | None) -> dict[str, datetime | None]:
    """{zone: the end of that day there} for everybody."""
    return {person.tz: end_of_day(due_on, person.tz) if due_on else None for person in people}


def refuse_unless_enrols(people: Sequence[Person], due: Mapping[str, datetime | None], *, by: Viewer, at: datetime) -> None:
    """What enrolling asks first, in a course and in a track."""
    if not all(may_enrol(by, person) for person in people):
        raise NotAllowed()
    if any(time < at for time in due.values() if time):
        raise BadInput(_("This due date has passed: whoever is enrolled now would be overdue at once."))


def _enrol(
    people: Sequence[Person], course_id: int, due: Mapping[str, datetime | None], *, by: Viewer, at: datetime, via: str,
    plan_line_id: int | None,
) -> list[Enrolled]:  # fmt: skip
    refuse_unless_enrols(people, due, by=by, at=at)
    refuse_unless_for(plan_line_id, people, [course_id], by=by)
    one_at_a_time([person.id for person in people])
    known = queries.latest_by_person(by, course_id, [person.id for person in people])
    base_id = catalogue.release_for_start(course_id)
    done = [
        enrol_one(person, known.get(person.id), course_id, base_id, by=by, at=at, due_at=due[person.tz], via=via, plan_line_id=plan_line_id)
        for person in people
    ]
    touched = [each.person for each in done if each.fate in TOUCHED]
    if touched:
        outline = catalogue.head(base_id).outline
        told = Told(outline.title, f"/courses/{outline.slug}", f"/people?course={outline.slug}", f"course {course_id}")
        tell_enrolled(touched, told, due, by=by, at=at)
    return done


def join(viewer: Viewer, course_id: int, *, at: datetime) -> Enrolled:
    """Enrol oneself in an open course."""
    release_id = catalogue.release_for_start(course_id)
    if not catalogue.outline(release_id).is_open:
        raise NotAllowed(_("This course is not open to join; your focal point enrols people in it."))
    person = db.session.scalars(select(Person).where(Person.id == viewer.id), execution_options={"seen_by": viewer.id}).one()
    one_at_a_time([person.id])
    known = queries.latest_by_person(viewer, course_id, [person.id])
    return enrol_one(person, known.get(person.id), course_id, release_id, by=viewer, at=at, due_at=None, via="self")


def one_at_a_time(people: Sequence[int]) -> None:
    """Two tabs, or two focal points: the second waits here, and then finds that they have it."""
    statement = select(Person.id).where(Person.id.in_(people)).order_by(Person.id).with_for_update(key_share=True)
    db.session.execute(statement, execution_options={"as_system": "enrolling one after the other"}).all()


def enrol_one(
    person: Person, known: Enrolment | None, course_id: int, release_id: int, *, by: Viewer, at: datetime, due_at: datetime | None,
    via: str, plan_line_id: int | None = None,
) -> Enrolled:  # fmt: skip
    """Enrol one person whom the caller has locked. `known` is their latest enrolment in the course, `release_id` what a new one pins.

    One that goes on after a withdrawal stays with the line it was made for; without any it is made for this one now.
    """
    found = queries.course_fate(known)
    if known is not None and found is not Fate.AGAIN:
        return Enrolled(person, found, known)
    if known is None:
        known = Enrolment(
            person_id=person.id, course_id=course_id, release_id=release_id, cc=person.cc,
            agency_then_id=person.agency_id, unit_then_id=person.unit_id, tz_then=person.tz, via=via, enrolled_at=at,
            enrolled_by_id=by.id, due_at=due_at, status="not_started", percent=0, plan_line_id=plan_line_id,
        )  # fmt: skip
        db.session.add(known)
    else:
        known.withdrawn_at = known.withdrawn_by_id = known.withdrawn_why = None
        known.due_at, known.via, known.enrolled_by_id = due_at, via, by.id
        known.plan_line_id = known.plan_line_id or plan_line_id
    db.session.flush()
    verb = "enrolled" if found is Fate.NEW else "enrolled again"
    verb += " with a track" if via == "track" else ""  # told once, of the track
    audit.note(verb, by=by.id, at=at, table="enrolment", row=known.id, person_id=person.id, cc=person.cc)
    return Enrolled(person, found, known)


def refuse_without(reason: str) -> None:
    """Nobody is withdrawn without a reason."""
    if not reason.strip():
        raise BadInput(_("Say in a few words why: the reason stays beside the enrolment."), kept=_("Nothing was changed."))


def withdraw(enrolment: Enrolment, *, by: Viewer, at: datetime, reason: str) -> None:
    """End an open enrolment with a reason. What was done is kept; enrolling again goes on from there.

    A course joined by oneself may be left by oneself, unless a track needs it. Raises Conflict where it is completed or withdrawn already.
    """
    statement = (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.id == enrolment.id, sees(by))
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True, seen_by=by.id)
    )
    row = db.session.execute(statement).one_or_none()
    own = enrolment.person_id == by.id and enrolment.via == "self"
    if row is None or not (own or may_enrol(by, row.Person)):
        raise NotAllowed()
    if not may_enrol(by, row.Person) and queries.lock_tracks_with(row.Person.id, enrolment.course_id):
        raise NotAllowed(_("This course belongs to a track in which you are enrolled. Your focal point can withdraw you from it."))
    refuse_without(reason)
    if enrolment.status == "completed":
        raise Conflict(_("This course is completed; a completed course is not withdrawn."), kept=_("Nothing was changed."))
    if enrolment.withdrawn_at:
        raise Conflict(_("This enrolment is withdrawn already."), kept=_("Nothing was changed."))
    _end(enrolment, by=by, at=at, reason=reason)


def withdraw_unit(unit_id: int, course_id: int, *, by: Viewer, at: datetime, reason: str) -> list[Enrolment]:
    """End the open enrolments in one course of all who serve in a unit and whom `by` enrols; others of the unit stay as they are."""
    refuse_without(reason)
    return end_all(queries.open_of(by, unit_id=unit_id, course_id=course_id), by=by, at=at, reason=reason)


def withdraw_all(person: Person, *, by: Viewer, at: datetime, reason: str) -> list[Enrolment]:
    """End every open enrolment of somebody who leaves the service, tracks too. Awards and counts stay."""
    if not may_enrol(by, person):
        raise NotAllowed()
    ended = end_all(queries.open_of(by, person_id=person.id), by=by, at=at, reason=reason)
    end_tracks(queries.open_in_tracks(by, person_id=person.id), by=by, at=at, reason=reason)
    return ended


def end_tracks(ids: Sequence[int], *, by: Viewer, at: datetime, reason: str) -> list[TrackEnrolment]:
    """End those of these enrolments in tracks that are still open. What happens to their courses is the caller's."""
    ended = [row for row in queries.lock_in_tracks(ids) if row.is_open]
    for row in ended:
        row.ended_at, row.ended_by_id, row.ended_why = at, by.id, reason.strip()
        audit.note("withdrawn", by=by.id, at=at, table="track_enrolment", row=row.id, person_id=row.person_id, cc=row.cc,
                   reason=reason.strip())  # fmt: skip
    db.session.flush()
    return ended


def end_all(found: Sequence[Enrolment], *, by: Viewer, at: datetime, reason: str, told: bool = True) -> list[Enrolment]:
    """End those of these that are still open. `told`: each is a line of the person's history, and not only the track it ends with."""
    ended = queries.lock_open(by, [enrolment.id for enrolment in found])
    for enrolment in ended:
        _end(enrolment, by=by, at=at, reason=reason, told=told)
    return ended


def _end(enrolment: Enrolment, *, by: Viewer, at: datetime, reason: str, told: bool = True) -> None:
    enrolment.withdrawn_at, enrolment.withdrawn_by_id, enrolment.withdrawn_why = at, by.id, reason.strip()
    db.session.flush()
    verb = "withdrawn" if told else "withdrawn with a track"
    audit.note(verb, by=by.id, at=at, table="enrolment", row=enrolment.id, person_id=enrolment.person_id, cc=enrolment.cc,
               reason=reason.strip())  # fmt: skip
