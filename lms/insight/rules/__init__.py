"""What is asked, and what counts add up to. Pure: plain values in, plain values out. What lines of plans come to is in `plans`."""

from lms.insight.rules.figures import (
    ALL,
    AWARDED,
    OPEN,
    OVERDUE,
    Began,
    Counts,
    Finished,
    InTrack,
    Joined,
    Known,
    Line,
    Module,
    People,
    Place,
    Question,
    Tally,
    Which,
    add_up,
)

__all__ = [
    "ALL", "AWARDED", "OPEN", "OVERDUE", "Began", "Counts", "Finished", "InTrack", "Joined", "Known", "Line", "Module", "People", "Place",
    "Question", "Tally", "Which", "add_up",
]  # fmt: skip
