"""`make run` for a real programme: nobody is there yet, and what is in its way is said."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from config import ROOT
from tests.processes.terminals import PATIENCE

pytestmark = pytest.mark.timeout(600)


def test_after_a_kill_it_starts_again_and_nothing_old_is_in_the_way(start, folder: Path, port: int) -> None:
    settings = {"LMS_DEMO": "0", "LMS_DATA": str(folder / "killed")}
    killed = start(port, **settings).started()
    killed.process.kill()  # the server itself; its workers notice
    killed.process.wait()
    assert killed.leaves_nothing_behind()
    again = start(port, **settings).started()
    assert again.end(signal.SIGTERM) == 0


def test_without_the_demo_the_first_administrator_is_one_printed_command_away(start, folder: Path, port: int) -> None:
    data = str(folder / "empty")
    empty = start(port, LMS_DEMO="0", LMS_DATA=data)
    told = empty.started().shown.splitlines()[-2]
    empty.end()
    printed = told.rpartition(": ")[2]
    made = subprocess.run(["sh", "-c", printed], cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "First password" in made.stdout
    again = start(port, LMS_DEMO="0", LMS_DATA=data).started()
    again.end()
    assert len(again.shown.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_sentence_with_host_and_port(start, folder: Path, port: int) -> None:
    away = start(port, DATABASE_URL="postgresql://nobody:the-password@127.0.0.1:1/x", LMS_DATA=str(folder / "away"))
    assert away.process.wait(timeout=PATIENCE) == 1
    assert away.shown == "PostgreSQL at 127.0.0.1, port 1, does not answer (Connection refused): start it, or mend DATABASE_URL.\n"
