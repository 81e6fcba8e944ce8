"""Bringing a table into the draft of a plan: looked at first, then all of what it changes at once."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from lms.lib import sheet
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.sheet import SheetError
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions import lines
from lms.programme.actions.holding import locked, open_version
from lms.programme.actions.said import LineSaid
from lms.programme.actions.telling import tell_coordinators
from lms.programme.queries import exchange as named
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan
from lms.programme.rules import exchange, importing
from lms.programme.rules.exchange import MOST_ROWS, Layout
from lms.programme.rules.importing import Fate

SAID = (
    "type", "mode", "title", "from_day", "to_day", "quarter", "seats", "events", "minutes", "langs", "office", "office_id", "note",
    "source", "nodes", "networks", "courses", "funding",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """What a file would do to the draft, which had so many `edits` then. Nothing of it is done."""

    layout: Layout
    fates: list[Fate]
    edits: int

    def count(self, what: str) -> int:
        """How many rows are new, changed, same or refused."""
        return sum(fate.what == what for fate in self.fates)


def look(plan: Plan, data: bytes, *, by: Viewer, at: datetime, undated: bool = False) -> Looked:
    """What becomes of each row of a file; `undated`: its days are left out, as of a file of another year.

    Raises NotAllowed, Conflict where there is no draft, BadInput for what is no table.
    """
    if not named.may_bring(by, plan):
        raise NotAllowed(_("A table is brought in by a coordinator, or by a focal point of the country."))
    version = plan.open
    if version is None:
        raise locked(plan)
    if version.state != "draft":
        raise Conflict(
            _("Version %(no)s is with the agencies, and a table goes into a draft only.", no=version.no), kept=_("Nothing was changed."),
            todo=_("A coordinator can take it back into a draft; until then write a comment."),
        )  # fmt: skip
    found = _read(data)
    where = exchange.layout(found[0], without=exchange.DATES if undated else ())
    if not where.is_usable:
        raise _no_heading(where)
    have = queries.lines([version.id])[version.id]
    fixed = named.fixed(version.id, [line.id for line in have])
    read = exchange.read(found[1:], where, named.known(plan, at))
    return Looked(where, importing.fates(read, have, year=plan.year, fixed=fixed), version.edits)


def _read(data: bytes) -> list[sheet.Row]:
    try:
        return sheet.read(data, most_rows=MOST_ROWS)
    except SheetError as wrong:
        raise BadInput(
            {
                "not_xlsx": _("This file could not be read as XLSX."),
                "too_big": _("This file unpacks to far more than a plan is."),
                "too_many_rows": _("A plan has at most %(max)s rows, and this file has more.", max=f"{MOST_ROWS:,}"),
                "empty": _("There is nothing in the first sheet of this file."),
            }[wrong.why],
            kept=_("Nothing was changed."), todo=_("Take the plan as XLSX from its page, write into that, and bring it in."),
        ) from wrong  # fmt: skip


def _no_heading(where: Layout) -> BadInput:
    if where.twice:
        said = _("Two columns say the same: %(names)s.", names=", ".join(where.twice))
    else:
        said = _("The first row must name the columns, at least Type and Title (en), in English or Russian.")
        if where.unknown:
            said += " " + _("It names: %(names)s.", names=", ".join(where.unknown[:8]))
    return BadInput(said, kept=_("Nothing was changed."), todo=_("Take the plan as XLSX from its page, write into that, and bring it in."))


def bring(plan: Plan, data: bytes, *, seen: int, by: Viewer, at: datetime, undated: bool = False) -> Looked:
    """Do what `look` said of it: all rows that are not refused, or none. `seen`: the draft's edits when it was looked at; Conflict where
    it has changed since. The same file once more changes nothing. The coordinators are told of a focal point's."""
    looked = look(plan, data, by=by, at=at, undated=undated)
    version = open_version(plan, seen=seen)
    numbers = {line.number: line.id for line in queries.lines([version.id])[version.id]}
    for fate in sorted((each for each in looked.fates if each.what in ("new", "changed")), key=lambda each: bool(each.replaces)):
        numbers[fate.line.number] = _do(plan, fate, numbers, by=by, at=at)
    done = looked.count("new") + looked.count("changed")
    if done and not queries.may_change(by, plan.cc):
        tell_coordinators("plan_table_brought", plan, by=by, at=at, once=f"v{version.no} e{version.edits} brought", rows=str(done))
    return looked


def _do(plan: Plan, fate: Fate, numbers: dict[str, int], *, by: Viewer, at: datetime) -> int:
    line = fate.line
    replaces_id = numbers[fate.replaces] if fate.replaces else None
    said = LineSaid(**{name: getattr(line, name) for name in SAID}, replaces_id=replaces_id)
    if fate.what == "new":
        done = lines.add(plan, said, by=by, at=at, number=line.number or None)
    else:
        done = lines.change(plan, line.key, said, by=by, at=at)
    if (line.status, line.reason, line.reason_ru) != _standing(done):
        lines.put(plan, done.key, line.status, (line.reason, line.reason_ru), by=by, at=at)
    return done.line_id


def _standing(done: lines.Done) -> tuple[str, str, str]:
    found = rows.line_text(done.version_id, done.key)
    assert found is not None
    return found[1].status, found[1].reason, found[1].reason_ru
