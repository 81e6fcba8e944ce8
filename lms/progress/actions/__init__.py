"""Every change of enrolments and of the ledger, one function a business verb. None of them commits."""

from lms.progress.actions.enrolling import Enrolled, enrol, enrol_until, join, withdraw, withdraw_all, withdraw_unit
from lms.progress.actions.ledger import Recorded, record
from lms.progress.actions.places import remember
from lms.progress.actions.planned import LINES, Loose, put_under, refuse_unless_for
from lms.progress.actions.recounting import Difference, recount, recount_track
from lms.progress.actions.tracks import EnrolledInTrack, enrol_in_track, withdraw_from_track, withdraw_unit_from_track

__all__ = [
    "LINES", "Difference", "Enrolled", "EnrolledInTrack", "Loose", "Recorded", "enrol", "enrol_in_track", "enrol_until", "join",
    "put_under", "record", "recount", "recount_track", "refuse_unless_for", "remember", "withdraw", "withdraw_all",
    "withdraw_from_track", "withdraw_unit", "withdraw_unit_from_track",
]  # fmt: skip
