"""The register: marked, added to, confirmed with one click, and corrected by a further row, never by an overwrite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer
from lms.people.models import Person, Role
from lms.theory import queries
from lms.theory.actions.crediting import credit, uncredit
from lms.theory.actions.telling import tell
from lms.theory.models import Attendance, AttendanceMark, TheorySession
from lms.theory.queries import Entry
from lms.theory.rules.clock import ends_at
from lms.theory.rules.register import Mark, Outcome, Tally, counts, minutes_there, tally

MOST_AT_ONCE = 200  # facts written while somebody waits; the rest follow by the job within minutes


def _refuse_others(session: TheorySession, by: Viewer) -> None:
    """A register is its own trainer's."""
    if session.trainer_id != by.id or not by.has(Role.TRAINER):
        raise NotAllowed()


def _open(session: TheorySession, at: datetime) -> TheorySession:
    """The session, held, if its register may be written in: it has begun and is neither cancelled nor confirmed."""
    now = queries.lock(session.id)
    kept = _("Nothing was changed.")
    if now.confirmed_at:
        raise Conflict(_("This register is confirmed already."), kept=kept, todo=_("A mistake in it is corrected, with a reason."))
    if now.cancelled_at:
        raise Conflict(_("This session was cancelled; it has no register."), kept=kept)
    if at < now.starts_at:
        raise Conflict(_("This session has not begun; its register opens with it."), kept=kept)
    return now


def mark(session: TheorySession, marks: Mapping[int, Mark], *, by: Viewer, at: datetime) -> int:
    """Its trainer sets marks of people in the register. {person: mark}; who is not in it is left out. Returns how many were set."""
    _refuse_others(session, by)
    _open(session, at)
    known = {entry.person_id: entry for entry in queries.entries(by, session)}
    changed = {id_: new for id_, new in marks.items() if id_ in known and _differs(known[id_], new)}
    _put(session, {id_: (new.outcome, _fitting(new, session)) for id_, new in changed.items()}, by=by, at=at)
    return len(changed)


def clear(session: TheorySession, ref: str, *, by: Viewer, at: datetime) -> Entry:
    """Its trainer takes a mark back; who was only added goes out of the register with it. Returns how they stood."""
    _refuse_others(session, by)
    _open(session, at)
    entry = next((one for one in queries.entries(by, session) if one.ref == ref), None)
    if entry is None:
        raise BadInput(_("Nobody in this register has this ref."), kept=_("Nothing was changed."))
    gone = delete(AttendanceMark).where(AttendanceMark.session_id == session.id, AttendanceMark.person_id == entry.person_id)
    db.session.execute(gone, execution_options={"seen_by": by.id})
    return entry


def _differs(entry: Entry, new: Mark) -> bool:
    return entry.mark.is_preset or (entry.mark.outcome, entry.mark.minutes) != (new.outcome, new.minutes)


def _fitting(new: Mark, session: TheorySession) -> int | None:
    """Minutes belong to partly only, and are no more than the session had."""
    fits = new.outcome == Outcome.PARTLY and new.minutes is not None and 0 <= new.minutes <= session.minutes
    return new.minutes if fits else None


def _put(
    session: TheorySession, marks: Mapping[int, tuple[str | None, int | None]], *, by: Viewer, at: datetime, added: bool = False
) -> None:
    """Write marks that are there or not yet; of two windows the later one stands."""
    if not marks:
        return
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = insert(AttendanceMark.__table__)  # type: ignore[arg-type]
    new = {name: statement.excluded[name] for name in ("outcome", "minutes", "at", "by_id")}
    statement = statement.on_conflict_do_update(index_elements=["session_id", "person_id"], set_=new)
    rows = [
        {"session_id": session.id, "person_id": id_, "outcome": outcome, "minutes": minutes, "is_added": added, "at": at, "by_id": by.id}
        for id_, (outcome, minutes) in marks.items()
    ]
    db.session.connection().execute(statement, rows, execution_options={"seen_by": by.id})


def add(session: TheorySession, ref: str, *, by: Viewer, at: datetime) -> Person:
    """Its trainer adds an officer of an invited place who sat in, as present."""
    _refuse_others(session, by)
    _open(session, at)
    person = queries.one_to_add(by, session, ref)
    if person is None:
        raise BadInput(_("Nobody of the invited places has this ref."), kept=_("Nothing was changed."))
    if person.id in {entry.person_id for entry in queries.entries(by, session)}:
        raise Conflict(_("%(person)s is in the register already.", person=f"{person.call_name}, {person.ref}"))
    _put(session, {person.id: (Outcome.PRESENT.value, None)}, by=by, at=at, added=True)
    return person


@dataclass(frozen=True)
class Confirmed:
    """What a register says now, and how many of those in it have the fact in their course."""

    tally: Tally
    credited: int


def confirm(session: TheorySession, *, by: Viewer, at: datetime, rest: Outcome | None = None) -> Confirmed:
    """Its trainer confirms the register, once: a row for everybody, a fact for who was there and is enrolled, and all are told.

    `rest` is the mark of those who have none; without it they stand in the way, and who was there partly does until it is said for
    how long. Raises Conflict the second time.
    """
    _refuse_others(session, by)
    now = _open(session, at)
    if at < ends_at(now.starts_at, now.minutes):
        raise Conflict(_("This session is not over yet."), kept=_("The marks are saved; nothing is confirmed."))
    people = queries.entries(by, now)
    _refuse_unfinished(people, rest)
    marks = {one.person_id: one.mark if one.mark.is_whole else Mark(rest.value if rest else None) for one in people}
    _attend(now, marks, by=by, at=at)
    now.confirmed_at, now.confirmed_by_id = at, by.id
    db.session.flush()
    credited = _credit_now(now, by, at)
    for outcome in {mark.outcome for mark in marks.values()}:
        whom = [id_ for id_, mark in marks.items() if mark.outcome == outcome]
        tell(whom, "attendance_confirmed", now, at=at, once="confirmed", outcome=outcome)
    audit.note("register confirmed", by=by.id, at=at, table="theory_session", row=now.id)
    return Confirmed(tally(marks.values()), credited)


def _refuse_unfinished(people: Sequence[Entry], rest: Outcome | None) -> None:
    counted = tally(one.mark for one in people)
    kept = _("Nothing is confirmed; the marks are saved.")
    if not people:
        raise Conflict(_("Nobody stands in this register."), kept=kept, todo=_("Add who sat in; without them there is nothing to confirm."))
    if counted.untimed:
        said = ngettext("%(num)d person was there partly: how many minutes?", "%(num)d people were there partly: how many minutes?",
                        counted.untimed)  # fmt: skip
        raise Conflict(said, kept=kept)
    if counted.without and rest is None:
        raise Conflict(ngettext("%(num)d person has no mark yet.", "%(num)d people have no mark yet.", counted.without), kept=kept)


def _attend(session: TheorySession, marks: Mapping[int, Mark], *, by: Viewer, at: datetime, why: str = "") -> None:
    """A row for everybody, the first of each."""
    for person in queries.persons_in(by, session):
        marked = marks[person.id]
        outcome = str(marked.outcome)
        db.session.add(_row(session, person, 1, outcome, minutes_there(outcome, marked.minutes, session.minutes), why, by=by, at=at))


def _row(
    session: TheorySession, person: Person, no: int, outcome: str, minutes: int, why: str, *, by: Viewer, at: datetime
) -> Attendance:  # fmt: skip
    return Attendance(
        session_id=session.id, person_id=person.id, no=no, cc=person.cc, agency_then_id=person.agency_id, unit_then_id=person.unit_id,
        outcome=outcome, minutes=minutes, why=why, at=at, by_id=by.id,
    )  # fmt: skip


def _credit_now(session: TheorySession, by: Viewer, at: datetime) -> int:
    waiting = queries.uncredited(MOST_AT_ONCE, session_id=session.id)
    for attendance, _session, enrolment_id in waiting:
        credit(attendance, session, enrolment_id, by=by, at=at)
    return len(waiting)


def correct(session: TheorySession, person: Person, new: Mark, why: str, *, seen: int, by: Viewer, at: datetime) -> Attendance:
    """Its trainer corrects a confirmed register, with a reason: a further row, and where it changes who attended, a further fact.

    `person` stands in it, or is of an invited place and was forgotten. `seen` is the number of the mark that their page showed, 0 for
    none: what was corrected from another window meanwhile is not overwritten unread.
    """
    _refuse_others(session, by)
    now = queries.lock(session.id)
    before = queries.latest(now, person.id)
    if not now.confirmed_at:
        raise Conflict(_("This register is not confirmed yet: set the mark itself."), kept=_("Nothing was changed."))
    if not why.strip():
        raise BadInput(_("Say in a few words why: the officer reads it."), kept=_("Nothing was changed."))
    outcome, there = Outcome(new.outcome or ""), _minutes(new, now)
    if (before.no if before else 0) != seen:
        raise Conflict(
            _("This mark was corrected from another window meanwhile."), kept=_("Nothing was changed."),
            todo=_("It stands below as it is now; correct it again if it is still wrong."),
        )  # fmt: skip
    if before and (before.outcome, before.minutes) == (outcome, there):
        raise Conflict(_("That is what the register says already."), kept=_("Nothing was changed."))
    row = _row(now, person, seen + 1, outcome.value, there, why.strip(), by=by, at=at)
    db.session.add(row)
    db.session.flush()
    _carry_over(before, row, now, by=by, at=at)
    tell([person.id], "attendance_corrected", now, at=at, once=f"corrected {row.no}", why=row.why)
    audit.note("register corrected", by=by.id, at=at, table="theory_session", row=now.id, person_id=person.id, cc=person.cc, reason=row.why)
    return row


def _minutes(new: Mark, session: TheorySession) -> int:
    """The minutes of a correction. Raises BadInput for partly without any, or with more than the session had."""
    if new.outcome == Outcome.PARTLY and _fitting(new, session) is None:
        raise BadInput(_("Partly: how many minutes?"), kept=_("Nothing was changed."))
    return minutes_there(str(new.outcome), new.minutes, session.minutes)


def _carry_over(before: Attendance | None, row: Attendance, session: TheorySession, *, by: Viewer, at: datetime) -> None:
    """The ledger follows: a fact that still holds is kept, one that does not is voided, a new one is written."""
    if counts(row.outcome, row.minutes, session.minutes):
        row.event_id = before.event_id if before else None
        if row.event_id is None and session.activity_id:
            _credit_now(session, by, at)
    elif before:
        uncredit(before, session, by=by, at=at)
    db.session.flush()


def break_off(session: TheorySession, why: str, *, by: Viewer, at: datetime) -> int:
    """Its trainer says that it failed for everybody: nobody is absent, all are told. Returns how many stand in the register."""
    _refuse_others(session, by)
    now = _open(session, at)
    if not why.strip():
        raise BadInput(_("Say in a few words what happened: everybody who was registered reads it."), kept=_("Nothing was changed."))
    now.broke_off_at, now.broke_off_why = at, why.strip()
    people = [one.person_id for one in queries.entries(by, now)]
    _attend(now, dict.fromkeys(people, Mark(Outcome.TECHNICAL.value)), by=by, at=at)
    now.confirmed_at, now.confirmed_by_id = at, by.id
    now.sequence += 1  # calendars strike it out
    db.session.flush()
    tell(people, "session_broke_off", now, at=at, once="broke off", why=now.broke_off_why)
    audit.note("session broke off", by=by.id, at=at, table="theory_session", row=now.id, reason=now.broke_off_why)
    return len(people)
