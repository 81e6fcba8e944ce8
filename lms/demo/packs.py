"""The figures that a meeting of the demo is shown, counted as they stand then: completion by unit, and the lines of the plan."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.demo.agreed import YEAR
from lms.demo.stage import Stage
from lms.insight import queries
from lms.insight.rules import Question
from lms.insight.rules.plans import add_up, standing
from lms.lib.text import COMPLETE
from lms.lib.time import today
from lms.people import queries as people
from lms.people.published.facts import HOME_ZONE
from lms.programme import queries as plans
from lms.programme.words import STATES, TYPES

Table = dict[str, Any]
RULE = {
    "en": "An enrolment is one person in one course, counted in the unit in which the person served then. Due are all seats of a line "
    "whose last day has passed; delivered are completed enrolments, attendances in confirmed registers and people at held meetings.",
    "ru": "Зачисление — один человек на одном курсе, оно считается в том подразделении, где человек служил тогда. К сроку — все места "
    "строки, последний день которой прошёл; выполнено — завершённые зачисления, присутствие по подтверждённым журналам и люди на "
    "проведённых встречах.",
}


def tables(stage: Stage, code: str, at: datetime) -> list[Table]:
    """Those of a country."""
    return [_completion(stage, code, at), _plan(stage, code, at)]


def _both(say: Callable[[], Any]) -> dict[str, str]:
    found = {}
    for lang in COMPLETE:
        with force_locale(lang):
            found[lang] = str(say())
    return found


def _heads(*says: Callable[[], str]) -> list[dict[str, str]]:
    return [_both(say) for say in says]


def _completion(stage: Stage, code: str, at: datetime) -> Table:
    """The units of a country as its completion page has them."""
    by = stage.office("CA", at)
    tally = queries.tally(by, Question(cc=code), at, HOME_ZONE, queries.courses())
    nodes = {lang: people.nodes(at, lang) for lang in COMPLETE}

    def cells(first: Any, line: Any) -> list[Any]:
        counts, share = line.counts, None if line.share is None else round(100 * line.share)
        states = (counts.enrolled, counts.not_started, counts.in_progress, counts.completed, counts.withdrawn)
        return [first, line.people, *states, share, counts.overdue]

    names = {unit: {lang: nodes[lang][unit].name for lang in COMPLETE} for _cc, unit in tally.lines if unit is not None}
    rows = sorted((cells(names[unit], line) for (_cc, unit), line in tally.lines.items() if unit is not None), key=lambda row: row[0]["en"])
    columns = _heads(
        lambda: _("Unit"), lambda: _("People"), lambda: _("Enrolled"), lambda: _("Not started"), lambda: _("In progress"),
        lambda: _("Completed"), lambda: _("Withdrawn"), lambda: _("Per cent completed"), lambda: _("Overdue"),
    )  # fmt: skip
    total = cells(_both(lambda: _("All")), tally.total)
    return {"title": _both(lambda: _("Completion by unit")), "columns": columns, "rows": rows, "totals": total}


def _plan(stage: Stage, code: str, at: datetime) -> Table:
    """The lines of the version that is the newest then, planned against delivered."""
    by = stage.office("CA", at)
    version = plans.plan_or_404(by, code, YEAR).newest
    assert version is not None
    lines = plans.lines([version.id], bare=True)[version.id]
    counts = queries.counted(by, lines, at)
    stands = {line.id: standing(line, counts[line.id], today(at, HOME_ZONE), YEAR) for line in lines}
    types = {name: _both(partial(str, words)) for name, words in TYPES.items()}
    rows = [
        [{lang: f"{line.number} {words}" for lang, words in line.title.items()}, types[line.type], one.planned,
         one.due, one.delivered, one.ahead, one.short]
        for line, one in ((line, stands[line.id]) for line in lines)
    ]  # fmt: skip
    total = add_up((line, stands[line.id]) for line in lines)
    columns = _heads(
        lambda: _("Line"), lambda: _("Type"), lambda: _("Planned"), lambda: _("Due by now"), lambda: _("Delivered"), lambda: _("Ahead"),
        lambda: _("Short"),
    )  # fmt: skip
    numbers = [total.planned, total.due, total.delivered, total.ahead, total.short]
    state, no = STATES[version.state], version.no
    return {
        "title": _both(
            lambda: _(
                "Work plan %(code)s %(year)s, %(version)s", code=code, year=YEAR, version=_("version %(no)s, %(state)s", no=no, state=state)
            )
        ),
        "columns": columns, "rows": rows,
        "totals": [_both(lambda: _("All")), None, *numbers],
    }  # fmt: skip
