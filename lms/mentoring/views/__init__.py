"""The doors of mentoring: profiles, pairing, engagements and meetings; assignments, conversations and the mentor's desk."""

from lms.mentoring.views import desk, engagements, meetings, noting, pairing, planned, profile, threads, work  # noqa: F401 - their addresses
from lms.mentoring.views.blueprint import bp

__all__ = ["bp"]
