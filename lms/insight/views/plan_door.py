"""What every page of plans begins with: who asks, as of when, how places are called, and each line with what was counted for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask import current_app, url_for
from flask_babel import gettext as _

from lms.insight import queries
from lms.insight.queries import Agreement
from lms.insight.rules.plans import Counted, Standing, Sum, add_up, standing
from lms.lib.refusals import NotThere
from lms.lib.text import pick
from lms.lib.time import now, today
from lms.pages import language
from lms.people import queries as people
from lms.people.access import Viewer
from lms.people.doors import reader
from lms.people.queries import NodeName
from lms.programme import queries as programme
from lms.programme.queries import Plan, Version
from lms.programme.queries.plans import countries
from lms.programme.rules import Line
from lms.programme.rules.asking import asked_of

YEARS = range(2000, 2101)  # as the database has it
NETWORK = "IREN"  # the one network of the programme (brief 1.6)


@dataclass(frozen=True)
class Row:
    """A line of a plan, what stands behind it, and how it stands."""

    plan: Plan
    line: Line
    counted: Counted
    stands: Standing

    @property
    def is_unset(self) -> bool:
        """Whether it is planned and nobody has set, enrolled or named anything for it."""
        return self.line.is_planned and self.line.is_counted and self.counted.is_empty


@dataclass(frozen=True)
class Planning:
    """Who reads plans, and when. `day` is that of the programme, on which lines become due, whoever looks."""

    viewer: Viewer
    at: datetime
    zone: str
    lang: str
    nodes: Mapping[int, NodeName]

    @property
    def day(self) -> date:
        """Today, where the programme's days begin."""
        return today(self.at, self.zone)

    def plans(self, year: int) -> list[Plan]:
        """Those of a year that the viewer reads: the countries' by name, as in the tabs, then the networks'."""
        found = programme.plans(self.viewer, year)
        return sorted(found, key=lambda plan: (plan.node_id is None, self.node(plan.node_id), plan.code))

    def node(self, node_id: int | None) -> str:
        """How a country, agency or unit is called: today, or `then`."""
        return self.nodes[node_id].name if node_id is not None and node_id in self.nodes else ""

    def country(self, cc: str) -> str:
        """The same of a country by its code."""
        return next((node.name for node in self.nodes.values() if node.kind == "country" and node.cc == cc), cc)

    def then(self, version: Version) -> "Planning":
        """The same with every place called as on the day on which a version was agreed; of one that is not, as today."""
        if version.settled_at is None:
            return self
        kept = version.names  # asks for nothing: a plan names no place but those that are kept with it
        return replace(
            self, nodes=programme.as_kept(self.nodes, kept, self.lang) if kept else programme.called(version, self.at, self.lang)
        )

    def asked(self, plan: Plan, version: Version, agreement: Agreement) -> list[int]:
        """The agencies that have to agree to a version of the plan of a country."""
        day = today(version.locked_at, self.zone) if version.locked_at else self.day
        then = [n.id for n in self.nodes.values() if n.kind == "agency" and n.cc == plan.cc and plan.cc and n.is_open(day)]
        said = [one.agency_id for one in agreement.consents]
        return asked_of(is_settled=version.settled_at is not None, with_words=said, open_then=then)

    def rows(self, versions: Mapping[Version, Plan]) -> list[Row]:
        """The lines of these versions in their order, counted in as few statements as one."""
        return self.rows_and_left(versions, ())[0]

    def rows_and_left(self, versions: Mapping[Version, Plan], plans: Iterable[Plan]) -> tuple[list[Row], list[Row]]:
        """The same, and what was delivered under lines of these plans that only their newest versions have: in no more statements."""
        newest = {plan.newest: plan for plan in plans if plan.newest and plan.newest not in versions}
        by_version = programme.lines([version.id for version in (*versions, *newest)], bare=True)
        shown = [(plan, line) for version, plan in versions.items() for line in by_version[version.id]]
        had = {line.id for _plan, line in shown}
        left = [(plan, line) for version, plan in newest.items() for line in by_version[version.id] if line.id not in had]
        counts = queries.counted(self.viewer, [line for _plan, line in (*shown, *left)], self.at)
        rows, others = ([self.row(plan, line, counts[line.id]) for plan, line in found] for found in (shown, left))
        return rows, [row for row in others if row.stands.delivered]

    def row(self, plan: Plan, line: Line, counted: Counted) -> Row:
        """One of them."""
        return Row(plan, line, counted, standing(line, counted, self.day, plan.year))

    def title(self, words: Mapping[str, str]) -> str:
        """A title in the reader's language."""
        return pick(words, self.lang)


def planning(year: int | None = None) -> Planning:
    """Who asks, and the names of all places. Raises NotThere for a year of which there can be no plan."""
    if year is not None and year not in YEARS:
        raise NotThere()
    viewer, at, lang = reader(), now(), language()
    return Planning(viewer, at, current_app.config["HOME_ZONE"], lang, people.nodes(at, lang))


def sum_of(rows: Iterable[Row]) -> Sum:
    """What rows come to together."""
    return add_up((row.line, row.stands) for row in rows)


def by_plan(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """{plan: its rows}."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.plan.id, []).append(row)
    return found


def tabs(page: Planning, year: int, here: str) -> Sequence[tuple[str, str, bool]]:
    """[(address, name, whether it is this one)]: the region, each country that the viewer reads, the networks."""

    ccs = countries(page.viewer)
    found = [(url_for("insight.plan_region", year=year), _("Region"), here == "region")] if len(ccs) > 1 else []
    codes = [(node.code, node.name) for node in page.nodes.values() if node.kind == "country" and node.cc in ccs]
    found += [(url_for("insight.plan", code=code, year=year), name, here == code) for code, name in sorted(codes, key=lambda one: one[1])]
    return [*found, (url_for("insight.plan", code=NETWORK, year=year), _("Network"), here == NETWORK)]
