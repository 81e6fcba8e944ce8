"""Every setting of the application, read once from the environment and checked at start.

A wrong value stops the program with one sentence that names the variable, says what is wrong with it
and how to write it. This file needs nothing but the standard library, so that `tools/run.py` can tell a
mistake before it installs anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from reading import SECRET_LENGTH, Reader, SettingsError, database_name, development_secret, is_loopback

ROOT = Path(__file__).resolve().parent
MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
# A mail address as RFC 5321 has it (4.1.2, without the quoted form). `=?` begins an encoded word (RFC 2047): read, it would be another one.
_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"(?!.*=\?)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
HOST = re.compile(r"[A-Za-z0-9._-]+")

VARIABLES = {
    "LMS_ENV": "development or production (default development)",
    "SECRET_KEY": f"signs cookies; at least {SECRET_LENGTH} characters, needed in production",
    "LMS_DATA": "folder of the database and the files (default var/ in the checkout)",
    "DATABASE_URL": "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME (default lms.sqlite in LMS_DATA)",
    "LMS_DEMO": "1 or 0 (default 1 in development on the default database, otherwise 0)",
    "HOST": "address to listen on (default 127.0.0.1)",
    "PORT": "port to listen on (default 5000)",
    "LMS_PROXIES": "how many proxies of ours stand in front and set X-Forwarded-* (default 0)",
    "LMS_PROGRAMME_NAME": "what the pages call the programme (default Container Control Programme)",
    "LMS_IDLE_MINUTES": "quiet minutes that end a sign-in on a shared PC (default 10)",
    "LMS_PROMISE_DAYS": "working days within which a mentor's answer is promised (default 3)",
    "LMS_OFFER_HOURS": "hours within which a mentor answers an offer before it lapses (default 72)",
    "LMS_MAX_UPLOAD_KB": "largest request that is read, in KB (default 3072)",
    "LMS_WORKER": "0 starts the web without the worker that sends mail and reminders beside it (default 1)",
    "LMS_JOBS": "the worker's queue: postgresql://… or redis://… (default the file jobs.sqlite in LMS_DATA)",
    "LMS_LOG": "json or plain (default json in production, plain in development)",
    "LMS_ARGON_COST": "test makes password hashing cheap, for tests only (default full)",
    "MAIL_SERVER": "HOST or HOST:PORT of the mail server for the daily digest (default: no mail is sent; a demo refuses one)",
    "MAIL_FROM": "the address that mail comes from",
    "MAIL_USER": "signs in to the mail server, with MAIL_PASSWORD",
    "MAIL_PASSWORD": "signs in to the mail server, with MAIL_USER",
    "MAIL_TLS": "starttls, tls or none (default starttls)",
    "PUBLIC_URL": "how people reach the pages, for the links in mail: https://training.example.org",
}
# Names that the programs behind make read for themselves.
TOOL_VARIABLES = frozenset({"LMS_VENV"})
PROGRAMME_NAME = "Container Control Programme"  # this one the pages say in the reader's language


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    tls: str  # starttls, tls or none
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process; never changed after the start."""

    env: str
    secret_key: str = field(repr=False)
    data: Path
    database_url: str = field(repr=False)
    demo: bool
    host: str = "127.0.0.1"
    port: int = 5000
    proxies: int = 0
    programme_name: str = PROGRAMME_NAME
    idle_minutes: int = 10
    promise_days: int = 3
    offer_hours: int = 72
    max_upload_kb: int = 3072
    worker: bool = True
    jobs: str = field(default="", repr=False)
    log: str = "plain"
    argon_fast: bool = False
    mail: MailServer | None = None
    public_url: str = ""

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database, None on PostgreSQL."""
        return Path(self.database_url.removeprefix("sqlite:///")) if self.is_sqlite else None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the application."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - not a bind
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read and check all settings. Raises SettingsError at the first that cannot be used."""
        read = Reader(os.environ if environ is None else environ)
        read.refuse_unknown(VARIABLES, TOOL_VARIABLES)
        env = read.choice("LMS_ENV", ("development", "production"), "development")
        data = read.folder("LMS_DATA", ROOT / "var")
        database_url = read.database("DATABASE_URL", data / "lms.sqlite")
        demo = read.switch("LMS_DEMO", default=env == "development" and not read.is_set("DATABASE_URL"))
        settings = cls(
            env=env,
            secret_key=read.secret("SECRET_KEY", env, data),
            data=data,
            database_url=database_url,
            demo=demo,
            host=read.text("HOST", "127.0.0.1", longest=255),
            port=read.number("PORT", 5000, 1, 65535),
            proxies=read.number("LMS_PROXIES", 0, 0, 5),
            programme_name=read.text("LMS_PROGRAMME_NAME", PROGRAMME_NAME, longest=80),
            idle_minutes=read.number("LMS_IDLE_MINUTES", 10, 1, 240),
            promise_days=read.number("LMS_PROMISE_DAYS", 3, 1, 30),
            offer_hours=read.number("LMS_OFFER_HOURS", 72, 1, 720),
            max_upload_kb=read.number("LMS_MAX_UPLOAD_KB", 3072, 64, 102_400),
            worker=read.switch("LMS_WORKER", default=True),
            jobs=read.queue("LMS_JOBS"),
            log=read.choice("LMS_LOG", ("json", "plain"), "json" if env == "production" else "plain"),
            argon_fast=read.choice("LMS_ARGON_COST", ("full", "test"), "full") == "test",
            mail=None if demo else _mail_server(read),
            public_url=read.public_url("PUBLIC_URL"),
        )
        if settings.is_production:
            _check_production(settings, read)
        if settings.demo:
            _check_demo(settings, read)
        return settings


def _mail_server(read: Reader) -> MailServer | None:
    """The mail server, whole, or none at all."""
    host, _, port = read.text("MAIL_SERVER", "", longest=255).partition(":")
    tls = read.choice("MAIL_TLS", tuple(MAIL_PORTS), "starttls")
    if not host:
        return None
    for name in ("MAIL_FROM", "PUBLIC_URL"):
        if not read.is_set(name):
            raise SettingsError(name, "is not set beside MAIL_SERVER", f"say {VARIABLES[name]}")
    sender = read.text("MAIL_FROM", "", longest=254)
    if not ADDRESS.fullmatch(sender):
        raise SettingsError("MAIL_FROM", "is not a mail address", "write the address alone, for example training@example.org")
    number = port or str(MAIL_PORTS[tls])
    if not HOST.fullmatch(host) or not (number.isascii() and number.isdigit() and 0 < int(number) < 65536):
        raise SettingsError("MAIL_SERVER", "is not the address of a server", "write HOST or HOST:PORT")
    user, password = read.text("MAIL_USER", "", longest=255), read.text("MAIL_PASSWORD", "", longest=255)
    if bool(user) != bool(password):
        raise SettingsError("MAIL_PASSWORD" if user else "MAIL_USER", "is not set beside the other", "set both or neither")
    if user and tls == "none" and not is_loopback(host):
        raise SettingsError("MAIL_TLS", "is none", "the password would travel open, so write starttls or tls")
    return MailServer(host, int(number), tls, sender, user, password)


def _check_production(settings: Settings, read: Reader) -> None:
    if settings.demo:
        raise SettingsError("LMS_DEMO", "is 1 in production", "the demo lets anybody sign in as anybody, so write LMS_DEMO=0")
    if read.environ.get("FLASK_DEBUG", "").strip().lower() not in ("", "0", "false", "no"):
        raise SettingsError("FLASK_DEBUG", "is on in production", "the debugger runs code for any visitor, so remove it")
    if settings.argon_fast:
        raise SettingsError("LMS_ARGON_COST", "is test in production", "passwords would be cheap to guess, so remove it")


def _check_demo(settings: Settings, read: Reader) -> None:
    """The second lock of the demo: one-click sign-in must not stand where others or real people are."""
    if not is_loopback(settings.host):
        raise SettingsError("HOST", f"is {settings.host} with the demo on", "write HOST=127.0.0.1, or LMS_DEMO=0")
    if not settings.is_sqlite and "demo" not in database_name(settings.database_url):
        mend = "name it so, for example lms_demo, or write LMS_DEMO=0"
        raise SettingsError("DATABASE_URL", "names a database without `demo` in its name with the demo on", mend)
    if read.is_set("MAIL_SERVER"):
        raise SettingsError("MAIL_SERVER", "is set with the demo on", "remove it, or write LMS_DEMO=0")


__all__ = ["PROGRAMME_NAME", "ROOT", "VARIABLES", "MailServer", "Settings", "SettingsError", "development_secret"]
