"""A backup holds everything that was said to be saved, also after a kill; a restore brings back all of it or changes nothing."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from config import ROOT
from lms.lib import backup as files
from tests.databases import client_programs

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


def test_the_commands_refuse_to_replace_people_unless_told_to(app, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{client_programs()}{os.pathsep}{os.environ['PATH']}")
    command, file = app.test_cli_runner(), str(tmp_path / "whole.backup")
    done = command.invoke(args=["backup", file])
    assert done.exit_code == 0 and "holds the whole database" in done.output
    refused = command.invoke(args=["restore", file])
    assert refused.exit_code == 1 and "say --yes" in refused.output
    assert command.invoke(args=["restore", file, "--yes"]).exit_code == 0
