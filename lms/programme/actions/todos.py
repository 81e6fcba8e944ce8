"""What a meeting asks somebody to do, until it is done or dropped."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.time import today
from lms.lib.types import uuid7
from lms.people.access import Viewer
from lms.programme.actions.meetings import refuse_written
from lms.programme.models import ActionItem
from lms.programme.queries import meetings as queries
from lms.programme.queries.meetings import Meeting
from lms.programme.queries.plans import may_change


@dataclass(frozen=True)
class Asked:
    """What is to be done, by which agency or office in words, until which day."""

    text: str
    agency_id: int | None
    owner: str
    due_day: date


def ask(meeting: UUID, asked: Asked, *, by: Viewer, at: datetime, key: UUID | None = None) -> ActionItem:
    """A coordinator writes down what a meeting asks for; it gets the next number of the series. `key`: sent twice it is one."""
    found = queries.own_or_403(by, meeting, lock=True)
    refuse_written(found)
    asked = _checked(asked, found)
    row = ActionItem(
        key=key or uuid7(), meeting_id=found.row.id, node_id=found.owner.node_id, network_id=found.owner.network_id,
        no=queries.next_todo_no(found.owner), text=asked.text, agency_id=asked.agency_id, owner=asked.owner, due_day=asked.due_day, at=at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _note("action asked for", row, found, by=by, at=at)
    return row


def change(todo: UUID, asked: Asked, *, by: Viewer, at: datetime) -> None:
    """A coordinator mends the words, the owner or the day of an action item that is open. The log book keeps the day that stood there."""
    row, found = _held(todo, by)
    if row.done_day or row.dropped_day:
        raise Conflict(_("This action is closed: open it again first."), kept=_("Nothing was changed."))
    asked, was = _checked(asked, found), row.due_day
    row.text, row.agency_id, row.owner, row.due_day = asked.text, asked.agency_id, asked.owner, asked.due_day
    db.session.flush()
    _note("action changed", row, found, by=by, at=at, reason=was.isoformat() if was != row.due_day else "")


def done(todo: UUID, note: str = "", *, by: Viewer, at: datetime, on: date | None = None) -> None:
    """A coordinator marks it as done, today at the owner's place or on an earlier day."""
    row, found = _held(todo, by)
    day = today(at, found.owner.zone)
    _refuse_closed(row)
    if on and not found.row.wall_day <= on <= day:
        raise BadInput(
            _("It was done on a day between the meeting that asked for it and today."), kept=_("Nothing was changed."), field="day"
        )  # fmt: skip
    row.done_day, row.note = on or day, note.strip() or row.note
    db.session.flush()
    _note("action done", row, found, by=by, at=at)


def drop(todo: UUID, why: str, *, by: Viewer, at: datetime) -> None:
    """A coordinator says that it is not to be done any more, and why."""
    row, found = _held(todo, by)
    _refuse_closed(row)
    if not why.strip():
        raise BadInput(_("An action is dropped with a reason."), kept=_("Nothing was changed."), field="note")
    row.dropped_day, row.note = today(at, found.owner.zone), why.strip()
    db.session.flush()
    _note("action dropped", row, found, by=by, at=at, reason=row.note)


def open_again(todo: UUID, *, by: Viewer, at: datetime) -> None:
    """A coordinator opens one again that was closed by mistake."""
    row, found = _held(todo, by)
    if not (row.done_day or row.dropped_day):
        raise Conflict(_("This action is open already."), kept=_("Nothing was changed."))
    row.done_day = row.dropped_day = None
    db.session.flush()
    _note("action opened again", row, found, by=by, at=at)


def _refuse_closed(row: ActionItem) -> None:
    if row.done_day or row.dropped_day:
        raise Conflict(_("This action was closed already, from another window."), kept=_("Nothing was changed."))


def _held(todo: UUID, by: Viewer) -> tuple[ActionItem, Meeting]:
    row, found = queries.todo_or_404(by, todo, lock=True)
    if not may_change(by, found.owner.cc):
        raise NotAllowed()
    return row, found


def _checked(asked: Asked, found: Meeting) -> Asked:
    text, owner = asked.text.strip(), asked.owner.strip()
    if not text:
        raise BadInput(_("An action has words."), field="text")
    if asked.agency_id is None and not owner:
        raise BadInput(_("An action has an owner: an agency or an office."), field="agency")
    if asked.due_day < found.row.wall_day:
        raise BadInput(_("This day is before the meeting that asks for it."), field="due_day")
    known = {party.agency_id for party in queries.parties(found.row.id)} | {*queries.agencies_of(found.owner, found.row.wall_day)}
    if asked.agency_id is not None and asked.agency_id not in known:
        raise BadInput(_("An agency of another country owns no action here."), field="agency")
    return Asked(text, asked.agency_id, owner, asked.due_day)


def _note(verb: str, row: ActionItem, found: Meeting, *, by: Viewer, at: datetime, reason: str = "") -> None:
    audit.note(verb, by=by.id, at=at, table="action_item", row=row.id, cc=found.owner.cc, reason=reason)
