"""Every select of the rooms of mentors, and who may see what."""

from lms.mentoring.queries.mentors import MentorOf, mentor_of

__all__ = ["MentorOf", "mentor_of"]
