"""What stands under no line is put under one, whatever it is, by the verb of the room that it is of."""

from datetime import datetime
from uuid import UUID

from lms.insight.queries import Loose
from lms.mentoring.actions import planned as mentoring
from lms.mentoring.queries import engagements
from lms.people.access import Viewer
from lms.progress import actions as progress
from lms.theory import actions as theory
from lms.theory import queries as sessions


def put_under(one: Loose, plan_line: UUID, *, by: Viewer, at: datetime) -> tuple[int, int]:
    """A coordinator of the country puts a session, a mentorship, or a day's enrolments in a course under a line; what is counted for the
    line is more at once. Returns how many are under it now, and how many it is not for.

    Raises as the verbs of the rooms do: NotThere, NotAllowed, BadInput, Conflict.
    """
    if one.kind == "elearning":
        assert one.course_id is not None
        return progress.put_under(progress.Loose(one.ccs[0], one.course_id, one.day), plan_line, by=by, at=at)
    assert one.key is not None
    if one.kind == "theory":
        theory.put_under(sessions.session_or_404(by, one.key), plan_line, by=by, at=at)
    else:
        mentoring.put_under(engagements.pair_or_404(by, one.key), plan_line, by=by, at=at)
    return 1, 0
