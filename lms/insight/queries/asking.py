"""The people behind a number to whom something is still to be done, and what was asked of focal points about them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.insight.models import FocalRequest, FocalRequestPerson
from lms.lib.refusals import NotThere
from lms.notices.models import Notice
from lms.people.access import Viewer, followed, sees
from lms.people.models import OrgNode, Person
from lms.progress.models import Enrolment
from lms.progress.queries import STATE


@dataclass(frozen=True)
class Waiting:
    """Something somebody has still to do: a course, or a track. `agency_id` and `unit_id` are where they serve now."""

    person_id: int
    ref: str
    call_name: str
    agency_id: int | None
    unit_id: int | None
    what: str  # names it in a notice's `once`: "course 7", "track 1"


def followed_among(viewer: Viewer, ids: Collection[int]) -> set[int]:
    """Those of these people whose progress the viewer follows."""
    statement = select(Person.id).where(Person.id.in_(ids), followed(viewer))
    return set(db.session.scalars(statement, execution_options={"seen_by": viewer.id}))


def called(ids: Collection[int]) -> dict[int, str]:
    """{person: call name and ref} of focal points."""
    statement = select(Person.id, Person.call_name, Person.ref).where(Person.id.in_(set(ids)))
    rows = db.session.execute(statement, execution_options={"as_system": "who is asked"})
    return {row.id: f"{row.call_name} ({row.ref})" for row in rows}


def told_already(viewer: Viewer, rows: Iterable[Waiting], onces: Mapping[str, str]) -> set[tuple[int, str]]:
    """(person, what) of those who had such a notice; `onces` is {what: the event of the notice}."""
    ids = {row.person_id for row in rows}
    statement = select(Notice.person_id, Notice.once).where(Notice.person_id.in_(ids), Notice.once.in_(list(onces.values())))
    whats = {once: what for what, once in onces.items()}
    found = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    return {(row.person_id, whats[row.once]) for row in found}


def mine(viewer: Viewer) -> ColumnElement[bool]:
    """Requests that this viewer may read: to the agencies of a focal point, and in the countries of a coordinator.

    The statement has the agency's node in it.
    """
    either: list[ColumnElement[bool]] = []
    if viewer.focal_agencies:
        either.append(FocalRequest.agency_id.in_(viewer.focal_agencies))
    if viewer.coordinated:
        either.append(OrgNode.cc.in_(viewer.coordinated))
    return or_(*either) if either else false()


@dataclass(frozen=True)
class Asked:
    """A request as a list shows it. `by` and `done_by` are call name and ref."""

    request: FocalRequest
    people: int
    by: str
    done_by: str | None


_asker, _doer = aliased(Person), aliased(Person)


def _requests(viewer: Viewer) -> Any:
    people = select(func.count()).where(FocalRequestPerson.request_id == FocalRequest.id).correlate(FocalRequest).scalar_subquery()
    return (
        select(
            FocalRequest, people.label("people"), _asker.call_name, _asker.ref, _doer.call_name.label("doer"), _doer.ref.label("doer_ref")
        )
        .join(OrgNode, OrgNode.id == FocalRequest.agency_id)
        .join(_asker, _asker.id == FocalRequest.by_id)
        .outerjoin(_doer, _doer.id == FocalRequest.done_by_id)
        .where(mine(viewer))
    )


def _asked(row: Any) -> Asked:
    return Asked(row.FocalRequest, row.people, f"{row.call_name} ({row.ref})", f"{row.doer} ({row.doer_ref})" if row.doer else None)


def count_requests(viewer: Viewer) -> tuple[int, int]:
    """How many wait for an answer, and how many have one."""
    statement = (
        select(func.count(), func.count(FocalRequest.done_at)).join(OrgNode, OrgNode.id == FocalRequest.agency_id).where(mine(viewer))
    )
    every, done = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one()
    return every - done, done


def requests(viewer: Viewer, *, done: bool, offset: int = 0, limit: int | None = None) -> list[Asked]:
    """Those that wait, the oldest first; or those that are answered, the latest first."""
    statement = _requests(viewer).offset(offset).limit(limit)
    if done:
        statement = statement.where(FocalRequest.done_at.is_not(None)).order_by(FocalRequest.done_at.desc(), FocalRequest.id)
    else:
        statement = statement.where(FocalRequest.done_at.is_(None)).order_by(FocalRequest.at, FocalRequest.id)
    return [_asked(row) for row in db.session.execute(statement, execution_options={"seen_by": viewer.id})]


def request_or_404(viewer: Viewer, key: UUID, *, lock: bool = False) -> Asked:
    """One of them by its key; `lock` keeps it as it stands until the end of the transaction."""
    statement = _requests(viewer).where(FocalRequest.key == key)
    if lock:
        statement = statement.with_for_update(of=FocalRequest).execution_options(populate_existing=True)
    row = db.session.execute(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    if row is None:
        raise NotThere()
    return _asked(row)


def known(keys: Sequence[UUID]) -> bool:
    """Whether one of these requests was made already: the form was sent twice."""
    statement = select(FocalRequest.id).where(FocalRequest.key.in_(keys)).limit(1)
    return db.session.execute(statement, execution_options={"as_system": "a form sent twice"}).first() is not None


@dataclass(frozen=True)
class About:
    """Somebody whom a request is about, with how they stand in its course now (None: it is about no single course)."""

    id: int
    ref: str
    call_name: str
    unit_id: int | None
    state: str | None
    due_at: datetime | None


def people_of(viewer: Viewer, request: FocalRequest) -> list[About]:
    """Those of them who still serve where the viewer may see them, by unit and call name."""
    course_id = request.about.get("course_id")
    theirs = and_(Enrolment.person_id == Person.id, Enrolment.course_id == course_id) if course_id else false()
    statement = (
        select(Person.id, Person.ref, Person.call_name, Person.unit_id, STATE.label("state"), Enrolment.due_at)
        .join(FocalRequestPerson, FocalRequestPerson.person_id == Person.id)
        .outerjoin(Enrolment, theirs)
        .where(FocalRequestPerson.request_id == request.id, sees(viewer))
        .order_by(Person.unit_id, Person.fold, Person.id, Enrolment.cycle)
    )
    rows = db.session.execute(statement, execution_options={"seen_by": viewer.id})
    found = {row.id: About(**row._mapping) for row in rows}  # the latest cycle last
    return list(found.values())
