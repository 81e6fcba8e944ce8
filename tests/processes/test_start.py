"""`make run` from beginning to end, as a person sees it at a terminal: one line with an address, and Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from config import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import bootstrap

pytestmark = pytest.mark.timeout(600)  # the first start fills the demo
PATIENCE = 240  # seconds, on a machine that has other things to do


class Terminal:
    """A terminal in which `make run` was typed."""

    def __init__(self, folder: Path, port: int, *words: str, **environ: str) -> None:
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LMS_VENV": str(folder / "venv"), "LMS_DATA": str(folder / "data")}
        self.screen = folder / f"screen-{time.monotonic_ns()}"
        with self.screen.open("w") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "tools/run.py", *words],
                cwd=ROOT, env={**env, "PORT": str(port), **environ}, stdout=screen, stderr=screen, start_new_session=True,
            )  # fmt: skip
        self.address = f"http://127.0.0.1:{port}"

    @property
    def shown(self) -> str:
        return self.screen.read_text()

    def wait_for(self, text: str) -> str:
        for _ in range(PATIENCE * 10):
            if text in self.shown:
                return self.shown
            assert self.process.poll() is None, self.shown
            time.sleep(0.1)
        raise AssertionError(f"{text!r} was not shown: {self.shown}")

    def started(self) -> Terminal:
        self.wait_for(f"{self.address} (Ctrl-C stops it)\n")
        return self

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C reaches everything that runs in a terminal."""
        os.killpg(self.process.pid, how)
        return self.process.wait(timeout=30)

    def leaves_nothing_behind(self) -> bool:
        for _ in range(100):
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.1)
        return False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for data and packages; the packages are those we run with, so nothing is installed."""
    folder = tmp_path_factory.mktemp("start")
    venv = folder / "venv"
    venv.mkdir()
    for name in ("bin", "lib"):
        (venv / name).symlink_to(Path(sys.prefix) / name)
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", venv)
    (venv / bootstrap.STAMP).write_text(bootstrap.digest("run"))
    return folder


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def at(port: int, *words: str, **environ: str) -> Terminal:
        opened.append(Terminal(folder, port, *words, **environ))
        return opened[-1]

    yield at
    for terminal in opened:
        if not terminal.leaves_nothing_behind():
            terminal.end(signal.SIGKILL)


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def answer(address: str) -> int:
    with urllib.request.urlopen(address, timeout=10) as got:  # noqa: S310 - our own
        return got.status


def rows(folder: Path) -> dict[str, int]:
    """How many rows each table has, but those that the worker adds to as the demo's clock goes on."""
    with closing(sqlite3.connect(folder / "data" / "lms.sqlite")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} - {"job_run", "notice"}
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def test_one_command_shows_one_address_and_again_changes_nothing(start, folder: Path, port: int) -> None:
    first = start(port).started()
    assert first.shown.splitlines()[-1] == f"Container Control Programme: {first.address} (Ctrl-C stops it)"
    assert answer(f"{first.address}/readyz") == 200
    beside = start(port + 1)
    beside.process.wait(timeout=30)
    assert beside.shown.startswith(f"It is already running at {first.address} (process {first.process.pid}): ")
    assert first.end() == 0
    assert first.leaves_nothing_behind()

    before, began = rows(folder), time.monotonic()
    again = start(port).started()
    assert time.monotonic() - began < 30
    again.end()
    assert rows(folder) == before
    assert before["person"] > 0 and before["release"] > 0
    assert [path.name for path in (folder / "data").iterdir() if path.stat().st_mode & 0o077] == [], "it names people"


def test_after_a_kill_it_starts_again_and_nothing_old_is_in_the_way(start, port: int) -> None:
    killed = start(port).started()
    killed.process.kill()  # the server itself; its workers notice
    killed.process.wait()
    assert killed.leaves_nothing_behind()
    again = start(port).started()
    assert again.end(signal.SIGTERM) == 0


def test_make_demo_begins_the_demo_again(start, folder: Path, port: int) -> None:
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


def test_a_demo_does_not_become_a_real_programme_by_a_setting(start, port: int) -> None:
    start(port).started().end()
    refused = start(port, LMS_DEMO="0")
    assert refused.process.wait(timeout=PATIENCE) == 1
    assert refused.shown.startswith("LMS_DEMO ") and refused.shown.count("\n") == 1


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
