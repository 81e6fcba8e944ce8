"""The sender is killed after the mail server has taken the mail and before it is written down: perhaps sent, and said so."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from lms.notices.actions import choose_mail, tell
from lms.notices.models import Mail
from tests.house import ROOT
from tests.notices import post_office
from tests.processes.test_kill import free_port, server
from tests.processes.test_worker import until

pytestmark = pytest.mark.timeout(240)
SYSTEM = {"as_system": "test"}


@pytest.fixture
def waiting(db, make):
    """An officer who wants mail and was told something two days ago, so that a digest is due at any hour."""
    officer = make.trainee()
    before = make.now - timedelta(days=2)
    choose_mail(address="officer@post.example", is_wanted=True, by=make.viewer(officer), at=before)
    tell([officer.id], "thread_taken", at=before, once="before")
    db.session.commit()
    db.session.remove()


def settings(url, tmp_path, office) -> dict[str, str]:
    mail = {"MAIL_SERVER": f"127.0.0.1:{office.port}", "MAIL_TLS": "none", "MAIL_FROM": "training@example.org"}
    known = {"DATABASE_URL": url, "LMS_DATA": str(tmp_path), "LMS_DEMO": "0", "PUBLIC_URL": "https://training.example.org"}
    return {"PATH": os.environ["PATH"], "SECRET_KEY": "for-this-test-only-and-long-enough-to-be-one", **mail, **known}


def sender(url, tmp_path, office) -> subprocess.Popen:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", "notices.mail"]
    return subprocess.Popen(command, cwd=ROOT, env=settings(url, tmp_path, office))


def the_mail(db) -> Mail:
    """The row as it stands; it holds no lock, which would keep the sender from writing."""
    mail = db.session.scalars(select(Mail), execution_options={**SYSTEM, "populate_existing": True}).one()
    db.session.expunge(mail)
    db.session.rollback()
    return mail


def test_killed_between_sending_and_marking_it_is_perhaps_sent_and_sent_again_under_the_same_id(app, db, waiting, url, tmp_path):
    with post_office.opened() as office:

        def kill(mail) -> str:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            return post_office.TAKEN

        office.on_data = kill
        first = sender(url, tmp_path, office)
        first.wait(timeout=100)
        until(lambda: office.mails)
        row = the_mail(db)
        assert row.sending_at and row.sent_at is None and row.maybe_sent_at is None
        assert row.was_perhaps_sent(datetime.now(UTC) + timedelta(minutes=3))
        office.on_data = post_office.TAKEN
        assert (sender(url, tmp_path, office).wait(timeout=100), len(office.mails)) == (0, 1), "another sender may still be at it"
        db.session.execute(update(Mail).values(next_at=datetime.now(UTC)), execution_options=SYSTEM)
        db.session.commit()
        assert sender(url, tmp_path, office).wait(timeout=100) == 0
        row = the_mail(db)
        assert row.sent_at and row.maybe_sent_at
        assert {mail["Message-ID"] for mail in office.mails} == {f"<{row.key}@training.example.org>"} and len(office.mails) == 2


def test_the_worker_beside_the_web_sends_what_is_due_by_itself(app, db, waiting, url, tmp_path):
    with post_office.opened() as office:
        mail = {name: value for name, value in settings(url, tmp_path, office).items() if name.startswith(("MAIL_", "PUBLIC_"))}
        with server(url, tmp_path, free_port(), **mail):
            until(lambda: office.mails, 100)
        assert office.recipients == ["officer@post.example"]
        assert "1 new notice" in office.mails[0]["Subject"]
