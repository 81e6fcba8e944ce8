"""The digest by mail: gathered once a day a person, handed over with a row before and a row after.

`sending_at` is written and committed before the server is spoken to. Where its answer is seen, the row says so: sent, or not sent and
tried again later. Where it never was (the process was killed, the line broke), the mail was perhaps sent: the row keeps
`sending_at`, the page says so, and it is sent again under the same message id, by which mailboxes tell a mail that comes twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from config import ADDRESS
from lms.ext import db
from lms.lib.refusals import BadInput
from lms.notices.models import Mail, MailAddress, Notice
from lms.notices.queries import serves
from lms.notices.rules import LEASE, next_try
from lms.people.access import Viewer
from lms.people.models import Person

SENDER = {"as_system": "sending mail"}


@dataclass(frozen=True)
class Letter:
    """What there is to say to whom: the number of notices, the moments they speak of; never what they say."""

    key: UUID
    address: str
    lang: str
    tz: str
    number: int
    moments: tuple[datetime | None, ...]


def choose_mail(*, address: str, is_wanted: bool, by: Viewer, at: datetime) -> None:
    """Where one wants the digest, and whether. Without an address nothing is kept, and what has not gone out yet does not.

    Raises BadInput for what is no address.
    """
    address = address.strip()
    if address and not (len(address) <= 254 and ADDRESS.fullmatch(address)):
        raise BadInput(_("This is not a mail address. Write it as name@example.org."), kept=_("Nothing was changed."), field="address")
    mine = {"seen_by": by.id}
    statement = select(MailAddress).where(MailAddress.person_id == by.id).with_for_update()
    known = db.session.scalars(statement, execution_options=mine).one_or_none()
    if address and known is None:
        db.session.add(MailAddress(person_id=by.id, address=address, is_wanted=is_wanted, at=at))
    elif address and known is not None:
        known.address, known.is_wanted, known.at = address, is_wanted, at
    elif known is not None:
        db.session.execute(delete(MailAddress).where(MailAddress.person_id == by.id), execution_options=mine)
    if not address or not is_wanted:
        waiting = (Mail.person_id == by.id, Mail.sent_at.is_(None), Mail.failed_at.is_(None))
        db.session.execute(update(Mail).where(*waiting).values(failed_at=at, error="off"), execution_options=mine)
    db.session.flush()


def gather(person_id: int, *, since: datetime, at: datetime) -> bool:
    """Make the digest of one person, of what was said before `since` (the last 18:00 at their place), is new and in no other.

    False where there is nothing, or somebody else has just made it. What has waited longer, since the server took nothing, comes along.
    """
    mine = select(MailAddress).where(MailAddress.person_id == person_id, MailAddress.is_wanted).with_for_update()
    if db.session.scalars(mine, execution_options=SENDER).one_or_none() is None:
        return False
    if db.session.scalar(select(Mail.id).where(Mail.person_id == person_id, Mail.made_at >= since).limit(1), execution_options=SENDER):
        return False
    new = (Notice.person_id == person_id, Notice.read_at.is_(None), Notice.mail_id.is_(None), Notice.made_at < since)
    if not db.session.scalar(select(Notice.id).where(*new).limit(1), execution_options=SENDER):
        return False
    mail = Mail(person_id=person_id, made_at=at, next_at=at, tries=0)
    db.session.add(mail)
    db.session.flush()
    late = select(Mail.id).where(Mail.person_id == person_id, Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.sending_at.is_(None))
    older = list(db.session.scalars(late.where(Mail.id != mail.id).with_for_update(), execution_options=SENDER))
    options = {**SENDER, "synchronize_session": False}
    db.session.execute(update(Notice).where(*new).values(mail_id=mail.id), execution_options=options)
    db.session.execute(update(Notice).where(Notice.mail_id.in_(older)).values(mail_id=mail.id), execution_options=options)
    db.session.execute(delete(Mail).where(Mail.id.in_(older)), execution_options=options)
    return True


def begin(mail_id: int, *, at: datetime) -> Letter | None:
    """Take a mail that is due, for as long as it takes to send it; None where it is due no more. Commit before speaking to the server."""
    mail = _taken(mail_id, at)
    if mail is None:
        return None
    if mail.sending_at is not None:  # whoever began it never said how it ended
        mail.maybe_sent_at = mail.maybe_sent_at or at
    to = _addressee(mail.person_id, at)
    statement = select(Notice.about_at, Notice.read_at).where(Notice.mail_id == mail.id).order_by(Notice.id)
    notices = db.session.execute(statement, execution_options=SENDER).all()
    if to is None or all(notice.read_at for notice in notices):
        mail.failed_at, mail.error = at, "read" if to else "off"
        return None
    mail.sending_at = mail.sending_at or at  # the first time that it was perhaps sent: again, it says what it said then
    mail.tries, mail.next_at = mail.tries + 1, at + LEASE
    db.session.flush()
    moments = tuple(notice.about_at for notice in notices if notice.read_at is None or notice.read_at >= mail.sending_at)
    return Letter(mail.key, to.address, to.lang, to.tz, len(moments), moments)


def sent(mail_id: int, *, at: datetime) -> None:
    """The server has taken it."""
    mail = _held(mail_id)
    mail.sent_at, mail.error = at, ""


def refused(mail_id: int, code: str, *, at: datetime) -> None:
    """It was certainly not sent this time; it is tried again, for three days."""
    mail = _held(mail_id)
    if mail.maybe_sent_at is None:
        mail.sending_at = None
    _later(mail, code, at)


def unanswered(mail_id: int, *, at: datetime) -> None:
    """It was handed over whole and no answer was seen: perhaps sent."""
    mail = _held(mail_id)
    mail.maybe_sent_at = mail.maybe_sent_at or at
    _later(mail, "unsure", at)


def postpone(mail_ids: Sequence[int], code: str, *, at: datetime) -> None:
    """The server was not reached at all, so none of these was begun."""
    statement = select(Mail).where(Mail.id.in_(mail_ids), Mail.next_at <= at).order_by(Mail.id).with_for_update()
    for mail in db.session.scalars(statement, execution_options=SENDER):
        mail.tries += 1
        _later(mail, code, at)


def _later(mail: Mail, code: str, at: datetime) -> None:
    again = next_try(mail.made_at, mail.tries, at)
    mail.error = code
    if again is None:
        mail.failed_at = at
    else:
        mail.next_at = again
    db.session.flush()


def _taken(mail_id: int, at: datetime) -> Mail | None:
    due = (Mail.id == mail_id, Mail.sent_at.is_(None), Mail.failed_at.is_(None), Mail.next_at <= at)
    statement = select(Mail).where(*due).with_for_update(skip_locked=True)
    return db.session.scalars(statement, execution_options={**SENDER, "populate_existing": True}).one_or_none()


def _held(mail_id: int) -> Mail:
    statement = select(Mail).where(Mail.id == mail_id).with_for_update()
    return db.session.scalars(statement, execution_options={**SENDER, "populate_existing": True}).one()


def _addressee(person_id: int, at: datetime) -> Any:
    """(address, lang, tz) of somebody who wants mail and still serves."""
    statement = (
        select(MailAddress.address, Person.lang, Person.tz)
        .join(Person, Person.id == MailAddress.person_id)
        .where(MailAddress.person_id == person_id, MailAddress.is_wanted, serves(at))
    )
    return db.session.execute(statement, execution_options=SENDER).one_or_none()
