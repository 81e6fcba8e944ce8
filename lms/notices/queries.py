"""What was said to whom. People read their own notices; mail reads what it has to carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from lms.ext import db
from lms.notices.models import Mail, MailAddress, Notice
from lms.people.access import Viewer
from lms.people.models import Person

# How many are new, for whoever signs in: read with the sign-in itself, so that no page pays for a statement.
UNREAD = (
    select(func.count())
    .select_from(Notice)
    .where(Notice.person_id == Person.id, Notice.read_at.is_(None))
    .correlate(Person)
    .scalar_subquery()
)


@dataclass(frozen=True)
class Counts:
    """How many notices of one's own there are; `newest_at`, `last` are of the new ones, None where there is none."""

    new: int
    read: int
    newest_at: datetime | None
    last_id: int | None
    read_at: datetime | None  # when one was last marked as read


def counts(viewer: Viewer, since: datetime) -> Counts:
    """All that are new, and those read that were said since then."""
    is_new = Notice.read_at.is_(None)
    statement = select(
        func.count().filter(is_new),
        func.count().filter(Notice.read_at.is_not(None), Notice.made_at >= since),
        func.max(Notice.made_at).filter(is_new),
        func.max(Notice.id).filter(is_new),
        func.max(Notice.read_at),
    ).where(Notice.person_id == viewer.id)
    return Counts(*db.session.execute(statement, execution_options={"seen_by": viewer.id}).one())


def inbox(viewer: Viewer, since: datetime, *, offset: int, limit: int) -> Sequence[Notice]:
    """One's own notices, new ones first, newest first; read ones since then."""
    statement = (
        select(Notice)
        .where(Notice.person_id == viewer.id, or_(Notice.read_at.is_(None), Notice.made_at >= since))
        .order_by(Notice.read_at.is_not(None), Notice.made_at.desc(), Notice.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).all()


def own(viewer: Viewer, key: UUID) -> Notice | None:
    """A notice of one's own."""
    statement = select(Notice).where(Notice.key == key, Notice.person_id == viewer.id)
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()


@dataclass(frozen=True)
class MailState:
    """How one's own mail stands: is it wanted, and what came of the last digest, if that is worth a word."""

    has_address: bool
    is_wanted: bool
    last: Mail | None


def mail_state(viewer: Viewer) -> MailState:
    """Of the reader."""
    address = own_address(viewer)
    statement = select(Mail).where(Mail.person_id == viewer.id).order_by(Mail.made_at.desc(), Mail.id.desc()).limit(1)
    last = db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()
    return MailState(address is not None, bool(address and address.is_wanted), last)


def own_address(viewer: Viewer) -> MailAddress | None:
    """Where the reader wants the digest."""
    statement = select(MailAddress).where(MailAddress.person_id == viewer.id)
    return db.session.scalars(statement, execution_options={"seen_by": viewer.id}).one_or_none()


def for_digest(viewer: Viewer) -> Sequence[datetime | None]:
    """The moments of what the reader's next digest would speak of: one entry a notice."""
    statement = select(Notice.about_at).where(Notice.person_id == viewer.id, Notice.read_at.is_(None), Notice.mail_id.is_(None))
    return db.session.scalars(statement.order_by(Notice.id), execution_options={"seen_by": viewer.id}).all()


def zones_with_mail() -> Sequence[str]:
    """Where people are who want mail."""
    statement = select(Person.tz).join(MailAddress, MailAddress.person_id == Person.id).where(MailAddress.is_wanted).distinct()
    return db.session.scalars(statement.order_by(Person.tz), execution_options={"as_system": "sending mail"}).all()


def serves(at: datetime) -> ColumnElement[bool]:
    """Whether a person has not left the service."""
    return or_(Person.left_on.is_(None), Person.left_on > at.date())


def awaiting_digest(zone: str, since: datetime) -> Sequence[int]:
    """The people at that place who want mail and have new notices of before `since` that no mail names."""
    new = and_(Notice.person_id == Person.id, Notice.read_at.is_(None), Notice.mail_id.is_(None), Notice.made_at < since)
    had = select(Mail.id).where(Mail.person_id == Person.id, Mail.made_at >= since).exists()
    statement = (
        select(Person.id)
        .join(MailAddress, MailAddress.person_id == Person.id)
        .where(Person.tz == zone, serves(since), MailAddress.is_wanted, select(Notice.id).where(new).exists(), ~had)
        .order_by(Person.id)
    )
    return db.session.scalars(statement, execution_options={"as_system": "sending mail"}).all()


def mail_due(at: datetime, limit: int) -> Sequence[int]:
    """The mails whose time has come, oldest first."""
    statement = select(Mail.id).where(Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_at <= at)
    return db.session.scalars(statement.order_by(Mail.next_at, Mail.id).limit(limit), execution_options={"as_system": "sending mail"}).all()
