"""Engagements: who may see one, how it stands, and whom it covers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.mentoring.models import Engagement, EngagementAgreement, MentorProfile
from lms.mentoring.queries.pairing import Subject, serving
from lms.people.access import Viewer
from lms.people.models import Membership, Person, Role, RoleGrant

_mentor, _person = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Pair:
    """An engagement with how its mentor and its trainee are called; of a unit there is only `unit_id`."""

    row: Engagement
    mentor_ref: str
    mentor_name: str
    mentor_tz: str
    person_ref: str | None
    person_name: str | None
    person_agency_id: int | None
    person_unit_id: int | None

    @property
    def kind(self) -> str:
        """person or unit, as in addresses."""
        return "unit" if self.row.unit_id else "person"


_PAIRS = (
    select(
        Engagement, _mentor.ref, _mentor.call_name, _mentor.tz, _person.ref.label("person_ref"), _person.call_name.label("person_name"),
        _person.agency_id, _person.unit_id,
    )
    .join(_mentor, _mentor.id == Engagement.mentor_id)
    .outerjoin(_person, _person.id == Engagement.person_id)
)  # fmt: skip


def _has_people_of(agencies: Collection[int], day: date) -> ColumnElement[bool]:
    """Whether the engagement is about people who serve in one of these agencies."""
    member = aliased(Person)
    there = exists().where(
        member.unit_id == Engagement.unit_id, member.agency_id.in_(agencies), or_(member.left_on.is_(None), member.left_on > day)
    )
    own = exists().where(member.id == Engagement.person_id, member.agency_id.in_(agencies))
    return or_(and_(Engagement.person_id.is_not(None), own), and_(Engagement.unit_id.is_not(None), there))


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Which engagements this viewer may see.

    A coordinator those of their countries · a mentor their own until the end or its last day · a focal point, once the mentor has
    accepted, those with people of the agency · an officer, once access is open, their own, and their unit's while it runs and their
    agency agreed, and afterwards those in which they served there at its end: they are party to it.
    """
    either: list[ColumnElement[bool]] = []
    if viewer.coordinated:
        either.append(Engagement.cc.in_(viewer.coordinated))
    if viewer.has(Role.MENTOR):
        either.append(and_(Engagement.mentor_id == viewer.id, Engagement.ended_at.is_(None), Engagement.ends_on >= viewer.day))
    if viewer.focal_agencies:
        either.append(and_(Engagement.accepted_at.is_not(None), _has_people_of(viewer.focal_agencies, viewer.day)))
    if viewer.has(Role.TRAINEE):
        either.append(_of_officer(viewer))
    return or_(*either) if either else false()


def _of_officer(viewer: Viewer) -> ColumnElement[bool]:
    agreed = exists().where(EngagementAgreement.engagement_id == Engagement.id, EngagementAgreement.agency_id == viewer.agency_id)
    runs = and_(Engagement.unit_id == viewer.unit_id, Engagement.ended_at.is_(None), agreed)
    last = func.date(Engagement.ended_at)
    served = exists().where(
        Membership.person_id == viewer.id, Membership.unit_id == Engagement.unit_id, Membership.from_day <= last,
        or_(Membership.to_day.is_(None), Membership.to_day >= last),
        EngagementAgreement.engagement_id == Engagement.id, EngagementAgreement.agency_id == Membership.agency_id,
    )  # fmt: skip
    of_unit = and_(Engagement.unit_id.is_not(None), or_(runs, and_(Engagement.ended_at.is_not(None), served)))
    return and_(Engagement.opened_at.is_not(None), or_(Engagement.person_id == viewer.id, of_unit))


def pair_or_404(viewer: Viewer, key: UUID) -> Pair:
    """The engagement an address names."""
    statement = _PAIRS.where(Engagement.key == key, visible(viewer))
    row = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return Pair(*row)


def own_offer_or_404(viewer: Viewer, key: UUID) -> Engagement:
    """An offer to this mentor, answered or not, for saying what became of it; not what was ended after it had been accepted."""
    is_theirs = (Engagement.mentor_id == viewer.id, or_(Engagement.ended_at.is_(None), Engagement.accepted_at.is_(None)))
    row = db.session.scalars(select(Engagement).where(Engagement.key == key, *is_theirs), execution_options={"seen_by": viewer.id}).first()
    if row is None:
        raise NotThere()
    return row


def ended_by(viewer: Viewer, key: UUID) -> Engagement | None:
    """An engagement that the viewer has ended themselves, or did not agree to, for saying so where they do it again; a mentor sees no
    more of it."""
    how = or_(Engagement.ended_how == "ended", Engagement.is_refused)
    statement = select(Engagement).where(Engagement.key == key, Engagement.ended_by_id == viewer.id, how)
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).first()


def of_subject(viewer: Viewer, subject: Subject) -> list[Pair]:
    """All there ever was between a trainee or unit and mentors, the newest first. The caller coordinates its country."""
    mine = Engagement.unit_id == subject.id if subject.kind == "unit" else Engagement.person_id == subject.id
    statement = _PAIRS.where(mine, Engagement.cc.in_(viewer.coordinated)).order_by(Engagement.id.desc())
    return [Pair(*row) for row in db.session.execute(statement, execution_options={"seen_by": viewer.id})]


def coordinated(viewer: Viewer, *, is_open: bool, offset: int = 0, limit: int | None = None) -> list[Pair]:
    """The engagements of a coordinator's countries that run: those whose access is open, or those still on the way to it."""
    opened = Engagement.opened_at.is_not(None) if is_open else Engagement.opened_at.is_(None)
    statement = _PAIRS.where(Engagement.cc.in_(viewer.coordinated), Engagement.ended_at.is_(None), opened).order_by(Engagement.id)
    rows = db.session.execute(statement.offset(offset).limit(limit), execution_options={"seen_by": viewer.id})
    return [Pair(*row) for row in rows]


def count_open(viewer: Viewer) -> int:
    """How many of those have their access open."""
    statement = select(func.count(Engagement.id)).where(
        Engagement.cc.in_(viewer.coordinated), Engagement.ended_at.is_(None), Engagement.opened_at.is_not(None)
    )
    return db.session.scalar(statement, execution_options={"seen_by": viewer.id}) or 0


def of_mentor(viewer: Viewer) -> list[Pair]:
    """The offers and engagements of a mentor that have not ended, offers first."""
    statement = _PAIRS.where(Engagement.mentor_id == viewer.id, Engagement.ended_at.is_(None), Engagement.ends_on >= viewer.day)
    rows = db.session.execute(
        statement.order_by(Engagement.accepted_at.is_not(None), Engagement.id), execution_options={"seen_by": viewer.id}
    )
    return [Pair(*row) for row in rows] if viewer.has(Role.MENTOR) else []


def of_agencies(viewer: Viewer) -> list[Pair]:
    """What a focal point sees: accepted ones with people of their agency, those that run first, then the last that ended."""
    statement = _PAIRS.where(Engagement.accepted_at.is_not(None), _has_people_of(viewer.focal_agencies, viewer.day))
    order = (Engagement.ended_at.is_not(None), Engagement.id.desc())
    rows = db.session.execute(statement.order_by(*order).limit(200), execution_options={"seen_by": viewer.id})
    return [Pair(*row) for row in rows] if viewer.focal_agencies else []


def agreements(engagement_ids: Collection[int]) -> dict[int, list[EngagementAgreement]]:
    """{engagement: what its agencies have said}. The caller has been given the engagements."""
    statement = select(EngagementAgreement).where(EngagementAgreement.engagement_id.in_(engagement_ids)).order_by(EngagementAgreement.at)
    found: dict[int, list[EngagementAgreement]] = {}
    for row in db.session.scalars(statement, execution_options={"as_system": "which agencies have agreed"}):
        found.setdefault(row.engagement_id, []).append(row)
    return found


def concerned(engagements: Sequence[Engagement], day: date) -> dict[int, tuple[int, ...]]:
    """{engagement: the agencies whose word it needs}: that of the trainee, or all with people in the unit now."""
    units = {row.unit_id for row in engagements if row.unit_id}
    persons = {row.person_id for row in engagements if row.person_id}
    whom = or_(and_(Person.unit_id.in_(units), serving(day)), Person.id.in_(persons))
    statement = select(Person.id, Person.unit_id, Person.agency_id).where(whom, Person.agency_id.is_not(None))
    by_unit: dict[int | None, set[int]] = {}
    by_person: dict[int | None, set[int]] = {}
    for row in db.session.execute(statement, execution_options={"as_system": "which agencies are asked"}):
        by_unit.setdefault(row.unit_id, set()).add(row.agency_id)
        by_person.setdefault(row.id, set()).add(row.agency_id)
    return {row.id: tuple(sorted(by_unit.get(row.unit_id, ()) if row.unit_id else by_person.get(row.person_id, ()))) for row in engagements}


def focal_points(agency_ids: Collection[int], day: date) -> dict[int, list[int]]:
    """{agency: its focal points in force}: whom to ask, and whether there is anybody to ask."""
    statement = (
        select(RoleGrant.node_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == Role.FOCAL_POINT, RoleGrant.node_id.in_(agency_ids), RoleGrant.ended_at.is_(None))
        .where(RoleGrant.from_day <= day, RoleGrant.to_day >= day, serving(day))
        .order_by(RoleGrant.person_id)
    )
    found: dict[int, list[int]] = {}
    for row in db.session.execute(statement, execution_options={"as_system": "whom to ask for an agency"}):
        found.setdefault(row.node_id, []).append(row.person_id)
    return found


def covered(engagement: Engagement, agency_ids: Collection[int], day: date) -> list[int]:
    """The people whom an engagement is about, of these agencies: the trainee, or whoever serves in the unit now."""
    if engagement.person_id:
        return [engagement.person_id]
    statement = select(Person.id).where(Person.unit_id == engagement.unit_id, Person.agency_id.in_(agency_ids), serving(day))
    return list(db.session.scalars(statement.order_by(Person.id), execution_options={"as_system": "whom an engagement covers"}))


def covered_on(engagement: Engagement, agency_ids: Collection[int], day: date) -> list[int]:
    """Those whom it was about on a day that is over: who served in the unit then, wherever they serve now."""
    if engagement.person_id:
        return [engagement.person_id]
    served = select(Membership.person_id).where(
        Membership.unit_id == engagement.unit_id, Membership.agency_id.in_(agency_ids), Membership.from_day <= day,
        or_(Membership.to_day.is_(None), Membership.to_day >= day),
    )  # fmt: skip
    return list(db.session.scalars(served, execution_options={"as_system": "whom an engagement covered"}))


def held(key: UUID) -> Engagement:
    """The row itself, locked until the end of the transaction, as it stands now. The caller has found it as visible, or is a job."""
    statement = select(Engagement).where(Engagement.key == key).with_for_update()
    options = {"as_system": "one change of an engagement after the other", "populate_existing": True}
    found = db.session.scalars(statement, execution_options=options).one_or_none()
    if found is None:
        raise NotThere()
    return found


def lapsed(at: datetime) -> list[UUID]:
    """Offers that were not answered in time."""
    statement = select(Engagement.key).where(Engagement.accepted_at.is_(None), Engagement.ended_at.is_(None), Engagement.expires_at <= at)
    return list(db.session.scalars(statement.order_by(Engagement.id), execution_options={"as_system": "offers lapse"}))


@dataclass(frozen=True)
class Over:
    """An engagement whose time has come. `why`: date, left (the trainee has left the service), mentor (who mentors no more)."""

    key: UUID
    why: str


def over(day: date) -> list[Over]:
    """Engagements past their last day, of a trainee who has left, or of somebody who is no mentor any more."""
    is_mentor = exists().where(
        RoleGrant.person_id == Engagement.mentor_id, RoleGrant.role == Role.MENTOR, RoleGrant.ended_at.is_(None),
        RoleGrant.from_day <= day, RoleGrant.to_day >= day,
    )  # fmt: skip
    statement = (
        select(Engagement.key, (Engagement.ends_on < day).label("past"), (_person.left_on <= day).label("left"))
        .outerjoin(_person, _person.id == Engagement.person_id)
        .where(Engagement.ended_at.is_(None), or_(Engagement.ends_on < day, _person.left_on <= day, ~is_mentor))
        .order_by(Engagement.id)
    )
    rows = db.session.execute(statement, execution_options={"as_system": "engagements end"})
    return [Over(row.key, "date" if row.past else "left" if row.left else "mentor") for row in rows]


def mentor_row(mentor_id: int) -> MentorProfile | None:
    """How many places a mentor has and gives, as it stands now."""
    options = {"as_system": "places of a mentor", "populate_existing": True}
    return db.session.scalars(select(MentorProfile).where(MentorProfile.person_id == mentor_id), execution_options=options).one_or_none()


@dataclass(frozen=True)
class Sides:
    """What the reader is in an engagement; one may be several."""

    is_coordinator: bool
    is_mentor: bool
    agencies: tuple[int, ...]  # those concerned whose focal point the reader is
    is_open: bool

    @property
    def is_officer(self) -> bool:
        """Who it is about, and nothing else."""
        return not (self.is_coordinator or self.is_mentor or self.agencies)

    @property
    def sees_names(self) -> bool:
        """Whether the reader may know which trainee it is: a mentor only once access is open."""
        return self.is_open or self.is_coordinator or bool(self.agencies)

    @property
    def may_end(self) -> bool:
        """A coordinator, the mentor, a focal point."""
        return not self.is_officer

    @property
    def refuses(self) -> bool:
        """Whether their end is the word of an agency that does not agree: a focal point's, before access was open to anybody."""
        return bool(self.agencies) and not (self.is_mentor or self.is_open)


def sides(viewer: Viewer, row: Engagement, agencies: Collection[int]) -> Sides:
    """What this viewer is in it. `agencies`: those concerned."""
    own = tuple(agency for agency in agencies if agency in viewer.focal_agencies)
    is_mentor = row.mentor_id == viewer.id and viewer.has(Role.MENTOR)
    return Sides(row.cc in viewer.coordinated, is_mentor, own, row.opened_at is not None)
