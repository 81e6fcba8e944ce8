"""The digest in words: how many notices are new, the moments they speak of, and the way to them. Nothing else (brief: mail is open)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, formataddr
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.lib.time import local
from lms.notices.rules import HOUR
from lms.notices.words import when
from lms.pages import language, programme_name, zone

MOST = 10  # moments that are written out


class _Policy(EmailPolicy):
    """Headers as a mail server takes them. Python 3.11 leaves out the space where it breaks a name that is not ASCII, so the sender's is
    written by the older class, which keeps it inside of an encoded word (RFC 2047, 5)."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """As EmailPolicy has it, but for a name of several words in From."""
        if name.lower() != "from" or not isinstance(value, AddressHeader) or str(value).isascii():
            return super().fold_binary(name, value)
        sender = value.addresses[0]
        words = Header(sender.display_name, "utf-8", maxlinelen=72, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep} <{sender.addr_spec}>{self.linesep}".encode("ascii")


_LETTER = _Policy(linesep=SMTP.linesep)


@dataclass(frozen=True)
class Words:
    """A digest as its reader gets it."""

    sender: str
    subject: str
    body: str


def digest(number: int, moments: Iterable[datetime | None], *, at: datetime) -> Words:
    """What says that so many notices are new, in the language and at the place of this page (`words.reading` chooses them)."""
    there = sorted({moment for moment in moments if moment})
    subject = ngettext("%(num)s new notice", "%(num)s new notices", number)
    waiting = ngettext(
        "%(num)s new notice waits for you in the training programme.", "%(num)s new notices wait for you in the training programme.", number
    )
    parts = [_("Good evening,") if local(at, zone()).hour >= HOUR - 1 else _("Hello,"), waiting]
    if there:
        parts.append(ngettext("It speaks of this time:", "They speak of these times:", number))
        parts.append("\n".join(f"  {when(moment, year=True)}" for moment in there[:MOST]))
        if len(there) > MOST:
            parts.append(ngettext("and of %(num)s more.", "and of %(num)s more.", len(there) - MOST))
    parts.append(_("Sign in to read them:") + f"\n{address('notices.inbox')}")
    parts.append(
        _("This mail names no person, topic or result, on purpose.")
        + "\n"
        + _("One a day at most. Change that:")
        + f" {address('notices.mail')}"
    )
    return Words(_("%(programme)s, training", programme=programme_name()), subject, "\n\n".join(parts) + "\n")


def address(endpoint: str) -> str:
    """How the reader of a mail reaches a page."""
    path = current_app.url_map.bind("").build(endpoint)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def message(words: Words, *, key: UUID, to: str, at: datetime) -> EmailMessage:
    """The digest as a mail server takes it. The same `key` gives the same message id, however often it is sent."""
    settings = current_app.config["SETTINGS"]
    mail = EmailMessage(policy=_LETTER)
    mail["From"] = formataddr((words.sender, settings.mail.sender))
    mail["To"] = to
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{key}@{urlsplit(settings.public_url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday reply comes back
    mail.set_content(words.body, cte="7bit" if words.body.isascii() else "base64")  # any server takes it
    mail["Content-Language"] = language()  # after the content, which takes such headers away
    return mail
