"""The doors of people: signing in and out, one's own pages, and those on which others are added, moved and given roles."""

from lms.people.views import days, networks, own, persons, places, roles, service, signing, units
from lms.people.views.blueprint import bp

__all__ = ["bp", "days", "networks", "own", "persons", "places", "roles", "service", "signing", "units"]
