"""The shares of grants in a line: 100 when its version locks."""

from collections.abc import Iterable
from enum import StrEnum

from lms.programme.rules.line import Line

WHOLE = 100
COSTS_NOTHING = ("meeting",)


class Fault(StrEnum):
    """What is wrong with the shares of a line."""

    NONE = "none"  # nobody pays for it
    SUM = "sum"  # the shares do not add to 100


def total(line: Line) -> int:
    """What its shares add to, in percent."""
    return sum(share for _grant, share in line.funding)


def fault(line: Line) -> Fault | None:
    """Why a version with this line does not lock. Who pays for a line that is off, or that costs nothing, may be left open."""
    if line.funding:
        return None if total(line) == WHOLE else Fault.SUM
    return Fault.NONE if line.is_planned and line.type not in COSTS_NOTHING else None


def faults(lines: Iterable[Line]) -> list[tuple[Line, Fault]]:
    """The lines that keep their version from locking, and why."""
    return [(line, found) for line in lines if (found := fault(line))]
