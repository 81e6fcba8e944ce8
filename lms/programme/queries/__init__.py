"""Plans and meetings as the countries' own offices and the coordinators read them."""

from lms.programme.queries.plans import (
    Plan,
    Version,
    current,
    grants,
    line_or_404,
    lines,
    lines_open_to,
    may_change,
    may_read,
    open_line,
    plan_of,
    plan_or_404,
    plans,
    version_or_404,
)

__all__ = [
    "Plan",
    "Version",
    "current",
    "grants",
    "line_or_404",
    "lines",
    "lines_open_to",
    "may_change",
    "may_read",
    "open_line",
    "plan_of",
    "plan_or_404",
    "plans",
    "version_or_404",
]
