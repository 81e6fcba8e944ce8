"""What a form says of a line, judged by the one rule (`rules.said`), and its sentence beside the field."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from lms.lib.refusals import BadInput
from lms.programme.queries.offered import within
from lms.programme.queries.plans import Plan
from lms.programme.rules import Line
from lms.programme.rules.said import LineSaid, Problem, problems, put_off_problems, tidy

FIELDS = {"places": "nodes", "grants": "funding"}  # where the form calls them otherwise
SENTENCES: dict[tuple[str, str], Callable[[str], str]] = {
    ("unknown_word", "type"): lambda value: _("This is not one of the types of a line."),
    ("unknown_word", "mode"): lambda value: _("A line is held online at one's own pace, online and live, on site, or both."),
    ("unknown_word", "status"): lambda value: _("A line is planned, postponed or cancelled."),
    ("no_title", ""): lambda value: _("Write a title in at least one language."),
    ("too_long", ""): lambda value: _("At most %(max)s characters.", max=value),
    ("one_day", ""): lambda value: _("Dates are a first and a last day; for one day write it twice."),
    ("order", ""): lambda value: _("It ends on the day it begins or later."),
    ("other_year", ""): lambda value: _("The line begins in %(year)s, and this is the plan of another year.", year=value),
    ("days_and_quarter", ""): lambda value: _("A line has days or a quarter, not both."),
    ("bad_count", "quarter"): lambda value: _("A quarter is 1, 2, 3 or 4."),
    ("bad_count", "seats"): lambda value: _("Seats are a number from 0 to 100,000."),
    ("bad_count", "events"): lambda value: _("A line has 1 to 400 days, sessions or visits."),
    ("bad_count", "minutes"): lambda value: _("The length is a number of minutes from 1 to 60,000."),
    ("no_place", ""): lambda value: _("One of these places is not there."),
    ("abroad", ""): lambda value: _(
        "A line of this plan is for places in its own country; for several countries it belongs to the network’s plan."
    ),
    ("nowhere", ""): lambda value: _("Tick at least one place or network that the line is for."),
    ("office_abroad", ""): lambda value: _("The office that answers for it is one of this country; another is written in words."),
    ("no_course", ""): lambda value: _("One of these courses is not published."),
    ("no_grant", ""): lambda value: _("One of these grants is not there, or stands twice."),
    ("share_out", ""): lambda value: _("A share is a whole number of percent from 1 to 100."),
    ("over_100", ""): lambda value: _("The shares add to %(total)s%%; all together are 100%%.", total=value),
    ("no_reason", ""): lambda value: _("A line is postponed or cancelled with a reason."),
}


def checked(said: LineSaid, plan: Plan, day: date, had: Line | None = None) -> LineSaid:
    """The same as it is kept: empty titles gone, ids once each. `had`: what stands now. Raises BadInput with the field."""
    said = tidy(said, plan.node_id)
    for wrong in problems(said, within(plan, day), had):
        raise refusal(wrong)
    return said


def refuse_status(status: str, reason: str, reason_ru: str) -> None:
    """Raises BadInput for a status that is none, or stands without its reason."""
    for wrong in put_off_problems(status, reason, reason_ru):
        raise refusal(wrong)


def refusal(wrong: Problem) -> BadInput:
    """What is wrong as a sentence, beside its field."""
    sentence = SENTENCES.get((wrong.what, wrong.field)) or SENTENCES[wrong.what, ""]
    return BadInput(sentence(wrong.value), kept=_("All you typed is kept."), field=FIELDS.get(wrong.field, wrong.field))
