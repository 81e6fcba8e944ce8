"""What the mail server does to us: it refuses, it is away, it breaks the line. What is known is written down; what is not is said."""

import re
import ssl
from datetime import timedelta

import pytest
from sqlalchemy import update

from config import MailServer
from lms.notices.models import MailAddress
from tests.house import ROOT
from tests.notices import post_office
from tests.notices.conftest import EVENING, make_due

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")  # of the mail server, which is ours
MINUTE = timedelta(minutes=1)
PEM = ROOT / "tests" / "notices" / "localhost.pem"


def page(new_app, make, officer, at, monkeypatch) -> str:
    """The reader's page of notices, where mail is sent."""
    app = new_app(mail=MailServer("127.0.0.1", 9, "none", "training@example.org"), public_url="https://training.example.org")
    client = make.sign_in(app.test_client(), officer)
    monkeypatch.setattr("lms.notices.views.now", lambda: at)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/notices").get_data(as_text=True)))


def test_a_refused_mail_is_tried_again_later_and_then_it_is_sent(office, mailing, told, make, mails, monkeypatch, new_app):
    officer = make.trainee()
    told(officer)
    office.on_mailbox = "550 No such mailbox here"
    mailing(EVENING)
    (mail,) = mails()
    assert (mail.error, mail.tries, mail.sending_at, mail.next_at) == ("mailbox 550", 1, None, EVENING + 5 * MINUTE)
    shown = page(new_app, make, officer, EVENING + MINUTE, monkeypatch)
    assert "could not be delivered" in shown and "the mailbox was not found. It is tried again until Monday 29 June." in shown

    office.on_mailbox = post_office.TAKEN
    mailing(EVENING + 2 * MINUTE)
    assert office.mails == [], "its time has not come"
    mailing(EVENING + 6 * MINUTE)
    assert len(office.mails) == 1 and mails()[0].sent_at and mails()[0].error == ""
    assert "could not be delivered" not in page(new_app, make, officer, EVENING + 7 * MINUTE, monkeypatch)


def test_after_three_days_it_is_given_up_and_the_page_says_so(office, mailing, told, make, mails, monkeypatch, new_app):
    officer = make.trainee()
    told(officer)
    office.on_data = "554 Not this"
    mailing(EVENING)
    mailing(EVENING + timedelta(days=2, hours=23, minutes=50))
    (mail,) = mails()
    assert mail.failed_at and (mail.error, mail.sent_at) == ("refused 554", None)
    later = EVENING + timedelta(days=3)
    assert "It is not tried any more; your notices are all here." in page(new_app, make, officer, later, monkeypatch)
    mailing(later)
    assert len(office.mails) == 2 and len(mails()) == 1


def test_while_the_server_is_away_everything_waits_and_comes_as_one_mail(office, mailing, told, make, mails):
    one, other = make.trainee(), make.outsider()
    told(one)
    told(other, address="other@post.example")
    away = MailServer("127.0.0.1", post_office_closed(), "none", "training@example.org")
    mailing(EVENING, server=away)
    assert [(mail.error, mail.tries) for mail in mails()] == [("unreachable", 1)] * 2
    told(one, 2, at=EVENING + MINUTE)
    mailing(EVENING + timedelta(days=1), server=away)
    assert len(mails()) == 2, "of yesterday's and today's notices there is one mail each"
    mailing(EVENING + timedelta(days=1, hours=2))
    assert sorted(mail["Subject"] for mail in office.mails) == ["3 new notices", "5 new notices"]


def post_office_closed() -> int:
    """A port at which nobody listens."""
    with post_office.opened() as office:
        return office.port


def test_a_line_that_breaks_before_the_answer_is_said_and_sent_again_under_the_same_id(
    office, mailing, told, make, mails, monkeypatch, new_app
):
    officer = make.trainee()
    told(officer)
    office.on_data = ""
    mailing(EVENING)
    (mail,) = mails()
    assert mail.maybe_sent_at and mail.sending_at and mail.sent_at is None
    shown = page(new_app, make, officer, EVENING + MINUTE, monkeypatch)
    assert "The digest of Friday 26 June was perhaps sent. The sending broke off at 18:01." in shown
    office.on_data = post_office.TAKEN
    mailing(EVENING + 6 * MINUTE)
    first, second = office.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{mail.key}@training.example.org>"
    assert first.get_body().get_content() == second.get_body().get_content()
    assert "it was sent again" in page(new_app, make, officer, EVENING + 7 * MINUTE, monkeypatch)


def test_one_mailbox_that_is_refused_stops_no_other(office, mailing, told, make, mails):
    told(make.trainee(), address="a@post.example")
    told(make.trainee(), address="b@post.example")
    answers = iter(["554 Not this", post_office.TAKEN])
    office.on_data = lambda mail: next(answers)
    assert mailing(EVENING) == "notices.mail: 1 done"
    assert [bool(mail.sent_at) for mail in mails()] == [False, True]


def test_an_address_that_is_none_stops_no_other_and_is_never_handed_over(office, mailing, told, make, mails, db):
    told(make.trainee(), address="a@post.example")
    told(make.trainee(), address="b@post.example")
    older = update(MailAddress).where(MailAddress.address.startswith("a")).values(address="=?utf-8?q?=0aBcc?=@post.example")
    db.session.execute(older, execution_options={"as_system": "test"})
    db.session.commit()
    assert mailing(EVENING) == "notices.mail: 1 done"
    assert [bool(mail.sent_at) for mail in mails()] == [False, True] and mails()[0].error == "mailbox"


def test_two_senders_at_once_send_a_mail_once(office, mailing, told, make, db, mails, new_app):
    from lms.notices import actions

    told(make.trainee())
    office.on_mailbox = "451 Not now"
    mailing(EVENING)
    make_due(db, EVENING)
    (mail,) = mails()
    assert actions.begin(mail.id, at=EVENING) is not None
    db.session.commit()
    assert actions.begin(mail.id, at=EVENING) is None
    db.session.rollback()


@pytest.fixture
def safe() -> ssl.SSLContext:
    """The server's side of a safe line: a certificate that nobody knows but this test."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    return context


def test_a_password_goes_over_a_safe_line_only(mailing, told, make, mails, safe, monkeypatch):
    told(make.trainee())
    with post_office.opened(safe, lms="hunter2") as office:
        server = MailServer("127.0.0.1", office.port, "starttls", "training@example.org", "lms", "hunter2")
        mailing(EVENING, server=server)
        assert (office.mails, mails()[0].error) == ([], "tls"), "nobody vouches for this certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(PEM))
        mailing(EVENING + 6 * MINUTE, server=server)
        assert len(office.mails) == 1 and mails()[0].sent_at


def test_a_server_without_a_safe_line_gets_nothing_where_one_is_asked_for(office, mailing, told, make, mails):
    told(make.trainee())
    mailing(EVENING, server=MailServer("127.0.0.1", office.port, "starttls", "training@example.org", "lms", "hunter2"))
    assert (office.mails, mails()[0].error) == ([], "tls")


def test_a_wrong_password_is_written_down_as_such(mailing, told, make, mails):
    told(make.trainee())
    with post_office.opened(lms="hunter2") as office:
        mailing(EVENING, server=MailServer("127.0.0.1", office.port, "none", "training@example.org", "lms", "wrong"))
        assert (office.mails, mails()[0].error) == ([], "login")
