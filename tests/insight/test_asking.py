"""From the people behind a number a coordinator sends a reminder, or asks the focal point, who answers."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from lms.insight.models import FocalRequest, FocalRequestPerson
from lms.notices.models import Notice
from lms.progress import actions as progress

SYSTEM = {"as_system": "this test"}


@pytest.fixture
def as_(client, sign_in):
    """`as_(person)`: the one browser of the test, as that person's."""
    return lambda person: sign_in(client, person)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.get_data(as_text=True))).split())


def told(db, kind):
    return db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id), execution_options=SYSTEM).all()


def asked(db):
    return db.session.scalars(select(FocalRequest).order_by(FocalRequest.id), execution_options=SYSTEM).all()


WORDS = {"text": "Please see that they go on.", "key": "01890000-0000-7000-8000-000000000001"}


def test_a_reminder_goes_to_those_who_have_something_open_once_a_day(programme, as_, db):
    browser = as_(programme.coordinator)
    page = text(browser.get("/completion/people?course=seals-in-short"))
    assert "Send a reminder" in page and "Ask the focal points" in page
    before = text(browser.get("/completion/remind?course=seals-in-short"))
    assert "Remind 3 people" in before and programme.half.ref in before and programme.done.ref not in before
    answer = browser.post("/completion/remind?course=seals-in-short")

    assert answer.headers["Location"] == "/completion/people?course=seals-in-short"
    assert {row.person_id for row in told(db, "reminder")} == {programme.half.id, programme.late.id, programme.outsider.id}
    assert {row.path for row in told(db, "reminder")} == {"/courses/seals-in-short"}
    assert "A reminder went to 3 people." in text(browser.get("/completion"))


def test_a_second_reminder_on_the_same_day_reaches_only_who_had_none(programme, as_, db):
    as_(programme.focal_point).post("/completion/remind?state=overdue")
    browser = as_(programme.coordinator)
    page = text(browser.get("/completion/remind?course=seals-in-short"))
    assert "1 of 3 people had a reminder of this today and get no other." in page and "Remind 2 people" in page
    browser.post("/completion/remind?course=seals-in-short")

    assert len(told(db, "reminder")) == 3 and "A reminder went to 2 people. 1 had one today already." in text(browser.get("/completion"))


def test_a_focal_point_reminds_their_own_people_and_nobody_else(programme, as_, db):
    as_(programme.focal_point).post("/completion/remind")

    assert {row.person_id for row in told(db, "reminder")} == {programme.half.id, programme.late.id}


@pytest.mark.parametrize("state", ["completed", "withdrawn", "awarded"])
def test_nobody_is_reminded_of_what_is_over(programme, as_, db, state):
    browser = as_(programme.coordinator)
    assert "Nobody to remind" in text(browser.get(f"/completion/remind?state={state}"))
    assert "Nobody to ask about" in text(browser.get(f"/completion/ask?state={state}"))
    assert "Send a reminder" not in text(browser.get(f"/completion/people?state={state}"))
    browser.post(f"/completion/remind?state={state}")
    browser.post(f"/completion/ask?state={state}", data=WORDS)

    assert told(db, "reminder") == [] and asked(db) == []


def test_the_focal_point_of_each_agency_is_asked_about_their_own_people(programme, as_, db, make):
    abroad = make.outside_focal_point()
    browser = as_(programme.coordinator)
    page = text(browser.get("/completion/ask"))
    assert (
        "Ask 2 agencies" in page
        and f"Focal point: {abroad.call_name} ({abroad.ref})" in page
        and programme.late.ref in page
        and programme.gone.ref not in page
    )
    answer = browser.post("/completion/ask", data=WORDS)

    assert answer.headers["Location"] == "/requests" and len(asked(db)) == 2
    about = {}
    for row in db.session.scalars(select(FocalRequestPerson), execution_options=SYSTEM):
        about.setdefault(row.request_id, set()).add(row.person_id)
    assert sorted(about.values(), key=len) == [{programme.outsider.id}, {programme.half.id, programme.late.id}]
    assert {row.person_id for row in told(db, "focal_request")} == {programme.focal_point.id, abroad.id}
    assert "2 agencies were asked." in text(browser.get("/requests"))
    assert "asks you about 1 person" in text(as_(abroad).get("/notices"))


def test_the_focal_point_reads_the_list_by_ref_answers_and_the_coordinator_is_told(programme, as_, db, make):
    make.identity(programme.late, "Late Officer Fully", by=programme.focal_point)
    as_(programme.coordinator).post("/completion/ask?state=overdue&course=seals-in-short", data=WORDS)
    [row] = asked(db)
    browser = as_(programme.focal_point)
    queue, page = text(browser.get("/requests")), browser.get(f"/requests/{row.key}")
    assert "Overdue: Seals in short" in queue and "1 person" in queue
    assert programme.late.ref in page.text and '<small class="soft screen">Late Officer Fully' in page.text and "Not started" in text(page)
    answer = browser.post(f"/requests/{row.key}", data={"answer": "She goes on tomorrow."})

    assert answer.headers["Location"] == "/requests" and asked(db)[0].done_by_id == programme.focal_point.id
    assert [one.person_id for one in told(db, "focal_answer")] == [programme.coordinator.id]
    read = text(as_(programme.coordinator).get(f"/requests/{row.key}"))
    assert "She goes on tomorrow." in read and "Late Officer Fully" not in read and "Answered 1" in text(browser.get("/requests?show=done"))


def test_an_answer_is_given_once_and_kept_when_it_comes_second(programme, as_, db):
    as_(programme.coordinator).post("/completion/ask?state=overdue", data=WORDS)
    address = f"/requests/{asked(db)[0].key}"
    browser = as_(programme.focal_point)
    browser.post(address, data={"answer": "first"})
    second = browser.post(address, data={"answer": "second of all"})

    assert second.status_code == 409 and "second of all" in second.text and asked(db)[0].answer == "first"


def test_a_coordinator_does_not_answer_and_others_do_not_find_it(programme, as_, db, make):
    as_(programme.coordinator).post("/completion/ask?state=overdue", data=WORDS)
    address = f"/requests/{asked(db)[0].key}"

    assert as_(programme.coordinator).post(address, data={"answer": "x"}).status_code == 403
    for stranger in (make.outside_focal_point(), make.focal_point("UZ-NCDC"), make.coordinator("KZ")):
        browser = as_(stranger)
        assert browser.get(address).status_code == 404 and browser.post(address, data={"answer": "x"}).status_code == 404
        assert "Please see that they go on." not in browser.get("/requests").text


def test_the_form_sent_twice_asks_once(programme, as_, db):
    browser = as_(programme.coordinator)
    browser.post("/completion/ask?state=overdue", data=WORDS)

    assert browser.post("/completion/ask?state=overdue", data=WORDS).status_code == 409 and len(asked(db)) == 1


@pytest.mark.parametrize(("data", "said"), [({"text": " "}, "Say what you ask for."), ({"text": "x" * 2001}, "At most 2000 characters.")])
def test_a_text_that_is_none_or_too_long_comes_back_with_what_was_typed(programme, as_, db, data, said):
    page = as_(programme.coordinator).post("/completion/ask?state=overdue", data={**WORDS, **data})

    assert said in text(page) and data["text"].strip() in page.text and asked(db) == []


def test_a_form_without_its_key_asks_nobody(programme, as_, db):
    assert as_(programme.coordinator).post("/completion/ask", data={**WORDS, "key": "no"}).status_code == 400 and asked(db) == []


@pytest.mark.parametrize("role", ["focal_point", "trainee", "mentor", "trainer", "donor", "admin"])
def test_only_a_coordinator_asks(make, as_, role):
    assert as_(getattr(make, role)()).get("/completion/ask").status_code == 403


def test_somebody_who_has_moved_is_counted_in_the_request_and_not_shown(programme, as_, db, make):
    as_(programme.coordinator).post("/completion/ask?state=overdue", data=WORDS)
    programme.late.agency_id, programme.late.cc = make.outsider().agency_id, "KZ"
    page = text(as_(programme.focal_point).get(f"/requests/{asked(db)[0].key}"))

    assert "1 has moved, not shown to you." in page and programme.late.ref not in page


def test_those_in_a_track_are_reminded_of_the_programme(programme, as_, db, make):
    track = make.track(programme.course)
    boss = make.viewer(programme.coordinator)
    progress.enrol_in_track([programme.half, programme.done], track.id, by=boss, at=make.now)
    browser = as_(programme.coordinator)
    assert "Remind 1 person" in text(browser.get("/completion/remind?track=basic-track&of=programme&finished=no"))
    browser.post("/completion/remind?track=basic-track&of=programme&finished=no")

    assert [(row.person_id, row.path) for row in told(db, "reminder")] == [(programme.half.id, "/")]
    assert "Basic track" in told(db, "reminder")[0].params["course"]["en"]
