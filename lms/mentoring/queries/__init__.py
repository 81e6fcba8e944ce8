"""Every select of the rooms of mentors, and who may see what."""

from lms.mentoring.queries import desk, routing, threads, work
from lms.mentoring.queries.mentors import MentorOf, mentor_of
from lms.mentoring.queries.waiting import waiting_for

__all__ = ["MentorOf", "desk", "mentor_of", "routing", "threads", "waiting_for", "work"]
