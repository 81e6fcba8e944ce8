"""An offer to a mentor: made by a coordinator, taken back, accepted, declined, lapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import today
from lms.mentoring.actions.agreement import ask_agencies
from lms.mentoring.actions.places import give_back, take_place
from lms.mentoring.actions.planned import refuse_unless_for
from lms.mentoring.actions.telling import engagement_path, say
from lms.mentoring.models import Engagement
from lms.mentoring.queries import engagements as queries
from lms.mentoring.queries.pairing import Candidate, Subject
from lms.mentoring.rules.pairing import WEIGHTS
from lms.people.access import Viewer
from lms.people.models import OrgNode, Person, Role

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Terms:
    """What the mentor is told with an offer: topics, what it is to bring, and the last day. `plan_line_id`, which is for the coordinator,
    is the line of a work plan that it is made for."""

    topics: tuple[str, ...]
    goals: str
    ends_on: date
    plan_line_id: int | None = None


class NotTheFirst(BadInput):
    """Another than the best is chosen, and nobody said why."""


def offer(
    subject: Subject, listed: Sequence[Candidate], mentor_ref: str, terms: Terms, *, why_not_first: str, by: Viewer, at: datetime,
    expires_at: datetime,
) -> Engagement:  # fmt: skip
    """Offer a trainee or unit to one of the candidates, as they are listed now. Holds one of the mentor's places until it is answered.

    Raises Conflict where a mentor or an offer is there already, or the place has gone; NotTheFirst where a reason is missing.
    """
    if subject.cc not in by.coordinated:
        raise NotAllowed()
    if not subject.count:
        raise Conflict(_("Nobody serves in this unit now: a mentor would see nobody."), kept=_("No offer was made."))
    _refuse_second(subject, by)
    chosen = next((one for one in listed if one.mentor.ref == mentor_ref.upper()), None)
    if chosen is None or not chosen.fit.is_possible:
        raise Conflict(_("This mentor cannot be offered now."), kept=_("No offer was made."), todo=_("The list shows why, and the next."))
    is_first = chosen is listed[0]
    if not is_first and not why_not_first.strip():
        raise NotTheFirst(_("Say in a few words why not the first."), kept=_("No offer was made."))
    _check(terms, today(at, subject.tz))
    plan_line_id = refuse_unless_for(terms.plan_line_id, subject.cc, subject.unit_id, tuple(subject.people), by=by)
    if not take_place(chosen.mentor.id, subject.kind, today(at, subject.tz)):
        raise Conflict(_("%(name)s has no free place any more.", name=chosen.mentor.call_name), kept=_("The offer was not made."))
    row = Engagement(
        mentor_id=chosen.mentor.id, cc=subject.cc, goals=terms.goals, topics={"codes": list(terms.topics)},
        person_id=subject.id if subject.kind == "person" else None, unit_id=subject.id if subject.kind == "unit" else None,
        reasons=reasons(chosen, listed.index(chosen) + 1, len(listed)), why_not_first="" if is_first else why_not_first.strip(),
        offered_at=at, offered_by_id=by.id, expires_at=expires_at, ends_on=terms.ends_on, plan_line_id=plan_line_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _note("offered to a mentor", row, by=by.id, at=at)
    say([row.mentor_id], "mentor_offered", row, at=at, path=f"/engagements/{row.key}/answer", until=expires_at.isoformat())
    return row


def _refuse_second(subject: Subject, by: Viewer) -> None:
    """Two tabs, or two coordinators: the second waits here, and then finds that an offer stands."""
    table = OrgNode if subject.kind == "unit" else Person
    lock = select(table.id).where(table.id == subject.id).with_for_update(key_share=True)
    db.session.execute(lock, execution_options={"as_system": "one offer after the other"}).all()
    stands = next((pair for pair in queries.of_subject(by, subject) if pair.row.ended_at is None), None)
    if stands is None:
        return
    said = {"subject": subject.name, "name": stands.mentor_name}
    if stands.row.accepted_at:
        raise Conflict(_("%(subject)s is with %(name)s already.", **said), kept=_("Nothing was sent again."))
    raise Conflict(_("%(subject)s was offered to %(name)s already.", **said), kept=_("One offer stands; nothing was sent again."))


def _check(terms: Terms, day: date) -> None:
    if not day < terms.ends_on <= day + LONGEST:
        raise BadInput(_("The last day lies between tomorrow and a year from now."), kept=_("No offer was made."))


def reasons(chosen: Candidate, place: int, of: int) -> dict[str, object]:
    """What the list said of this mentor, with the weights of the day."""
    fit, hours = chosen.fit, chosen.hours
    week = [[list(span) for span in day] for day in hours.spells[0].days]
    return {
        "score": fit.score, "shares": dict(fit.shares), "weights": dict(WEIGHTS), "place": place, "of": of, "taken": chosen.taken,
        "places": chosen.places, "hours": round(hours.a_week, 1), "week": week, "lang": fit.lang, "level": fit.level,
        "topics": list(fit.topics),
    }  # fmt: skip


def take_back(key: UUID, *, by: Viewer, at: datetime) -> Engagement:
    """A coordinator takes an offer back that was not answered yet."""
    row = queries.held(key)
    if row.cc not in by.coordinated:
        raise NotAllowed()
    if row.state != "offered":
        raise Conflict(_("This offer was answered already."), todo=_("An engagement is ended, with a reason."))
    _close(row, "taken_back", at=at, by=by.id)
    say([row.mentor_id], "mentor_taken_back", row, at=at)
    return row


def accept(key: UUID, *, by: Viewer, at: datetime) -> Engagement:
    """The mentor accepts. From here on the agencies are asked; access opens as they agree."""
    row = _offered_to(key, by, at)
    row.accepted_at = at
    db.session.flush()
    _note("accepted", row, by=by.id, at=at)
    say([row.offered_by_id], "mentor_accepted", row, at=at, path=engagement_path(row))
    ask_agencies(row, by=by, at=at)
    return row


def decline(key: UUID, *, why: str, by: Viewer, at: datetime) -> Engagement:
    """The mentor declines with a reason. The place is free again."""
    row = _offered_to(key, by, at)
    if not why.strip():
        raise BadInput(_("Say in a few words why: the coordinator reads it and looks for another."), kept=_("Nothing was changed."))
    _close(row, "declined", at=at, by=by.id, why=why.strip())
    say([row.offered_by_id], "mentor_declined", row, at=at, path=engagement_path(row), why=why.strip())
    return row


def lapse(key: UUID, *, at: datetime) -> bool:
    """An offer that was not answered in time; False where it was answered meanwhile."""
    row = queries.held(key)
    if row.state != "offered" or row.expires_at > at:
        return False
    _close(row, "lapsed", at=at, by=None)
    say([row.offered_by_id], "mentor_lapsed", row, at=at, path=engagement_path(row))
    say([row.mentor_id], "offer_lapsed", row, at=at)
    return True


def _offered_to(key: UUID, by: Viewer, at: datetime) -> Engagement:
    row = queries.held(key)
    if row.mentor_id != by.id or not by.has(Role.MENTOR):
        raise NotAllowed()
    if row.state != "offered":
        raise Conflict(_("This offer was answered or taken back already."), kept=_("Nothing was changed."))
    if row.expires_at <= at:
        raise Conflict(_("This offer has lapsed: it was not answered in time."), todo=_("The coordinator can offer again."))
    return row


def _close(row: Engagement, how: str, *, at: datetime, by: int | None, why: str = "") -> None:
    row.ended_at, row.ended_by_id, row.ended_how, row.ended_why = at, by, how, why
    db.session.flush()
    give_back(row)
    _note(f"offer {how.replace('_', ' ')}", row, by=by, at=at, why=why)


def _note(verb: str, row: Engagement, *, by: int | None, at: datetime, why: str = "") -> None:
    audit.note(verb, by=by, at=at, table="engagement", row=row.id, person_id=row.person_id, cc=row.cc, reason=why)
