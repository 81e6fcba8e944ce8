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
from lms.progress.queries.pillars import pillars
from lms.progress.queries.tracks import (
    InTrack,
    courses_done,
    ends_with,
    focal_points,
    held,
    is_in,
    latest_in_track,
    lock_in_tracks,
    lock_tracks_with,
    open_in_tracks,
    track_enrolment_or_404,
    tracks_of,
)  # fmt: skip

__all__ = [
    "COMPLETED", "IN_PROGRESS", "NOT_STARTED", "STATE", "STATES", "WITHDRAWN", "Choice", "InTrack", "Mine", "Touched", "UnitPeople",
    "award_of", "choose", "counted", "courses_done", "days_off", "ends_with", "enrollable", "enrolment_for", "enrolment_or_404",
    "facts_of", "focal_points", "held", "is_in", "latest_by_person", "latest_in_track", "lock_in_tracks", "lock_open",
    "lock_tracks_with", "mine_in", "of_person", "open_in_tracks", "open_of", "open_on", "overdue", "pillars", "serving", "states_in",
    "states_of", "touched", "track_enrolment_or_404", "tracks_of", "units_with_people",
]  # fmt: skip
