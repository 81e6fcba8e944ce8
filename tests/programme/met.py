"""Meetings as rows, for tests of their pages: by default of Uzbekistan, at ten on a Tashkent wall."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from lms.lib.time import today
from lms.programme.actions import meetings as actions
from lms.programme.models import CoordinationMeeting
from lms.programme.queries.plans import owner_or_404
from tests.make import Make

ZONE = "Asia/Tashkent"


def day(make: Make, days: int) -> date:
    """So many days from today in Tashkent."""
    return today(make.now, ZONE) + timedelta(days=days)


def meeting(make: Make, days: int = 7, *, code: str = "UZ", by: Any = None, clock: str = "10:00", **said: Any) -> CoordinationMeeting:
    """A meeting so many days from now, set by the region's coordinator."""
    viewer = make.viewer(by or make.coordinator())
    wall = actions.Wall(day(make, days), clock, ZONE, said.pop("minutes", 90))
    row = actions.set_meeting(owner_or_404(viewer, code), wall, actions.Said("live", actions.LABEL, **said), by=viewer, at=make.now)
    make.session.flush()
    return row
