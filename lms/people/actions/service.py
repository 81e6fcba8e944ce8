"""Where somebody serves: moved to another unit, left the service, come back."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.time import today
from lms.people import queries
from lms.people.access import Viewer
from lms.people.actions.logins import end_all
from lms.people.actions.persons import begin_service, refuse_ended, stays_open
from lms.people.actions.roles import keep_one_admin
from lms.people.models import Account, Membership, OrgNode, Person, Role, RoleGrant, Secret


def hold(person: Person) -> None:
    """As this person stands now, until the end of the transaction: of two clicks the second finds what the first has done."""
    statement = select(Person).where(Person.id == person.id).with_for_update().execution_options(populate_existing=True)
    db.session.scalars(statement, execution_options={"as_system": "the caller has been given this person"}).one()


def transfer(person: Person, unit_id: int | None, from_day: date, *, by: Viewer | None, at: datetime) -> None:
    """Serve in another unit of the same agency from a day on, today at the latest. What was learned goes along."""
    hold(person)
    queries.refuse_unless_keeps(by, person)
    now_at = queries.current_membership(person.id)
    if person.left_on is not None or now_at is None:
        raise Conflict(_("Only who serves in an agency can be moved to another unit."))
    if unit_id == now_at.unit_id:
        raise Conflict(_("That is the unit where this person serves already."), field="unit")
    refuse_ended(now_at.agency_id, at)
    unit = _open_unit(now_at.agency_id, unit_id, from_day, at)
    if from_day < now_at.from_day:
        raise BadInput(_("That day is before this person came to the present unit. Choose a later one."))
    if from_day > today(at, person.tz):
        raise BadInput(_("That day is still to come. Move the person on the day itself or later."))
    _move(person, now_at, unit, from_day)
    _move_trainee_role(person, unit_id or now_at.agency_id, by=by, at=at)
    why = f"from {now_at.from_day}" if from_day == now_at.from_day else f"on {from_day}"
    audit.note("transferred", by=by.id if by else None, at=at, table="membership", person_id=person.id, cc=person.cc, reason=why)


def _open_unit(agency_id: int | None, unit_id: int | None, from_day: date, at: datetime) -> OrgNode | None:
    """The unit, if the agency serves there and it is open from that day until now."""
    unit = queries.held_open(unit_id) if unit_id else None
    if unit_id is not None and (unit is None or agency_id is None or not queries.serves(agency_id, unit_id)):
        raise BadInput(_("The agency has nobody in this unit on that day."), field="unit")
    if unit is not None and not (unit.is_open(from_day) and stays_open(unit, at)):
        raise Conflict(_("This unit is not open on this day."), field="unit")
    return unit


def _move(person: Person, now_at: Membership, unit: OrgNode | None, from_day: date) -> None:
    """Close the row and open the next. One that began the same day is mended instead: nobody served there."""
    old = db.session.get(OrgNode, now_at.unit_id or now_at.agency_id)
    new = unit or db.session.get_one(OrgNode, now_at.agency_id)
    if from_day == now_at.from_day:
        now_at.unit_id = unit.id if unit else None
    else:
        now_at.to_day = from_day - timedelta(days=1)
        db.session.flush()
        db.session.add(
            Membership(
                person_id=person.id, agency_id=now_at.agency_id, unit_id=unit.id if unit else None, job=now_at.job, from_day=from_day
            )
        )
    person.unit_id = unit.id if unit else None
    if old is None or person.tz == old.tz:
        person.tz = new.tz
    db.session.flush()


def _move_trainee_role(person: Person, node_id: int, *, by: Viewer | None, at: datetime) -> None:
    """Who learned at the old unit learns at the new one, until the same day."""
    held = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == Role.TRAINEE, RoleGrant.ended_at.is_(None))
    day = today(at, person.tz)
    for grant in db.session.scalars(held, execution_options={"as_system": "moving a role"}).all():
        grant.ended_at, grant.ended_by_id = at, by.id if by else None
        db.session.flush()
        if grant.to_day >= day:
            moved = RoleGrant(
                person_id=person.id,
                role=Role.TRAINEE,
                node_id=node_id,
                from_day=day,
                to_day=grant.to_day,
                granted_by_id=by.id if by else None,
                reason=grant.reason,
            )
            db.session.add(moved)
            db.session.flush()


def leave(person: Person, on: date, *, by: Viewer | None, at: datetime, real_at: datetime, reason: str = "") -> int:
    """Left the service on a day, today at the latest: no sign-in, no role; awards and counts stay. Returns how many sign-ins ended.

    Open enrolments are of another room: the door that calls this withdraws them in the same transaction.
    """
    hold(person)
    queries.refuse_unless_keeps(by, person)
    if person.left_on is not None:
        raise Conflict(_("This person has left already."))
    keep_one_admin(person.id, today(at, person.tz))
    now_at = queries.current_membership(person.id)
    if on > today(at, person.tz):
        raise BadInput(_("That day is still to come. End the access on the day itself."))
    if now_at is not None and on < now_at.from_day:
        raise BadInput(_("That day is before this person came to the present unit. Choose a later one."))
    if now_at is not None:
        now_at.to_day = on
    person.left_on = on
    _end_roles(person.id, by=by, at=at)
    db.session.get_one(Account, person.id, execution_options={"as_system": "leaving"}).closed_at = real_at
    db.session.execute(delete(Secret).where(Secret.person_id == person.id), execution_options={"as_system": "leaving"})
    audit.note("left", by=by.id if by else None, at=at, table="person", row=person.id, person_id=person.id, cc=person.cc, reason=reason)
    db.session.flush()
    return end_all(person.id, at=real_at)


def _end_roles(person_id: int, *, by: Viewer | None, at: datetime) -> None:
    held = select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None))
    for grant in db.session.scalars(held, execution_options={"as_system": "leaving"}):
        grant.ended_at, grant.ended_by_id = at, by.id if by else None


def come_back(person: Person, unit_id: int | None, *, by: Viewer | None, at: datetime) -> None:
    """Back in the service, from today, under the same ref. A slip opens the account again; roles but the trainee's are given anew."""
    hold(person)
    queries.refuse_unless_keeps(by, person)
    if person.left_on is None:
        raise Conflict(_("This person is here already."))
    if person.agency_id is not None:
        refuse_ended(person.agency_id, at)
    _open_unit(person.agency_id, unit_id, today(at, person.tz), at)
    person.left_on = None
    db.session.get_one(Account, person.id, execution_options={"as_system": "coming back"}).closed_at = None
    if person.agency_id is not None:
        begin_service(person, person.agency_id, unit_id, by=by, at=at, is_trainee=True)
    audit.note("came back", by=by.id if by else None, at=at, table="person", row=person.id, person_id=person.id, cc=person.cc)
