"""The doors of the desk: home by role, the people somebody follows, the first steps of a programme."""

from lms.desk.views import home, people
from lms.desk.views.blueprint import bp

__all__ = ["bp", "home", "people"]
