"""Bringing a table into the draft of a plan: looked at first, then all of what it changes at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from lms.audit import actions as audit
from lms.ext import db
from lms.lib import sheet
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.lib.sheet import SheetError
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions.holding import locked, open_version, touch
from lms.programme.actions.telling import tell_coordinators
from lms.programme.actions.writing import write_parts, write_text
from lms.programme.models import LineText, PlanLine, PlanVersion
from lms.programme.queries import exchange as named
from lms.programme.queries import rows
from lms.programme.queries.offered import within
from lms.programme.queries.plans import Plan
from lms.programme.rules import child_number, exchange, importing, next_number
from lms.programme.rules.exchange import MOST_ROWS, Layout
from lms.programme.rules.importing import Fate
from lms.programme.rules.said import LineSaid

NOW = -1  # the edit of a text that is written in this very transaction
SAID = (
    "type", "mode", "title", "from_day", "to_day", "quarter", "seats", "events", "minutes", "langs", "office", "office_id", "note",
    "source", "nodes", "networks", "courses", "funding",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """What a file would do to the draft, which had so many `edits` then. Nothing of it is done. `merged`: its merged cells (F2:F3), each
    of which was read as if it held what they show."""

    layout: Layout
    fates: list[Fate]
    edits: int
    merged: tuple[str, ...] = ()

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
        raise _no_heading(where, found[0].merged)
    if len(found) == 1:
        raise _refused(_("There is no row under the heading of this file."))
    have = queries.lines([version.id])[version.id]
    fixed = named.fixed(version.id, [line.id for line in have])
    read = exchange.read(found[1:], where, named.known(plan, at))
    found_of = importing.fates(read, have, within=within(plan, by.day), fixed=fixed, held=named.held(plan))
    return Looked(where, found_of, version.edits, tuple(dict.fromkeys(cells for row in found[1:] for cells in row.merged)))


def _read(data: bytes) -> list[sheet.Row]:
    try:
        return sheet.read(data, most_rows=MOST_ROWS)
    except SheetError as wrong:
        raise _refused(
            {
                "not_xlsx": _("This file could not be read as XLSX."),
                "too_big": _("This file unpacks to far more than a plan is."),
                "too_many_rows": _("A plan has at most %(max)s rows, and this file has more.", max=f"{MOST_ROWS:,}"),
                "empty": _("There is nothing in the first sheet of this file."),
            }[wrong.why]
        ) from wrong


def _refused(said: str) -> BadInput:
    return BadInput(said, kept=_("Nothing was changed."), todo=_("Take the plan as XLSX from its page, write into that, and bring it in."))


def _no_heading(where: Layout, merged: Sequence[str]) -> BadInput:
    if merged:
        said = _(
            "In the first row cells are merged: %(cells)s. Take them apart and give each column its own heading.", cells=", ".join(merged)
        )
    elif where.twice:
        said = _("Two columns say the same: %(names)s.", names=", ".join(dict.fromkeys(where.twice)))
    else:
        said = _("The first row must name the columns, at least Type and Title (en), in English or Russian.")
        if where.unknown:
            said += " " + _("It names: %(names)s.", names=", ".join(where.unknown[:8]))
    return _refused(said)


def bring(plan: Plan, data: bytes, *, seen: int, by: Viewer, at: datetime, undated: bool = False) -> Looked:
    """Do what `look` said of it: all rows that are not refused, or none, in as few statements for many rows as for one. `seen`: the
    draft's edits when it was looked at; Conflict where it has changed since. The same file once more changes nothing. The coordinators
    are told of a focal point's.
    """
    looked = look(plan, data, by=by, at=at, undated=undated)
    version = open_version(plan, seen=seen)
    wanted = [fate for fate in looked.fates if fate.what in ("new", "changed")]
    if not wanted:
        return looked
    _write(plan, version, wanted)
    touch(version, plan, _("a table"), by=by, at=at)
    db.session.execute(update(LineText).where(LineText.version_id == version.id, LineText.edit == NOW).values(edit=version.edits))
    said = f"{looked.count('new')} new, {looked.count('changed')} changed"
    audit.note("plan table brought", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc, reason=said)
    if not queries.may_change(by, plan.cc):
        tell_coordinators("plan_table_brought", plan, by=by, at=at, once=f"v{version.no} e{version.edits} brought", rows=str(len(wanted)))
    return looked


def _write(plan: Plan, version: PlanVersion, wanted: Sequence[Fate]) -> None:
    """The lines, what the version says of them, and their places, courses and grants."""
    texts = {text.line_id: text for text in rows.texts(version.id)}
    ids = _numbered(plan, wanted)
    last, said_of = max((text.pos for text in texts.values()), default=0), dict[int, LineSaid]()
    for pos, fate in enumerate(wanted, last + 1):
        line = fate.line
        id_ = line.id or ids[fate.no]
        said = LineSaid(**{name: getattr(line, name) for name in SAID}, replaces_id=ids[fate.replaces] if fate.replaces else None)
        text = texts.get(id_)
        if text is None:
            texts[id_] = text = LineText(line_id=id_, version_id=version.id, pos=pos, langs={}, title={}, status="planned")
            db.session.add(text)
        write_text(text, said)
        text.status, text.reason, text.reason_ru, text.edit = line.status, line.reason, line.reason_ru, NOW
        said_of[id_] = said
    db.session.flush()
    write_parts(version.id, said_of)
    _in_families(texts, {ids[fate.no] for fate in wanted if fate.what == "new" and fate.replaces})


def _numbered(plan: Plan, wanted: Sequence[Fate]) -> dict[int | str, int]:
    """{a row, or a line's number: the line's id}. New lines are made; what replaces another has its number with the next letter."""
    given = list(rows.numbers(plan.id))
    made: dict[int, PlanLine] = {}
    count = int(next_number(plan.code, given).rsplit("-", 1)[1])
    for fate in sorted((each for each in wanted if each.what == "new"), key=lambda each: bool(each.replaces)):
        number = fate.line.number or (child_number(fate.replaces, given) if fate.replaces else f"{plan.code}-{count:02}")
        count += not (fate.line.number or fate.replaces)
        given.append(number)
        made[fate.no] = PlanLine(plan_id=plan.id, number=number)
    db.session.add_all(made.values())
    db.session.flush()
    known: dict[int | str, int] = {number: id_ for id_, number in rows.ids_and_numbers(plan.id)}
    return known | {no: line.id for no, line in made.items()}


def _in_families(texts: Mapping[int, LineText], heirs: Collection[int]) -> None:
    """New lines that replace others stand after those and what replaced them already."""
    order = [text for text in sorted(texts.values(), key=lambda each: each.pos) if text.line_id not in heirs]
    for text in sorted((texts[id_] for id_ in heirs), key=lambda each: each.pos):
        family = [no for no, other in enumerate(order) if text.replaces_id in (other.line_id, other.replaces_id)]
        order.insert(family[-1] + 1 if family else len(order), text)
    for pos, text in enumerate(order, 1):
        if text.pos != pos:
            text.pos = pos
    db.session.flush()
