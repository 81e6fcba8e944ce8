"""Tries to sign in, counted before they are checked, so that a hundred at once are a hundred.

By name and by address, apart from what the request does: the count must survive that it is refused. A bucket is a digest.
"""

from datetime import datetime
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from lms.ext import db
from lms.lib.refusals import TooMany
from lms.people.models import Throttle

MINUTES = 10
# A whole post sits behind one address, and a class of officers mistypes its first passwords there: an address has all five
# tries of each of twenty people. Against guessing that is little: a slip's password alone has over 48 bits.
LIMITS = {"name": 5, "address": 100}


def claim_try(engine: Engine, *, name: str, address: str | None, at: datetime) -> None:
    """Count one try. Raises TooMany, with the seconds until the next, if it is one too many; that one is not counted.

    The name first: who hammers on one name uses up nothing of the address, where the neighbours sit.
    """
    minute = int(at.timestamp()) // 60
    buckets = {"name": name} | ({"address": address} if address else {})
    with engine.begin() as apart:
        for kind, bucket in buckets.items():
            _count(apart, bucket, minute)
            if wait := _wait(apart, bucket, LIMITS[kind], minute):
                seconds = (minute + wait) * 60 - int(at.timestamp())
                raise _too_many(kind, seconds)


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


def _too_many(kind: str, seconds: int) -> TooMany:
    """Who waits, for how long, and what helps: a new slip does where it is the name that waits, and not where it is the address."""
    minutes = ceil(seconds / 60)
    if kind == "name":
        then = ngettext("The next one is possible in one minute.", "The next one is possible in %(num)d minutes.", minutes)
        slip = _("In a hurry? Your focal point can hand you a new slip; it works at once.")
        return TooMany(_("Five tries in ten minutes did not fit."), retry_after=seconds, todo=f"{then} {slip}")
    then = ngettext("From here the next one is possible in one minute.", "From here the next one is possible in %(num)d minutes.", minutes)
    whom = _("A new slip does not shorten it. Does it come again? Tell your focal point, who asks the programme's administrator why.")
    kept = _(
        "Every password is still the same. Who is signed in goes on; who signs in from this PC or its neighbours waits, nobody elsewhere."
    )
    return TooMany(_("Too many tries from this PC or its neighbours did not fit."), retry_after=seconds, kept=kept, todo=f"{then} {whom}")


def begin_anew(*buckets: str) -> None:
    """Their tries are forgotten, with what the session commits: a new slip is a new beginning."""
    db.session.execute(delete(Throttle).where(Throttle.bucket.in_(buckets)))


def forget_tries(engine: Engine, *, name: str, address: str | None, at: datetime) -> None:
    """It fitted: the name begins anew, the address gets this one try back, and what is over is swept away."""
    minute = int(at.timestamp()) // 60
    with engine.begin() as apart:
        apart.execute(delete(Throttle).where((Throttle.bucket == name) | (Throttle.minute <= minute - MINUTES)))
        if address:
            this_one = (Throttle.bucket == address, Throttle.minute == minute, Throttle.n > 0)
            apart.execute(update(Throttle).where(*this_one).values(n=Throttle.n - 1))
