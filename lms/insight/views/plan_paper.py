"""A version of a plan on A4 for signature and stamp: English and Russian beside each other, whatever language the reader has chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.insight import queries
from lms.insight.queries import Agreement
from lms.insight.queries.plan_parts import For
from lms.insight.views import plan_words
from lms.insight.views.door import WHO, bp
from lms.insight.views.plan_door import Planning, Row, planning, sum_of
from lms.insight.views.plans import in_version
from lms.lib.refusals import NotThere
from lms.lib.text import COMPLETE, pick
from lms.lib.time import today
from lms.people.doors import requires
from lms.people.queries import NodeName
from lms.programme import queries as programme
from lms.programme.queries import Plan, Version
from lms.programme.rules import Line, written_short
from lms.programme.rules.replacing import replaced_by


@dataclass(frozen=True)
class InWords:
    """A plan in one language: its heading, a row of cells a line, what stands under the table, and the names of those who sign."""

    lang: str
    title: str
    version: str
    heads: Sequence[str]
    lines: Sequence[Sequence[str]]
    total: str
    parties: Sequence[str]
    labels: Mapping[str, str]
    agreed: Sequence[str]  # how it was, in sentences


@bp.get("/plan/<code>/<int:year>/paper", endpoint="plan_paper")
@requires(*WHO)
def paper_of_plan(code: str, year: int) -> str:
    """With a place to sign and stamp for each beneficiary agency, and for the programme."""
    page = planning(year)
    plan, version = in_version(page, code, year)
    if plan is None or version is None:
        raise NotThere()
    rows, places = page.rows({version: plan}), queries.places([version.id])
    agreement = queries.agreements([version.id])[version.id]
    parties = [one.agency_id for one in agreement.consents]
    parties += [id_ for id_ in page.then(version).asked(plan, version, agreement) if id_ not in parties]
    both = [_in(lang, page, (plan, version), rows, places, parties, agreement) for lang in COMPLETE]
    return render_template(
        "insight/plan_paper.html", page=page, plan=plan, version=version, rows=rows, both=both, words=plan_words, agreement=agreement
    )  # fmt: skip


def _in(
    lang: str, page: Planning, of: tuple[Plan, Version], rows: Sequence[Row], places: Mapping[tuple[int, int], For],
    parties: Sequence[int], agreement: Agreement,
) -> InWords:  # fmt: skip
    plan, version = of
    heirs = replaced_by(row.line for row in rows)
    nodes = programme.called(version, page.at, lang)
    with force_locale(lang):
        name = nodes[plan.node_id].name if plan.node_id else _("Network (%(code)s)", code=plan.code)
        total = sum_of(rows)
        heads = (_("Line"), _("Type and mode"), _("Dates"), _("For"), _("Seats"))
        lines = _together(total.lines, total.planned)
        return InWords(
            lang, _("Work plan, %(name)s %(year)s", name=name, year=plan.year), plan_words.version(version), heads,
            [_cells(row, lang, nodes, places, name, heirs.get(row.line.id, ())) for row in rows], lines,
            [*(nodes[id_].name for id_ in parties if id_ in nodes), _("UNODC Regional Office for Central Asia, Tashkent")],
            _labels(version), _agreed(page, version, agreement, nodes) if version.agreed_at else (),
        )  # fmt: skip


def _together(lines: int, seats: int) -> str:
    """9 lines, 166 seats."""
    return ", ".join([plan_words.lines(lines), plan_words.seats(seats)])


def _cells(
    row: Row, lang: str, nodes: Mapping[int, NodeName], places: Mapping[tuple[int, int], For], owner: str, heirs: Sequence[Line]
) -> list[str]:
    line = row.line
    found = places.get((line.id, line.version_id), For())
    where = [*(nodes[id_].name for id_ in found.nodes if id_ in nodes), *(pick(words, lang) for words in found.networks)]
    kind = f"{plan_words.type_(line.type)}, {plan_words.mode(line.mode)}"
    seats = "–" if line.seats is None else str(line.seats) if line.is_planned else f"({line.seats})"
    title = pick(line.title, lang)
    if not line.is_planned:
        title = plan_words.ended(f"{title}. {plan_words.state(line.status)}: {pick(line.why, lang)}")
        if heirs:
            title += " " + _("Replaced by %(numbers)s.", numbers=", ".join(written_short(one.number for one in heirs)))
    return [title, kind, plan_words.dates(line), ", ".join(where) or owner, seats]


def _agreed(page: Planning, version: Version, agreement: Agreement, nodes: Mapping[int, NodeName]) -> list[str]:
    """On which day and in which meeting; then each agency's word, or that of another on its behalf, with its letter."""
    day = plan_words.day_month_year
    said = [_("Agreed on %(day)s.", day=day(today(version.agreed_at, page.zone)))] if version.agreed_at else []
    if agreement.meeting_day:
        said.append(_("Meeting of %(day)s", day=day(agreement.meeting_day)) + ".")
    for one in agreement.consents:
        word = plan_words.consent(nodes[one.agency_id].name if one.agency_id in nodes else "", one.kind, one.signed_by)
        if one.letter_no and one.letter_day:
            word += ", " + _("letter %(no)s of %(day)s", no=one.letter_no, day=day(one.letter_day))
        said.append(f"{word}.")
    return said


def _labels(version: Version) -> dict[str, str]:
    """The words around the signatures."""
    day: date = version.made_at.date()
    return {
        "agency": _("For the beneficiary agency"), "programme": _("For the programme"), "post": _("Name and post"),
        "signature": _("Signature"), "date": _("Date"), "stamp": _("Stamp"),
        "made": _("Made on %(day)s.", day=plan_words.day_month_year(day)),
    }  # fmt: skip
