"""A plan is begun, and its next version from a locked one."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select

from lms.audit import actions as audit
from lms.ext import db
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people.access import Viewer
from lms.programme import queries
from lms.programme.actions.holding import refuse_unless_may_change
from lms.programme.actions.writing import PARTS, write_parts, write_text
from lms.programme.models import LineText, PlanLine, PlanVersion, WorkPlan
from lms.programme.queries import rows
from lms.programme.queries.plans import Owner, Plan
from lms.programme.rules import Line, next_number
from lms.programme.rules.said import LineSaid


def begin_plan(owner: Owner, year: int, *, by: Viewer, at: datetime, from_last_year: bool = False, source: str = "") -> PlanVersion:
    """A coordinator of the country (of a network: of the region) begins the plan of a year, empty or with last year's lines."""
    if not queries.may_change(by, owner.cc):
        raise NotAllowed(_("Only a coordinator of this plan changes it."))
    if not 2000 <= year <= 2100:
        raise BadInput(_("A plan is for a year from 2000 to 2100."), kept=_("Nothing was changed."))
    if queries.plan_of(by, owner.code, year) is not None:
        raise Conflict(_("There is a plan for %(year)s already.", year=year), kept=_("Nothing was changed."))
    last = queries.plan_of(by, owner.code, year - 1) if from_last_year else None
    if from_last_year and (last is None or last.newest is None):
        raise BadInput(
            _("There is no plan of %(year)s to begin from.", year=year - 1), kept=_("Nothing was changed."),
            todo=_("Begin with an empty one."),
        )  # fmt: skip
    plan = WorkPlan(node_id=owner.node_id, network_id=owner.network_id, year=year)
    db.session.add(plan)
    db.session.flush()
    version = PlanVersion(plan_id=plan.id, no=1, edits=1, made_at=at, source=source)
    db.session.add(version)
    db.session.flush()
    if last is not None:
        _carry(last, version, owner.code, year, by=by)
    audit.note("plan begun", by=by.id, at=at, table="work_plan", row=plan.id, cc=owner.cc)
    return version


def _carry(last: Plan, version: PlanVersion, code: str, year: int, *, by: Viewer) -> None:
    """Last year's lines but the cancelled ones, planned anew and without dates: numbers, places and grants of this year."""
    found = last.in_force or last.newest
    assert found is not None  # begin_plan has looked
    lines = [line for line in queries.lines([found.id])[found.id] if line.status != "cancelled"]
    wanted = {node for line in lines for node in (*line.nodes, line.office_id) if node is not None}
    is_open = {node.id for node in rows.nodes(wanted) if node.is_open(by.day)}
    running = rows.grants_running({grant for line in lines for grant, _share in line.funding}, date(year, 1, 1))
    given: list[str] = []
    for pos, line in enumerate(lines, 1):
        given.append(next_number(code, given))
        row = PlanLine(plan_id=version.plan_id, number=given[-1])
        db.session.add(row)
        db.session.flush()
        text = LineText(line_id=row.id, version_id=version.id, pos=pos, edit=version.edits, status="planned", carried_from_id=line.id)
        said = _anew(line, is_open, running)
        write_text(text, said)
        db.session.add(text)
        db.session.flush()
        write_parts(version.id, {row.id: said})


def _anew(line: Line, is_open: set[int], running: set[int]) -> LineSaid:
    return LineSaid(
        type=line.type, mode=line.mode, title=line.title, seats=line.seats, events=line.events, minutes=line.minutes, langs=line.langs,
        office=line.office, office_id=line.office_id if line.office_id in is_open else None, note=line.note,
        nodes=[node for node in line.nodes if node in is_open], networks=line.networks, courses=line.courses,
        funding=[(grant, share) for grant, share in line.funding if grant in running],
    )  # fmt: skip


def next_version(plan: Plan, *, by: Viewer, at: datetime, source: str = "") -> PlanVersion:
    """A coordinator of the plan begins its next version, which says at first what the locked one says."""
    refuse_unless_may_change(plan, by)
    last = rows.last_version(plan.id)
    if last is not None and last.locked_at is None:
        raise Conflict(
            _("Version %(no)s is still open: go on with that one.", no=last.no), kept=_("Nothing was changed."),
            todo=_("The next version begins when it is locked."),
        )  # fmt: skip
    no, edits = (last.no + 1, last.edits + 1) if last else (1, 1)
    version = PlanVersion(plan_id=plan.id, no=no, edits=edits, made_at=at, source=source)
    db.session.add(version)
    db.session.flush()
    if last is not None:
        _copy(last.id, version)
    audit.note("plan version begun", by=by.id, at=at, table="plan_version", row=version.id, cc=plan.cc)
    return version


def _copy(from_id: int, version: PlanVersion) -> None:
    """Every row of a version for the next one, a statement a table however many there are."""
    for model in (LineText, *PARTS):
        table = model.metadata.tables[model.__tablename__]
        own = {"version_id": literal(version.id), "edit": literal(version.edits)}
        names = [column.name for column in table.columns]
        taken = [own.get(name, table.c[name]).label(name) for name in names]
        db.session.execute(insert(table).from_select(names, select(*taken).where(table.c.version_id == from_id)))
