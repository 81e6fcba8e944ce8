"""What a meeting decides, and the lines of an open version that it makes or changes by that."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict
from lms.lib.types import uuid7
from lms.people.access import Viewer
from lms.programme.actions.meetings import refuse_written
from lms.programme.models import Decision, DecisionLine
from lms.programme.queries import decisions as queries
from lms.programme.queries import meetings
from lms.programme.queries.meetings import Meeting

Lines = Collection[tuple[int, int]]  # (line, version)


def decide(
    meeting: UUID, text: str, effect: str, lines: Lines = (), *, by: Viewer, at: datetime, key: UUID | None = None
) -> Decision:  # fmt: skip
    """A coordinator writes a decision of a meeting down, with the lines of the draft that it makes or changes.

    `key` is made with the form: sent twice it is one. Raises BadInput for a line that is not of an open version of this country's plan,
    or of the network's.
    """
    found = meetings.own_or_403(by, meeting, lock=True)
    refuse_written(found)
    text = _said(text)
    _refuse_foreign(found, lines)
    no = meetings.next_no(Decision, Decision.meeting_id == found.row.id)
    row = Decision(key=key or uuid7(), meeting_id=found.row.id, no=no, text=text, effect=effect, at=at)
    db.session.add(row)
    db.session.flush()
    db.session.add_all(DecisionLine(decision_id=row.id, line_id=line, version_id=no, at=at) for line, no in dict.fromkeys(lines))
    db.session.flush()
    _note("decision written", row, found, by=by, at=at)
    return row


def change_decision(decision: UUID, text: str, effect: str, *, by: Viewer, at: datetime) -> None:
    """A coordinator mends the words of a decision, until the minutes are final."""
    row, found = _held(decision, by)
    refuse_written(found)
    row.text, row.effect = _said(text), effect
    db.session.flush()
    _note("decision changed", row, found, by=by, at=at)


def link_decision(decision: UUID, line_id: int, version_id: int, *, by: Viewer, at: datetime) -> None:
    """A coordinator says that a line of an open version was made or changed by a decision (its key). Said twice it is said once.

    It may be said after the minutes are final as well: the decision stays as it is, and the plan is written after it. Raises BadInput for
    a line of another country, or of a locked version.
    """
    row, found = _held(decision, by)
    if found.row.cancelled_at:
        refuse_written(found)
    _refuse_foreign(found, [(line_id, version_id)])
    if db.session.get(DecisionLine, (row.id, line_id, version_id)) is None:
        db.session.add(DecisionLine(decision_id=row.id, line_id=line_id, version_id=version_id, at=at))
        db.session.flush()
        _note("decision linked", row, found, by=by, at=at, reason=str(line_id))


def unlink_decision(decision: UUID, line_id: int, version_id: int, *, by: Viewer, at: datetime) -> None:
    """A coordinator takes a line off a decision, while its version is open and the minutes are not final."""
    row, found = _held(decision, by)
    refuse_written(found)
    _refuse_foreign(found, [(line_id, version_id)])
    link = db.session.get(DecisionLine, (row.id, line_id, version_id))
    if link is None:
        raise Conflict(_("This line was taken off the decision already."), kept=_("Nothing was changed."))
    db.session.delete(link)
    db.session.flush()
    _note("decision unlinked", row, found, by=by, at=at, reason=str(line_id))


def _held(decision: UUID, by: Viewer) -> tuple[Decision, Meeting]:
    row, found = queries.decision_or_404(by, decision)
    return row, meetings.own_or_403(by, found.row.key, lock=True)


def _said(text: str) -> str:
    if not text.strip():
        raise BadInput(_("A decision has words."), field="text")
    return text.strip()


def _refuse_foreign(found: Meeting, lines: Lines) -> None:
    allowed = {(line.line_id, line.version_id) for line in queries.lines_to_decide(found)} if lines else set()
    if not set(lines) <= allowed:
        raise BadInput(
            _("This line is not in an open version of this country’s plan, nor of the network’s."), kept=_("The text is kept."),
            todo=_("A meeting decides on its own country’s lines and on the network’s."), field="lines",
        )  # fmt: skip


def _note(verb: str, row: Decision, found: Meeting, *, by: Viewer, at: datetime, reason: str = "") -> None:
    audit.note(verb, by=by.id, at=at, table="decision", row=row.id, cc=found.owner.cc, reason=reason)
