"""A line as somebody writes it, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from lms.catalogue import queries as catalogue
from lms.lib.refusals import BadInput
from lms.lib.text import LANGUAGES
from lms.programme import queries
from lms.programme.models.plans import MODES, TYPES
from lms.programme.queries import rows
from lms.programme.queries.plans import Plan
from lms.programme.rules.shares import WHOLE

MOST_TITLE, MOST_WORDS = 200, 2000


@dataclass(frozen=True)
class LineSaid:
    """All that a form says of a line. `title` {language: words}; days or a quarter or neither; `seats` of the whole line, over all
    `events`; `minutes` of one person at one event; `office` in words or `office_id` an agency; `replaces_id` the line it stands in for;
    `nodes`, `networks`, `courses` ids; `funding` (grant, share in percent). The line of a country that says no place is for the country.
    """

    type: str
    mode: str
    title: Mapping[str, str]
    from_day: date | None = None
    to_day: date | None = None
    quarter: int | None = None
    seats: int | None = None
    events: int = 1
    minutes: int | None = None
    langs: Sequence[str] = ()
    office: str = ""
    office_id: int | None = None
    note: str = ""
    source: str = ""
    replaces_id: int | None = None
    nodes: Sequence[int] = ()
    networks: Sequence[int] = ()
    courses: Sequence[int] = ()
    funding: Sequence[tuple[int, int]] = ()


def _bad(sentence: str, field: str) -> BadInput:
    return BadInput(sentence, kept=_("All you typed is kept."), field=field)


def checked(said: LineSaid, plan: Plan) -> LineSaid:
    """The same as it is kept: empty titles gone, ids once each. Raises BadInput with the field."""
    title = {lang: words.strip() for lang, words in said.title.items() if lang in LANGUAGES and words.strip()}
    nodes = tuple(dict.fromkeys(said.nodes)) or ((plan.node_id,) if plan.node_id and not said.networks else ())
    said = replace(
        said, title=title, nodes=nodes, networks=tuple(dict.fromkeys(said.networks)), courses=tuple(dict.fromkeys(said.courses)),
        langs=tuple(lang for lang in LANGUAGES if lang in said.langs), funding=tuple(said.funding), office=said.office.strip(),
        note=said.note.strip(), source=said.source.strip(),
    )  # fmt: skip
    _check_words(said)
    _check_when(said, plan.year)
    _check_numbers(said)
    _check_places(said, plan)
    _check_money(said)
    if not {*said.courses} <= {course.course_id for course in catalogue.courses()}:
        raise _bad(_("One of these courses is not published."), "courses")
    return said


def _check_words(said: LineSaid) -> None:
    if said.type not in TYPES:
        raise _bad(_("This is not one of the types of a line."), "type")
    if said.mode not in MODES:
        raise _bad(_("A line is held online at one's own pace, online and live, on site, or both."), "mode")
    if not said.title:
        raise _bad(_("Write a title in at least one language."), "title_en")
    if any(len(words) > MOST_TITLE for words in said.title.values()):
        raise _bad(_("A title has at most %(max)d characters.", max=MOST_TITLE), "title_en")
    for field in ("note", "office", "source"):
        if len(getattr(said, field)) > MOST_WORDS:
            raise _bad(_("At most %(max)d characters.", max=MOST_WORDS), field)


def _check_when(said: LineSaid, year: int) -> None:
    first, last = said.from_day, said.to_day
    if (first is None) != (last is None):
        raise _bad(_("Dates are a first and a last day; for one day write it twice."), "to_day" if last is None else "from_day")
    if first and last and last < first:
        raise _bad(_("It ends on the day it begins or later."), "to_day")
    if first and first.year != year:
        raise _bad(_("This is the plan of %(year)s, and the line begins in %(other)s.", year=year, other=first.year), "from_day")
    if first and said.quarter is not None:
        raise _bad(_("A line has days or a quarter, not both."), "quarter")
    if said.quarter is not None and said.quarter not in (1, 2, 3, 4):
        raise _bad(_("A quarter is 1, 2, 3 or 4."), "quarter")


def _check_numbers(said: LineSaid) -> None:
    if said.seats is not None and not 0 <= said.seats <= 100_000:
        raise _bad(_("Seats are a number from 0 to 100,000."), "seats")
    if not 1 <= said.events <= 400:
        raise _bad(_("A line has 1 to 400 days, sessions or visits."), "events")
    if said.minutes is not None and not 1 <= said.minutes <= 60_000:
        raise _bad(_("The length is a number of minutes from 1 to 60,000."), "minutes")


def _check_places(said: LineSaid, plan: Plan) -> None:
    wanted = {*said.nodes, *([said.office_id] if said.office_id is not None else [])}
    found = {node.id: node for node in rows.nodes(wanted)}
    if not wanted <= set(found) or {*said.networks} - rows.networks(said.networks):
        raise _bad(_("One of these places is not there."), "nodes")
    if plan.cc and any(found[node].cc != plan.cc for node in said.nodes):
        raise _bad(
            _("A line of this plan is for places in its own country; for several countries it belongs to the network’s plan."), "nodes"
        )
    if plan.cc and said.office_id is not None and found[said.office_id].cc not in (plan.cc, None):
        raise _bad(_("The office that answers for it is one of this country; another is written in words."), "office_id")
    if not said.nodes and not said.networks:
        raise _bad(_("Tick at least one place or network that the line is for."), "nodes")


def _check_money(said: LineSaid) -> None:
    grants = [grant for grant, _share in said.funding]
    if len(grants) != len(set(grants)) or not {*grants} <= set(queries.grants()):
        raise _bad(_("One of these grants is not there, or stands twice."), "funding")
    if any(not 1 <= share <= WHOLE for _grant, share in said.funding):
        raise _bad(_("A share is a whole number of percent from 1 to 100."), "funding")
    total = sum(share for _grant, share in said.funding)
    if total > WHOLE:
        raise _bad(_("The shares add to %(total)s%%; all together are 100%%.", total=total), "funding")
