"""Who is told that people were enrolled, in the transaction that enrols them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms.lib.text import Words
from lms.lib.time import today
from lms.notices.actions import tell
from lms.people.access import Viewer
from lms.people.models import Person
from lms.progress import queries


@dataclass(frozen=True)
class Told:
    """What they were enrolled in: its title, the page it leads the officer to, that of the focal point, and what names it."""

    title: Words
    path: str
    staff_path: str
    what: str


def tell_enrolled(people: Sequence[Person], told: Told, due: Mapping[str, datetime | None], *, by: Viewer, at: datetime) -> None:
    """Each officer that they were enrolled; the focal points of each agency how many of their people were, unless they did it."""
    params = {"course": dict(told.title), "by": f"{by.call_name} ({by.ref})"}
    once = f"enrolled {told.what} {at:%Y-%m-%dT%H:%M:%S.%f}"
    for zone, time in due.items():
        day = {"due": today(time, zone).isoformat()} if time else {}
        there = [person.id for person in people if person.tz == zone and person.id != by.id]
        tell(there, "enrolled", at=at, once=once, path=told.path, params={**params, **day})
    agencies = {person.agency_id for person in people if person.agency_id} - set(by.focal_agencies)
    for agency_id, focal_points in queries.focal_points(sorted(agencies), by.day).items():
        number = sum(1 for person in people if person.agency_id == agency_id)
        said = {**params, "people": number}
        tell(focal_points, "enrolled_people", at=at, once=f"{once} {agency_id}", path=told.staff_path, params=said)
