"""Two versions of a plan, line by line in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from lms.lib.refusals import NotThere
from lms.lib.time import now
from lms.pages import short_day
from lms.people.doors import reader, requires
from lms.programme import queries, words
from lms.programme.forms.lines import number_of
from lms.programme.queries import Plan, Version
from lms.programme.queries.made_by import MadeBy, made_by
from lms.programme.rules import Change, Line
from lms.programme.rules import compare as differ
from lms.programme.views import changes
from lms.programme.views.blueprint import STAFF, bp, lang
from lms.programme.views.door import showing


@dataclass(frozen=True)
class Row:
    """A line of the comparison as the page says it."""

    change: Change
    said: list[str]
    old: str
    new: str
    decisions: list[tuple[str, str | None]]  # (words, address)


@bp.get("/plan/<code>/<int:year>/compare")
@requires(*STAFF)
def compare(code: str, year: int) -> str:
    """Two versions (`from`, `to`; without them the last two) compared, the earlier with the later whichever is named first."""
    viewer, at = reader(), now()
    plan = queries.plan_or_404(viewer, code, year)
    new = queries.version_or_404(plan, _no("to"))
    old = queries.version_or_404(plan, _no("from") or max(new.no - 1, plan.versions[0].no))
    old, new = sorted((old, new), key=lambda version: version.no)
    by_version = queries.lines([old.id, new.id])
    found = differ(by_version[old.id], by_version[new.id])
    called = changes.names((old, moment(old)), (new, new.settled_at or at), lang(), by_version[new.id])
    agencies = changes.agencies(plan.cc, at, lang())
    decided = made_by(viewer, new.id)
    groups = {name: [_row(one, called, decided) for one in group] for name, group in found.groups.items() if group}
    return render_template(
        "programme/compare.html", old=old, found=found, groups=groups, changes=changes, called=called, labels=_labels(plan),
        since=since, may=queries.may_change(viewer, plan.cc),
        renamed=[*called.renamed(by_version[new.id], agencies), *called.moved(by_version[new.id], agencies)], **showing(plan, new),
    )  # fmt: skip


def _no(name: str) -> int | None:
    """The number of a version in the address; NotThere for what is none."""
    text = request.args.get(name)
    if text and (number_of(text) or 0) < 1:
        raise NotThere()
    return number_of(text) if text else None


def moment(version: Version) -> datetime:
    """When a version was as it is: since it was locked or agreed, else since it was made."""
    return version.settled_at or version.made_at


def since(version: Version) -> str:
    """Agreed 30 January; draft since 4 June."""
    if version.agreed_at:
        return _("agreed %(day)s", day=short_day(version.agreed_at))
    if version.consulted_at:
        return _("with the agencies since %(day)s", day=short_day(version.consulted_at))
    return _("draft since %(day)s", day=short_day(version.made_at))


def _labels(plan: Plan) -> list[tuple[int, str]]:
    return [(version.no, _("Version %(no)s, %(since)s", no=version.no, since=since(version))) for version in plan.versions]


def _row(change: Change, called: changes.Names, decided: dict[int, list[MadeBy]]) -> Row:
    made = [(_("Decision %(no)s", no=one.no), _meeting(one.meeting, one.no)) for one in decided.get(change.line.id, ())]
    old, new = (_short(line) for line in (change.old, change.new))
    return Row(change, changes.of_line(change, called), old, _("The same") if change.kind == "same" else new, made)


def _short(line: Line | None) -> str:
    return words.in_short(line) if line else "–"


def _meeting(key: UUID, no: int) -> str | None:
    """The page of a meeting, where that is open."""
    door = "programme.meeting"
    return url_for(door, key=key, _anchor=f"decision-{no}") if door in current_app.view_functions else None
