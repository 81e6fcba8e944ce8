"""How places are called in a version of a plan: as it was agreed, or as now. Every page, file and paper of it asks here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from lms.lib.text import COMPLETE, pick
from lms.people import queries as people
from lms.people.queries import NodeName
from lms.programme.queries.plans import Version

Kept = Mapping[str, Mapping[str, str]]  # {place's id: {language: name}}


def moment(version: Version, at: datetime) -> datetime:
    """As of when a version is read."""
    return version.settled_at or at


def called(version: Version, at: datetime, lang: str) -> dict[int, NodeName]:
    """{place: how it is called in a version}, in one statement."""
    return as_of([(version, moment(version, at))], lang)[0]


def called_in(versions: Iterable[Version], at: datetime, lang: str) -> dict[int, Mapping[int, NodeName]]:
    """{version: the same}, in one statement however many versions."""
    found = list(versions)
    names = as_of([(one, moment(one, at)) for one in found], lang)
    return {one.id: said for one, said in zip(found, names, strict=True)}


def as_of(found: Collection[tuple[Version, datetime]], lang: str) -> list[dict[int, NodeName]]:
    """How places are called in each of these versions at a moment. An agreed one keeps the names it was agreed with, whatever is
    written down of its day later."""
    names = people.nodes_then({at for _version, at in found}, lang) if found else {}
    return [as_kept(names[at], version.names, lang) for version, at in found]


def as_kept(nodes: Mapping[int, NodeName], kept: Kept | None, lang: str) -> dict[int, NodeName]:
    """These places with the names that were kept; one of which none was kept as it is."""
    found = {id_: kept.get(str(id_)) for id_ in nodes} if kept else {}
    return {id_: replace(node, name=pick(said, lang)) if (said := found.get(id_)) else node for id_, node in nodes.items()}


def to_keep(cc: str | None, at: datetime) -> dict[str, dict[str, str]]:
    """How the places of a country (of a network: all) are called at a moment, as a version or minutes keep it for ever."""
    found: dict[str, dict[str, str]] = {}
    for lang in COMPLETE:
        for id_, node in people.nodes(at, lang).items():
            if cc is None or node.cc in (cc, None):
                found.setdefault(str(id_), {})[lang] = node.name
    return found
