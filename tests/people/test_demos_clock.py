"""Sign-ins, slips and what was kept have the real time; where the programme stands at another date, as in a demo, that one is shown."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.lib.time import CLOCK
from lms.people.actions import keep
from tests.people.test_cli import run


@pytest.fixture
def there(app):
    """The programme's clock stands forty days from now, at nine in the morning. That day, or some days later."""
    real = datetime.now(UTC)
    stands = datetime.combine(real.date() + timedelta(days=40), time(9), UTC)
    app.extensions[CLOCK] = lambda: stands - real
    yield lambda days=0: stands.date() + timedelta(days=days)
    del app.extensions[CLOCK]


def read(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def test_a_slip_on_paper_and_one_by_command_end_a_week_after_the_day_that_all_pages_show(app, client, db, make, there):
    officer, focal_point = make.trainee(lang="en"), make.focal_point()
    db.session.commit()
    assert f"(until {there(7):%d %B %Y}, or until an own one is set)" in run(app, "password", officer.ref).output
    page = make.sign_in(client, focal_point).post(f"/people/{officer.ref}/password").text
    assert f"until you set your own, {read(there(7))} at the latest" in page


def test_what_was_kept_and_a_sign_in_have_the_time_that_all_pages_show(client, db, make, there):
    officer = make.trainee()
    keep(officer.id, endpoint="learning.done", path="/courses/a/b/done", form={}, at=datetime.now(UTC))
    db.session.commit()
    make.sign_in(client, officer)
    for page in ("/kept", "/profile"):
        said = client.get(page).text
        assert read(there()) in said and read(datetime.now(UTC).date()) not in said
