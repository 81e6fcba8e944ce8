"""What meetings decided and the lines of the plan that it made or changed: from the decision to the line, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.people.access import Viewer
from lms.people.models import Network as NetworkRow
from lms.people.models import OrgNode
from lms.programme.models import CoordinationMeeting, Decision, DecisionLine, LineText, PlanConsent, PlanLine, PlanVersion, WorkPlan
from lms.programme.queries.meetings import Meeting, meeting_or_404
from lms.programme.queries.plans import Owner, may_read


@dataclass(frozen=True)
class OfPlan:
    """A line as one version of a plan has it. `code` is the plan's: KZ, or IREN."""

    line_id: int
    version_id: int
    key: UUID
    number: str
    title: Mapping[str, str]
    status: str
    version: int  # its number in the plan
    is_open: bool
    code: str
    year: int
    node_id: int | None
    network_id: int | None
    replaces_id: int | None

    @property
    def path(self) -> str:
        """The page of the line, from the application's root."""
        return f"/plan/lines/{self.key}"

    def is_of(self, owner: Owner) -> bool:
        """Whether it stands in the plan of this country or network."""
        return (self.node_id, self.network_id) == (owner.node_id, owner.network_id)


def _lines() -> Any:
    return (
        select(
            LineText.line_id, LineText.version_id, PlanLine.key, PlanLine.number, LineText.title, LineText.status, PlanVersion.no,
            PlanVersion.locked_at.is_(None).label("is_open"), func.coalesce(OrgNode.code, NetworkRow.code).label("code"), WorkPlan.year,
            WorkPlan.node_id, WorkPlan.network_id, LineText.replaces_id,
        )
        .join(PlanLine, PlanLine.id == LineText.line_id)
        .join(PlanVersion, PlanVersion.id == LineText.version_id)
        .join(WorkPlan, WorkPlan.id == PlanVersion.plan_id)
        .outerjoin(OrgNode, OrgNode.id == WorkPlan.node_id)
        .outerjoin(NetworkRow, NetworkRow.id == WorkPlan.network_id)
    )  # fmt: skip


def lines_to_decide(found: Meeting) -> list[OfPlan]:
    """The lines that a meeting may decide on: of the open versions of its own country's plans, and of the networks'.

    The plan of the meeting's year comes first, then those of later years, the country's own before the network's.
    """
    of = or_(WorkPlan.network_id.is_not(None), WorkPlan.node_id == (found.owner.node_id or 0))
    rows = db.session.execute(_lines().where(PlanVersion.locked_at.is_(None), of).order_by(LineText.pos, LineText.line_id))
    year = found.row.wall_day.year
    return sorted((OfPlan(*row) for row in rows), key=lambda line: (line.year < year, line.year, not line.is_of(found.owner)))


def line_to_decide(found: Meeting, line_id: int, version_id: int) -> OfPlan | None:
    """One of them; None for a line of another country, and of a version that is locked."""
    return next((line for line in lines_to_decide(found) if (line.line_id, line.version_id) == (line_id, version_id)), None)


def choose(found: Sequence[OfPlan], number: str, year: int | None) -> OfPlan | None:
    """The line that somebody names: of the plan of that year, or of the first that has such a number."""
    fits = (line for line in found if line.number.casefold() == number.casefold() and year in (None, line.year))
    return next(fits, None)


@dataclass(frozen=True)
class Decided:
    """A decision with its lines. `later` are those that were put under it after the minutes were final: the plan was written after it."""

    row: Decision
    lines: list[OfPlan] = field(default_factory=list)
    later: list[OfPlan] = field(default_factory=list)

    @property
    def newest(self) -> list[OfPlan]:
        """Each line once, as the newest of these versions has it."""
        return _once(self.lines)

    @property
    def since(self) -> list[OfPlan]:
        """The same of the later ones, without those that were there before."""
        own = {line.line_id for line in self.lines}
        return [line for line in _once(self.later) if line.line_id not in own]

    @property
    def touched(self) -> list[OfPlan]:
        """Those to which it does what it says: beside a line that is put off stand those that replace it."""
        off = self.row.effect in ("postpones", "cancels")
        own = {line.line_id for line in self.lines}
        return [line for line in self.newest if not (off and line.replaces_id in own)]


def _once(lines: Sequence[OfPlan]) -> list[OfPlan]:
    return list({line.line_id: line for line in sorted(lines, key=lambda line: line.version)}.values())


def decisions(meeting_id: int, until: datetime | None = None) -> list[Decided]:
    """What a meeting decided, in the order of the numbers: two statements. `until`: when its minutes were made final."""
    rows = db.session.scalars(select(Decision).where(Decision.meeting_id == meeting_id).order_by(Decision.no)).all()
    linked: dict[tuple[int, bool], list[OfPlan]] = defaultdict(list)
    asked = _lines().join(DecisionLine, (DecisionLine.line_id == LineText.line_id) & (DecisionLine.version_id == LineText.version_id))
    asked = asked.add_columns(DecisionLine.decision_id, DecisionLine.at).where(DecisionLine.decision_id.in_([row.id for row in rows]))
    for *line, decision_id, at in db.session.execute(asked.order_by(LineText.pos, LineText.line_id)) if rows else ():
        linked[decision_id, until is not None and at > until].append(OfPlan(*line))
    return [Decided(row, linked[row.id, False], linked[row.id, True]) for row in rows]


def decision_or_404(viewer: Viewer, key: UUID) -> tuple[Decision, Meeting]:
    """A decision of a meeting that this viewer reads, with that meeting. Raises NotThere."""
    asked = select(Decision, CoordinationMeeting.key).join(CoordinationMeeting, CoordinationMeeting.id == Decision.meeting_id)
    row = db.session.execute(asked.where(Decision.key == key)).one_or_none()
    if row is None:
        raise NotThere()
    return row[0], meeting_or_404(viewer, row[1])


def is_made(found: Meeting, key: UUID) -> bool:
    """Whether this meeting has a decision with that key: a form that was sent twice."""
    return bool(db.session.scalar(select(Decision.id).where(Decision.key == key, Decision.meeting_id == found.row.id)))


def numbered_or_404(found: Meeting, no: int) -> Decided:
    """A decision of a meeting by its number. Raises NotThere."""
    decided = next((each for each in decisions(found.row.id) if each.row.no == no), None)
    if decided is None:
        raise NotThere()
    return decided


@dataclass(frozen=True)
class OfLine:
    """A decision as the page of a line shows it."""

    meeting_key: UUID
    label: Mapping[str, str]
    code: str  # whose meeting it was: KZ, or IREN
    starts_at: datetime
    zone: str
    no: int
    text: str
    effect: str
    version: int  # the version of the plan in which it did so

    @property
    def path(self) -> str:
        """Where it stands on its meeting's page, from the application's root."""
        return f"/coordination/{self.meeting_key}#decision-{self.no}"


def decisions_of_line(line_id: int, viewer: Viewer | None = None) -> list[OfLine]:
    """The decisions that made or changed a line, the first first.

    Whoever reads a country's plan reads its meetings. A line of a network may have been decided in a country's meeting: that is said to
    `viewer` alone, where they read that country's.
    """
    code = func.coalesce(OrgNode.code, NetworkRow.code)
    columns = (CoordinationMeeting, Decision, code, OrgNode.cc, PlanVersion.no, WorkPlan.node_id, WorkPlan.network_id)
    rows = db.session.execute(
        select(*columns)
        .join(Decision, Decision.meeting_id == CoordinationMeeting.id)
        .join(DecisionLine, DecisionLine.decision_id == Decision.id)
        .join(PlanVersion, PlanVersion.id == DecisionLine.version_id)
        .join(WorkPlan, WorkPlan.id == PlanVersion.plan_id)
        .outerjoin(OrgNode, OrgNode.id == CoordinationMeeting.node_id)
        .outerjoin(NetworkRow, NetworkRow.id == CoordinationMeeting.network_id)
        .where(DecisionLine.line_id == line_id)
        .order_by(CoordinationMeeting.starts_at, Decision.no)
    )
    found = []
    for meeting, decision, whose, cc, version, node_id, network_id in rows:
        is_same = (meeting.node_id, meeting.network_id) == (node_id, network_id)
        if is_same or (viewer is not None and may_read(viewer, cc)):
            said = (decision.no, decision.text, decision.effect, version)
            found.append(OfLine(meeting.key, meeting.label, whose, meeting.starts_at, meeting.zone, *said))
    return found


def version_of(found: Meeting) -> tuple[int, int] | None:
    """(year, number) of the version in which a meeting's decisions stand, in the plan of its own country or network: the last of them;
    else of the one on which agencies gave their word in it. What was done after its minutes were final does not count."""
    own = WorkPlan.node_id == found.owner.node_id if found.owner.node_id else WorkPlan.network_id == found.owner.network_id
    versions = select(WorkPlan.year, PlanVersion.no).join(WorkPlan, WorkPlan.id == PlanVersion.plan_id).where(own)
    newest = versions.order_by(PlanVersion.id.desc()).limit(1)
    linked = select(DecisionLine.version_id).join(Decision, Decision.id == DecisionLine.decision_id)
    linked = linked.where(Decision.meeting_id == found.row.id)
    said = select(PlanConsent.version_id).where(PlanConsent.meeting_id == found.row.id)
    if found.row.final_at:
        linked, said = linked.where(DecisionLine.at <= found.row.final_at), said.where(PlanConsent.at <= found.row.final_at)
    either = (newest.where(PlanVersion.id.in_(one)) for one in (linked, said))
    row = next((row for one in either if (row := db.session.execute(one).first())), None)
    return (row.year, row.no) if row else None
