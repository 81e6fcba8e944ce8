"""Every setting of the application, read once from the environment and checked at start.

A wrong value stops the program with one sentence that names the variable, says what is wrong with it
and how to write it. This file needs nothing but the standard library, so that `tools/run.py` can tell a
mistake before it installs anything.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent
SECRET_LENGTH = 32

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
    "LMS_MAX_UPLOAD_KB": "largest request that is read, in KB (default 1024)",
    "LMS_WORKER": "0 starts the web without the worker that sends mail and reminders beside it (default 1)",
    "LMS_JOBS": "the worker's queue: postgresql://… or redis://… (default the file jobs.sqlite in LMS_DATA)",
    "LMS_LOG": "json or plain (default json in production, plain in development)",
    "LMS_ARGON_COST": "test makes password hashing cheap, for tests only (default full)",
    "MAIL_SERVER": "the mail server; a demo refuses to start beside one",
}
# Names that the programs behind make read for themselves.
TOOL_VARIABLES = frozenset({"LMS_VENV"})
PROGRAMME_NAME = "Container Control Programme"  # this one the pages say in the reader's language


class SettingsError(ValueError):
    """A setting that cannot be used; its text is one sentence for the person who set it."""

    def __init__(self, name: str, wrong: str, mend: str) -> None:
        super().__init__(f"{name} {wrong}: {mend}.")
        self.name = name


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
    max_upload_kb: int = 1024
    worker: bool = True
    jobs: str = field(default="", repr=False)
    log: str = "plain"
    argon_fast: bool = False

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
        read = _Reader(os.environ if environ is None else environ)
        read.refuse_unknown()
        env = read.choice("LMS_ENV", ("development", "production"), "development")
        data = read.folder("LMS_DATA", ROOT / "var")
        database_url = read.database("DATABASE_URL", data / "lms.sqlite")
        may_demo = env == "development" and not read.is_set("DATABASE_URL")
        settings = cls(
            env=env,
            secret_key=read.secret("SECRET_KEY", env, data),
            data=data,
            database_url=database_url,
            demo=read.switch("LMS_DEMO", default=may_demo),
            host=read.text("HOST", "127.0.0.1", longest=255),
            port=read.number("PORT", 5000, 1, 65535),
            proxies=read.number("LMS_PROXIES", 0, 0, 5),
            programme_name=read.text("LMS_PROGRAMME_NAME", PROGRAMME_NAME, longest=80),
            idle_minutes=read.number("LMS_IDLE_MINUTES", 10, 1, 240),
            promise_days=read.number("LMS_PROMISE_DAYS", 3, 1, 30),
            offer_hours=read.number("LMS_OFFER_HOURS", 72, 1, 720),
            max_upload_kb=read.number("LMS_MAX_UPLOAD_KB", 1024, 64, 102_400),
            worker=read.switch("LMS_WORKER", default=True),
            jobs=read.queue("LMS_JOBS"),
            log=read.choice("LMS_LOG", ("json", "plain"), "json" if env == "production" else "plain"),
            argon_fast=read.choice("LMS_ARGON_COST", ("full", "test"), "full") == "test",
        )
        if settings.is_production:
            _check_production(settings, read)
        if settings.demo:
            _check_demo(settings, read)
        return settings


class _Reader:
    """Reads one variable at a time; an empty value counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def is_set(self, name: str) -> bool:
        return bool(self.environ.get(name, "").strip())

    def refuse_unknown(self) -> None:
        """A misspelt LMS_… would otherwise be obeyed by nobody, silently."""
        for name in sorted(self.environ):
            if name.startswith("LMS_") and name not in VARIABLES and name not in TOOL_VARIABLES:
                near = difflib.get_close_matches(name, VARIABLES, n=1)
                mend = f"did you mean {near[0]}" if near else f"the settings are {', '.join(VARIABLES)}"
                raise SettingsError(name, "is not a setting", mend)

    def text(self, name: str, default: str, longest: int) -> str:
        value = self.environ.get(name, "").strip() or default
        if len(value) > longest or not value.isprintable():
            raise SettingsError(name, "is too long or not plain text", f"write at most {longest} characters on one line")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.environ.get(name, "").strip() or default
        if value not in allowed:
            raise SettingsError(name, f"is {value!r}", f"write {' or '.join(allowed)}")
        return value

    def switch(self, name: str, *, default: bool) -> bool:
        value = self.environ.get(name, "").strip() or ("1" if default else "0")
        if value not in ("0", "1"):
            raise SettingsError(name, f"is {value!r}", "write 1 for yes or 0 for no")
        return value == "1"

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.environ.get(name, "").strip() or str(default)
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise SettingsError(name, f"is {value!r}", f"write a whole number from {low} to {high}")
        return int(value)

    def folder(self, name: str, default: Path) -> Path:
        """A folder that exists (made if need be) and can be written."""
        written = self.environ.get(name, "").strip()
        path = Path(written).expanduser().absolute() if written else default
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as error:
            mend = f"choose a folder that you may write to, for example {name}=$HOME/lms-data"
            raise SettingsError(name, f"is {path}, which cannot be written ({error.strerror})", mend) from error
        return path

    def database(self, name: str, default: Path) -> str:
        """An SQLAlchemy URL; a message about it never repeats the value, which may hold a password."""
        written = self.environ.get(name, "").strip()
        if not written:
            return f"sqlite:///{default}"
        scheme, _, rest = written.partition("://")
        if scheme == "sqlite" and rest.startswith("/") and rest != "/" and ":memory:" not in rest:
            return f"sqlite:///{Path(rest[1:]).expanduser().absolute()}"
        if scheme in ("postgres", "postgresql", "postgresql+psycopg") and database_name(written):
            return f"postgresql+psycopg://{rest}"
        mend = "write postgresql://USER:PASSWORD@HOST/NAME, or sqlite:///FILE for a file"
        raise SettingsError(name, "is not the address of a database that we can use", mend)

    def queue(self, name: str) -> str:
        """Where the worker's queue is, or "" for a file of our own; the value may hold a password, and no message repeats it."""
        scheme, _, rest = self.environ.get(name, "").strip().partition("://")
        if scheme in ("redis", "rediss") and rest:
            return f"{scheme}://{rest}"
        if scheme in ("postgres", "postgresql", "postgresql+psycopg") and database_name(f"postgresql://{rest}"):
            return f"postgresql://{rest}"
        if scheme:
            raise SettingsError(name, "is not a queue that we can use", "write postgresql://USER:PASSWORD@HOST/NAME or redis://HOST/0")
        return ""

    def secret(self, name: str, env: str, data: Path) -> str:
        value = self.environ.get(name, "").strip()
        if not value and env == "development":
            return development_secret(data)
        # Spaces: a line copied with its comment, which is no secret to anybody who has read the documentation.
        if len(value) < SECRET_LENGTH or len(set(value)) < 8 or any(sign in value for sign in " #"):
            wrong = "is too easy to guess" if value else "is not set"
            command = "python3 -c 'import secrets; print(secrets.token_hex(32))'"
            mend = f"set at least {SECRET_LENGTH} random characters, for example from `{command}`"
            raise SettingsError(name, wrong, mend)
        return value


def development_secret(data: Path) -> str:
    """The secret of a development folder: random, made once, readable by its owner alone.

    No secret stands in the code, so none can reach production by being forgotten.
    """
    path = data / "secret"
    if not path.exists():
        # Written aside and linked: two processes that start at once agree on one whole secret.
        handle, written = tempfile.mkstemp(dir=data, prefix=".secret-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(SECRET_LENGTH))
            os.link(written, path)
        except FileExistsError:
            pass
        finally:
            Path(written).unlink()
    return path.read_text(encoding="ascii")


def database_name(url: str) -> str:
    """The name of the database in a URL: `lms` of `postgresql://user@host/lms?options`."""
    try:
        return unquote(urlsplit(url).path.removeprefix("/"))
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_production(settings: Settings, read: _Reader) -> None:
    if settings.demo:
        raise SettingsError("LMS_DEMO", "is 1 in production", "the demo lets anybody sign in as anybody, so write LMS_DEMO=0")
    if read.environ.get("FLASK_DEBUG", "").strip().lower() not in ("", "0", "false", "no"):
        raise SettingsError("FLASK_DEBUG", "is on in production", "the debugger runs code for any visitor, so remove it")
    if settings.argon_fast:
        raise SettingsError("LMS_ARGON_COST", "is test in production", "passwords would be cheap to guess, so remove it")


def _check_demo(settings: Settings, read: _Reader) -> None:
    """The second lock of the demo: one-click sign-in must not stand where others or real people are."""
    if not is_loopback(settings.host):
        raise SettingsError("HOST", f"is {settings.host} with the demo on", "write HOST=127.0.0.1, or LMS_DEMO=0")
    if not settings.is_sqlite and "demo" not in database_name(settings.database_url):
        mend = "name it so, for example lms_demo, or write LMS_DEMO=0"
        raise SettingsError("DATABASE_URL", "names a database without `demo` in its name with the demo on", mend)
    if read.is_set("MAIL_SERVER"):
        raise SettingsError("MAIL_SERVER", "is set with the demo on", "remove it, or write LMS_DEMO=0")
