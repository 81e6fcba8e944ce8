"""A lesson's HTML in parts: text, and the places where its self-checks stand. What a page does with a body before showing it."""

import re
from collections.abc import Callable
from typing import NamedTuple

_CHECK = re.compile(r"<!--check:([a-z0-9-]+)-->")
_LESSON = re.compile(r'href="lesson:([a-z0-9-]+)"')


class Part(NamedTuple):
    """Either text, as clean HTML, or the slug of a self-check."""

    html: str
    check: str


def parts(html: str) -> list[Part]:
    """The body in order; empty texts are left out."""
    pieces = _CHECK.split(html)
    found = [Part("", piece) if n % 2 else Part(piece.strip(), "") for n, piece in enumerate(pieces)]
    return [part for part in found if part.html or part.check]


def with_links(html: str, address: Callable[[str], str]) -> str:
    """The HTML with `lesson:` links led to the addresses of this site; `address(slug)` gives one, free of quotes."""
    return _LESSON.sub(lambda found: f'href="{address(found[1])}"', html) if "lesson:" in html else html
