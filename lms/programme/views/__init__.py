"""The doors of plans and meetings."""

from lms.programme.views.blueprint import bp

__all__ = ["bp"]
