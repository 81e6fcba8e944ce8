"""What both sides of a meeting are told when it is near."""

from datetime import date, datetime

from lms.mentoring.actions.meetings import officers
from lms.mentoring.actions.telling import again, say, starts
from lms.mentoring.models import MentoringMeeting
from lms.mentoring.queries import meetings


def remind(meeting: MentoringMeeting, kind: str, *, day: date, at: datetime) -> int:
    """Tell who takes part that it is near, once; the officers and the mentor. Returns how many they are."""
    row = meetings.by_id(meeting.engagement_id)
    whom, event = officers(row, day), again(meeting)
    say(whom, kind, row, at=at, path=f"/engagements/{row.key}", again=event, **starts(meeting))
    say([row.mentor_id], kind, row, at=at, path=f"/meetings/{meeting.key}", again=event, **starts(meeting))
    return len(whom) + 1
