"""What one of several processes does at once in `test_seats.py`: officers click in their browsers, a trainer moves the session."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import select

from lms.ext import db
from lms.lib.time import real_now
from lms.people import queries as people
from lms.theory import actions, queries
from lms.theory.actions import Wall
from lms.theory.models import TheorySession
from tests.processes.together import app_on

BROWSERS = 5  # open at once in one process


def click(url: str, folder: str, clicks: list[tuple[str, str, dict[str, str]]]) -> list[int]:
    """Each (token, address, form) is posted from a browser of its own, several at once. The statuses."""
    with app_on(url, folder) as app, ThreadPoolExecutor(BROWSERS) as pool:

        def post(token: str, address: str, form: dict[str, str]) -> int:
            client = app.test_client()
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True
            return client.post(address, data=form).status_code

        return [each.result() for each in [pool.submit(post, *one) for one in clicks]]


def move(url: str, folder: str, trainer_id: int, key: str) -> int:
    """The trainer moves the session by a day. The new SEQUENCE."""
    with app_on(url, folder) as app, app.app_context():
        by, at = people.acting(trainer_id, real_now().date()), real_now()
        session = db.session.scalars(
            select(TheorySession).where(TheorySession.key == UUID(key)), execution_options={"seen_by": by.id}
        ).one()
        wall = Wall(session.wall_day.replace(year=session.wall_day.year + 1), session.wall_time, session.zone, session.minutes)
        moved = actions.move(queries.own_or_404(by, session.key), wall, "so", seen=0, by=by, at=at)
        db.session.commit()
        return moved.sequence
