"""How places are called in a version of a plan: on its day once it is locked, as now before. Every page, file and paper of it asks here."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from lms.people import queries as people
from lms.people.queries import NodeName
from lms.programme.queries.plans import Version


def moment(version: Version, at: datetime) -> datetime:
    """As of when a version is read."""
    return version.locked_at or at


def called(version: Version, at: datetime, lang: str) -> dict[int, NodeName]:
    """{place: how it is called in a version}, in one statement."""
    return people.nodes(moment(version, at), lang)


def called_in(versions: Iterable[Version], at: datetime, lang: str) -> dict[int, Mapping[int, NodeName]]:
    """{version: the same}, in one statement however many versions."""
    found = list(versions)
    names = people.nodes_then({moment(one, at) for one in found}, lang) if found else {}
    return {one.id: names[moment(one, at)] for one in found}
