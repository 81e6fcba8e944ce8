"""Long lists, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Which part of a list is on the page. `first` and `last` count from 1; both are 0 when there is nothing."""

    number: int
    size: int
    total: int
    previous_href: str | None = None
    next_href: str | None = None

    @property
    def offset(self) -> int:
        """How many come before."""
        return (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """The place of the first on the page."""
        return self.offset + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of the last on the page."""
        return min(self.offset + self.size, self.total)


def page(total: int, asked: str | None, href: Callable[[int], str], size: int = SIZE) -> Page:
    """The page of that number, or the nearest there is. `href` gives the address of another page."""
    pages = max(1, -(-total // size))
    number = min(max(number_in(asked), 1), pages)
    before = href(number - 1) if number > 1 else None
    after = href(number + 1) if number < pages else None
    return Page(number, size, total, before, after)


def number_in(asked: str | None) -> int:
    """The number somebody asked for; 1 for whatever is none."""
    return int(asked) if asked and asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
