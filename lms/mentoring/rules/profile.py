"""What a mentor says of themselves: topics of the curriculum, languages with their level, hours of the week. Pure."""

import re
from collections.abc import Iterable, Mapping

from lms.mentoring.rules.hours import Window

# The curriculum, in the order of brief 2.1 to 2.22. A code is kept in `mentor_topic`; its words are in `mentoring.words`.
TOPICS = (
    "supply-chain", "marking", "construction", "concealment", "rip-on-rip-off", "seals", "documents", "indicators", "profiling",
    "open-sources", "drugs", "precursors", "wildlife", "dual-use", "counterfeit", "tobacco", "waste", "search", "safety", "custody",
    "reporting", "rail-road-posts",
)  # fmt: skip
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
ENOUGH = "B1"  # from here on one writes to each other
# In which languages the officers of a country write to anybody (brief 3.1); Russian is less known to the young of Turkmenistan.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "KZ": ("kk", "ru"), "KG": ("ky", "ru"), "TJ": ("tg", "ru"), "TM": ("tk",), "UZ": ("uz", "ru"),
}  # fmt: skip

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


def written(cc: str | None, chosen: Iterable[str]) -> tuple[str, ...]:
    """The languages somebody of a country writes: those of the country and those of the pages they chose, without doubles."""
    return tuple(dict.fromkeys([*WRITTEN.get(cc or "", ()), *chosen]))


def is_enough(level: str) -> bool:
    """Whether a level is enough to write to each other."""
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(ENOUGH)


class WindowError(ValueError):
    """Hours that are none. `kind`: time (it cannot be read), half (one of the two is missing), order (it ends before it begins)."""

    def __init__(self, kind: str, text: str = "") -> None:
        super().__init__(kind)
        self.kind, self.text = kind, text


def read_minutes(text: str) -> int:
    """9, 9:00, 09.00 or 24:00 as minutes of the day. Raises WindowError."""
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
    if minute > 59 or hour * 60 + minute > 1440:
        raise WindowError("time", text.strip())
    return hour * 60 + minute


def as_clock(minutes: int) -> str:
    """540 is 09:00; 1440 is 24:00, which sorts after every other time of its day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_window(weekday: int, start: str, end: str) -> Window | None:
    """A pair of fields; None where both are empty. Raises WindowError."""
    if not start.strip() and not end.strip():
        return None
    if not start.strip() or not end.strip():
        raise WindowError("half")
    window = Window(weekday, read_minutes(start), read_minutes(end))
    if window.start >= window.end:
        raise WindowError("order")
    return window


def joined(windows: Iterable[Window]) -> list[Window]:
    """The same in order, with those of a day that meet or overlap as one: nobody has an hour twice."""
    found: list[Window] = []
    for window in sorted(windows):
        last = found[-1] if found else None
        if last and last.weekday == window.weekday and window.start <= last.end:
            found[-1] = Window(last.weekday, last.start, max(last.end, window.end))
        else:
            found.append(window)
    return found
