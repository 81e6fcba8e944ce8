"""Tries to sign in, counted before they are checked, so that a hundred at once are a hundred.

By name and by address, apart from what the request does: the count must survive that it is refused. A bucket is a digest.
"""

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from lms.lib.refusals import TooMany
from lms.lib.time import local
from lms.people.models import Throttle

MINUTES = 10
# A whole unit sits behind one address, and a class of officers mistypes its first passwords there: an address has more
# tries than a name. Against guessing both are few: a slip's password alone has over 48 bits.
LIMITS = {"name": 5, "address": 20}


def claim_try(engine: Engine, *, name: str, address: str | None, at: datetime) -> None:
    """Count one try. Raises TooMany, with the seconds until the next, if it is one too many; that one is not counted."""
    minute = int(at.timestamp()) // 60
    buckets = {"name": name} | ({"address": address} if address else {})
    with engine.begin() as apart:
        for kind, bucket in buckets.items():
            _count(apart, bucket, minute)
            if wait := _wait(apart, bucket, LIMITS[kind], minute):
                seconds = (minute + wait) * 60 - int(at.timestamp())
                raise TooMany(_too_many(kind), retry_after=seconds, todo=_next_try(at, seconds))


def _count(apart: Connection, bucket: str, minute: int) -> None:
    insert = postgresql.insert if apart.dialect.name == "postgresql" else sqlite.insert
    row = insert(Throttle).values(bucket=bucket, minute=minute, n=1)
    apart.execute(row.on_conflict_do_update(index_elements=["bucket", "minute"], set_={"n": Throttle.n + 1}))


def _wait(apart: Connection, bucket: str, limit: int, minute: int) -> int:
    """How many minutes until this try, counted already, would be within the limit; 0 when it is."""
    recent = select(Throttle.minute, Throttle.n).where(Throttle.bucket == bucket, Throttle.minute > minute - MINUTES)
    rows = apart.execute(recent.order_by(Throttle.minute)).all()
    over = sum(row.n for row in rows) - limit
    if over <= 0:
        return 0
    for row in rows:
        over -= row.n
        if over <= 0:
            break
    return int(row.minute + MINUTES - minute)


def _too_many(kind: str) -> str:
    if kind == "name":
        return _("Five tries in ten minutes did not fit.")
    return _("Too many tries from this PC or its neighbours did not fit.")


def _next_try(at: datetime, seconds: int) -> str:
    time = f"{local(at + timedelta(seconds=seconds), current_app.config['HOME_ZONE']):%H:%M}"
    return _("The next one is possible at %(time)s. In a hurry? Your focal point can hand you a new slip.", time=time)


def forget_tries(engine: Engine, *, name: str, address: str | None, at: datetime) -> None:
    """It fitted: the name begins anew, the address gets this one try back, and what is over is swept away."""
    minute = int(at.timestamp()) // 60
    with engine.begin() as apart:
        apart.execute(delete(Throttle).where((Throttle.bucket == name) | (Throttle.minute <= minute - MINUTES)))
        if address:
            this_one = (Throttle.bucket == address, Throttle.minute == minute, Throttle.n > 0)
            apart.execute(update(Throttle).where(*this_one).values(n=Throttle.n - 1))
