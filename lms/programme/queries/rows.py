"""Rows for the actions on a plan: locked until the end of the transaction, as they stand now. The caller has found the plan as visible."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.ext import db
from lms.people.models import Network, NetworkMember, NodeKind, OrgNode
from lms.programme.models import (
    CoordinationMeeting,
    DonorGrant,
    LineHeld,
    LineText,
    PlanComment,
    PlanConsent,
    PlanLine,
    PlanVersion,
    WorkPlan,
)
from lms.programme.queries.plans import Plan
from lms.programme.rules.asking import asked_of


def open_version(plan_id: int) -> PlanVersion | None:
    """The version that is not locked yet."""
    found = select(PlanVersion).where(PlanVersion.plan_id == plan_id, PlanVersion.locked_at.is_(None))
    return db.session.scalars(found.with_for_update().execution_options(populate_existing=True)).first()


def last_version(plan_id: int) -> PlanVersion | None:
    """The newest version, locked or not; the plan itself is held, so that two do not begin the next one."""
    db.session.scalars(select(WorkPlan.id).where(WorkPlan.id == plan_id).with_for_update()).one()
    found = select(PlanVersion).where(PlanVersion.plan_id == plan_id).order_by(PlanVersion.no.desc()).limit(1)
    return db.session.scalars(found.execution_options(populate_existing=True)).first()


def line_text(version_id: int, key: UUID) -> tuple[PlanLine, LineText] | None:
    """A line and what a version says of it; None where that version has no such line."""
    found = select(PlanLine, LineText).join(LineText, LineText.line_id == PlanLine.id)
    row = db.session.execute(
        found.where(PlanLine.key == key, LineText.version_id == version_id).execution_options(populate_existing=True)
    ).first()
    return (row[0], row[1]) if row else None


def line_made_with(plan_id: int, key: UUID) -> PlanLine | None:
    """A line of this plan that a form has made already."""
    return db.session.scalars(select(PlanLine).where(PlanLine.key == key, PlanLine.plan_id == plan_id)).first()


def texts(version_id: int) -> Sequence[LineText]:
    """All that a version says, in the order of its lines."""
    found = select(LineText).where(LineText.version_id == version_id).order_by(LineText.pos, LineText.line_id)
    return db.session.scalars(found).all()


def numbers(plan_id: int) -> Sequence[str]:
    """Every number that this plan has given."""
    return db.session.scalars(select(PlanLine.number).where(PlanLine.plan_id == plan_id)).all()


def ids_and_numbers(plan_id: int) -> Sequence[tuple[int, str]]:
    """(line, its number) of all that the plan ever had."""
    return [(id_, number) for id_, number in db.session.execute(select(PlanLine.id, PlanLine.number).where(PlanLine.plan_id == plan_id))]


def numbers_of(line_ids: Collection[int]) -> Sequence[str]:
    """The numbers of these lines."""
    return db.session.scalars(select(PlanLine.number).where(PlanLine.id.in_(line_ids)).order_by(PlanLine.number)).all()


def last_pos(version_id: int) -> int:
    """The place of the last line."""
    return db.session.scalar(select(func.max(LineText.pos)).where(LineText.version_id == version_id)) or 0


def versions_of(line_id: int) -> Sequence[PlanVersion]:
    """The versions that have this line."""
    found = select(PlanVersion).join(LineText, LineText.version_id == PlanVersion.id).where(LineText.line_id == line_id)
    return db.session.scalars(found.order_by(PlanVersion.no)).all()


def current_consents(version_id: int) -> Sequence[PlanConsent]:
    """The words that agencies have given to a version and that still stand."""
    found = select(PlanConsent).where(PlanConsent.version_id == version_id, PlanConsent.ended_at.is_(None))
    return db.session.scalars(found.order_by(PlanConsent.id)).all()


def comment_made_with(key: UUID) -> PlanComment | None:
    """A comment that a form has written already."""
    return db.session.scalars(select(PlanComment).where(PlanComment.key == key)).first()


def is_said(version_id: int, line_id: int | None, agency_id: int | None, text: str) -> bool:
    """Whether an agency (None: the programme) has said these words to a version or a line of it already."""
    found = select(PlanComment.id).where(PlanComment.version_id == version_id, PlanComment.text == text)
    of = (PlanComment.line_id.is_not_distinct_from(line_id), PlanComment.agency_id.is_not_distinct_from(agency_id))
    return db.session.scalar(found.where(*of).limit(1)) is not None


def commenting_agencies(version_id: int) -> Sequence[int]:
    """The agencies whose offices have commented on a version."""
    found = select(PlanComment.agency_id).where(PlanComment.version_id == version_id, PlanComment.agency_id.is_not(None))
    return [agency for agency in db.session.scalars(found.distinct()) if agency is not None]


def held(line_id: int) -> LineHeld | None:
    """That a line was held, by hand, if it stands."""
    return db.session.scalars(select(LineHeld).where(LineHeld.line_id == line_id, LineHeld.undone_at.is_(None)).with_for_update()).first()


def nodes(ids: Collection[int]) -> Sequence[OrgNode]:
    """Those of these places that exist."""
    return db.session.scalars(select(OrgNode).where(OrgNode.id.in_(ids))).all()


def networks(ids: Collection[int]) -> set[int]:
    """Those of these networks that exist."""
    return set(db.session.scalars(select(Network.id).where(Network.id.in_(ids))))


def grants_running(ids: Collection[int], day: date) -> set[int]:
    """Those of these grants that have not ended by a day."""
    found = select(DonorGrant.id).where(DonorGrant.id.in_(ids), or_(DonorGrant.to_day.is_(None), DonorGrant.to_day >= day))
    return set(db.session.scalars(found))


def asked_for(version: PlanVersion, plan: Plan, day: date) -> list[int]:
    """Who has to agree to a version on a day."""
    said = [one.agency_id for one in current_consents(version.id)]
    return asked_of(is_settled=version.agreed_at is not None, with_words=said, open_then=asked(plan, day))


def asked(plan: Plan, day: date) -> list[int]:
    """Who has to agree to a plan on a day: the country's agencies that are open then; of a network, its members."""
    is_open = (or_(OrgNode.opened_on.is_(None), OrgNode.opened_on <= day), or_(OrgNode.closed_on.is_(None), OrgNode.closed_on >= day))
    if plan.network_id is None:
        found = select(OrgNode.id).where(OrgNode.kind == NodeKind.AGENCY, OrgNode.cc == plan.cc, *is_open)
    else:
        in_time = (NetworkMember.from_day <= day, or_(NetworkMember.to_day.is_(None), NetworkMember.to_day >= day))
        members = select(NetworkMember.node_id).where(NetworkMember.network_id == plan.network_id, *in_time)
        found = select(OrgNode.id).where(OrgNode.id.in_(members), *is_open)
    return list(db.session.scalars(found.order_by(OrgNode.id)))


def meeting_of(plan: Plan, meeting_id: int) -> CoordinationMeeting | None:
    """A meeting of the plan's country or network that was not cancelled."""
    row = db.session.get(CoordinationMeeting, meeting_id)
    is_its = row is not None and row.cancelled_at is None and (row.node_id, row.network_id) == (plan.node_id, plan.network_id)
    return row if is_its else None


def grant_with(code: str) -> DonorGrant | None:
    """The grant that has this code."""
    return db.session.scalars(select(DonorGrant).where(DonorGrant.code == code)).first()
