"""The doors of plans and meetings."""

from lms.programme.views import agreeing, changing, comparing, marking
from lms.programme.views.blueprint import bp

__all__ = ["agreeing", "bp", "changing", "comparing", "marking"]
