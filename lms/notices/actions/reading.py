"""Marking as read: one's own notices, by oneself."""

from datetime import datetime

from sqlalchemy import update

from lms.ext import db
from lms.lib.refusals import NotAllowed
from lms.notices.models import Notice
from lms.people.access import Viewer


def read(notice: Notice, *, by: Viewer, at: datetime) -> None:
    """Mark one as read. Read once is read: the first time stays."""
    if notice.person_id != by.id:
        raise NotAllowed()
    notice.read_at = notice.read_at or at


def read_all(last_id: int, *, by: Viewer, at: datetime) -> int:
    """Mark all as read that were on the page, the newest of them being `last_id`: what came since is still new. Returns how many."""
    statement = update(Notice).where(Notice.person_id == by.id, Notice.read_at.is_(None), Notice.id <= last_id).values(read_at=at)
    options = {"seen_by": by.id, "synchronize_session": False}
    return int(db.session.execute(statement, execution_options=options).rowcount)  # type: ignore[attr-defined]
