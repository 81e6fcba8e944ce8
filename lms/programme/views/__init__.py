"""The doors of plans and meetings."""

from lms.programme.views import agreeing, changing, comparing, exchanging, grants, marking, meeting_minutes, meeting_setting, meetings
from lms.programme.views.blueprint import bp

__all__ = ["agreeing", "bp", "changing", "comparing", "exchanging", "grants", "marking", "meeting_minutes", "meeting_setting", "meetings"]
