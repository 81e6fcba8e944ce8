"""What the pages of one plan begin with: who may, and what each of them shows of it."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from lms.lib.refusals import Conflict, NotAllowed
from lms.lib.time import now
from lms.people.doors import reader
from lms.programme import queries, words
from lms.programme.actions.holding import locked
from lms.programme.queries import Plan, Version
from lms.programme.rules import Line
from lms.programme.views.blueprint import lang


def change_or_403(code: str, year: int) -> Plan:
    """A plan that this coordinator changes. Raises NotThere, and NotAllowed for who only reads it."""
    plan = queries.plan_or_404(reader(), code, year)
    _refuse_unless_changes(plan)
    return plan


def line_or_403(key: UUID) -> tuple[Plan, Line, Version]:
    """The same by one of its lines, as the newest version that has it says it."""
    found = queries.line_or_404(reader(), key)
    _refuse_unless_changes(found[0])
    return found


def _refuse_unless_changes(plan: Plan) -> None:
    if not queries.may_change(reader(), plan.cc):
        raise NotAllowed(_("Only a coordinator of this plan changes it."))


def worked_on(plan: Plan) -> Version:
    """The version that is worked on. Where none is: for a form that was sent the last one, so that all that was typed comes back beside
    the refusal; whoever only opens the form is told. Raises Conflict."""
    if plan.open is None and (request.method == "GET" or plan.newest is None):
        raise _leading_on(locked(plan), plan)
    version = plan.open or plan.newest
    assert version is not None
    return version


def open_no_or_409(plan: Plan, no: int) -> Version:
    """The same, by its number in an address. Raises NotThere for none, and Conflict for one that is locked."""
    version, typed = queries.version_or_404(plan, no), request.form.get("words") or request.form.get("reason") or ""
    if version.locked_at is not None:
        refused = Conflict(
            _("Version %(no)s is locked, and a locked version does not change.", no=no), kept=_("Nothing was changed."),
            todo=_("What is to change is changed in the next version."), own_text=typed,
        )  # fmt: skip
        raise _leading_on(refused, plan)
    return version


def _leading_on(refused: Conflict, plan: Plan) -> Conflict:
    refused.way = (plan_page(plan), _("Open the plan"))
    return refused


def plan_page(plan: Plan, *, line: str | None = None) -> str:
    """The address of a plan; `line`: at that line."""
    return url_for("insight.plan", code=plan.code, year=plan.year, _anchor=f"line-{line}" if line else None)


def owner_name(plan: Plan, version: Version) -> str:
    """Whose plan it is, as it is called in a version: Kazakhstan, IREN."""
    return queries.called(version, now(), lang())[plan.node_id].name if plan.node_id else plan.code


def showing(plan: Plan, version: Version) -> dict[str, Any]:
    """What every page of a plan shows of it."""
    title = _("Work plan, %(place)s %(year)s", place=owner_name(plan, version), year=plan.year)
    return {"plan": plan, "version": version, "plan_title": title, "plan_href": plan_page(plan), "words": words}
