"""Every select of the desk's pages."""

from lms.desk.queries.awaited import Awaited, awaited
from lms.desk.queries.besides import NotRight, Word, last_word, not_right
from lms.desk.queries.listing import Numbers, lines, numbers, roles_of, units_of
from lms.desk.queries.own import Offered, courses_of, offered, open_to
from lms.desk.queries.persons import Completed, Entry, history
from lms.desk.queries.steps import Steps, steps

__all__ = [
    "Awaited", "Completed", "Entry", "NotRight", "Numbers", "Offered", "Steps", "Word", "awaited", "courses_of", "history", "last_word",
    "lines", "not_right", "numbers", "offered", "open_to", "roles_of", "steps", "units_of",
]  # fmt: skip
