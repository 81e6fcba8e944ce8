"""What is told of lines and versions beside their numbers: for whom, who pays, and which agencies agreed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, null, or_, select
from sqlalchemy.orm import aliased

from lms.ext import db
from lms.people.models import Network
from lms.programme.models import (
    CoordinationMeeting,
    Decision,
    DecisionLine,
    DonorGrant,
    LineFunding,
    LineNetwork,
    LineNode,
    LineText,
    PlanComment,
    PlanConsent,
    PlanLine,
    PlanVersion,
)
from lms.programme.rules import Line


@dataclass(frozen=True)
class For:
    """Whom a line is for: nodes by id, networks by name."""

    nodes: tuple[int, ...] = ()
    networks: tuple[Mapping[str, str], ...] = ()


def places(version_ids: Collection[int], *, only: int | None = None) -> dict[tuple[int, int], For]:
    """{(line, version): for whom}, in one statement."""
    nodes = select(LineNode.line_id, LineNode.version_id, LineNode.node_id, null().label("network"))
    networks = select(LineNetwork.line_id, LineNetwork.version_id, null(), LineNetwork.network_id)
    both = nodes.where(LineNode.version_id.in_(version_ids)).union_all(networks.where(LineNetwork.version_id.in_(version_ids))).subquery()
    statement = select(both.c.line_id, both.c.version_id, both.c.node_id, Network.txt).outerjoin(Network, Network.id == both.c.network)
    if only is not None:
        statement = statement.where(both.c.line_id == only)
    found: dict[tuple[int, int], tuple[list[int], list[Any]]] = defaultdict(lambda: ([], []))
    for line, version, node, network in db.session.execute(statement.order_by(both.c.node_id)) if version_ids else ():
        of_node, of_network = found[line, version]
        if node is not None:
            of_node.append(node)
        else:
            of_network.append(network)
    return {key: For(tuple(nodes), tuple(networks)) for key, (nodes, networks) in found.items()}


@dataclass(frozen=True)
class Share:
    """What a grant pays of a line, in percent."""

    grant_id: int
    code: str
    donor: Mapping[str, str]
    source: str
    share: int


def shares(version_ids: Collection[int], *, only: int | None = None) -> dict[tuple[int, int], tuple[Share, ...]]:
    """{(line, version): who pays}, the largest share first, in one statement."""
    columns = (DonorGrant.id, DonorGrant.code, DonorGrant.donor, DonorGrant.source, LineFunding.share)
    statement = (
        select(LineFunding.line_id, LineFunding.version_id, *columns)
        .join(DonorGrant, DonorGrant.id == LineFunding.grant_id)
        .where(LineFunding.version_id.in_(version_ids))
        .order_by(LineFunding.share.desc(), DonorGrant.code)
    )
    if only is not None:
        statement = statement.where(LineFunding.line_id == only)
    found: dict[tuple[int, int], tuple[Share, ...]] = {}
    for row in db.session.execute(statement) if version_ids else ():
        found[row[0], row[1]] = (*found.get((row[0], row[1]), ()), Share(*row[2:]))
    return found


@dataclass(frozen=True)
class Consent:
    """An agency's word on a version that stands."""

    agency_id: int
    kind: str
    words: str
    signed_by: str
    letter_no: str | None
    letter_day: date | None
    at: datetime


@dataclass(frozen=True)
class Agreement:
    """In which meeting a version was agreed, or the last one whose decisions stand in it; and each agency's word on it."""

    meeting_key: UUID | None = None
    meeting_day: date | None = None
    consents: tuple[Consent, ...] = ()


def agreements(version_ids: Collection[int]) -> dict[int, Agreement]:
    """{version: how it was agreed}, in one statement."""
    current = and_(PlanConsent.version_id == PlanVersion.id, PlanConsent.ended_at.is_(None))
    decided = (
        select(Decision.meeting_id)
        .join(DecisionLine, DecisionLine.decision_id == Decision.id)
        .where(DecisionLine.version_id == PlanVersion.id)
        .order_by(Decision.at.desc(), Decision.id.desc())
        .limit(1)
        .correlate(PlanVersion)
        .scalar_subquery()
    )
    names = ("agency_id", "kind", "words", "signed_by", "letter_no", "letter_day", "at")
    statement = (
        select(PlanVersion.id, CoordinationMeeting.key, CoordinationMeeting.wall_day, *(getattr(PlanConsent, name) for name in names))
        .select_from(PlanVersion)
        .outerjoin(CoordinationMeeting, CoordinationMeeting.id == func.coalesce(PlanVersion.agreed_meeting_id, decided))
        .outerjoin(PlanConsent, current)
        .where(PlanVersion.id.in_(version_ids))
        .order_by(PlanVersion.id, PlanConsent.agency_id)
    )
    found: dict[int, Agreement] = {}
    for row in db.session.execute(statement) if version_ids else ():
        had = found.get(row[0], Agreement(row[1], row[2])).consents
        found[row[0]] = Agreement(row[1], row[2], had if row[3] is None else (*had, Consent(*row[3:])))
    return found


@dataclass(frozen=True)
class Comment:
    """What an agency's office (None: the programme) says to a version, of a line or of the whole."""

    line_id: int | None
    agency_id: int | None
    text: str
    at: datetime


def comments(version_id: int) -> list[Comment]:
    """The first first."""
    columns = select(PlanComment.line_id, PlanComment.agency_id, PlanComment.text, PlanComment.at)
    return [Comment(*row) for row in db.session.execute(columns.where(PlanComment.version_id == version_id).order_by(PlanComment.id))]


@dataclass(frozen=True)
class Relative:
    """A line that another replaces, or that replaces it."""

    id: int
    key: UUID
    number: str
    is_replaced: bool  # it is the one that was replaced


def relatives(line: Line) -> tuple[Relative, ...]:
    """The line that this one replaces, and those that replace it, in the same version."""
    text = aliased(LineText)
    statement = (
        select(PlanLine.id, PlanLine.key, PlanLine.number)
        .join(text, text.line_id == PlanLine.id)
        .where(text.version_id == line.version_id, or_(PlanLine.id == line.replaces_id, text.replaces_id == line.id))
        .order_by(text.pos, PlanLine.id)
    )
    return tuple(Relative(row.id, row.key, row.number, row.id == line.replaces_id) for row in db.session.execute(statement))
