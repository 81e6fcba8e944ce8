"""A real mail server on the loopback, which does what a test asks of it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

TAKEN = "250 Taken"


@dataclass
class Office:
    """What came in, and what is answered: a line of SMTP, or a callable that is given the mail (and may do worse)."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    on_mailbox: str = TAKEN
    on_data: str | Callable[[EmailMessage], str] = TAKEN
    users: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.on_mailbox == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.on_mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(mail)  # type: ignore[arg-type]
        self.recipients += envelope.rcpt_tos
        answer = self.on_data if isinstance(self.on_data, str) else self.on_data(mail)  # type: ignore[arg-type]
        if answer == "":  # the line breaks before the answer
            server.transport.abort()
        return answer or TAKEN

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=self.users.get(data.login.decode()) == data.password.decode(), handled=False)


@cache
def free_port(nth: int) -> int:
    """A port for this run: each test on one of its own would need an application of its own. The nth of those open at once."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_open: list[Office] = []


@contextmanager
def opened(tls: ssl.SSLContext | None = None, **users: str) -> Iterator[Office]:
    """The server, until the test ends; with `users` it asks for a password, with `tls` it offers STARTTLS."""
    office = Office(users=users)
    options: dict[str, Any] = {"auth_require_tls": False, "auth_required": bool(users)} if users else {}
    if users:
        options["authenticator"] = office.authenticate
    if tls:
        options |= {"tls_context": tls, "require_starttls": True}
    office.port = free_port(len(_open))
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **options)
    controller.start()
    _open.append(office)
    try:
        yield office
    finally:
        _open.remove(office)
        controller.stop()
