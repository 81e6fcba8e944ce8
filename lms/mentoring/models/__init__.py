"""Tables of remote mentorship."""

from lms.mentoring.models.pairing import (
    Engagement,
    EngagementAgreement,
    MeetingPresent,
    MentoringMeeting,
    MentorLanguage,
    MentorProfile,
    MentorTopic,
    MentorWindow,
)
from lms.mentoring.models.work import Draft, Post, Review, Submission, Thread, Turn

__all__ = [
    "Draft",
    "Engagement",
    "EngagementAgreement",
    "MeetingPresent",
    "MentorLanguage",
    "MentorProfile",
    "MentorTopic",
    "MentorWindow",
    "MentoringMeeting",
    "Post",
    "Review",
    "Submission",
    "Thread",
    "Turn",
]
