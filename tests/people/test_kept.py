"""A lapsed sign-in costs nothing: what was sent is kept for the same person, who sends or discards it."""

import re

import pytest
from sqlalchemy import select

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from lms.people.actions import keep
from lms.people.models import Kept, Person
from lms.people.views.signing import KEPT_WORDS
from tests.people.test_signin import enter


def kept_rows(db) -> list[Kept]:
    return list(db.session.scalars(select(Kept).order_by(Kept.id), execution_options={"as_system": "test"}))


@pytest.fixture
def draft(app, monkeypatch):
    """One page of the product keeps work; here the profile stands for it."""
    monkeypatch.setattr(app.view_functions["people.profile"], "keeps_work", True, raising=False)
    return {"call_name": "Written by night", "lang": "en", "tz": "Asia/Tashkent"}


def lapse(client, db, make, clock, draft):
    officer = make.trainee(call_name="Before")
    enter(client, db, officer, shared="y")
    clock.forward(minutes=11)
    return officer, client.post("/profile", data=draft)


def test_what_was_sent_too_late_is_kept_and_sent_again_by_hand(client, db, make, clock, draft):
    officer, answer = lapse(client, db, make, clock, draft)
    assert answer.headers["Location"] == "/signin"
    assert b"What was sent after that is kept" in client.get("/signin").data

    assert enter(client, db, officer, shared="y").headers["Location"].startswith("/kept")
    page = client.get("/kept").data.decode()
    row = kept_rows(db)[0]
    assert "We kept what you sent" in page and "Written by night" in page and 'action="/profile"' in page
    assert "Something you sent is kept here" in client.get("/profile").data.decode()
    assert db.session.get(Person, officer.id).call_name == "Before"

    client.post("/profile", data={**draft, "kept_key": str(row.key)})

    assert (
        db.session.get(Person, officer.id, populate_existing=True, execution_options={"as_system": "test"}).call_name == "Written by night"
    )
    assert kept_rows(db)[0].settled_how == "sent"
    assert "Something you sent is kept here" not in client.get("/profile").data.decode()


def test_what_is_discarded_is_gone(client, db, make, clock, draft):
    officer, _ = lapse(client, db, make, clock, draft)
    enter(client, db, officer)
    client.post(f"/kept/{kept_rows(db)[0].key}/discard")
    assert kept_rows(db)[0].settled_how == "discarded"
    assert client.get("/kept").status_code == 302


def test_another_who_sits_down_at_the_pc_finds_nothing_of_it(client, db, make, clock, draft):
    lapse(client, db, make, clock, draft)
    outsider = make.outsider()

    assert enter(client, db, outsider).headers["Location"] == "/"

    key = kept_rows(db)[0].key
    assert client.get("/kept").status_code == 302
    assert client.post(f"/kept/{key}/discard").status_code == 404
    client.post("/profile", data={**draft, "kept_key": str(key)})
    assert kept_rows(db)[0].settled_at is None


def test_nothing_is_kept_after_a_sign_out_or_an_ended_sign_in(client, db, make, clock, draft):
    officer = make.trainee()
    enter(client, db, officer, shared="y")
    client.post("/signout")
    client.post("/profile", data=draft)
    enter(client, db, officer, shared="y")
    enter(other := client.application.test_client(), db, officer)
    other.post("/signout/everywhere")
    client.post("/profile", data=draft)
    assert kept_rows(db) == []


def test_who_writes_while_the_sign_in_is_ended_elsewhere_gets_the_words_back(client, db, make):
    officer = make.trainee()
    enter(client, db, officer)
    enter(other := client.application.test_client(), db, officer)
    other.post("/signout/everywhere")
    answer = client.post("/courses/a/b/question", data={"text": "Why the seal?", "do": "send"})
    assert answer.status_code == 403 and "Why the seal?</textarea>" in answer.text and "ended from another device" in answer.text
    assert kept_rows(db) == [] and client.post("/courses/a/b/question", data={"text": " "}).headers["Location"] == "/signin"


def test_nothing_is_kept_of_a_page_that_does_not_say_so(client, db, make, clock):
    enter(client, db, make.trainee(), shared="y")
    clock.forward(minutes=11)
    client.post("/profile", data={"call_name": "Lost"})
    assert kept_rows(db) == []


def test_a_page_that_is_sent_twice_is_kept_once(make, db):
    whose, form = make.trainee().id, {"text": ["Both halves"]}
    for at in ("/x?page=1", "/x?page=1", "/x?page=2"):
        keep(whose, endpoint="x", path=at, form=form, at=make.now)
    keep(whose, endpoint="x", path="/x?page=1", form={"text": ["The body"]}, at=make.now)
    assert [(row.path, row.form["text"]) for row in kept_rows(db)] == [
        ("/x?page=1", ["Both halves"]), ("/x?page=2", ["Both halves"]), ("/x?page=1", ["The body"]),
    ]  # fmt: skip


def test_what_is_not_kept_is_said_to_be_lost_and_the_way_leads_back_to_its_page(client, db, make, clock):
    keeper = make.focal_point()
    enter(client, db, keeper, shared="y")
    clock.forward(minutes=11)
    answer = client.post("/people/add", data={"call_name": "Dilnoza R."})
    assert answer.headers["Location"] == "/signin?next=/people/add"
    assert "was not done, and nothing of it is kept" in client.get(answer.headers["Location"]).text
    assert "nothing of it is kept" not in client.application.test_client().get("/signin?quiet=1").text


def test_passwords_and_old_tokens_are_never_kept(app, db, make):
    form = {"password": ["a"], "new_password": ["b"], "again": ["b"], "csrf_token": ["c"], "answer": ["d", "e"]}
    assert keep(make.trainee().id, endpoint="x", path="/x", form=form, at=make.now).form == {"answer": ["d", "e"]}


def test_a_refused_one_still_waits(client, db, make, clock, draft):
    officer, _ = lapse(client, db, make, clock, draft)
    enter(client, db, officer)
    client.post("/people/XX-0000/roles", data={"kept_key": str(kept_rows(db)[0].key)})
    assert kept_rows(db)[0].settled_at is None


def test_a_script_is_told_that_it_was_kept(client, db, make, clock, draft):
    enter(client, db, make.trainee(), shared="y")
    clock.forward(minutes=11)
    answer = client.post("/profile", data=draft, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.json) == (401, {"signed_out": True, "kept": True})


def test_a_page_that_goes_off_the_screen_has_what_was_being_written_kept_and_nothing_done(client, db, make, clock, draft):
    officer, page = make.trainee(call_name="Before"), {"X-Requested-With": "keep"}
    assert client.post("/profile", data=draft, headers=page).json == {"kept": False}, "of nobody"
    enter(client, db, officer, shared="y")
    assert client.post("/profile", data=draft, headers=page).json == {"kept": True}, "before the server has noticed"
    assert client.post("/password", data={"new_password": "x"}, headers=page).json == {"kept": False}, "of a page that keeps no work"
    clock.forward(minutes=11)
    assert client.post("/profile", data={**draft, "call_name": "Written later"}, headers=page).json == {"kept": True}
    assert [row.form["call_name"] for row in kept_rows(db)] == [["Written by night"], ["Written later"]]
    assert db.session.get(Person, officer.id).call_name == "Before"
    assert "is kept for the one whose it is" in client.get("/signin?quiet=1").text


def test_what_was_kept_is_named_in_words_and_shows_nothing_of_the_forms_machinery(client, db, make):
    officer = make.trainee()
    lesson = {"opened": ["gAAAAsigned.by.the.server"], "lang": ["ru"], "next": ["/courses/a-long-address"]}
    answers = {"had-q1": ["0f3c5a7e9b1d2c4e"], "q1": ["2"], "q2.1": ["3"], "q3": ["dry port"], "q4": ["1250"], "go": ["2#q5-somewhere"]}
    keep(officer.id, endpoint="learning.done", path="/x", form=lesson, at=make.now)
    keep(officer.id, endpoint="assessment.take", path="/y", form=answers, at=make.now)
    db.session.commit()
    make.sign_in(client, officer)

    page = client.get("/kept").data.decode()

    read = " ".join(re.sub(r"<[^>]*>", " ", page.split("<ol", 1)[1].split("</ol>")[0]).split())
    assert "A lesson read to the end" in read and "Answers to a quiz dry port 1250 Send" in read
    assert not any(word in read for word in ("gAAAA", "/courses", "0f3c", "somewhere"))
    assert 'name="opened" value="gAAAAsigned.by.the.server"' in page


def test_what_was_kept_says_of_which_quiz_or_lesson_it_is_and_nothing_of_anothers(client, db, make):
    course, officer, other = make.course(), make.trainee(), make.trainee()
    for person in (officer, other):
        make.enrolled(person, course)
    mine, theirs = (
        assessment.start(attempts.quiz(make.viewer(p), "seals-in-short", "quiz"), by=make.viewer(p), at=make.now) for p in (officer, other)
    )
    sent = {
        "assessment.take": f"/attempts/{mine}",
        "learning.done": "/courses/seals-in-short/seals/done?x=1",
        "assessment.hand_in": f"/attempts/{theirs}/hand-in",
    }
    for endpoint, path in sent.items():
        keep(officer.id, endpoint=endpoint, path=path, form={}, at=make.now)
    keep(officer.id, endpoint="learning.done", path="/courses/no-such/seals/done?" + "x" * 1000, form={}, at=make.now)
    db.session.commit()

    page = make.sign_in(client, officer).get("/kept").text

    assert "Answers to a quiz: <b>Seals in short · " in page and "A lesson read to the end: <b>Seals in short · Seals" in page
    assert "Handing in a quiz</p>" in page and page.count("A lesson read to the end</p>") == 1


def test_every_page_that_keeps_work_is_named(app):
    assert {name for name, view in app.view_functions.items() if getattr(view, "keeps_work", False)} == set(KEPT_WORDS)
