"""Which decisions of meetings made or changed the lines of a version."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from lms.ext import db
from lms.people.access import Viewer
from lms.people.models import OrgNode
from lms.programme.models import CoordinationMeeting, Decision, DecisionLine
from lms.programme.queries.plans import may_read


@dataclass(frozen=True)
class MadeBy:
    """A decision: its number in its meeting."""

    meeting: UUID
    no: int


def made_by(viewer: Viewer, version_id: int) -> dict[int, list[MadeBy]]:
    """{line: the decisions that made or changed it in this version}, in one statement; those of meetings that the viewer reads."""
    rows = db.session.execute(
        select(DecisionLine.line_id, CoordinationMeeting.key, Decision.no, OrgNode.cc)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .join(CoordinationMeeting, CoordinationMeeting.id == Decision.meeting_id)
        .outerjoin(OrgNode, OrgNode.id == CoordinationMeeting.node_id)
        .where(DecisionLine.version_id == version_id)
        .order_by(CoordinationMeeting.starts_at, Decision.no)
    )
    found: dict[int, list[MadeBy]] = defaultdict(list)
    for line, key, no, cc in rows:
        if may_read(viewer, cc):
            found[line].append(MadeBy(key, no))
    return dict(found)
