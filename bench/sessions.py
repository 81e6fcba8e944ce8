"""2,000 registrations at once for 500 seats, through the web door of real processes, beside a page that does the bare UPDATE only."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, select

from bench import stage
from lms.ext import db
from lms.lib.types import uuid7
from lms.people import queries as people
from lms.people.actions.logins import begin_login
from lms.people.models import OrgNode, Person, Role, RoleGrant, Secret
from lms.theory import actions
from lms.theory.actions import Plan, Wall
from lms.theory.models import Seat, TheorySession

OFFICERS, SEATS, BROWSERS, PARTS = 2_000, 500, 32, 4
PORT = 5986
SYSTEM = {"as_system": "bench"}
AT = datetime.now(UTC)
# Seen in a while from now, so that no request has to write when its login was last seen.
SEEN = AT + timedelta(hours=1)


@dataclass(frozen=True)
class Room:
    """What there is to click on: the session, the row of the least page, and the cookie and token of each officer."""

    key: str
    session_id: int
    other_id: int
    cookies: list[str]
    csrf: str


def fill(app: Flask) -> Room:
    """Officers of Chukursay, signed in, and two sessions of 500 seats."""
    with app.app_context():
        unit, agency, region = (
            db.session.scalars(select(OrgNode).where(OrgNode.code == c)).one() for c in ("UZ-CHUKURSAY", "UZ-SCC", "CA")
        )
        known = {"cc": "UZ", "agency_id": agency.id, "unit_id": unit.id, "fold": "", "tz": unit.tz, "created_at": AT, "lang": "en"}
        rows = [{**known, "id": 1000 + n, "ref": f"B{n:06d}", "call_name": f"Officer {n}"} for n in range(OFFICERS + 1)]
        db.session.execute(insert(Person), rows)
        grant = {"from_day": date(2009, 1, 1), "to_day": AT.date() + timedelta(days=300), "reason": ""}
        roles = [{**grant, "person_id": row["id"], "role": Role.TRAINEE, "node_id": unit.id} for row in rows[1:]]
        db.session.execute(insert(RoleGrant), [{**grant, "person_id": 1000, "role": Role.TRAINER, "node_id": region.id}, *roles])
        db.session.execute(insert(Secret), [{"person_id": row["id"], "kind": "password", "hash": "", "made_at": AT} for row in rows])
        tokens = [begin_login(row["id"], at=SEEN, device="bench", idle_minutes=None) for row in rows[1:]]
        first, second = (set_session(unit.id) for _ in range(2))
        db.session.commit()
        csrf = secrets.token_hex(20)
        seal = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies = [str(seal.dumps({"_user_id": token, "_fresh": True, "csrf_token": csrf})) for token in tokens]
        return Room(str(first.key), first.id, second.id, cookies, URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(csrf))


def set_session(unit_id: int) -> TheorySession:
    """A session of 500 seats in a month."""
    plan = Plan({"en": "Seals"}, "en", None, "", SEATS, "", [unit_id])
    wall = Wall(AT.date() + timedelta(days=30), "10:00", "Asia/Tashkent", 90)
    return actions.create(uuid7(), plan, wall, by=people.acting(1000, AT.date()), at=AT)


@contextmanager
def server(folder: str, secret: str) -> Iterator[None]:
    """Two processes with eight threads each, as the service runs them."""
    environ = {**os.environ, "LMS_ENV": "production", "LMS_DATA": folder, "LMS_DEMO": "0", "LMS_WORKER": "0", "SECRET_KEY": secret}
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "8", "--preload", "--log-level", "warning",
               "-b", f"127.0.0.1:{PORT}", "bench.serving:app"]  # fmt: skip
    process = subprocess.Popen(command, cwd=stage.ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def clicks(path: str, form: dict[str, str], cookies: list[str]) -> tuple[float, list[int]]:
    """Each of these browsers posts once, 32 at a time. The seconds it took, and the statuses."""
    body = urllib.parse.urlencode(form)

    def some(part: list[str]) -> list[int]:
        connection, statuses = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60), []
        for cookie in part:
            headers = {"Cookie": f"lms={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
        return statuses

    with ThreadPoolExecutor(BROWSERS) as pool:
        began = time.perf_counter()
        found = [status for part in pool.map(some, [cookies[n::BROWSERS] for n in range(BROWSERS)]) for status in part]
        return time.perf_counter() - began, found


def run(room: Room) -> tuple[float, float, list[int]]:
    """Both pages in turns, so that a noisy machine is noisy to both: (seconds for registering, for the least page, all statuses)."""
    booking, least, statuses = 0.0, 0.0, list[int]()
    for part in range(PARTS):
        cookies = room.cookies[part::PARTS]
        seconds, found = clicks(f"/least/{room.other_id}", {"csrf_token": room.csrf}, cookies)
        least += seconds
        statuses += found
        seconds, found = clicks(f"/sessions/{room.key}/book", {"csrf_token": room.csrf, "seen": "0"}, cookies)
        booking += seconds
        statuses += found
    return booking, least, statuses


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, stage.application(Path(folder)) as app:
        app.secret_key = secrets.token_hex(32)
        room = fill(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        with server(folder, str(app.secret_key)):
            booking, least, statuses = run(room)
        with app.app_context():
            seats = db.session.scalar(select(func.count()).where(Seat.session_id == room.session_id), execution_options=SYSTEM) or 0
            taken = db.session.scalar(select(TheorySession.taken).where(TheorySession.id == room.session_id), execution_options=SYSTEM)
        assert set(statuses) == {204, 302}, sorted(set(statuses))
        assert seats == taken == SEATS, (seats, taken)
        stage.say(f"{OFFICERS} registrations for {SEATS} seats, seats given", seats, SEATS, most=False)
        stage.say("the same, answers of 5xx", sum(status >= 500 for status in statuses), 0)
        stage.say("rate of registering / of the bare UPDATE", least / booking, 0.5, most=False)
        stage.say("registrations a second", OFFICERS / booking)


if __name__ == "__main__":
    main()
