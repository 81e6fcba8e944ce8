"""The server is killed between two answers: what said *saved* is there when it comes back."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO

import pytest

from lms.people.models import Account
from tests.courses import small
from tests.house import ROOT
from tests.make import PASSWORD

SYSTEM = {"as_system": "this test"}


@contextmanager
def server(url: str, data: Path, port: int, *, log: int | IO = subprocess.DEVNULL, **more: str) -> Iterator[subprocess.Popen]:
    """The product as the service runs it, in a group of its own."""
    known = {"DATABASE_URL": url, "LMS_DATA": str(data), "LMS_DEMO": "0", "PORT": str(port), "LMS_ARGON_COST": "test", **more}
    environ = {"PATH": os.environ["PATH"], "SECRET_KEY": "for-this-test-only-and-long-enough-to-be-one", **known}
    command = [sys.executable, "-m", "gunicorn", "--config", "tools/gunicorn.conf.py", "wsgi:app"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=log, start_new_session=True)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def browser(port: int) -> Callable[..., str]:
    """`ask(path, field=value)`: a GET, or a POST with the token of the last page. What the page says."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), urllib.request.ProxyHandler({}))
    page = ""

    def ask(path: str, **fields: str) -> str:
        nonlocal page
        if fields:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
            assert token, page[:500]
            fields["csrf_token"] = token.group(1)
        body = urllib.parse.urlencode(fields).encode() if fields else None
        with opener.open(f"http://127.0.0.1:{port}{path}", body, timeout=30) as answer:
            page, ask.at = answer.read().decode(), urllib.parse.urlsplit(answer.geturl()).path  # type: ignore[attr-defined]
        return page

    return ask


def typed_field(page: str) -> dict[str, str]:
    """The attributes of the one field of the page that an answer is typed into."""
    tags = [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page)]
    return next({"value": "", **tag} for tag in tags if tag.get("name", "").startswith("q") and "type" not in tag)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.timeout(180)
def test_a_server_killed_between_two_answers_loses_none(app, db, make, url, tmp_path):
    course = make.course("seals-in-short", files=small("seals-in-short"))
    officer = make.trainee()
    make.enrolled(officer, course)
    name = db.session.get_one(Account, officer.id, execution_options=SYSTEM).name
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    port = free_port()
    ask = browser(port)
    with server(url, tmp_path, port) as process:
        ask("/signin")
        ask("/signin", user_name=name, password=PASSWORD)
        ask(f"/courses/{course.outline.slug}/quiz/attempts")
        ask(f"/courses/{course.outline.slug}/quiz/attempts", start="1")
        attempt = ask.at
        field = typed_field(ask(attempt))["name"]
        ask(attempt, **{field: "1", f"had-{field}": "", "save": "1"})
        os.killpg(process.pid, signal.SIGKILL)
    with server(url, tmp_path, port):
        page = ask(attempt)

    assert typed_field(page)["value"] == "1", "the answer is gone"
