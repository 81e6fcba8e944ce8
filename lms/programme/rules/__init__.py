"""What a plan is by itself: its lines as plain values, their numbers, and what changes between two versions."""

from lms.programme.rules.line import COUNTED, Line, Size

__all__ = ["COUNTED", "Line", "Size"]
