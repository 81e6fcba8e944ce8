"""Handing a mail over to the server, and being told honestly what came of it: taken, refused, or never answered."""

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage

from config import MailServer

NO_LINE = ("unreachable", "login", "tls")  # why none of the mails can be sent
PATIENCE = 20  # seconds for each answer


class NotSent(Exception):
    """It was certainly not sent. `code` says why: "unreachable", "login", "mailbox 550", "refused 554"; never what the server wrote."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(Exception):
    """The whole mail was handed over, and the server's answer was never seen."""


class Post:
    """A connection to the mail server, opened once for many mails."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.line: smtplib.SMTP | None = None

    def __enter__(self) -> "Post":
        """Connect and sign in. Raises NotSent."""
        self._connect()
        return self

    def __exit__(self, *_error: object) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises NotSent or Unsure."""
        if self.line is None:
            self._connect()
        assert self.line is not None
        try:
            self._envelope(self.line, mail)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise NotSent("unreachable") from error
        try:
            code, _answer = self.line.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # it did not want to begin
            self._again()
            raise NotSent(f"refused {error.smtp_code}") from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise Unsure from error
        if code != 250:
            self._again()
            raise NotSent(f"refused {code}")

    def _envelope(self, line: smtplib.SMTP, mail: EmailMessage) -> None:
        code, _answer = line.mail(self.server.sender)
        if code != 250:
            self._again()
            raise NotSent(f"refused {code}")
        code, _answer = line.rcpt(str(mail["To"]))
        if code not in (250, 251):
            self._again()
            raise NotSent(f"{'mailbox' if code in (550, 551, 553) else 'refused'} {code}")

    def _again(self) -> None:
        """Ready for the next mail."""
        try:
            if self.line is not None:
                self.line.rset()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _connect(self) -> None:
        kind, trust = self.server.tls, ssl.create_default_context()
        try:
            if kind == "tls":
                self.line = smtplib.SMTP_SSL(self.server.host, self.server.port, timeout=PATIENCE, context=trust)
            else:
                self.line = smtplib.SMTP(self.server.host, self.server.port, timeout=PATIENCE)
            self.line.ehlo_or_helo_if_needed()
            if kind == "starttls":
                self.line.starttls(context=trust)  # raises where it is not offered: nothing goes out in the open
                self.line.ehlo()
            if self.server.user:
                self.line.login(self.server.user, self.server.password)
        except smtplib.SMTPAuthenticationError as error:
            self._hang_up()
            raise NotSent("login") from error
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise NotSent("tls" if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError) else "unreachable") from error

    def _hang_up(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
