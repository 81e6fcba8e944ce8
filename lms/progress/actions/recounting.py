"""Bringing what is derived up to date with the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from lms.catalogue import queries as catalogue
from lms.ext import db
from lms.lib.time import today
from lms.progress import queries
from lms.progress.models import Award, Enrolment, ModuleDone, State, TrackEnrolment
from lms.progress.rules import ActivityState, AwardState, Derived, derive, programme_completed

_RECOUNTING = {"as_system": "recounting"}
_STATES = select(State).where(State.enrolment_id == bindparam("enrolment"))
_MODULES = select(ModuleDone).where(ModuleDone.enrolment_id == bindparam("enrolment"))


@dataclass(frozen=True)
class Difference:
    """Something that stood in a cache and does not follow from the facts."""

    enrolment_id: int
    what: str
    was: Any
    now: Any

    @property
    def is_award(self) -> bool:
        """Whether an award would be decided differently: never changed without being accepted (house, rule 2)."""
        return self.what == "award"


def recount(enrolment: Enrolment, *, at: datetime, keep_awards: bool = False) -> list[Difference]:
    """Derive everything of one enrolment from its facts and write what differs. `keep_awards` leaves a differing award alone.

    The caller has locked the enrolment.
    """
    derived = derive(catalogue.outline(enrolment.release_id), queries.facts_of(enrolment.person_id, enrolment.id))
    award = queries.award_of(enrolment.id)
    differing = _award_differs(enrolment, award, derived.award)
    if differing and keep_awards:
        return [differing]
    with db.session.no_autoflush:  # all that differs is written at once, below
        found = [*_row(enrolment, derived), *_states(enrolment.id, derived, at), *_modules(enrolment.id, derived)]
    if differing:
        found.append(differing)
        _set_award(enrolment, award, derived.award)
    db.session.flush()
    if any(difference.what == "completed_at" for difference in found):
        # Locked after the enrolment, and read after that: two last courses of a track at once must not miss each other.
        for row in queries.lock_tracks_with(enrolment.person_id, enrolment.course_id):
            found += recount_track(row)
    return found


def recount_track(row: TrackEnrolment) -> list[Difference]:
    """When the last course of the pinned list was completed. The caller has locked the row, or has just made it."""
    was, is_ = row.completed_at, programme_completed(queries.courses_done(row)) if row.ended_at is None else None
    if was == is_:
        return []
    row.completed_at = is_
    db.session.flush()
    return [Difference(row.id, "track", was, is_)]


def _row(enrolment: Enrolment, derived: Derived) -> Iterable[Difference]:
    for name in ("status", "percent", "completed_at", "last_at"):
        was, is_ = getattr(enrolment, name), getattr(derived, name)
        if was != is_:
            setattr(enrolment, name, is_)
            yield Difference(enrolment.id, name, was, is_)


def _states(enrolment_id: int, derived: Derived, at: datetime) -> Iterable[Difference]:
    rows = db.session.scalars(_STATES, {"enrolment": enrolment_id}, execution_options=_RECOUNTING)
    kept = {row.activity_id: row for row in rows}
    for activity_id, state in derived.states.items():
        row = kept.pop(activity_id, None)
        was = ActivityState(row.status, row.score, row.done_at) if row else None
        if was == state:
            continue
        if row is None:
            row = State(enrolment_id=enrolment_id, activity_id=activity_id)
            db.session.add(row)
        row.status, row.score, row.done_at, row.updated_at = state.status, state.score, state.done_at, at
        yield Difference(enrolment_id, f"state of activity {activity_id}", was, state)
    for activity_id, row in kept.items():
        db.session.delete(row)
        yield Difference(enrolment_id, f"state of activity {activity_id}", row.status, None)


def _modules(enrolment_id: int, derived: Derived) -> Iterable[Difference]:
    rows = db.session.scalars(_MODULES, {"enrolment": enrolment_id}, execution_options=_RECOUNTING)
    kept = {row.module_slug: row for row in rows}
    for slug, done_at in derived.modules.items():
        row = kept.pop(slug, None)
        if row is None:
            db.session.add(ModuleDone(enrolment_id=enrolment_id, module_slug=slug, done_at=done_at))
            yield Difference(enrolment_id, f"module {slug}", None, done_at)
        elif row.done_at != done_at:
            yield Difference(enrolment_id, f"module {slug}", row.done_at, done_at)
            row.done_at = done_at
    for slug, row in kept.items():
        db.session.delete(row)
        yield Difference(enrolment_id, f"module {slug}", row.done_at, None)


def _award_differs(enrolment: Enrolment, row: Award | None, derived: AwardState | None) -> Difference | None:
    was = (row.earned_at, row.ended_at, row.ended_why) if row else None
    is_ = (derived.earned_at, derived.ended_at, derived.ended_why) if derived else None
    return Difference(enrolment.id, "award", was, is_) if was != is_ else None


def _set_award(enrolment: Enrolment, row: Award | None, derived: AwardState | None) -> None:
    """Write the award. One that nothing in the ledger supports any more is ended, never removed."""
    if derived is None:
        assert row is not None
        row.ended_at, row.ended_why = row.ended_at or row.earned_at, "voided"
        return
    if row is None:
        row = Award(person_id=enrolment.person_id, enrolment_id=enrolment.id, course_id=enrolment.course_id, cc=enrolment.cc,
                    agency_then_id=enrolment.agency_then_id, unit_then_id=enrolment.unit_then_id)  # fmt: skip
        db.session.add(row)
    row.earned_at, row.earned_on = derived.earned_at, today(derived.earned_at, enrolment.tz_then)
    row.lang, row.ended_at, row.ended_why = derived.lang or row.lang or "", derived.ended_at, derived.ended_why
