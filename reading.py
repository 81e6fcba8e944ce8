"""How a setting is read from the environment: one variable at a time, refused in one sentence where it cannot be used.

What the settings are stands in config.py. Both need nothing but the standard library.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import secrets
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

SECRET_LENGTH = 32
QUEUE = "write postgresql://USER:PASSWORD@HOST/NAME or redis://:PASSWORD@HOST:PORT/0, with %40 and the like for signs in a password"


class SettingsError(ValueError):
    """A setting that cannot be used; its text is one sentence for the person who set it."""

    def __init__(self, name: str, wrong: str, mend: str) -> None:
        super().__init__(f"{name} {wrong}: {mend}.")
        self.name = name


class Reader:
    """Reads one variable at a time; an empty value counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def is_set(self, name: str) -> bool:
        return bool(self.environ.get(name, "").strip())

    def refuse_unknown(self, known: Collection[str], others: Collection[str] = ()) -> None:
        """A misspelt LMS_… would otherwise be obeyed by nobody, silently. `others` are read by other programs."""
        for name in sorted(self.environ):
            if name.startswith("LMS_") and name not in known and name not in others:
                near = difflib.get_close_matches(name, known, n=1)
                mend = f"did you mean {near[0]}" if near else f"the settings are {', '.join(known)}"
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
        """A folder that exists and can be written. One that we make is its owner's alone: what lies in it names people."""
        written = self.environ.get(name, "").strip()
        path = Path(written).expanduser().absolute() if written else default
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
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
        if scheme in ("redis", "rediss") and is_redis(rest):
            return f"{scheme}://{rest}"
        if scheme in ("postgres", "postgresql", "postgresql+psycopg") and database_name(f"postgresql://{rest}"):
            return f"postgresql://{rest}"
        if scheme:
            raise SettingsError(name, "is not a queue that we can use", QUEUE)
        return ""

    def public_url(self, name: str) -> str:
        """Scheme and host, and the path under which the pages stand if any; without a slash at its end."""
        value = self.environ.get(name, "").strip().rstrip("/")
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[\w.~-]+)*", value):
            raise SettingsError(
                name, "is not an address of pages", "write it as a browser shows it, for example https://training.example.org"
            )
        return value

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


def is_redis(rest: str) -> bool:
    """Whether what follows `redis://` is USER:PASSWORD@HOST:PORT/NUMBER and no more; the client would read past what it does not know."""
    try:
        parts = urlsplit(f"redis://{rest}")
        known = parts.hostname and (parts.port is None or parts.port > 0) and re.fullmatch(r"(/[0-9]{0,3})?", parts.path, re.ASCII)
        return bool(known) and not parts.query and not parts.fragment and rest.isprintable() and " " not in rest
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
