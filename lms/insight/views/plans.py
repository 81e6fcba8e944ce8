"""The plans: that of a country or network for a year, and the region's, which is those side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.insight import queries
from lms.insight.rules.plans import STATES
from lms.insight.views import plan_filter, plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import NETWORK, Planning, Row, by_plan, planning, sum_of, tabs
from lms.insight.views.plan_filter import Filter
from lms.insight.views.plan_loose import loose_rows
from lms.lib.paging import page as page_of
from lms.people.doors import requires
from lms.programme import queries as programme
from lms.programme.queries import Plan, Version
from lms.programme.queries.plans import countries
from lms.programme.rules.line import TYPES
from lms.programme.rules.replacing import replaced_by

A_PAGE = 100  # lines
A_CELL = 8  # lines of one type of one plan, side by side


@bp.get("/plan")
@requires(*WHO)
def plans() -> Response:
    """This year's plan: the region's for who reads several, else that of the own country."""
    page = planning()
    ccs = countries(page.viewer)
    if len(ccs) > 1:
        return redirect(url_for(".plan_region", year=page.day.year))
    return redirect(url_for(".plan", code=ccs[0] if ccs else NETWORK, year=page.day.year))


@bp.get("/plan/region/<int:year>")
@requires(*WHO)
def plan_region(year: int) -> str:
    """The national plans side by side and the networks' lines, and of which versions that is made."""
    page = planning(year)
    found = page.plans(year)
    shown = programme.current(found, agreed_only=request.args.get("of") == "agreed")
    versions = {shown[plan.id]: plan for plan in found if plan.id in shown}
    ids = [version.id for version in versions]
    (rows, elsewhere), asked = page.rows_and_left(versions, found), plan_filter.read({}, queries.shares(ids))
    seen = asked.apply(rows, page)
    ccs = [plan.cc for plan in found if plan.cc]
    return render_template(
        "insight/plan_region.html", page=page, year=year, plans=found, shown=shown, asked=asked, rows=seen, of=by_plan(seen),
        total=sum_of(seen), types=[t for t in TYPES if any(row.line.type == t for row in seen)], sum_of=sum_of, a_cell=A_CELL,
        agreed=queries.agreements(ids), states=_states(seen), grants=_grants(asked), STATES=STATES, TYPES=TYPES,
        people=queries.reached(page.viewer, [row.line for row in seen if row.stands.is_summed]), tabs=tabs(page, year, "region"),
        loose=queries.unplanned_sessions(page.viewer, ccs, year, page.zone), words=plan_words, missing=_missing(page, found),
        then=named_then(page, shown.values()), elsewhere=elsewhere,
    )  # fmt: skip


def named_then(page: Planning, versions: Iterable[Version]) -> dict[int, Planning]:
    """{version: the page with the names of the day on which it was agreed}, in one statement however many days."""
    found = list(versions)
    names = programme.called_in([one for one in found if one.settled_at], page.at, page.lang)
    return {one.id: replace(page, nodes=names[one.id]) if one.id in names else page for one in found}


def _missing(page: Planning, found: Sequence[Plan]) -> list[str]:
    """Countries that the viewer reads and that have no lines this year."""
    return [cc for cc in countries(page.viewer) if not any(plan.cc == cc and plan.versions for plan in found)]


def _states(rows: Sequence[Row]) -> list[tuple[str, int]]:
    """[(state, how many lines stand so)], as they are listed."""
    return [(state, n) for state in STATES if (n := sum(row.stands.state == state for row in rows))]


def _grants(asked: Filter) -> list[tuple[str, str]]:
    """[(code, code)] of all that pays for some line."""
    return [(code, code) for code in sorted({share.code for of_line in asked.paid.values() for share in of_line})]


def in_version(page: Planning, code: str, year: int) -> tuple[Plan | None, Version | None]:
    """The plan in the address and the version asked for, else the newest; None where there is none yet. Raises NotThere."""
    plan = next((one for one in programme.plans(page.viewer, year) if one.code == code.upper()), None)
    if plan is None or plan.newest is None:
        return plan, None
    no = request.args.get("version", "")
    return plan, programme.version_or_404(plan, int(no) if no.isascii() and no.isdecimal() and len(no) < 9 else None)


@bp.get("/plan/<code>/<int:year>")
@requires(*WHO)
def plan(code: str, year: int) -> str:
    """A plan with each line against what was counted for it, and what stands under no line."""
    page = planning(year)
    found, version = in_version(page, code, year)
    if found is None or version is None:
        return _empty(page, code.upper(), year)
    tabs_now, page = tabs(page, year, found.code), page.then(version)
    rows, elsewhere = page.rows_and_left({version: found}, [found])
    asked = plan_filter.read(queries.places([version.id]), queries.shares([version.id]))
    seen = asked.apply(rows, page)
    part = page_of(len(seen), request.args.get("page"), lambda n: asked.href(".plan", {"code": code, "year": year}, page=str(n)), A_PAGE)
    return render_template(
        "insight/plan.html", page=page, plan=found, version=version, rows=rows, seen=seen, asked=asked, part=part,
        **_of(page, found, version), tabs=tabs_now, STATES=STATES, TYPES=TYPES, words=plan_words,
        listed=seen[part.offset : part.offset + part.size], total=sum_of(seen), replaced_by=replaced_by(row.line for row in rows),
        loose=loose_rows(page, queries.unplanned(page.viewer, [found.cc], year, page.zone) if found.cc else [], [found]),
        grants=_grants(asked), units=_units(page, asked), comments=queries.comments(version.id), elsewhere=elsewhere,
    )  # fmt: skip


def _of(page: Planning, plan: Plan, version: Version) -> dict[str, Any]:
    """What is told of a version beside its lines."""
    agreement = queries.agreements([version.id])[version.id]
    said = {consent.agency_id: consent for consent in agreement.consents}
    asked = page.asked(plan, version, agreement) if version.consulted_at else []  # a draft was not asked for yet
    return {
        "agreement": agreement, "said": said, "parties": [*asked, *(id_ for id_ in said if id_ not in asked)],
        "may_change": programme.may_change(page.viewer, plan.cc), "focal": set(page.viewer.focal_agencies),
        "values": {"code": plan.code, "year": plan.year},
    }  # fmt: skip


def _units(page: Planning, asked: Filter) -> list[tuple[str, str]]:
    """[(code, name)] of places that lines are for, by name."""
    ids = {node for of_line in asked.where.values() for node in of_line.nodes if node in page.nodes}
    return sorted(((page.nodes[id_].code, page.node(id_)) for id_ in ids), key=lambda pair: pair[1])


def _empty(page: Planning, code: str, year: int) -> str:
    """A plan that has no version yet: how to begin."""
    place = programme.owner_or_404(page.viewer, code)
    name = page.node(place.node_id) if place.node_id else page.title(place.txt or {})
    last = programme.plan_of(page.viewer, code, year - 1)
    return render_template(
        "insight/plan_empty.html", has_last=last is not None and last.newest is not None,
        page=page, name=name, year=year, tabs=tabs(page, year, code), words=plan_words,
        values={"code": code, "year": year}, may_change=programme.may_change(page.viewer, place.cc),
    )  # fmt: skip
