"""`make run` from beginning to end, as a person sees it at a terminal: one line with an address, and Ctrl-C."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes.terminals import PATIENCE

pytestmark = pytest.mark.timeout(600)  # the first start fills the demo


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table has, but those that the worker adds to as the demo's clock goes on."""
    with closing(sqlite3.connect(folder / "data" / "lms.sqlite")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - {"job_run", "notice"}
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def test_one_command_shows_one_address_and_again_changes_nothing(first, start, folder: Path, port: int) -> None:
    assert first.shown.splitlines()[-1] == f"Container Control Programme: {first.address} (Ctrl-C stops it)"
    assert first.ready == 200
    assert first.beside.startswith(f"It is already running at {first.address} (process {first.process}): ")
    assert first.ended == 0
    assert first.is_clean

    before, began = rows(folder), time.monotonic()
    again = start(port).started()
    assert time.monotonic() - began < 30
    again.end()
    assert rows(folder) == before
    assert before["person"] > 0 and before["release"] > 0
    assert [path.name for path in (folder / "data").iterdir() if path.stat().st_mode & 0o077] == [], "it names people"


def test_make_demo_begins_the_demo_again(first, start, folder: Path, port: int) -> None:
    start(port).started().end()
    with closing(sqlite3.connect(folder / "data" / "lms.sqlite")) as connection:
        before = rows(folder)
        connection.execute("UPDATE person SET call_name = 'somebody else'")
        connection.commit()
    fresh = start(port, "--fresh-demo").started()
    fresh.end()
    with closing(sqlite3.connect(folder / "data" / "lms.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM person WHERE call_name = 'somebody else'").fetchone() == (0,)
    assert rows(folder) == before


def test_a_demo_does_not_become_a_real_programme_by_a_setting(first, start, port: int) -> None:
    start(port).started().end()
    refused = start(port, LMS_DEMO="0")
    assert refused.process.wait(timeout=PATIENCE) == 1
    assert refused.shown.startswith("LMS_DEMO ") and refused.shown.count("\n") == 1
