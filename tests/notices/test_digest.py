"""One mail a day at 18:00 of its reader's place, with the number of what is new, the moments it speaks of, and nothing else."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32

import pytest

from config import MailServer
from lms.lib.types import uuid7
from lms.notices.letters import Words, message
from lms.notices.rules import due_since, next_try
from tests.notices.conftest import EVENING, MORNING, PUBLIC, read_everything

DAY = timedelta(days=1)


def text_of(mail) -> str:
    return mail.get_body().get_content().replace("\r\n", "\n")


def test_three_notices_are_one_mail_that_names_no_person_topic_or_result(office, mailing, told, make):
    officer = make.trainee(call_name="Dilnoza R.")
    told(officer)
    assert mailing(EVENING) == "notices.mail: 1 done"

    (mail,) = office.mails
    body = text_of(mail)
    assert office.recipients == ["officer@post.example"]
    assert (mail["Subject"], mail["From"]) == ("3 new notices", '"Container Control Programme, training" <training@example.org>')
    assert "3 new notices wait for you" in body and f"\n{PUBLIC}/notices\n" in body and f"{PUBLIC}/me/mail" in body
    assert "  Tuesday 30 June 2026, 09:00 Tashkent time (UTC+5), 04:00 UTC\n" in body
    assert body.count("Tashkent time") == 3
    for secret in ("Dilnoza", officer.ref, "Open sources", "Yuldosheva", "Moved"):
        assert secret not in mail.as_string() and secret not in body
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "en")


def test_it_is_in_the_readers_language_or_the_nearest_there_is(office, mailing, told, make):
    told(make.trainee(lang="ru"), address="ru@post.example")
    told(make.trainee(lang="kk"), address="kk@post.example")
    mailing(EVENING)
    assert [mail["Content-Language"] for mail in office.mails] == ["ru", "ru"]
    assert "30 июня 2026 г." in text_of(office.mails[0])


@pytest.mark.parametrize("name", ["Программа по контролю за контейнерными перевозками, обучение", "Ж" * 80, "Training, of containers"])
def test_a_senders_name_is_read_as_it_was_written_by_any_reader_of_the_standard(app, new_app, name):
    sending = new_app(mail=MailServer("127.0.0.1", 25, "none", "training@example.org"), public_url=PUBLIC)
    with sending.test_request_context():
        written = message(Words(name, "3", "Здравствуйте"), key=uuid7(), to="officer@post.example", at=MORNING).as_bytes()
    header = message_from_bytes(written, policy=compat32)["From"]
    assert str(make_header(decode_header(header))).replace('"', "") == f"{name} <training@example.org>"
    assert all(len(line) <= 76 for line in written.partition(b"\r\n\r\n")[0].split(b"\r\n"))


def test_before_the_hour_there_is_none_and_a_second_one_only_the_day_after(office, mailing, told, make, mails):
    officer = make.trainee()
    told(officer)
    assert mailing(EVENING - timedelta(minutes=2)) == "notices.mail: 0 done"
    mailing(EVENING)
    told(officer, 1, at=EVENING + timedelta(hours=1))
    mailing(EVENING + timedelta(hours=2))
    assert len(office.mails) == 1
    mailing(EVENING + DAY)
    assert [mail["Subject"] for mail in office.mails] == ["3 new notices", "1 new notice"]
    mailing(EVENING + 2 * DAY)
    assert len(office.mails) == 2, "nothing is new, so none is sent"


def test_each_place_has_its_own_evening(office, mailing, told, make):
    mentor = make.mentor()
    mentor.tz = "Europe/Brussels"
    told(make.outsider(), address="east@post.example")
    told(mentor, address="west@post.example")
    mailing(EVENING)
    assert office.recipients == ["east@post.example"]
    mailing(EVENING + timedelta(hours=3))
    assert office.recipients == ["east@post.example", "west@post.example"]
    assert "06:00 Brussels time (UTC+2), 04:00 UTC" in text_of(office.mails[1])


@pytest.mark.parametrize("changed", ["read", "off", "no address", "left"])
def test_nothing_goes_to_whoever_has_read_it_does_not_want_it_or_has_left(office, mailing, told, make, db, changed):
    from lms.notices.actions import choose_mail

    officer = make.trainee()
    told(officer)
    if changed == "read":
        read_everything(db, MORNING)
    elif changed == "left":
        officer.left_on = MORNING.date()
    else:
        address = "" if changed == "no address" else "officer@post.example"
        choose_mail(address=address, is_wanted=False, by=make.viewer(officer), at=MORNING)
    assert mailing(EVENING) == "notices.mail: 0 done"
    assert office.mails == []


def test_what_is_read_between_the_making_and_the_sending_is_not_sent(office, mailing, told, make, db, mails):
    told(make.trainee())
    office.on_mailbox = "451 Not now"
    mailing(EVENING)
    read_everything(db, EVENING)
    office.on_mailbox = "250 Taken"
    mailing(EVENING + timedelta(minutes=10))
    assert office.mails == [] and mails()[0].was_dropped


def test_without_a_mail_server_nothing_is_even_written(app, db, told, make, mails, monkeypatch):
    from lms.lib import time

    told(make.trainee())
    db.session.commit()
    monkeypatch.setattr(time, "real_now", lambda: EVENING)
    assert "0 done" in app.test_cli_runner().invoke(args=["jobs", "run", "notices.mail"]).output
    assert mails() == []


def test_the_hour_is_the_last_one_that_was_there_also_on_the_day_the_clocks_change():
    spring = datetime(2026, 3, 29, 15, 0, tzinfo=UTC)  # Brussels went from UTC+1 to UTC+2 that morning
    assert due_since(spring, "Europe/Brussels") == datetime(2026, 3, 28, 17, 0, tzinfo=UTC)
    assert due_since(spring + timedelta(hours=2), "Europe/Brussels") == datetime(2026, 3, 29, 16, 0, tzinfo=UTC)


def test_gaps_grow_and_end_after_three_days():
    at, tries = MORNING, 0
    gaps = []
    while (again := next_try(MORNING, tries := tries + 1, at)) is not None:
        gaps.append((again - at).total_seconds() / 60)
        at = again
    assert gaps[:6] == [5, 15, 45, 135, 405, 720] and sorted(gaps) == gaps
    assert timedelta(days=2) < at - MORNING <= 3 * DAY
