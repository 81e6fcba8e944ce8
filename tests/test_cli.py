"""Commands about the whole installation: what they say of a database that is not prepared, and how they tell what to type."""

import os
import sqlite3
import subprocess
import sys

import pytest

from lms import create_app
from lms.cli import command
from tests import house
from tests.conftest import settings_for

EVERYTHING = (
    ["people", "admin"], ["people", "role", "UZ-2222", "trainee", "UZ"], ["progress", "rebuild"],
    ["theory", "zones"], ["jobs", "list"], ["jobs", "run"], ["backup", "FILE"], ["demo", "clock", "5"],
)  # fmt: skip


@pytest.fixture
def unprepared(tmp_path):
    """`unprepared(*words)`: what a command says, typed where nothing was prepared."""
    app = create_app(settings_for(f"sqlite:///{tmp_path}/lms.sqlite", tmp_path, demo=True))

    def typed(*words: str):
        done = app.test_cli_runner().invoke(args=[str(tmp_path / "x") if word == "FILE" else word for word in words])
        return done.exit_code, done.output

    return typed


def test_where_nothing_was_prepared_every_command_says_so_in_a_sentence_and_leaves_no_file(unprepared, tmp_path):
    mend = "`flask --app wsgi prepare` makes them, or set LMS_DATA or DATABASE_URL as the server has it"
    for words in EVERYTHING:
        assert unprepared(*words) == (1, f"Error: There are no tables yet in {tmp_path}/lms.sqlite: {mend}.\n"), words
        assert list(tmp_path.iterdir()) == [], words


def test_tables_of_an_older_version_are_said_and_kept(unprepared, tmp_path):
    with sqlite3.connect(tmp_path / "lms.sqlite") as connection:
        connection.executescript("CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES ('2026_older')")
    code, said = unprepared("people", "admin")
    assert (code, said.count("\n")) == (1, 1) and "are of another version: `flask --app wsgi prepare` brings them up to date" in said
    assert (tmp_path / "lms.sqlite").exists()


def test_courses_are_checked_without_a_database(unprepared, tmp_path):
    code, said = unprepared("courses", "check")
    assert code == 0 and "a track of" in said and list(tmp_path.iterdir()) == []


def test_a_command_is_told_with_all_it_needs_to_meet_the_same_database_also_in_production():
    server = {"LMS_DATA": "my data", "PORT": "5001", "DATABASE_URL": "postgresql://lms@db/lms", "LMS_ENV": "production", "SECRET_KEY": "x"}
    typed, unsaid = command("people admin", server)
    assert typed.startswith("LMS_DATA='my data' DATABASE_URL=postgresql://lms@db/lms LMS_DEMO=0 ")
    assert typed.endswith("flask --app wsgi people admin") and unsaid == []


@pytest.mark.parametrize("address", ["postgresql://lms:hunter2@db/lms", "postgresql://lms@db/lms?password=hunter2"])
def test_a_password_is_never_printed_and_what_is_to_be_set_by_hand_is_named(address):
    typed, unsaid = command("people admin", {"DATABASE_URL": address})
    assert "hunter2" not in typed and unsaid == ["DATABASE_URL"]


@pytest.mark.process
def test_a_server_does_not_carry_what_only_commands_need(tmp_path):
    heavy = ("alembic", "flask_migrate", "holidays", "huey", "lms.cli", "openpyxl", "pydantic")
    words = f"import sys, wsgi; print(*[name for name in {heavy} if name in sys.modules])"
    known = {"PATH": os.environ["PATH"], "LMS_DATA": str(tmp_path), "LMS_DEMO": "0"}
    done = subprocess.run([sys.executable, "-c", words], cwd=house.ROOT, env=known, capture_output=True, text=True)
    assert done.stdout == "\n", done.stderr
