"""What a notice is made of: kinds with their sentences, and the values that fill them. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lms.lib.text import COMPLETE, chain

# A sentence of a catalogue with named placeholders, made in the reader's language when it is looked at; or, where it
# depends on a number, a function of the values as the reader sees them (and `num_<name>`: the bare number).
Said = Any | Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `says` is its one line; of `more` those pieces stand beneath, parted by dots, whose values are all there.

    `leads` is the label of the link to the notice's page.
    """

    says: Said
    more: tuple[Said, ...] = ()
    leads: Said = ""


# {kind: what it says}, filled by lms/notices/kinds.py for all rooms.
KINDS: dict[str, Kind] = {}

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00|Z)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
PATH = re.compile(r"/(?!/)[!-~]*")  # a page of ours, from the application's root


def may_be_path(path: str) -> bool:
    """Whether it is the address of a page of ours, as a notice keeps it: from the root, at most 200 characters, or none."""
    return not path or (len(path) <= 200 and bool(PATH.fullmatch(path)))


# Mail. A digest is due at this hour of its reader's day.
HOUR = 18
GAP, LONGEST_GAP = timedelta(minutes=5), timedelta(hours=12)
GIVE_UP = timedelta(days=3)
LEASE = timedelta(minutes=10)  # how long a sender has a mail for itself; where it was killed, another takes it then


def due_since(at: datetime, zone: str) -> datetime:
    """The last time that it was 18:00 at that place, in UTC: what was said before it belongs into the digest of that day."""
    there = at.astimezone(ZoneInfo(zone))
    day = there.date() if there.hour >= HOUR else there.date() - timedelta(days=1)
    return datetime.combine(day, time(HOUR), ZoneInfo(zone)).astimezone(UTC)


def next_try(made_at: datetime, tries: int, at: datetime) -> datetime | None:
    """When a mail is tried again that has failed so many times: after 5, 15, 45 minutes …, at most twice a day; None after three days."""
    again = at + min(GAP * 3 ** (max(tries, 1) - 1), LONGEST_GAP) if tries < 12 else at + LONGEST_GAP
    return again if again <= made_at + GIVE_UP else None


def mail_language(lang: str) -> str:
    """The language of a mail: the reader's, or the nearest that there is."""
    return next(code for code in chain(lang) if code in COMPLETE)
