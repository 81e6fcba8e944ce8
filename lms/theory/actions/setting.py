"""Setting a session, mending what was written about it, cancelling it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.text import LANGUAGES
from lms.lib.zones import resolve, tz_version
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.models import OrgNode, Role
from lms.theory import queries
from lms.theory.actions.booking import promote
from lms.theory.actions.planned import refuse_unless_for
from lms.theory.actions.telling import moment, tell
from lms.theory.models import SessionInvited, TheorySession, Waiting
from lms.theory.rules.clock import ends_at


@dataclass(frozen=True)
class Plan:
    """A session as its trainer wrote it. `title` is {language: title} with one in `lang`; `invited` ids of countries, agencies, units;
    `plan_line_id` the line of a work plan that it is set for (a change leaves that as it is: `put_under`)."""

    title: dict[str, str]
    lang: str
    activity_id: int | None
    agenda: str
    capacity: int
    link: str
    invited: Collection[int]
    plan_line_id: int | None = None


@dataclass(frozen=True)
class Wall:
    """When, on the organiser's wall, and how long. `fold` says which of two equal times is meant; None: it is not asked."""

    day: date
    clock: str
    zone: str
    minutes: int
    fold: int | None = None

    def resolve(self) -> datetime:
        """The moment in UTC. Raises TimeError."""
        return resolve(self.day, self.clock, self.zone, self.fold)


def create(key: UUID, plan: Plan, wall: Wall, *, by: Viewer, at: datetime, trainer_id: int | None = None) -> TheorySession:
    """A trainer sets a session for places in their countries, or a coordinator for theirs with `trainer_id`, a trainer of all of them.

    The officers there are told, and a trainer who did not set it. `key` is the form's own, made once. Raises NotThere for somebody
    who is no trainer.
    """
    if not by.has(Role.TRAINER) if trainer_id in (None, by.id) else not by.coordinated:
        raise NotAllowed()
    holder = queries.trainer_or_404(by, trainer_id or by.id)
    invited = _check(plan, by, queries.trained(by) if holder.id == by.id else frozenset(by.coordinated))
    ccs = {node.cc for node in invited}
    if not holder.ccs >= ccs:
        raise BadInput(_("%(name)s is no trainer of all these places.", name=holder.call_name), kept=_("All you typed is kept."))
    session = TheorySession(
        key=key, title=plan.title, lang=plan.lang, activity_id=plan.activity_id, agenda=plan.agenda, capacity=plan.capacity, taken=0,
        link=plan.link, sequence=0, trainer_id=holder.id, created_by_id=by.id, created_at=at,
        plan_line_id=refuse_unless_for(plan.plan_line_id, ccs, by=by), **_time(wall, at),
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    _invite(session, invited, by=by, at=at)
    if holder.id != by.id:
        tell([holder.id], "session_yours", session, at=at, once="yours", by=f"{by.call_name} ({by.ref})")
    audit.note("session set", by=by.id, at=at, table="theory_session", row=session.id)
    return session


def _time(wall: Wall, at: datetime) -> dict[str, object]:
    """The columns that say when. Raises BadInput for a time that has passed, TimeError for one that is none."""
    starts_at = wall.resolve()
    if starts_at <= at:
        raise BadInput(_("That time has passed."), kept=_("All you typed is kept."))
    return {
        "wall_day": wall.day, "wall_time": wall.clock, "zone": wall.zone, "fold": wall.fold or 0, "tz_version": tz_version(),
        "starts_at": starts_at, "minutes": wall.minutes,
    }  # fmt: skip


def _check(plan: Plan, by: Viewer, ccs: Collection[str]) -> list[OrgNode]:
    """The places invited. Raises BadInput where the plan cannot be, NotAllowed where they are not in these countries."""
    if plan.lang not in LANGUAGES or not plan.title.get(plan.lang, "").strip():
        raise BadInput(_("Write a title in the session's language."), kept=_("All you typed is kept."))
    if plan.activity_id is not None and plan.activity_id not in queries.topics():
        raise BadInput(_("This topic is in no published course."), kept=_("All you typed is kept."))
    if plan.link and not plan.link.startswith("https://"):
        raise BadInput(_("A join link begins with https://."), kept=_("All you typed is kept."))
    nodes = list(people.rows(sorted(set(plan.invited))))
    if not nodes:
        raise BadInput(_("No place is ticked, so nobody would see this session."), kept=_("All you typed is kept."))
    if not all(node.cc in ccs for node in nodes):
        raise NotAllowed(_("You may invite places in your own countries only."))
    return nodes


def _invite(session: TheorySession, nodes: Collection[OrgNode], *, by: Viewer, at: datetime) -> None:
    """Write the invited places anew, and tell the officers there who were not told before."""
    gone = delete(SessionInvited).where(SessionInvited.session_id == session.id)
    db.session.execute(gone, execution_options={"seen_by": by.id})
    db.session.add_all(SessionInvited(session_id=session.id, node_id=node.id) for node in nodes)
    db.session.flush()
    tell(queries.officers_at([node.id for node in nodes], by.day), "session_set", session, at=at, once="set")


@dataclass(frozen=True)
class Edited:
    """How many hold seats from places that are no longer invited, and keep them; how many wait from there, and keep their turn; how many
    were told what changed."""

    outside: int
    waiting: int
    told: int


def as_it_stands(session: TheorySession) -> str:
    """A mark of all that is mended without moving it: two pages that show the same have the same."""
    invited = sorted(queries.invited_ids(session.id))
    shown = (sorted(session.title.items()), session.lang, session.activity_id, session.agenda, session.capacity, session.link, invited)
    return sha256(repr(shown).encode()).hexdigest()[:16]


def edit(session: TheorySession, plan: Plan, *, by: Viewer, at: datetime, seen: str = "") -> Edited:
    """Its trainer mends anything but the time. Fewer seats than are booked are refused; with more, who waits moves up.

    `seen` is `as_it_stands` of what their page showed: what was mended from another window meanwhile is not put back.

    Whoever holds a seat keeps it, invited or not, and is told of another title, step or join link.
    """
    if session.trainer_id != by.id or not by.has(Role.TRAINER):
        raise NotAllowed()
    invited, now = _check(plan, by, queries.trained(by)), queries.lock(session.id)
    if now.cancelled_at or now.confirmed_at:
        raise Conflict(_("This session was cancelled, or its register is confirmed."), kept=_("Nothing was changed."))
    if seen and seen != as_it_stands(now):
        raise Conflict(
            _("This session was changed from another window meanwhile."), kept=_("Nothing was changed."),
            todo=_("What you typed stands below; what you left as it was shows what was saved meanwhile. Look at it, then save once more."),
        )  # fmt: skip
    if plan.capacity < now.taken:
        raise BadInput(
            ngettext(
                "%(num)d person holds a seat; %(seats)s is too few.", "%(num)d people hold a seat; %(seats)s is too few.",
                now.taken, seats=plan.capacity,
            ),
            kept=_("Nothing was changed."),
        )  # fmt: skip
    told = _changes(now, plan)
    now.title, now.lang, now.activity_id, now.agenda = plan.title, plan.lang, plan.activity_id, plan.agenda
    now.capacity, now.link = plan.capacity, plan.link
    if {node.id for node in invited} != set(queries.invited_ids(now.id)):
        _invite(now, invited, by=by, at=at)
    db.session.flush()
    promote(now, at=at)
    audit.note("session edited", by=by.id, at=at, table="theory_session", row=now.id)
    whom = queries.holders(now, waiting=False) if told and at < ends_at(now.starts_at, now.minutes) else []
    tell(whom, "session_changed", now, at=at, once=f"changed {moment(at)}", **told)
    places = {node.id for node in invited}
    return Edited(queries.outside(now, places), queries.outside(now, places, Waiting), len(whom))


def _changes(session: TheorySession, plan: Plan) -> dict[str, Any]:
    """What concerns who holds a seat, as a notice says it: the title it had, another step, another link."""
    said = {
        "was": dict(session.title) if session.title != plan.title else None,
        "step": 1 if session.activity_id != plan.activity_id else None,
        "link": 1 if session.link != plan.link else None,
    }
    return {name: value for name, value in said.items() if value}


def cancel(session: TheorySession, why: str, *, by: Viewer, at: datetime) -> int:
    """Its trainer cancels what has not begun. Seats stay written, the calendar file says so, all are told. Returns how many."""
    if session.trainer_id != by.id or not by.has(Role.TRAINER):
        raise NotAllowed()
    now = queries.lock(session.id)
    if now.cancelled_at:
        raise Conflict(_("This session was cancelled already."), kept=_("Nothing was changed."))
    if now.starts_at <= at:
        raise Conflict(
            _("This session has begun."), kept=_("Nothing was changed."), todo=_("If it failed, say so in the register: it broke off.")
        )
    if not why.strip():
        raise BadInput(_("Say in a few words why: everybody who was registered reads it."), kept=_("Nothing was changed."))
    now.cancelled_at, now.cancelled_by_id, now.cancelled_why = at, by.id, why.strip()
    now.sequence += 1
    db.session.flush()
    whom = queries.holders(now)
    tell(whom, "session_cancelled", now, at=at, once="cancelled", why=now.cancelled_why)
    audit.note("session cancelled", by=by.id, at=at, table="theory_session", row=now.id, reason=now.cancelled_why)
    return len(whom)
