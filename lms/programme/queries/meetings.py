"""Coordination meetings: who reads which, their series, and what each of them wrote down. Nothing here is about a person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from lms.ext import db
from lms.lib.refusals import NotAllowed, NotThere
from lms.lib.time import today
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import Network as NetworkRow
from lms.people.models import NodeKind, OrgNode
from lms.programme.models import ActionItem, AgendaItem, CoordinationMeeting, Decision, MeetingParty, Minutes, PlanConsent, ProgressPack
from lms.programme.queries.plans import Owner, countries, may_change, may_read, owner_by_id
from lms.programme.rules.todos import Todo, carried_to, in_order

YEARS_BACK = timedelta(days=3 * 366)  # days off are asked for so far back; what is later than that is late enough


@dataclass(frozen=True)
class Meeting:
    """A meeting with the country or network whose it is."""

    row: CoordinationMeeting
    owner: Owner

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.row.starts_at + timedelta(minutes=self.row.minutes)

    def state(self, at: datetime) -> str:
        """cancelled, final, ahead, now or held."""
        if self.row.cancelled_at or self.row.final_at:
            return "cancelled" if self.row.cancelled_at else "final"
        return "ahead" if at < self.row.starts_at else "now" if at < self.ends_at else "held"


def owners(viewer: Viewer) -> list[Owner]:
    """The countries whose meetings this viewer reads, by code, then the networks."""
    wanted = select(OrgNode).where(OrgNode.kind == NodeKind.COUNTRY, OrgNode.cc.in_(countries(viewer))).order_by(OrgNode.code)
    found = [Owner(node.code, node.cc, node.id, None, None, node.tz) for node in db.session.scalars(wanted)]
    if may_read(viewer, None):
        home = people.home_node().tz
        rows = db.session.scalars(select(NetworkRow).order_by(NetworkRow.code))
        found += [Owner(row.code, None, None, row.id, row.txt, home) for row in rows]
    return found


def settable(viewer: Viewer) -> list[Owner]:
    """The countries and networks whose meetings this viewer sets."""
    return [owner for owner in owners(viewer) if may_change(viewer, owner.cc)]


def _of(owner: Owner, table: Any = CoordinationMeeting) -> ColumnElement[bool]:
    return table.node_id == owner.node_id if owner.node_id else table.network_id == owner.network_id


def _of_any(found: Collection[Owner], table: Any = CoordinationMeeting) -> ColumnElement[bool]:
    nodes = [owner.node_id for owner in found if owner.node_id]
    return or_(table.node_id.in_(nodes), table.network_id.in_([owner.network_id for owner in found if owner.network_id]))


def meetings(found: Collection[Owner]) -> list[Meeting]:
    """All meetings of these countries and networks, the first first."""
    by_place = {(owner.node_id, owner.network_id): owner for owner in found}
    rows = db.session.scalars(
        select(CoordinationMeeting).where(_of_any(found)).order_by(CoordinationMeeting.starts_at, CoordinationMeeting.id)
    )
    return [Meeting(row, by_place[row.node_id, row.network_id]) for row in rows]


def meeting_or_404(viewer: Viewer, key: UUID, *, lock: bool = False) -> Meeting:
    """A meeting that this viewer reads. `lock`: nobody else changes it in this transaction. Raises NotThere."""
    asked = select(CoordinationMeeting).where(CoordinationMeeting.key == key)
    row = db.session.scalars(asked.with_for_update().execution_options(populate_existing=True) if lock else asked).one_or_none()
    if row is None:
        raise NotThere()
    return Meeting(row, owner_by_id(viewer, node_id=row.node_id, network_id=row.network_id))


def own_or_403(viewer: Viewer, key: UUID, *, lock: bool = False) -> Meeting:
    """The same, for who changes it. Raises NotThere, and NotAllowed for who only reads."""
    found = meeting_or_404(viewer, key, lock=lock)
    if not may_change(viewer, found.owner.cc):
        raise NotAllowed()
    return found


def around(found: Meeting) -> tuple[Meeting | None, Meeting | None, int]:
    """(the meeting before it, the one after it, how many of its year it makes) in its series; what was cancelled is not counted."""
    series = [each for each in meetings([found.owner]) if not each.row.cancelled_at or each.row.id == found.row.id]
    place = next(no for no, each in enumerate(series) if each.row.id == found.row.id)
    of_year = [each for each in series[: place + 1] if each.row.wall_day.year == found.row.wall_day.year]
    return series[place - 1] if place else None, series[place + 1] if place + 1 < len(series) else None, len(of_year)


def next_to_come(found: Meeting, at: datetime) -> Meeting | None:
    """The first meeting of the series that is still to come after this one."""
    later = (each for each in meetings([found.owner]) if each.row.starts_at > max(at, found.row.starts_at) and not each.row.cancelled_at)
    return next(later, None)


def future(at: datetime) -> Sequence[CoordinationMeeting]:
    """The meetings to come, whoever's they are, for a command."""
    ahead = select(CoordinationMeeting).where(CoordinationMeeting.cancelled_at.is_(None), CoordinationMeeting.starts_at > at)
    return db.session.scalars(ahead.order_by(CoordinationMeeting.starts_at)).all()


def parties(meeting_id: int) -> Sequence[MeetingParty]:
    """Who takes part, agencies before organisations, in the order in which they were written down."""
    asked = select(MeetingParty).where(MeetingParty.meeting_id == meeting_id)
    return db.session.scalars(asked.order_by(MeetingParty.agency_id.is_(None), MeetingParty.id)).all()


def party_or_404(found: Meeting, party_id: int) -> MeetingParty:
    """A party of a meeting. Raises NotThere."""
    party = next((each for each in parties(found.row.id) if each.id == party_id), None)
    if party is None:
        raise NotThere()
    return party


def agencies_of(owner: Owner, day: date) -> list[int]:
    """The beneficiary agencies of a country that exist on that day; of a network, its members then."""
    if owner.network_id:
        members = next((network.members for network in people.networks() if network.code == owner.code), ())
        return [node for node, since, until in members if since <= day and (until is None or day <= until)]
    asked = select(OrgNode).where(OrgNode.kind == NodeKind.AGENCY, OrgNode.cc == owner.cc).order_by(OrgNode.id)
    return [node.id for node in db.session.scalars(asked) if node.is_open(day)]


def agenda(meeting_id: int) -> Sequence[AgendaItem]:
    """Its points, in order."""
    return db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.pos)).all()


def minutes(meeting_id: int) -> list[tuple[int, datetime]]:
    """(number, when it was saved) of the versions of the minutes, the first first."""
    asked = select(Minutes.no, Minutes.at).where(Minutes.meeting_id == meeting_id).order_by(Minutes.no)
    return [(no, at) for no, at in db.session.execute(asked)]


def minutes_text(meeting_id: int, no: int) -> str:
    """What a version of the minutes says. Raises NotThere."""
    text = db.session.scalars(select(Minutes.text).where(Minutes.meeting_id == meeting_id, Minutes.no == no)).one_or_none()
    if text is None:
        raise NotThere()
    return text


def packs(meeting_id: int) -> Sequence[ProgressPack]:
    """The figures frozen for it, the newest first."""
    return db.session.scalars(select(ProgressPack).where(ProgressPack.meeting_id == meeting_id).order_by(ProgressPack.no.desc())).all()


def todos(found: Collection[Owner]) -> list[Todo]:
    """All that the meetings of these countries and networks asked for, by number."""
    columns = (CoordinationMeeting.key, CoordinationMeeting.starts_at, CoordinationMeeting.wall_day)
    asked = select(ActionItem, *columns).join(CoordinationMeeting, CoordinationMeeting.id == ActionItem.meeting_id)
    rows = db.session.execute(asked.where(_of_any(found, ActionItem)).order_by(ActionItem.no))
    return [_todo(*row) for row in rows]


def _todo(row: ActionItem, key: UUID, opened_at: datetime, opened_day: date) -> Todo:
    said = (row.text, row.agency_id, row.owner, row.due_day, row.done_day, row.dropped_day, row.note, row.node_id, row.network_id)
    return Todo(row.id, row.key, row.no, *said, row.meeting_id, key, opened_at, opened_day)


def is_asked(found: Meeting, key: UUID) -> bool:
    """Whether this meeting asked for something under that key: a form that was sent twice."""
    return bool(db.session.scalar(select(ActionItem.id).where(ActionItem.key == key, ActionItem.meeting_id == found.row.id)))


def todo_or_404(viewer: Viewer, key: UUID, *, lock: bool = False) -> tuple[ActionItem, Meeting]:
    """An action item of a series that this viewer reads, with the meeting that asked for it. Raises NotThere."""
    asked = select(ActionItem).where(ActionItem.key == key)
    row = db.session.scalars(asked.with_for_update().execution_options(populate_existing=True) if lock else asked).one_or_none()
    if row is None:
        raise NotThere()
    of = db.session.scalars(select(CoordinationMeeting.key).where(CoordinationMeeting.id == row.meeting_id)).one()
    return row, meeting_or_404(viewer, of)


@dataclass(frozen=True)
class Due:
    """An action item with how many working days it is late at its owner's place, 0 while it is not."""

    todo: Todo
    owner: Owner
    over: int


def _due(found: Sequence[Todo], of: Collection[Owner], at: datetime) -> list[Due]:
    by_place = {(owner.node_id, owner.network_id): owner for owner in of}
    off = _days_off({owner.cc for owner in of if owner.cc}, found, at)
    due = []
    for todo in found:
        owner = by_place[todo.node_id, todo.network_id]
        due.append(Due(todo, owner, todo.over(today(at, owner.zone), off.get(owner.cc or "", {}))))
    return due


def _days_off(ccs: Collection[str], found: Sequence[Todo], at: datetime) -> Mapping[str, Collection[date]]:
    """{country: its days off} from the first day on which something open was due until now."""
    until = at.date() + timedelta(days=1)
    since = min((todo.due_day for todo in found if not todo.closed_day), default=until)
    return people.days_off(sorted(ccs), max(since, until - YEARS_BACK), until) if ccs and since < until else {}


def due_at(found: Meeting, before: Meeting | None, at: datetime) -> list[Due]:
    """What stands on a meeting's page: carried over from the meetings before it (`before` is the last of them), and its own."""
    asked = carried_to(todos([found.owner]), found.row.id, found.row.starts_at, before.row.wall_day if before else None)
    return _due(asked, [found.owner], at)


def open_actions(viewer: Viewer, at: datetime, *, of: Collection[Owner] | None = None) -> list[Due]:
    """All that is still to do in the series that this viewer reads (or in those of `of`), what is late first."""
    found = owners(viewer) if of is None else of
    due = _due(in_order(todo for todo in todos(found) if not todo.closed_day), found, at)
    return sorted(due, key=lambda each: (-each.over, each.todo.due_day))


def overdue_actions(viewer: Viewer, at: datetime) -> list[Due]:
    """What is late in the series that this viewer reads, the latest first."""
    return [due for due in open_actions(viewer, at) if due.over]


def wrote_something(meeting_id: int) -> bool:
    """Whether there are minutes, decisions or action items of a meeting, or an agency gave its word on a plan there."""
    tables: tuple[Any, ...] = (Minutes, Decision, ActionItem, PlanConsent)
    return any(db.session.scalar(select(table.id).where(table.meeting_id == meeting_id).limit(1)) for table in tables)


def next_no(table: Any, *where: ColumnElement[bool]) -> int:
    """The number after the highest that was given. Two at once meet the constraint."""
    return 1 + (db.session.scalar(select(func.max(table.no)).where(*where)) or 0)


def next_todo_no(owner: Owner) -> int:
    """The number of the next action item of a series."""
    return next_no(ActionItem, _of(owner, ActionItem))
