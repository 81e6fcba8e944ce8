"""What nothing counts is marked by hand: that a line was held, with how many, or why it came out otherwise than planned."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.people.access import Viewer
from lms.programme.actions.holding import refuse_unless_may_change
from lms.programme.models import LineHeld, LineReason
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan
from lms.programme.rules import Line

LONGEST = 2000


@dataclass(frozen=True)
class HeldSaid:
    """That a line was held: from when to when, how many took part, and where that is written down."""

    from_day: date
    to_day: date
    people: int
    note: str


def mark_held(plan: Plan, line: Line, said: HeldSaid, *, by: Viewer, at: datetime) -> LineHeld:
    """A coordinator of the plan marks by hand that a line of a kind that nothing counts was held. Every version of it says so."""
    refuse_unless_may_change(plan, by)
    kept = _("All you typed is kept.")
    if line.is_counted:
        raise BadInput(
            _("%(number)s is counted from what people did; nobody types it.", number=line.number), kept=_("Nothing was changed.")
        )
    if not line.is_planned:
        raise Conflict(
            _("%(number)s is postponed or cancelled.", number=line.number), kept=kept, todo=_("Plan it again in a draft, then mark it.")
        )
    if said.to_day < said.from_day:
        raise BadInput(_("It ends on the day it begins or later."), kept=kept, field="to_day")
    if plan.year not in range(said.from_day.year, said.to_day.year + 1):
        raise BadInput(_("This is the plan of %(year)s: a day of it is in that year.", year=plan.year), kept=kept, field="from_day")
    if said.to_day > by.day:
        raise BadInput(_("This date is still to come."), kept=kept, field="to_day")
    if not 0 <= said.people <= 100_000:
        raise BadInput(_("How many took part is a number from 0 to 100,000."), kept=kept, field="people")
    if not 0 < len(said.note.strip()) <= LONGEST:
        raise BadInput(_("A line is marked as held with a note: where that is written down."), kept=kept, field="note")
    if rows.held(line.id):
        raise Conflict(_("This line was marked as held already. Undo that first."), kept=kept)
    row = LineHeld(line_id=line.id, from_day=said.from_day, to_day=said.to_day, people=said.people, note=said.note.strip(), at=at)
    db.session.add(row)
    db.session.flush()
    audit.note("plan line held", by=by.id, at=at, table="plan_line_held", row=row.id, cc=plan.cc, reason=row.note)
    return row


def undo_held(plan: Plan, line: Line, *, by: Viewer, at: datetime) -> LineHeld:
    """A coordinator takes such a mark back. It stays written, as undone."""
    refuse_unless_may_change(plan, by)
    row = rows.held(line.id)
    if row is None:
        raise Conflict(_("This line is not marked as held."), kept=_("Nothing was changed."))
    row.undone_at = at
    db.session.flush()
    audit.note("plan line held undone", by=by.id, at=at, table="plan_line_held", row=row.id, cc=plan.cc)
    return row


def explain(plan: Plan, line: Line, words: str, *, by: Viewer, at: datetime) -> LineReason:
    """A coordinator says why what was delivered differs from what was planned. The last reason counts; all are kept."""
    refuse_unless_may_change(plan, by)
    if not 0 < len(words.strip()) <= LONGEST:
        raise BadInput(
            _("A reason has 1 to %(max)d characters.", max=LONGEST), kept=_("Your text is below."), own_text=words.strip(), field="words"
        )
    row = LineReason(line_id=line.id, text=words.strip(), at=at)
    db.session.add(row)
    db.session.flush()
    audit.note("plan line explained", by=by.id, at=at, table="plan_line_reason", row=row.id, cc=plan.cc)
    return row
