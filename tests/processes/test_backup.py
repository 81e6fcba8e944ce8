"""A backup holds everything that was said to be saved, also after a kill; a restore brings back all of it or changes nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import create_engine, make_url, text

from config import ROOT
from lms import create_app
from lms.ext import db
from lms.lib import backup as files
from tests.conftest import settings_for
from tests.databases import client_programs

Typed = Callable[[str], FlaskCliRunner]
WRITER = """
import sys
from sqlalchemy import create_engine, text
import lms.ext
engine = create_engine(sys.argv[1])
for number in range(1_000_000):
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO saved (number) VALUES (:number)"), {"number": number})
    print(number, flush=True)
"""


@pytest.fixture
def ours(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own, with a table to save into."""
    monkeypatch.setenv("PATH", f"{client_programs()}{os.pathsep}{os.environ['PATH']}")
    name = f"to_restore_{os.getpid()}"  # one server serves all workers
    own = make_url(url).set(database=str(tmp_path / "own.sqlite") if url.startswith("sqlite") else name)
    server = create_engine(url, isolation_level="AUTOCOMMIT") if not url.startswith("sqlite") else None
    if server:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    address = own.render_as_string(hide_password=False)
    change(address, "CREATE TABLE alembic_version (version_num text)", "CREATE TABLE saved (number integer PRIMARY KEY)")
    yield address
    if server:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    """`typed(address).invoke(args=[…])`: a command on that database, whose connections are closed at the end."""
    apps: list[Flask] = []

    def on(address: str) -> FlaskCliRunner:
        apps.append(create_app(settings_for(address, tmp_path)))
        return apps[-1].test_cli_runner()

    yield on
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def change(address: str, *statements: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def saved(address: str) -> list[int]:
    engine = create_engine(address)
    with engine.begin() as connection:
        numbers = list(connection.execute(text("SELECT number FROM saved ORDER BY number")).scalars())
    engine.dispose()
    return numbers


def test_after_a_kill_the_backup_holds_every_row_that_was_said_to_be_saved(ours: str, tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, ours], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    told = [int(writer.stdout.readline()) for _ in range(50)]  # type: ignore[union-attr]
    writer.send_signal(signal.SIGKILL)
    told += [int(line) for line in writer.communicate()[0].splitlines() if line]

    files.backup(ours, tmp_path / "night.backup")
    change(ours, "DELETE FROM saved", "INSERT INTO saved VALUES (-1)")
    files.restore(ours, tmp_path / "night.backup")
    now = saved(ours)
    assert set(told) <= set(now) and -1 not in now
    assert len(now) - len(told) in (0, 1), "at most the row that was on its way"


def test_a_backup_is_taken_while_others_write(ours: str, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, ours], cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        before = [int(writer.stdout.readline()) for _ in range(20)]  # type: ignore[union-attr]
        files.backup(ours, tmp_path / "busy.backup")
        writer.kill()
    change(ours, "DELETE FROM saved")
    files.restore(ours, tmp_path / "busy.backup")
    numbers = saved(ours)
    assert set(before) <= set(numbers)
    assert numbers == list(range(len(numbers))), "one moment, without holes"


def test_a_backup_is_one_file_for_its_owner_alone_and_never_over_another(ours: str, tmp_path: Path) -> None:
    file = tmp_path / "kept" / "one.backup"
    file.parent.mkdir()
    files.backup(ours, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    with pytest.raises(files.BackupError, match="is there already"):
        files.backup(ours, file)


def test_a_file_that_is_no_backup_changes_nothing(ours: str, tmp_path: Path) -> None:
    change(ours, "INSERT INTO saved VALUES (7)")
    (tmp_path / "letter.backup").write_bytes(b"dear" * 1000)
    with pytest.raises(files.BackupError):
        files.restore(ours, tmp_path / "letter.backup")
    with pytest.raises(files.BackupError, match="is not there"):
        files.restore(ours, tmp_path / "nowhere.backup")
    assert saved(ours) == [7]


def test_without_postgresqls_client_one_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(files.BackupError, match="apt-get install postgresql-client"):
        files.backup("postgresql+psycopg://lms:pw@127.0.0.1:9/lms", tmp_path / "x.backup")


def test_the_commands_refuse_to_replace_people_unless_told_to(ours: str, typed: Typed, tmp_path: Path) -> None:
    command, file = typed(ours), str(tmp_path / "whole.backup")
    done = command.invoke(args=["backup", file])
    assert done.exit_code == 0 and "holds the whole database" in done.output
    refused = command.invoke(args=["restore", file])
    assert refused.exit_code == 1 and "say --yes" in refused.output
    assert command.invoke(args=["restore", file, "--yes"]).exit_code == 0


def test_nothing_is_restored_under_a_server_of_another_folder(ours: str, typed: Typed, tmp_path: Path) -> None:
    """On SQLite the file is the folder's own, and its lock says so; PostgreSQL itself knows who is connected."""
    command, file = typed(ours), str(tmp_path / "whole.backup")
    assert command.invoke(args=["backup", file]).exit_code == 0
    change(ours, "INSERT INTO saved VALUES (7)")
    server = create_engine(ours)
    with server.connect():
        refused = command.invoke(args=["restore", file, "--yes"])
        if not ours.startswith("sqlite"):
            assert (refused.exit_code, refused.output) == (
                1, "Error: Others use this database now (1 connection, from this machine): stop every server on it first.\n",
            )  # fmt: skip
            assert saved(ours) == [7]
    server.dispose()
    assert command.invoke(args=["restore", file, "--yes"]).exit_code == 0
    assert saved(ours) == []


@pytest.mark.parametrize("words", [["prepare"], ["backup", "FILE"], ["restore", "FILE", "--yes"], ["people", "published"]])
def test_where_postgresql_does_not_answer_a_command_says_so_in_one_sentence(typed: Typed, tmp_path: Path, words: list[str]) -> None:
    away = typed("postgresql+psycopg://lms:the-password@127.0.0.1:9/lms")
    done = away.invoke(args=[str(tmp_path / "x") if word == "FILE" else word for word in words])
    assert (done.exit_code, done.output) == (
        1, "Error: PostgreSQL at 127.0.0.1, port 9, does not answer (Connection refused): start it, or mend DATABASE_URL.\n",
    )  # fmt: skip


def test_where_postgresql_lets_nobody_in_the_sentence_says_why(ours: str, typed: Typed, tmp_path: Path) -> None:
    if ours.startswith("sqlite"):
        return
    nowhere = make_url(ours).set(database="nowhere").render_as_string(hide_password=False)
    done = typed(nowhere).invoke(args=["prepare"])
    assert done.exit_code == 1 and done.output.count("\n") == 1
    assert 'does not let us in (database "nowhere" does not exist): mend DATABASE_URL' in done.output


def test_a_database_without_tables_is_named_in_one_sentence(ours: str, typed: Typed, tmp_path: Path) -> None:
    change(ours, "DROP TABLE alembic_version")
    done = typed(ours).invoke(args=["people", "admin"])
    assert done.exit_code == 1 and done.output.count("\n") == 1
    assert done.output.startswith("Error: There are no tables yet in ") and make_url(ours).database in done.output
