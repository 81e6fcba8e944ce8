"""What the programme says to people. A notice is written in the transaction that causes it (house, rule 10)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms.ext import Model
from lms.lib.types import BigId, fk, uuid7
from lms.lib.wall import NOMINAL

PATIENCE = timedelta(minutes=2)  # longer than any mail server is waited for


class Notice(Model):
    """Something said to one person, in words that are made when it is read: `kind` chooses the sentence, `params` fills it.

    `path` is the page it leads to. `about_at` is a moment it speaks of; a mail names that and nothing else of it.
    `once` makes the same event said once, however often a job runs.
    """

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id", index=False)
    cc: Mapped[str | None] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    path: Mapped[str] = mapped_column(String(200), default="")
    about_at: Mapped[datetime | None]
    once: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = fk("mail.id")
    __table_args__ = (
        UniqueConstraint("person_id", "once"),
        Index("ix_notice_person_id_read_at", "person_id", "read_at"),
        {"info": NOMINAL},
    )


class MailAddress(Model):
    """Where somebody wants the digest, written by themselves and read by the sender alone."""

    __tablename__ = "mail_address"
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="RESTRICT"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    is_wanted: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    __table_args__ = (CheckConstraint("length(address) > 2", name="address"), {"info": NOMINAL})


class Mail(Model):
    """A digest on its way. `key` is its message id, so that a second try of one that went out already can be told as the same.

    `sending_at` is committed before the server is spoken to: where neither sent nor failed follows, it was perhaps sent.
    """

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid7)
    person_id: Mapped[int] = fk("person.id")
    made_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    sending_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    maybe_sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (
        Index("ix_mail_sent_at_next_at", "sent_at", "next_at"),
        CheckConstraint("tries >= 0", name="tries"),
        {"info": NOMINAL},
    )

    def was_perhaps_sent(self, at: datetime) -> bool:
        """Whether a try was begun and nobody knows how it ended: found so by the next one, or for some minutes not settled."""
        open_still = self.sending_at is not None and self.sent_at is None and self.failed_at is None
        return self.maybe_sent_at is not None or (open_still and self.sending_at is not None and at - self.sending_at > PATIENCE)

    @property
    def was_dropped(self) -> bool:
        """Whether it was not sent because nobody wanted it any more, or all was read: nothing to speak of."""
        return self.failed_at is not None and self.error in ("read", "off")
