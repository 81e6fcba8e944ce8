"""What a notice is made of: kinds with their sentences, and the values that fill them. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
