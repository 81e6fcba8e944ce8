"""A terminal in which `make run` is typed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from config import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import bootstrap

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


@pytest.fixture(scope="session")
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


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def port() -> int:
    return free_port()


@dataclass(frozen=True)
class FirstStart:
    """What was seen when `make run` was typed for the first time, and once more beside it; and the database that it left."""

    shown: str
    address: str
    process: int
    ready: int
    beside: str
    ended: int
    is_clean: bool
    database: Path


@pytest.fixture(scope="session")
def first(folder: Path) -> FirstStart:
    """The demo's story is told by it, for every test that needs the demo."""
    port = free_port()
    terminal = Terminal(folder, port)
    try:
        terminal.started()
        with urllib.request.urlopen(f"{terminal.address}/readyz", timeout=10) as got:  # noqa: S310 - our own
            ready = got.status
        beside = Terminal(folder, port + 1)
        beside.process.wait(timeout=30)
        ended, is_clean = terminal.end(), terminal.leaves_nothing_behind()
    finally:
        if not terminal.leaves_nothing_behind():
            terminal.end(signal.SIGKILL)
    kept = shutil.copyfile(folder / "data" / "lms.sqlite", folder / "first.sqlite")
    return FirstStart(terminal.shown, terminal.address, terminal.process.pid, ready, beside.shown, ended, is_clean, kept)
