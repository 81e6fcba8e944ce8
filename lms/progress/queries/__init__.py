"""Every select on enrolments and on what is derived from the ledger."""

from lms.progress.queries.choosing import (
    Choice,
    Touched,
    UnitPeople,
    choose,
    days_off,
    enrollable,
    lock_open,
    open_of,
    serving,
    touched,
    units_with_people,
)  # fmt: skip
from lms.progress.queries.enrolments import (
    COMPLETED,
    IN_PROGRESS,
    NOT_STARTED,
    STATE,
    STATES,
    WITHDRAWN,
    Mine,
    award_of,
    counted,
    enrolment_for,
    enrolment_or_404,
    facts_of,
    latest_by_person,
    mine_in,
    of_person,
    open_on,
    overdue,
    states_in,
    states_of,
)  # fmt: skip

__all__ = [
    "COMPLETED", "IN_PROGRESS", "NOT_STARTED", "STATE", "STATES", "WITHDRAWN", "Choice", "Mine", "Touched", "UnitPeople", "award_of",
    "choose", "counted", "days_off", "enrollable", "enrolment_for", "enrolment_or_404", "facts_of", "latest_by_person", "lock_open",
    "mine_in", "of_person", "open_of", "open_on", "overdue", "serving", "states_in", "states_of", "touched", "units_with_people",
]  # fmt: skip
