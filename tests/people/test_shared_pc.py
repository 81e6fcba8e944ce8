"""This PC is shared: ten quiet minutes end the sign-in, on one's own it lasts a month."""

from sqlalchemy import select

from lms.people.models import Login
from tests.people.test_signin import enter, logins


def test_ten_quiet_minutes_end_the_sign_in_and_the_door_says_so(client, db, make, clock):
    officer = make.trainee()
    enter(client, db, officer, shared="y")
    clock.forward(minutes=9)
    assert client.get("/profile").status_code == 200
    clock.forward(minutes=9)
    assert client.get("/profile").status_code == 200
    clock.forward(minutes=11)

    answer = client.get("/profile")

    assert answer.headers["Location"] == "/signin?next=/profile"
    assert b"10 minutes were quiet, so the sign-in ended" in client.get("/signin").data
    assert [login.ended_why for login in logins(db, officer)] == ["idle"]


def test_the_box_is_ticked_before_anybody_thinks_of_it(client):
    assert b'checked id="shared"' in client.get("/signin").data


def test_the_box_is_not_ticked_in_the_demo(new_app):
    assert b'checked id="shared"' not in new_app(demo=True).test_client().get("/signin").data


def test_ones_own_device_stays_signed_in_for_a_month(client, db, make, clock):
    officer = make.trainee()
    enter(client, db, officer)
    assert logins(db, officer)[0].idle_minutes is None
    clock.forward(days=29)
    assert client.get("/profile").status_code == 200
    clock.forward(days=2)
    assert client.get("/profile").status_code == 302
    assert logins(db, officer)[0].ended_why == "old"


def test_a_shared_sign_in_ends_with_the_window_and_an_own_one_does_not(client, db, make):
    officer = make.trainee()
    shared = enter(client, db, officer, shared="y").headers["Set-Cookie"]
    own = enter(client.application.test_client(), db, officer).headers["Set-Cookie"]
    assert "Expires" not in shared
    assert "Expires" in own


def test_the_page_that_took_itself_off_the_screen_leads_back(client, db, make, clock):
    enter(client, db, make.trainee(), shared="y")
    clock.forward(minutes=11)
    page = client.get("/signin?quiet=1&next=/profile")
    assert b"minutes were quiet" in page.data
    assert b'name="next" value="/profile"' in page.data


def test_being_seen_is_written_once_a_minute(client, db, make, clock):
    enter(client, db, make.trainee(), shared="y")
    seen = []
    for _ in range(3):
        clock.forward(seconds=40)
        client.get("/profile")
        seen.append(db.session.scalars(select(Login.seen_at), execution_options={"as_system": "test"}).one())
    assert len(set(seen)) == 2
