"""The published rows that an empty programme begins with. `load` may run at every start: it adds what is missing only."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import extract, select

from lms.ext import db
from lms.people.models import CountryPolicy, Holiday, Network, NetworkMember, NodeKind, OrgEdge, OrgName, OrgNode, UnitAgency
from lms.people.published.facts import AGENCIES, COUNTRIES, NETWORKS, OUTSIDE, POLICIES, REGION, SINCE, UNITS, Node

# The demo stands in 2020, and its next year is planned in it.
ALWAYS = (2020, 2021)


def load(at: datetime) -> None:
    """Add the published nodes, policies and holidays that are not there yet. What people have changed stays as they made it."""
    known = {node.code: node for node in db.session.scalars(select(OrgNode))}
    for kind, nodes in _LEVELS:
        for fact in nodes:
            if fact.code not in known:
                known[fact.code] = _add(kind, fact, known)
    _add_networks(known)
    _add_policies()
    _add_holidays({*ALWAYS, at.year, at.year + 1})


_LEVELS: tuple[tuple[NodeKind, Sequence[Node]], ...] = (
    (NodeKind.REGION, (REGION,)),
    (NodeKind.COUNTRY, (*COUNTRIES, *OUTSIDE)),
    (NodeKind.AGENCY, AGENCIES),
    (NodeKind.UNIT, UNITS),
)


def _add(kind: NodeKind, fact: Node, known: dict[str, OrgNode]) -> OrgNode:
    """A node with its names, its place in the tree and, for a unit, the agencies that serve there."""
    node = OrgNode(
        code=fact.code,
        kind=kind,
        cc=fact.cc,
        unit_type=fact.unit_type,
        tz=fact.tz,
        opened_on=fact.opened_on,
        closed_on=fact.closed_on,
        source=fact.source,
    )
    db.session.add(node)
    db.session.flush()
    since = fact.opened_on or SINCE
    for name, later in zip(fact.names, [*fact.names[1:], None], strict=True):
        last: date | None = later.from_day - timedelta(days=1) if later else None
        db.session.add(OrgName(node_id=node.id, txt=name.txt, from_day=name.from_day, to_day=last))
    if fact.parent:
        db.session.add(OrgEdge(child_id=node.id, parent_id=known[fact.parent].id, from_day=since))
    for code in fact.agencies:
        db.session.add(UnitAgency(unit_id=node.id, agency_id=known[code].id, from_day=since))
    return node


def _add_networks(known: dict[str, OrgNode]) -> None:
    """Networks that are not there yet, with their members."""
    there = set(db.session.scalars(select(Network.code)))
    for fact in NETWORKS:
        if fact.code in there:
            continue
        network = Network(code=fact.code, txt={"en": fact.en, "ru": fact.ru}, source=fact.source)
        db.session.add(network)
        db.session.flush()
        db.session.add_all(NetworkMember(network_id=network.id, node_id=known[code].id, from_day=fact.since) for code in fact.members)


def _add_policies() -> None:
    decided = set(db.session.scalars(select(CountryPolicy.cc)))
    for cc, (call_names, names_kept) in POLICIES.items():
        if cc not in decided:
            db.session.add(CountryPolicy(cc=cc, call_names=call_names, names_kept=names_kept, from_day=SINCE))


def _add_holidays(years: set[int]) -> None:
    """A year of a country is filled once: a day that somebody took out of it does not come back."""
    from lms.people.published.days_off import (
        SOURCE,
        days_off,
    )  # the package of holidays is for commands; a server reads them from its table

    filled = {(cc, int(year)) for cc, year in db.session.execute(select(Holiday.cc, extract("year", Holiday.day)).distinct())}
    for country in COUNTRIES:
        for in_year in sorted(years):
            if (country.code, in_year) not in filled:
                rows = days_off(country.code, in_year).items()
                db.session.add_all(Holiday(cc=country.code, day=day, txt=txt, source=SOURCE) for day, txt in rows)
