"""The worker beside the web, as real processes: it runs, it comes back, it ends with the web, and there is one a folder."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from lms.lib import backup
from tests.house import ROOT
from tests.processes.test_kill import free_port, server

pytestmark = pytest.mark.timeout(240)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def worker_of(web: int) -> int:
    """The one whose starter is neither the web nor the test: the process between has no other child."""
    return next(grandchild for child in children(web) for grandchild in children(child))


def until(what, seconds: float = 60):
    """What `what` gives, as soon as it gives something."""
    end = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
        except (OSError, StopIteration):
            pass
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.1)


def ran_at(port: int) -> str | None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
        return json.load(answer)["worker_ran_at"]


def flask_jobs(url: str, data: Path, *words: str) -> subprocess.CompletedProcess:
    known = {"DATABASE_URL": url, "LMS_DATA": str(data), "LMS_DEMO": "0", "SECRET_KEY": "for-this-test-only-and-long-enough-to-be-one"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", *words]
    return subprocess.run(command, cwd=ROOT, env={"PATH": os.environ["PATH"], **known}, capture_output=True, text=True, timeout=100)


def is_gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_a_worker_beside_the_web_comes_back_and_ends_with_it_within_two_seconds(app, db, url, tmp_path):
    db.session.remove()
    port = free_port()
    with server(url, tmp_path, port) as web:
        until(lambda: ran_at(port))
        first = worker_of(web.pid)
        os.kill(first, signal.SIGKILL)
        second = until(lambda: (found := worker_of(web.pid)) != first and found)
        began = time.monotonic()
        os.killpg(web.pid, signal.SIGINT)
        web.wait(timeout=20)
        assert time.monotonic() - began < 4  # two, and what a busy machine adds
        assert is_gone(second)


def test_two_workers_never_share_a_folder_and_none_outlives_its_web(app, db, url, tmp_path):
    db.session.remove()
    with server(url, tmp_path, free_port()) as web:
        worker = until(lambda: worker_of(web.pid))
        refused = flask_jobs(url, tmp_path, "work")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr.startswith(f"Error: A worker runs on {tmp_path} already")
        with pytest.raises(backup.BackupError, match=r"^A worker is running on this folder"):
            backup.nobody_serves(tmp_path)
        os.kill(web.pid, signal.SIGKILL)
        web.wait()
        until(lambda: is_gone(worker), 20)


def test_a_web_can_do_without(app, db, url, tmp_path):
    db.session.remove()
    port = free_port()
    with server(url, tmp_path, port, LMS_WORKER="0") as web:
        assert ran_at(port) is None
        both = until(lambda: len(found := children(web.pid)) == 2 and found)  # the second process of the web begins after the first answers
        assert [children(child) for child in both] == [[], []]
