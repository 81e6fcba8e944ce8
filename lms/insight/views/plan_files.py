"""Lines of plans as a file for a sheet, and the plan on A4 for signature and stamp, in English and Russian beside each other."""

from collections.abc import Iterable, Mapping, Sequence

from flask import make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.audit import actions as audit
from lms.ext import db
from lms.insight import queries
from lms.insight.queries.plan_parts import For
from lms.insight.views import plan_filter, plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import Planning, Row, planning, sum_of
from lms.insight.views.plan_filter import Filter
from lms.insight.views.plans import in_version, named_then
from lms.lib import csv as sheet
from lms.lib.csv import Cell
from lms.lib.refusals import NotThere
from lms.lib.time import local
from lms.people.doors import requires
from lms.programme import queries as programme
from lms.programme.queries import Plan, Version
from lms.programme.rules.replacing import replaced_by


@bp.get("/plan/<code>/<int:year>.csv")
@requires(*WHO)
def plan_csv(code: str, year: int) -> Response:
    """The lines that the page of the same address shows, with their sum; of the region those of all plans."""
    page = planning(year)
    versions = _versions(page, code, year)
    ids = [version.id for version in versions]
    rows, asked = page.rows(versions), plan_filter.read(queries.places(ids), queries.shares(ids))
    then = named_then(page, versions)
    table = [*_head(page, versions, asked), *_lines(page, asked.apply(rows, page), rows, asked, then)]
    response = make_response(sheet.table(table))
    audit.looked(db.engine, by=page.viewer.id, at=page.at, what=f"insight.plan_csv {code} {year}")
    name = f"INTERNAL-plan-{code.upper()}-{year}-{local(page.at, page.viewer.tz):%Y-%m-%d-%H%M}.csv"
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _versions(page: Planning, code: str, year: int) -> dict[Version, Plan]:
    """Which versions a file is of. Raises NotThere."""
    if code == "region":
        found = programme.plans(page.viewer, year)
        shown = programme.current(found, agreed_only=request.args.get("of") == "agreed")
        return {shown[plan.id]: plan for plan in found if plan.id in shown}
    plan, version = in_version(page, code, year)
    if plan is None or version is None:
        raise NotThere()
    return {version: plan}


def _head(page: Planning, versions: dict[Version, Plan], asked: Filter) -> Iterable[Sequence[Cell]]:
    yield ["INTERNAL", _("Work plans. For use inside the programme; the download is logged.")]
    yield [_("Versions"), "; ".join(f"{words_of(page, plan)}: {plan_words.version(one)}" for one, plan in versions.items())]
    yield [_("Filters"), "; ".join(f"{name}={value}" for name, value in asked.said.items()) or _("All lines")]
    yield [_("As of"), local(page.at, page.viewer.tz).replace(tzinfo=None), plan_words.as_of(page)]
    for sentence in plan_words.rule():
        yield [_("Rule"), sentence]
    yield []


def words_of(page: Planning, plan: Plan) -> str:
    """Whose plan it is, and for which year."""
    return f"{plan_words.owner(page, plan)} {plan.year}"


def _lines(
    page: Planning, seen: Sequence[Row], rows: Sequence[Row], asked: Filter, then: Mapping[int, Planning]
) -> Iterable[Sequence[Cell]]:
    yield [_("Plan"), _("Line"), _("Title"), _("State"), _("Type"), _("Mode"), _("From"), _("To"), _("Quarter"), _("For"), _("Seats"),
           _("Due by now"), _("Delivered"), _("Ahead"), _("Short"), _("People"), _("Person-hours"), _("Grants"),
           _("Difference and reason")]  # fmt: skip
    others = replaced_by(row.line for row in rows)
    for row in seen:
        yield _cells(then[row.line.version_id], row, asked, plan_words.difference(row, others.get(row.line.id, ())))
    total = sum_of(seen)
    yield [_("All"), total.lines, *[None] * 8, total.planned, total.due, total.delivered, total.ahead, total.short]


def _cells(page: Planning, row: Row, asked: Filter, differs: Sequence[str]) -> list[Cell]:
    line, stands, at = row.line, row.stands, (row.line.id, row.line.version_id)
    place, done = asked.where.get(at, For()), row.counted.of.get(line.type)
    grants = ", ".join(f"{share.code} {share.share} %" for share in asked.paid.get(at, ()))
    return [row.plan.code, line.number, page.title(line.title), plan_words.state(stands.state, line.type), plan_words.type_(line.type),
            plan_words.mode(line.mode), line.from_day, line.to_day, line.quarter, plan_words.where(page, place.nodes, place.networks),
            line.seats, stands.due, stands.delivered, stands.ahead, stands.short, done.people if done else None,
            round(done.minutes / 60, 1) if done and done.minutes else None, grants, " ".join(differs)]  # fmt: skip
