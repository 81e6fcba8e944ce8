"""Meetings of mentors: those of an engagement, the next one of an officer, who was there, and which step it completes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select

from lms.audit.models import Audit
from lms.catalogue.models import Course, Release
from lms.catalogue.queries import OUTLINE
from lms.catalogue.rules.outline import ActivityOutline, Words, from_text
from lms.ext import db
from lms.lib.refusals import NotThere
from lms.mentoring.models import Engagement, MeetingPresent, MentoringMeeting
from lms.mentoring.queries.engagements import Pair, pair_or_404, visible
from lms.mentoring.queries.pairing import serving
from lms.mentoring.rules.meetings import is_ready, read_correction
from lms.people.access import Viewer, sees
from lms.people.models import Person
from lms.progress.models import Enrolment, Evidence, State
from lms.theory.queries import ME, PLACES
from lms.theory.rules.clock import ends_at

CORRECTED = "corrected meeting"  # the verb in the log book


@dataclass(frozen=True)
class Member:
    """Somebody whom an engagement is about, by call name."""

    id: int
    ref: str
    call_name: str
    agency_id: int | None


def of_engagement(pair: Pair) -> list[MentoringMeeting]:
    """All meetings of an engagement that the viewer has been given, the latest first."""
    statement = select(MentoringMeeting).where(MentoringMeeting.engagement_id == pair.row.id).order_by(MentoringMeeting.starts_at.desc())
    return list(db.session.scalars(statement, execution_options={"as_system": "meetings of an engagement"}))


def meeting_or_404(viewer: Viewer, key: UUID) -> tuple[MentoringMeeting, Pair]:
    """The meeting an address names, with its engagement."""
    statement = (
        select(MentoringMeeting, Engagement.key)
        .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
        .where(MentoringMeeting.key == key, visible(viewer))
    )
    row = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return row[0], pair_or_404(viewer, row[1])


def held_meeting(key: UUID) -> MentoringMeeting:
    """The row itself, locked until the end of the transaction, as it stands now."""
    options = {"as_system": "one word on a meeting after the other", "populate_existing": True}
    statement = select(MentoringMeeting).where(MentoringMeeting.key == key).with_for_update()
    found = db.session.scalars(statement, execution_options=options).one_or_none()
    if found is None:
        raise NotThere()
    return found


def to_come(engagement_id: int, at: datetime) -> list[MentoringMeeting]:
    """The meetings of an engagement that are set and have not begun, the next first, locked until the end of the transaction."""
    options = {"as_system": "what is still to come of an engagement", "populate_existing": True}
    statement = (
        select(MentoringMeeting)
        .where(MentoringMeeting.engagement_id == engagement_id, MentoringMeeting.outcome.is_(None), MentoringMeeting.starts_at > at)
        .order_by(MentoringMeeting.starts_at)
        .with_for_update()
    )
    return list(db.session.scalars(statement, execution_options=options))


def by_id(engagement_id: int) -> Engagement:
    """The engagement of a meeting, locked as well: two of its meetings that are noted at once complete two steps, not one."""
    options = {"as_system": "the engagement of a meeting", "populate_existing": True}
    return db.session.scalars(select(Engagement).where(Engagement.id == engagement_id).with_for_update(), execution_options=options).one()


def enrolment_of(person_id: int, event_id: UUID) -> int | None:
    """The enrolment in whose ledger a fact stands."""
    statement = select(Evidence.enrolment_id).where(Evidence.person_id == person_id, Evidence.event_id == event_id)
    return db.session.scalar(statement, execution_options={"as_system": "undoing a fact"})


def members(viewer: Viewer, pair: Pair, agencies: Collection[int]) -> list[Member]:
    """The people of the engagement whom this viewer may see: the trainee, or those of the agencies that agreed, by call name."""
    row = pair.row
    of_unit = (Person.unit_id == row.unit_id, Person.agency_id.in_(agencies), serving(viewer.day))
    whom = of_unit if row.unit_id else (Person.id == row.person_id,)
    statement = (
        select(Person.id, Person.ref, Person.call_name, Person.agency_id)
        .where(*whom, Person.id != row.mentor_id, sees(viewer))
        .order_by(Person.fold, Person.id)
    )
    return [Member(*each) for each in db.session.execute(statement, execution_options={"seen_by": viewer.id})]


def present(viewer: Viewer, meeting_ids: Collection[int]) -> dict[int, list[Member]]:
    """{meeting: those noted as present whom this viewer may see}."""
    statement = (
        select(MeetingPresent.meeting_id, Person.id, Person.ref, Person.call_name, Person.agency_id)
        .join(Person, Person.id == MeetingPresent.person_id)
        .where(MeetingPresent.meeting_id.in_(meeting_ids), MeetingPresent.removed_at.is_(None), sees(viewer))
        .order_by(Person.fold, Person.id)
    )
    found: dict[int, list[Member]] = {}
    for row in db.session.execute(statement, execution_options={"seen_by": viewer.id}):
        found.setdefault(row.meeting_id, []).append(Member(row.id, row.ref, row.call_name, row.agency_id))
    return found


def presents(meeting_id: int) -> dict[int, MeetingPresent]:
    """{person: that they were there}, for correcting it; those taken off the list among them."""
    statement = select(MeetingPresent).where(MeetingPresent.meeting_id == meeting_id)
    return {row.person_id: row for row in db.session.scalars(statement, execution_options={"as_system": "correcting who was there"})}


@dataclass(frozen=True)
class Coming:
    """A meeting that was set and has not been noted yet."""

    key: UUID
    engagement_key: UUID
    mentor_name: str
    mentor_ref: str
    mentor_tz: str
    starts_at: datetime
    zone: str
    minutes: int
    about: str


def coming(viewer: Viewer, since: datetime) -> list[Coming]:
    """The meetings of this viewer's engagements, as an officer or as a mentor, that end after that moment, the next first."""
    columns = (
        MentoringMeeting.key, Engagement.key, Person.call_name, Person.ref, Person.tz, MentoringMeeting.starts_at, MentoringMeeting.zone,
        MentoringMeeting.minutes, MentoringMeeting.about,
    )  # fmt: skip
    mine = or_(Engagement.mentor_id == viewer.id, Engagement.person_id == viewer.id, Engagement.unit_id.in_([viewer.unit_id or 0]))
    statement = (
        select(*columns)
        .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
        .join(Person, Person.id == Engagement.mentor_id)
        .where(visible(viewer), mine, Engagement.ended_at.is_(None), MentoringMeeting.outcome.is_(None))
        .order_by(MentoringMeeting.starts_at)
    )
    found = [Coming(*row) for row in db.session.execute(statement, execution_options={"seen_by": viewer.id})]
    return [one for one in found if (since - one.starts_at).total_seconds() < one.minutes * 60]


# Whether a person has any meeting that is set: as an officer, in the unit where they serve, or as the mentor.
HAS_ANY = exists().where(
    MentoringMeeting.engagement_id == Engagement.id, MentoringMeeting.outcome.is_(None), Engagement.ended_at.is_(None),
    or_(Engagement.person_id == ME, Engagement.unit_id.in_(PLACES), Engagement.mentor_id == ME),
)  # fmt: skip


def future(at: datetime, until: datetime | None = None) -> Sequence[MentoringMeeting]:
    """The meetings to come of engagements that run, whoever's they are; until a moment only, if one is given."""
    statement = (
        select(MentoringMeeting)
        .join(Engagement, Engagement.id == MentoringMeeting.engagement_id)
        .where(Engagement.ended_at.is_(None), MentoringMeeting.outcome.is_(None), MentoringMeeting.starts_at > at)
    )
    if until is not None:
        statement = statement.where(MentoringMeeting.starts_at <= until)
    return db.session.scalars(statement.order_by(MentoringMeeting.starts_at), execution_options={"as_system": "meetings to come"}).all()


def during(viewer: Viewer, starts_at: datetime, minutes: int) -> list[Coming]:
    """Those that are set for some part of a time."""
    return [one for one in coming(viewer, starts_at) if one.starts_at < ends_at(starts_at, minutes)]


def next_by_engagement(engagement_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """{engagement: when its next meeting is}. The caller has been given the engagements."""
    statement = (
        select(MentoringMeeting.engagement_id, func.min(MentoringMeeting.starts_at))
        .where(MentoringMeeting.engagement_id.in_(engagement_ids), MentoringMeeting.outcome.is_(None), MentoringMeeting.starts_at >= at)
        .group_by(MentoringMeeting.engagement_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement, execution_options={"as_system": "next meetings"})}


@dataclass(frozen=True)
class Step:
    """A meeting in a mentorship course. `open` is {person: (enrolment, release)} of those who have not done it, `ready` those of
    them who have done all that the course asks for before it."""

    activity_id: int
    title: Words
    open: dict[int, tuple[int, int]]
    ready: set[int]


def steps(person_ids: Collection[int], *, but: int | None = None) -> list[Step]:
    """The meetings that these people have still to do, in the order of their courses: the course with the nearest due date first.

    `but`: a meeting whose own facts are left out, for choosing its step anew. The caller has been given the people.
    """
    statement = (
        select(Enrolment.person_id, Enrolment.id, Enrolment.release_id, OUTLINE)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Release, Release.id == Enrolment.release_id)
        .where(Enrolment.person_id.in_(person_ids), Course.pillar == "mentorship", Enrolment.withdrawn_at.is_(None))
        .order_by(Enrolment.due_at.is_(None), Enrolment.due_at, Enrolment.id)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "which step a meeting completes"}).all()
    done, mine = _done([row.id for row in rows]), completed(but) if but else {}
    found: dict[int, Step] = {}
    for row in rows:
        own = done.get(row.id, set()) - ({mine[row.person_id].id} if row.person_id in mine else set())
        outline = from_text(row.outline)
        for each in (activity for activity in outline.activities if activity.kind == "meeting"):
            step = found.setdefault(each.id, Step(each.id, each.title, {}, set()))
            if each.id not in own:
                step.open.setdefault(row.person_id, (row.id, row.release_id))
                step.ready.update([row.person_id] if is_ready(outline, each.id, own) else [])
    return [step for step in found.values() if step.open]


def _done(enrolment_ids: Collection[int]) -> dict[int, set[int]]:
    """{enrolment: its activities that are done}."""
    statement = select(State.enrolment_id, State.activity_id).where(State.enrolment_id.in_(enrolment_ids), State.done_at.is_not(None))
    found: dict[int, set[int]] = {}
    for row in db.session.execute(statement, execution_options={"as_system": "which step a meeting completes"}):
        found.setdefault(row.enrolment_id, set()).add(row.activity_id)
    return found


def suggested(found: Sequence[Step]) -> int | None:
    """The step that a meeting completes if nobody says otherwise: the first for which all are ready who have still to do it."""
    return next((step.activity_id for step in found if step.ready == step.open.keys()), None)


def completed(meeting_id: int) -> dict[int, ActivityOutline]:
    """{person: the step that this meeting completed for them}. The caller has been given the meeting, and shows nobody else's."""
    statement = (
        select(Evidence.person_id, Evidence.activity_id, OUTLINE)
        .join(MeetingPresent, and_(MeetingPresent.event_id == Evidence.event_id, MeetingPresent.person_id == Evidence.person_id))
        .join(Release, Release.id == Evidence.release_id)
        .where(MeetingPresent.meeting_id == meeting_id, MeetingPresent.removed_at.is_(None))
    )
    rows = db.session.execute(statement, execution_options={"as_system": "what a meeting completed"})
    known = ((row, {activity.id: activity for activity in from_text(row.outline).activities}) for row in rows)
    return {row.person_id: activities[row.activity_id] for row, activities in known}


@dataclass(frozen=True)
class Correction:
    """What had been noted before, when it was corrected, and why."""

    at: datetime
    was: str
    why: str


def corrections(meeting: MentoringMeeting) -> list[Correction]:
    """All corrections of a meeting that the viewer has been given, the newest first, out of the log book."""
    if meeting.corrected_at is None:
        return []
    of_meeting = (Audit.table == MentoringMeeting.__tablename__, Audit.row == meeting.id, Audit.verb == CORRECTED)
    statement = select(Audit.at, Audit.reason).where(Audit.at >= meeting.noted_at, *of_meeting).order_by(Audit.id.desc())
    rows = db.session.execute(statement, execution_options={"as_system": "how a meeting was corrected"})
    return [Correction(row.at, *read_correction(row.reason)) for row in rows]
