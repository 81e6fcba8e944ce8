"""Where one's digest goes: chosen by oneself, seen by nobody else, kept by nobody once it is taken out."""

import pytest

from config import MailServer
from lms.notices import queries


@pytest.fixture
def browser(new_app, make):
    """A browser of somebody where mail is sent."""
    app = new_app(mail=MailServer("127.0.0.1", 9, "none", "training@example.org"), public_url="https://training.example.org")
    return lambda person: make.sign_in(app.test_client(), person)


def test_one_says_where_to_and_can_take_it_back(browser, db, make):
    officer = make.trainee()
    client = browser(officer)
    assert client.post("/me/mail", data={"address": " d.r@post.example ", "is_wanted": "y"}).status_code == 302
    page = client.get("/me/mail").get_data(as_text=True)
    assert "Saved." in page and 'value="d.r@post.example"' in page
    assert "Once a day at 18:00, Tashkent time" in client.get("/notices").get_data(as_text=True)
    client.post("/me/mail", data={"address": "d.r@post.example"})
    assert "No mail goes to you." in client.get("/notices").get_data(as_text=True)
    client.post("/me/mail", data={"address": "", "is_wanted": "y"})
    assert queries.own_address(make.viewer(officer)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        "d.r",
        "a@b",
        "a b@post.example",
        "x@post.example\r\nBcc: y@post.example",
        "ё@post.example",
        "=?utf-8?q?=0aBcc?=@post.example",
        ".a@post.example",
        "a..b@post.example",
        "a@-post.example",
        "a" * 250 + "@post.example",
    ],
)
def test_what_is_no_address_is_said_beside_the_field_and_kept_there(browser, make, wrong):
    answer = browser(make.trainee()).post("/me/mail", data={"address": wrong, "is_wanted": "y"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and ("This is not a mail address" in page or "Field cannot be longer" in page)
    assert wrong.split("\r")[0] in page


def test_where_no_mail_is_sent_no_address_is_asked_for(client, db, make, sign_in):
    officer = make.trainee()
    sign_in(client, officer)
    assert "No mail is sent from this programme." in client.get("/me/mail").get_data(as_text=True)
    client.post("/me/mail", data={"address": "d.r@post.example", "is_wanted": "y"})
    assert queries.own_address(make.viewer(officer)) is None


def test_the_next_digest_can_be_read_before_it_is_sent(browser, db, make, told):
    officer = make.trainee()
    told(officer)
    page = browser(officer).get("/notices").get_data(as_text=True)
    assert "Subject: 3 new notices" in page and "Good evening," in page and "Tuesday 30 June 2026, 09:00 Tashkent time (UTC+5)" in page


@pytest.mark.parametrize("who", ["focal_point", "coordinator", "admin", "mentor", "trainer", "donor"])
def test_nobody_else_sees_the_address_on_any_page_of_theirs(browser, db, make, told, who):
    officer = make.trainee()
    told(officer, address="seen.by.nobody@post.example")
    client = browser(getattr(make, who)())
    for path in ("/", "/people", f"/people/{officer.ref}", f"/people/{officer.ref}/edit", "/notices", "/me/mail", "/profile"):
        assert "seen.by.nobody" not in client.get(path, follow_redirects=True).get_data(as_text=True), path
