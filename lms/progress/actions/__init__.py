"""Every change of enrolments and of the ledger, one function a business verb. None of them commits."""

from lms.progress.actions.enrolling import Enrolled, enrol, enrol_until, join, withdraw, withdraw_all, withdraw_unit
from lms.progress.actions.ledger import Recorded, record
from lms.progress.actions.places import remember
from lms.progress.actions.recounting import Difference, recount

__all__ = [
    "Difference", "Enrolled", "Recorded", "enrol", "enrol_until", "join", "record", "recount", "remember", "withdraw", "withdraw_all",
    "withdraw_unit",
]  # fmt: skip
