"""What mentors say of themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import and_, or_, select

from lms.ext import db
from lms.mentoring.models import MentorLanguage, MentorProfile, MentorTopic, MentorWindow
from lms.mentoring.rules.hours import Window
from lms.mentoring.rules.profile import read_minutes
from lms.people.access import Viewer
from lms.people.models import NodeKind, OrgNode, Person, Role, RoleGrant


@dataclass(frozen=True)
class Profile:
    """A mentor with what they offer; `row` is None for one who has not said anything yet."""

    id: int
    ref: str
    call_name: str
    tz: str
    cc: str | None
    unit_id: int | None
    row: MentorProfile | None
    languages: dict[str, str] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    windows: tuple[Window, ...] = ()

    def places(self, kind: str) -> tuple[int, int]:
        """(taken, all) places for units or for people."""
        if self.row is None:
            return 0, 0
        return (self.row.units_taken, self.row.units_max) if kind == "unit" else (self.row.people_taken, self.row.people_max)

    @property
    def paused_until(self) -> date | None:
        """The last day of a pause."""
        return self.row.paused_until if self.row else None


_COLUMNS = (Person.id, Person.ref, Person.call_name, Person.tz, Person.cc, Person.unit_id, MentorProfile)


def own_profile(viewer: Viewer) -> Profile:
    """The reader's own."""
    statement = select(*_COLUMNS).outerjoin(MentorProfile, MentorProfile.person_id == Person.id).where(Person.id == viewer.id)
    return _filled(db.session.execute(statement, execution_options={"seen_by": viewer.id}).all(), viewer.id)[0]


def mentors_for(viewer: Viewer, cc: str) -> list[Profile]:
    """All who hold the role of a mentor today for that country or for the region, as its coordinator chooses among them."""
    if cc not in viewer.coordinated:
        return []
    held = (
        select(RoleGrant.person_id)
        .join(OrgNode, OrgNode.id == RoleGrant.node_id)
        .where(RoleGrant.role == Role.MENTOR, RoleGrant.ended_at.is_(None))
        .where(RoleGrant.from_day <= viewer.day, RoleGrant.to_day >= viewer.day)
        .where(or_(OrgNode.kind == NodeKind.REGION, OrgNode.cc == cc))
    )
    statement = (
        select(*_COLUMNS)
        .outerjoin(MentorProfile, MentorProfile.person_id == Person.id)
        .where(Person.id.in_(held), or_(Person.left_on.is_(None), Person.left_on > viewer.day))
        .order_by(Person.ref)
    )
    return _filled(db.session.execute(statement, execution_options={"seen_by": viewer.id}).all(), viewer.id)


def _filled(rows: Sequence[object], seen_by: int) -> list[Profile]:
    """The same with languages, topics and hours, a statement each."""
    mentors = [Profile(*row) for row in rows]  # type: ignore[misc]
    ids = [mentor.id for mentor in mentors if mentor.row is not None]
    languages, topics, windows = _languages(ids, seen_by), _topics(ids, seen_by), _windows(ids, seen_by)
    return [
        Profile(
            m.id, m.ref, m.call_name, m.tz, m.cc, m.unit_id, m.row, languages.get(m.id, {}), frozenset(topics.get(m.id, ())),
            tuple(windows.get(m.id, ())),
        )
        for m in mentors
    ]  # fmt: skip


def _languages(ids: Collection[int], seen_by: int) -> dict[int, dict[str, str]]:
    statement = select(MentorLanguage).where(MentorLanguage.person_id.in_(ids)).order_by(MentorLanguage.lang)
    found: dict[int, dict[str, str]] = {}
    for row in db.session.scalars(statement, execution_options={"seen_by": seen_by}):
        found.setdefault(row.person_id, {})[row.lang] = row.level
    return found


def _topics(ids: Collection[int], seen_by: int) -> dict[int, list[str]]:
    statement = select(MentorTopic.person_id, MentorTopic.topic).where(MentorTopic.person_id.in_(ids))
    found: dict[int, list[str]] = {}
    for row in db.session.execute(statement, execution_options={"seen_by": seen_by}):
        found.setdefault(row.person_id, []).append(row.topic)
    return found


def _windows(ids: Collection[int], seen_by: int) -> dict[int, list[Window]]:
    order = (MentorWindow.person_id, MentorWindow.weekday, MentorWindow.from_time)
    statement = select(MentorWindow).where(and_(MentorWindow.person_id.in_(ids))).order_by(*order)
    found: dict[int, list[Window]] = {}
    for row in db.session.scalars(statement, execution_options={"seen_by": seen_by}):
        window = Window(row.weekday, read_minutes(row.from_time), read_minutes(row.to_time))
        found.setdefault(row.person_id, []).append(window)
    return found
