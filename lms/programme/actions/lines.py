"""What is done to the lines of the version that is worked on: added, changed, put off, replaced, moved. None is ever deleted."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotThere
from lms.lib.types import uuid7
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions.holding import open_version, refuse_unless_may_change, touch
from lms.programme.actions.said import checked, refuse_status
from lms.programme.actions.writing import as_line, write_parts, write_text
from lms.programme.models import LineText, PlanLine, PlanVersion
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan
from lms.programme.rules import COUNTED, Line, child_number, differences, makes_circle, next_number
from lms.programme.rules.said import LineSaid

LONGEST_NUMBER = 20


@dataclass(frozen=True)
class Done:
    """What was done: the line, the version in which it was, whether it said anything new, and the agencies whose word has ended by it."""

    line_id: int
    key: UUID
    number: str
    version_id: int
    is_changed: bool = True
    ended: tuple[int, ...] = ()


def add_line(
    plan: Plan, said: LineSaid, *, by: Viewer, at: datetime, number: str | None = None, key: UUID | None = None
) -> Done:  # fmt: skip
    """A coordinator of the plan adds a line to the version that is worked on. `number` only where it was given elsewhere (a file, the
    published plan); it is given once. A line that stands in for another has that one's number with the next letter. `key` is the form's
    own: sent twice it is one line."""
    refuse_unless_may_change(plan, by)
    if key is not None and (made := rows.line_made_with(plan.id, key)):
        return Done(made.id, made.key, made.number, open_version(plan).id, is_changed=False)
    version, said = open_version(plan), checked(said, plan, by.day)
    parent = _replaced(version, said.replaces_id)
    given = rows.numbers(plan.id)
    number = _own_number(number, given) if number else child_number(parent, given) if parent else next_number(plan.code, given)
    line = PlanLine(plan_id=plan.id, number=number, key=key or uuid7())
    db.session.add(line)
    db.session.flush()
    text = LineText(line_id=line.id, version_id=version.id, pos=_pos(version, said.replaces_id), langs={}, title={}, status="planned")
    write_text(text, said)
    db.session.add(text)
    db.session.flush()
    write_parts(version.id, {line.id: said})
    return _done(line, text, version, plan, "plan line added", by=by, at=at)


def replace_line(plan: Plan, line_key: UUID, said: LineSaid, *, by: Viewer, at: datetime, number: str | None = None) -> Done:
    """A coordinator lets a new line stand in for one that is postponed or cancelled."""
    refuse_unless_may_change(plan, by)
    line, _text = _line(open_version(plan), line_key)
    return add_line(plan, replace(said, replaces_id=line.id), by=by, at=at, number=number)


def change_line(plan: Plan, line_key: UUID, said: LineSaid, *, by: Viewer, at: datetime, seen: int | None = None) -> Done:
    """A coordinator of the plan changes what the version that is worked on says of a line. `seen`: the version's edits on the page that
    was filled in; where the line was changed since, Conflict. Said once more the same, it changes nothing and ends no word."""
    refuse_unless_may_change(plan, by)
    version = open_version(plan)
    line, text = _line(version, line_key, seen=seen)
    old = queries.lines([version.id], only=[line.id])[version.id][0]
    said = checked(said, plan, by.day, old)
    if not differences(old, as_line(old, said)) and old.source == said.source:
        return Done(line.id, line.key, line.number, version.id, is_changed=False)
    _refuse_another_type(old, said, version)
    if said.replaces_id != old.replaces_id:
        _replaced(version, said.replaces_id, line=line)
    write_text(text, said)
    write_parts(version.id, {line.id: said})
    return _done(line, text, version, plan, "plan line changed", by=by, at=at)


def set_status(
    plan: Plan, line_key: UUID, status: str, reason: str, reason_ru: str = "", *, by: Viewer, at: datetime, seen: int | None = None
) -> Done:
    """A coordinator postpones or cancels a line with a reason in English, Russian or both, or plans it again. Its number, dates and
    seats stay written."""
    refuse_unless_may_change(plan, by)
    version = open_version(plan)
    line, text = _line(version, line_key, seen=seen)
    english, russian = reason.strip(), reason_ru.strip()
    refuse_status(status, english, russian)
    kept = ("", "") if status == "planned" else (english, russian)
    if (text.status, text.reason, text.reason_ru) == (status, *kept):
        return Done(line.id, line.key, line.number, version.id, is_changed=False)
    if status != "planned" and rows.held(line.id):
        raise Conflict(_("%(number)s is marked as held.", number=line.number), kept=_("Nothing was changed."), todo=_("Undo that first."))
    if status == "planned":
        _refuse_replaced(version, line)
    text.status, (text.reason, text.reason_ru) = status, kept
    return _done(line, text, version, plan, f"plan line {status}", by=by, at=at, reason=english or russian)


def _refuse_replaced(version: PlanVersion, line: PlanLine) -> None:
    """A line that planned ones stand in for is not planned again beside them: its seats would be there twice."""
    heirs = [text.line_id for text in rows.texts(version.id) if text.replaces_id == line.id and text.status == "planned"]
    if heirs:
        numbers = ", ".join(rows.numbers_of(heirs))
        raise Conflict(
            _("%(number)s is replaced by %(others)s.", number=line.number, others=numbers), kept=_("Nothing was changed."),
            todo=_("Cancel those first; then it can be planned again."),
        )  # fmt: skip


def move_line(plan: Plan, line_key: UUID, to: int, *, by: Viewer, at: datetime) -> None:
    """A coordinator puts a line at another place of the list, 1 the first. What is agreed stays agreed: only the order is another."""
    refuse_unless_may_change(plan, by)
    version = open_version(plan)
    line, text = _line(version, line_key)
    texts = [other for other in rows.texts(version.id) if other.line_id != line.id]
    texts.insert(max(0, min(to - 1, len(texts))), text)
    for pos, other in enumerate(texts, 1):
        if other.pos != pos:
            other.pos = pos
    db.session.flush()
    audit.note("plan line moved", by=by.id, at=at, table="plan_line", row=line.id, cc=plan.cc)


def _line(version: PlanVersion, key: UUID, seen: int | None = None) -> tuple[PlanLine, LineText]:
    """A line of this version; NotThere for another plan's. `seen`: Conflict where it was changed after that."""
    found = rows.line_text(version.id, key)
    if found is None:
        raise NotThere()
    if seen is not None and found[1].edit > seen:
        raise Conflict(
            _("%(number)s was changed by somebody else while you wrote.", number=found[0].number), kept=_("All you typed is kept."),
            todo=_("Look at what it says now; if yours is still right, save it again."),
        )  # fmt: skip
    return found


def _replaced(version: PlanVersion, replaces_id: int | None, line: PlanLine | None = None) -> str | None:
    """The number of the line that is replaced. Raises BadInput for one that is planned, not there, or in a circle with `line`."""
    if replaces_id is None:
        return None
    texts = {text.line_id: text for text in rows.texts(version.id)}
    old = texts.get(replaces_id)
    if old is None:
        said = _("The line to replace is not in this version, or is still planned: postpone or cancel it first.")
        raise BadInput(said, kept=_("All you typed is kept."), field="replaces")
    number = db.session.get_one(PlanLine, replaces_id).number
    if line is not None and makes_circle(line.id, replaces_id, {id_: text.replaces_id for id_, text in texts.items() if id_ != line.id}):
        raise BadInput(
            _("%(number)s would in the end replace itself.", number=line.number), kept=_("All you typed is kept."), field="replaces"
        )
    if old.status == "planned":
        said = _("%(number)s is still planned: postpone or cancel it first, then others can replace it.", number=number)
        raise BadInput(said, kept=_("All you typed is kept."), field="replaces")
    return number


def _own_number(number: str, given: Any) -> str:
    number = number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise BadInput(_("A number has 1 to %(max)d signs, such as KZ-02.", max=LONGEST_NUMBER), kept=_("Nothing was changed."))
    if number in given:
        raise Conflict(_("%(number)s is another line’s number already.", number=number), kept=_("Nothing was changed."))
    return number


def _pos(version: PlanVersion, replaces_id: int | None) -> int:
    """At the end; what replaces a line stands after it and those that replace it already."""
    texts = rows.texts(version.id)
    family = [text.pos for text in texts if replaces_id is not None and replaces_id in (text.line_id, text.replaces_id)]
    if not family:
        return max((text.pos for text in texts), default=0) + 1
    for text in texts:
        if text.pos > max(family):
            text.pos += 1
    return max(family) + 1


def _refuse_another_type(old: Line, said: LineSaid, version: PlanVersion) -> None:
    """Facts are counted by what a line is: it becomes something else only in the first version that has it."""
    if said.type == old.type:
        return
    if any(other.id != version.id for other in rows.versions_of(old.id)):
        raise BadInput(
            _("%(number)s stands in a locked version as what it is.", number=old.number), kept=_("All you typed is kept."), field="type",
            todo=_("Cancel it with a reason, and let a new line replace it."),
        )  # fmt: skip
    if said.type in COUNTED and rows.held(old.id):
        raise BadInput(_("This line was marked as held already. Undo that first."), kept=_("All you typed is kept."), field="type")


def _done(
    line: PlanLine, text: LineText, version: PlanVersion, plan: Plan, verb: str, *, by: Viewer, at: datetime, reason: str = ""
) -> Done:
    """Count the change, end the words that were given before it, write it into the log book."""
    ended = touch(version, plan, line.number, by=by, at=at)
    text.edit = version.edits
    db.session.flush()
    audit.note(verb, by=by.id, at=at, table="plan_line", row=line.id, cc=plan.cc, reason=reason)
    return Done(line.id, line.key, line.number, version.id, ended=ended)
