"""What the log book tells, and to whom."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, desc, func, select

from lms.audit.models import Audit, Deployment, ViewLog
from lms.ext import db

LooksRow = Row[datetime, int, str, int]
LISTED = 200  # the newest looks at a name
DoneRow = Row[datetime, int | None, str, str, str]


def deployment() -> Deployment | None:
    """What this installation is, if it was said yet."""
    return db.session.get(Deployment, 1)


def looks_at(person_id: int, since: datetime, *, seen_by: int) -> Sequence[LooksRow]:
    """When, by whom and on which page a person's full name was opened, newest first, LISTED at most; each row says beside it how often in
    all (`times`). The person reads their own."""
    times = func.count().over().label("times")
    rows = select(ViewLog.at, ViewLog.actor_id, ViewLog.what, times).where(ViewLog.person_id == person_id, ViewLog.at >= since)
    return db.session.execute(rows.order_by(desc(ViewLog.at)).limit(LISTED), execution_options={"seen_by": seen_by}).all()


def done_to(person_id: int, limit: int, *, seen_by: int) -> Sequence[DoneRow]:
    """What was done about a person: when, by whom, verb, table and reason, newest first. The caller has checked who looks."""
    rows = select(Audit.at, Audit.actor_id, Audit.verb, Audit.table, Audit.reason).where(Audit.person_id == person_id)
    return db.session.execute(rows.order_by(desc(Audit.at), desc(Audit.id)).limit(limit), execution_options={"seen_by": seen_by}).all()
