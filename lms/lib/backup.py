"""One file that holds the whole database, taken while the server runs, and the way back.

SQLite copies itself page by page under its own locks. PostgreSQL's own pg_dump and pg_restore do it there:
they come with its client and must be at least as new as the server.
"""

import fcntl
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from lms.lib.revisions import MARK


class BackupError(Exception):
    """It could not be done; the text is one sentence for the person who asked."""


def backup(database_url: str, file: Path) -> None:
    """Write the whole database into a new file that only its owner can read."""
    if file.exists():
        raise BackupError(f"{file} is there already: name a new file.")
    url = make_url(database_url)
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        if url.get_backend_name() == "sqlite":
            copy_sqlite(Path(url.database or ""), unfinished)
            as_one_file(unfinished)
            check_sqlite(unfinished)
        else:
            run_client("pg_dump", url, "--format=custom", "--no-owner", f"--file={unfinished}")
        unfinished.rename(file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written ({error.strerror}): name a file in a folder of yours.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def restore(database_url: str, file: Path) -> None:
    """Put what a backup holds in the place of what the database holds: all of it, or on any failure nothing."""
    if not file.is_file():
        raise BackupError(f"{file} is not there.")
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        check_sqlite(file)
        copy_sqlite(file, Path(url.database or ""))
    else:
        run_client("pg_restore", url, "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(file))


def same_kind(file: Path, is_demo: bool) -> None:
    """Refuse to put real people into a demo, or the demo into a real programme. A dump of PostgreSQL says it at the next start."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            kind = connection.execute("SELECT kind FROM deployment").fetchone()
    except sqlite3.Error:
        return
    if kind and (kind[0] == "demo") != is_demo:
        raise BackupError(f"{file} is of a {kind[0]} installation, and this is none: restore it where it belongs.")


def nobody_serves(data: Path) -> None:
    """Refuse while `make run` or a worker uses this folder: what is in the middle of something would write into what was restored."""
    for name, who in (("run.lock", "The server"), ("worker.lock", "A worker")):
        try:
            with (data / name).open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            continue
        except BlockingIOError as error:
            raise BackupError(f"{who} is running on this folder: stop it first, with Ctrl-C where it was started.") from error


def nobody_uses(database_url: str) -> None:
    """Refuse while others are connected to a PostgreSQL database: a server may serve it from another folder, or another machine."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return
    engine = create_engine(url, poolclass=NullPool)
    others = text(
        "SELECT coalesce(host(client_addr), 'this machine') FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        found = list(connection.execute(others).scalars())
    if found:
        many = "1 connection" if len(found) == 1 else f"{len(found)} connections"
        raise BackupError(f"Others use this database now ({many}, from {', '.join(sorted(set(found)))}): stop every server on it first.")


def holds_something(database_url: str) -> bool:
    """Whether there is a database of ours with tables in it already."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    engine = create_engine(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy one SQLite database over another. Both may be in use: SQLite's own locks order it."""
    read = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
    write = sqlite3.connect(target, timeout=60)
    try:
        read.backup(write)
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied to {target} ({error}).") from error
    finally:
        write.close()
        read.close()


def as_one_file(file: Path) -> None:
    """Take a copy out of WAL mode, which would put files of its own beside it whenever it is read."""
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def check_sqlite(file: Path) -> None:
    """Refuse a file that is damaged or not a database of ours."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        is_whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        is_ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (MARK,)).fetchone()
    except sqlite3.Error:
        is_whole = is_ours = None
    finally:
        connection.close()
    if not (is_whole and is_ours):
        raise BackupError(f"{file} is not a whole backup of this programme on SQLite.")


def run_client(program: str, url: URL, *words: str) -> None:
    """Run a program of PostgreSQL's client; the password goes by the environment, where no list of processes shows it."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        done = subprocess.run(
            [program, f"--dbname={address}", *words], env={**os.environ, **secret}, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is missing: install PostgreSQL's client, on Debian `apt-get install postgresql-client`.") from error
    if done.returncode:
        raise BackupError(f"{program} failed, and nothing was changed: {done.stderr.strip()}")
