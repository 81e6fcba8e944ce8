"""Notices on the page: new first, marked one by one or all at once, in the reader's language and at their place."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from lms.notices.actions import tell
from lms.notices.models import Notice

COURSE = {"course": {"en": "Seals", "ru": "Пломбы"}}
MOVED = {"topic": {"en": "Open sources"}, "starts": "2020-07-14T10:00:00+00:00", "was": "2020-07-02T10:00:00+00:00", "why": ""}


@pytest.fixture
def officer(client, make, sign_in):
    """Somebody of Chukursay with this browser, whose clock is Tashkent's."""
    officer = make.trainee()
    sign_in(client, officer)
    return officer


def said(db, person, kind="enrolled", *, number=1, at=None, **more):
    """The notices that are new to this person, the last one first."""
    for one in range(number):
        tell([person.id], kind, at=at or datetime.now(UTC), once=f"{kind} {one} {len(more)}", **({"params": COURSE} | more))
    statement = select(Notice).where(Notice.person_id == person.id).order_by(Notice.id.desc())
    return db.session.scalars(statement, execution_options={"as_system": "test"}).all()


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def test_what_is_new_is_counted_on_every_page_read_here_and_then_counted_no_more(client, db, officer):
    one, *_rest = said(db, officer, number=3, path="/courses")
    assert "3 new notices" in text(client.get("/"))
    page = client.get("/notices")
    assert "3 new, the newest from today," in text(page) and "You were enrolled in Seals" in text(page)

    gone = client.post(f"/notices/{one.key}/read", data={"go": "1"})
    assert (gone.status_code, gone.headers["Location"]) == (302, "/courses")
    assert "2 new notices" in text(client.get("/"))
    client.post(f"/notices/{_rest[0].key}/read")
    client.post("/notices/read", data={"last": str(one.id)})
    after = text(client.get("/notices"))
    assert "1 marked as read." in after and "Nothing new since today," in after and "3 of the last 60 days" in after
    assert "new notice" not in text(client.get("/"))


def test_what_came_after_the_page_was_drawn_is_not_marked_with_the_rest(client, db, officer):
    (seen,) = said(db, officer)
    said(db, officer, "session_set", params={"topic": {"en": "Seals"}})
    client.post("/notices/read", data={"last": str(seen.id)})
    assert "1 new notice" in text(client.get("/"))


@pytest.mark.parametrize("last", ["", "x", "-1", "9" * 40])
def test_a_mark_that_means_nothing_marks_nothing(client, db, officer, last):
    said(db, officer)
    assert client.post("/notices/read", data={"last": last}).status_code == 302
    assert "1 new notice" in text(client.get("/"))


def test_a_moment_is_told_at_the_readers_place_with_its_zone_and_utc(client, db, officer):
    at = datetime(2020, 7, 14, 10, 0, tzinfo=UTC)
    said(db, officer, "session_moved", params=MOVED, about_at=at)
    page = text(client.get("/notices"))
    assert "Moved: Open sources, to Tuesday 14 July 2020, 15:00" in page
    assert "Tuesday 14 July 2020, 15:00 Tashkent time (UTC+5), 10:00 UTC · Was Thursday 2 July 2020, 15:00" in page
    assert "“" not in page, "no reason was given, so none is shown"


def test_a_notice_is_in_the_language_of_whoever_reads_it(client, db, make, officer):
    said(db, officer)
    client.post("/language", data={"code": "ru"})
    assert "Пломбы" in text(client.get("/notices"))


def test_a_kind_that_this_version_does_not_know_is_still_a_page(client, db, officer):
    said(db, officer)
    db.session.execute(update(Notice).values(kind="of_the_future"), execution_options={"as_system": "test"})
    assert "Something was changed for you" in text(client.get("/notices"))


def test_many_are_on_several_pages_and_old_ones_that_were_read_on_none(client, db, officer):
    said(db, officer, number=70)
    first, third = text(client.get("/notices")), text(client.get("/notices?page=3"))
    assert "1 to 30 of 70" in first and "61 to 70 of 70" in third
    long_ago = datetime.now(UTC) - timedelta(days=61)
    db.session.execute(update(Notice).values(read_at=long_ago, made_at=long_ago), execution_options={"as_system": "test"})
    assert "You were enrolled" not in text(client.get("/notices"))


def test_a_notice_of_somebody_else_is_not_there(client, db, make, officer):
    (theirs,) = said(db, make.outsider())
    assert client.post(f"/notices/{theirs.key}/read").status_code == 404
    client.post("/notices/read", data={"last": "999999"})
    assert db.session.get(Notice, theirs.id, execution_options={"as_system": "test"}).read_at is None
    assert "Nothing was said to you yet" in text(client.get("/notices"))


def test_without_a_mail_server_the_page_says_that_none_is_sent(client, officer):
    assert "No mail is sent from this programme." in text(client.get("/notices"))
