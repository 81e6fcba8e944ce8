"""Plans and meetings as the countries' own offices and the coordinators read them."""

from lms.programme.queries.plans import (
    Plan,
    Version,
    current,
    grants,
    line_or_404,
    lines,
    may_change,
    may_read,
    owner_or_404,
    plan_of,
    plan_or_404,
    plans,
    version_or_404,
)
from lms.programme.queries.rows import asked
from lms.programme.queries.using import Named, Open, Places, key_of, line_for, lines_open_to, named, open_line, refuse_to_move

__all__ = [
    "Named",
    "Open",
    "Places",
    "Plan",
    "Version",
    "asked",
    "current",
    "grants",
    "key_of",
    "line_for",
    "line_or_404",
    "lines",
    "lines_open_to",
    "may_change",
    "may_read",
    "named",
    "open_line",
    "owner_or_404",
    "plan_of",
    "plan_or_404",
    "plans",
    "refuse_to_move",
    "version_or_404",
]
