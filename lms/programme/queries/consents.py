"""Who has to agree to a version and who has; what offices said to it; what each version said of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from lms.ext import db
from lms.lib.time import today
from lms.people.access import Viewer
from lms.programme.models import CoordinationMeeting, LineHeld, PlanComment, PlanConsent, PlanLine
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan, Version, lines
from lms.programme.rules import Line
from lms.programme.rules.asking import asked_of


@dataclass(frozen=True)
class Party:
    """An agency (of a network: a member) and its word on a version. `ended` are its words that stand no more, the last first.

    `is_asked`: its word is awaited or was; one that has ended since and has given none is in no list.
    """

    agency_id: int
    word: PlanConsent | None
    ended: tuple[PlanConsent, ...]
    is_asked: bool

    @property
    def has_agreed(self) -> bool:
        """Whether it has, itself or by another on its behalf."""
        return self.word is not None and self.word.kind != "reserved"


@dataclass(frozen=True)
class Standing:
    """How far a version is agreed."""

    parties: tuple[Party, ...]
    meeting: CoordinationMeeting | None  # in which it was agreed

    @property
    def asked(self) -> tuple[Party, ...]:
        """Those whose word counts."""
        return tuple(party for party in self.parties if party.is_asked)

    @property
    def awaited(self) -> tuple[Party, ...]:
        """Those who have not agreed yet."""
        return tuple(party for party in self.asked if not party.has_agreed)

    @property
    def agreed(self) -> tuple[Party, ...]:
        """Those who have."""
        return tuple(party for party in self.asked if party.has_agreed)

    def of(self, agency_id: int) -> Party | None:
        """One of them."""
        return next((party for party in self.parties if party.agency_id == agency_id), None)


def standing(plan: Plan, version: Version, day: date, *, until: datetime | None = None) -> Standing:
    """Who has to agree to a version, and who has. `until`: as it stood at that moment, with the words that stood then."""
    moments = [moment for moment in (version.locked_at, until) if moment]
    asked = rows.asked(plan, today(min(moments), "UTC") if moments else day)
    found = select(PlanConsent).where(PlanConsent.version_id == version.id).order_by(PlanConsent.id.desc())
    if until:
        found = found.where(PlanConsent.at <= until)
    words: dict[int, list[PlanConsent]] = {agency: [] for agency in asked}
    for row in db.session.scalars(found):
        words.setdefault(row.agency_id, []).append(row)
    stand = {agency: next((word for word in said if not _has_ended(word, until)), None) for agency, said in words.items()}
    is_settled = version.settled_at is not None and (until is None or version.settled_at <= until)
    asked = asked_of(is_settled=is_settled, with_words=[agency for agency, word in stand.items() if word], open_then=asked)
    parties = [
        Party(agency, stand[agency], tuple(word for word in said if _has_ended(word, until)), agency in asked)
        for agency, said in words.items()
    ]
    meeting = db.session.get(CoordinationMeeting, version.agreed_meeting_id) if version.agreed_meeting_id else None
    return Standing(tuple(parties), meeting)


def _has_ended(word: PlanConsent, until: datetime | None) -> bool:
    return word.ended_at is not None and (until is None or word.ended_at <= until)


def speaks_for(viewer: Viewer, plan: Plan) -> list[int]:
    """The agencies among those asked whose focal point this viewer is."""
    return [agency for agency in rows.asked(plan, viewer.day) if agency in viewer.focal_agencies]


@dataclass(frozen=True)
class Comment:
    """What an agency's office said, or the programme (no agency)."""

    row: PlanComment
    number: str | None  # of the line it is about

    @property
    def at(self) -> datetime:
        """When."""
        return self.row.at


def comments(version_id: int, line_id: int | None = None) -> Sequence[Comment]:
    """What was said to a version, or to one line of it, the first first."""
    found = select(PlanComment, PlanLine.number).outerjoin(PlanLine, PlanLine.id == PlanComment.line_id)
    found = found.where(PlanComment.version_id == version_id)
    if line_id is not None:
        found = found.where(PlanComment.line_id == line_id)
    return [Comment(row, number) for row, number in db.session.execute(found.order_by(PlanComment.id))]


def history(plan: Plan, line_id: int) -> list[tuple[Version, Line]]:
    """What each version says of a line, the first first; versions before it was made have none."""
    found = lines([version.id for version in plan.versions], only=[line_id])
    return [(version, said) for version in plan.versions for said in found[version.id]]


def meetings_of(plan: Plan, at: datetime) -> Sequence[CoordinationMeeting]:
    """The meetings of the plan's country or network that have begun and were not cancelled, the last first: in one of them it is agreed."""
    own = CoordinationMeeting.node_id == plan.node_id if plan.network_id is None else CoordinationMeeting.network_id == plan.network_id
    found = select(CoordinationMeeting).where(own, CoordinationMeeting.cancelled_at.is_(None), CoordinationMeeting.starts_at <= at)
    return db.session.scalars(found.order_by(CoordinationMeeting.starts_at.desc())).all()


def meeting_chosen(key: str | None) -> int | None:
    """The id of the meeting that a form names, whichever plan's it is; 0 for none that there is, None where none is named."""
    if not key:
        return None
    try:
        return db.session.scalar(select(CoordinationMeeting.id).where(CoordinationMeeting.key == UUID(key))) or 0
    except ValueError:
        return 0


def held(line_id: int) -> LineHeld | None:
    """That a line was held, as it is marked by hand now."""
    return db.session.scalars(select(LineHeld).where(LineHeld.line_id == line_id, LineHeld.undone_at.is_(None))).first()
