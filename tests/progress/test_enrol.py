"""A focal point enrols one person, several or a whole unit, after having seen whom it touches."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select

from lms.audit.models import ViewLog
from lms.lib.time import end_of_day
from lms.people.models import Role
from lms.progress import actions
from lms.progress.models import Enrolment

SYSTEM = {"as_system": "a test counts"}


@pytest.fixture
def focal_point(make):
    return make.focal_point(call_name="Focal point")


@pytest.fixture
def browser(client, sign_in, focal_point):
    return sign_in(client, focal_point)


@pytest.fixture
def course(make):
    return make.course()


def text(answer):
    assert answer.status_code == 200, answer.status
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())


def enrol(browser, *, who="UZ-CHUKURSAY", course="seals-in-short", shown=None, **more):
    return browser.post("/enrol", data={"who": who, "course": course, "shown": shown or f"{who}|{course}", **more})


def enrolments(db):
    return list(db.session.scalars(select(Enrolment).order_by(Enrolment.id), execution_options=SYSTEM))


def in_days(make, days):
    return make.today + timedelta(days=days)


def test_a_whole_unit_is_enrolled_with_a_due_day(browser, make, db, course):
    officers = [make.trainee(), make.trainee()]
    due = in_days(make, 30)
    before = text(browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short"))
    answer = enrol(browser, due=f"{due:%d.%m.%Y}")

    assert "2 = 2 new + 0 withdrew + 0 have it" in before and "Enrol 2 people" in before
    assert answer.headers["Location"] == "/people?unit=UZ-CHUKURSAY"
    found = enrolments(db)
    assert [one.person_id for one in found] == [officer.id for officer in officers]
    assert {one.due_at for one in found} == {end_of_day(due, "Asia/Tashkent")} and {one.via for one in found} == {"unit"}
    assert "2 people are enrolled in Seals in short, due" in text(browser.get("/people"))


def test_those_ticked_in_the_list_are_enrolled_and_no_others(browser, make, db, course):
    ticked, other = make.trainee(), make.trainee()
    answer = enrol(browser, who="chosen", person=[ticked.ref])

    assert answer.headers["Location"] == f"/people/{ticked.ref}"
    assert [one.person_id for one in enrolments(db)] == [ticked.id]
    assert other.id != ticked.id


def test_the_same_form_sent_twice_enrols_once_and_says_so(browser, make, db, course):
    make.trainee()
    enrol(browser)
    enrol(browser)

    assert len(enrolments(db)) == 1
    assert "Nobody was enrolled: those who have Seals in short keep it as it is." in text(browser.get("/people"))


def test_two_clicks_at_once_enrol_once_and_neither_fails(app, browser, sign_in, make, db, focal_point, course):
    make.trainee()
    browsers = [browser, sign_in(app.test_client(), focal_point)]
    db.session.commit()
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(enrol, browsers))

    assert [answer.status_code for answer in answers] == [302, 302] and len(enrolments(db)) == 1


def test_who_has_the_course_keeps_their_date_and_who_is_done_stays_done(browser, make, db, focal_point, course):
    has_it, done, new = make.trainee(), make.trainee(), make.trainee()
    first_due = make.now + timedelta(days=3)
    make.enrolled(has_it, course, by=focal_point, due_at=first_due)
    make.completed(done, course, by=focal_point)
    preview = text(browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short"))
    enrol(browser, due=f"{in_days(make, 30)}")

    assert "3 = 1 new + 0 withdrew + 1 have it + 1 done" in preview
    by_person = {one.person_id: one for one in enrolments(db)}
    assert by_person[has_it.id].due_at == first_due and by_person[done.id].status == "completed"
    assert by_person[new.id].due_at > first_due


def test_who_withdrew_is_left_as_they_are_unless_ticked(browser, make, db, focal_point, course):
    officer = make.trainee()
    enrolment = make.enrolled(officer, course, by=focal_point)
    make.did(enrolment, officer, course, "seals")
    actions.withdraw(enrolment, by=make.viewer(focal_point), at=make.now, reason="on other duties")

    assert "on other duties" in text(browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short"))
    enrol(browser)
    assert enrolments(db)[0].withdrawn_at is not None
    enrol(browser, again=[officer.ref])
    again = enrolments(db)
    assert len(again) == 1 and again[0].withdrawn_at is None and again[0].status == "in_progress" and again[0].percent > 0


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("31 September 2030", "There is no 31 September 2030: the month ends on Monday 30 September 2030."),
        ("next week", "This could not be read as a day."),
        ("20 June 2020", "Saturday 20 June 2020 has passed: whoever is enrolled today would be overdue at once."),
    ],
)
def test_an_impossible_due_day_enrols_nobody_and_everything_typed_is_kept(browser, make, db, course, due, said):
    officer = make.trainee()
    answer = enrol(browser, who="chosen", person=[officer.ref], due=due)
    page = browser.get(answer.headers["Location"])

    assert enrolments(db) == []
    assert said in text(page) and "Nobody was enrolled yet." in text(page)
    assert f'value="{due}"' in page.text and f'name="person" value="{officer.ref}"' in page.text
    assert '<option selected value="seals-in-short">' in page.text and 'aria-invalid="true"' in page.text


def test_what_is_typed_beyond_measure_still_fits_into_the_address(browser, make, db, course):
    make.trainee()
    for sent in ({"due": "a day " * 1000}, {"who": "chosen", "preview": "1", "person": ["UZ-" + "X" * 3000, "UZ-2345"]}):
        answer = enrol(browser, **sent)
        assert answer.status_code == 302 and len(answer.headers["Location"]) < 500
        assert enrolments(db) == []
    page = browser.get(enrol(browser, due="a day " * 1000).headers["Location"])
    assert "This could not be read as a day." in text(page) and 'maxlength="60"' in page.text


def test_a_due_day_is_said_in_russian_to_who_reads_russian(client, sign_in, make, course):
    browser = sign_in(client, make.focal_point(lang="ru"))
    make.trainee()
    page = browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short&due=31 августа 2030")

    assert 'aria-invalid="true"' not in page.text


def test_whoever_was_not_listed_is_not_enrolled(browser, make, db, course):
    make.trainee(unit="UZ-ALAT")
    answer = enrol(browser, who="UZ-ALAT", shown="UZ-CHUKURSAY|seals-in-short")

    assert "/enrol?who=UZ-ALAT" in answer.headers["Location"] and enrolments(db) == []


def test_looking_again_changes_nothing(browser, make, db, course):
    make.trainee()
    answer = enrol(browser, preview="1")

    assert answer.status_code == 302 and enrolments(db) == []


def test_a_day_off_is_named_with_the_working_day_before(browser, make, course):
    make.trainee()
    year = make.now.year + 1
    page = text(browser.get(f"/enrol?who=UZ-CHUKURSAY&course=seals-in-short&due=1 September {year}"))

    assert f"1 September {year} is a day off (Independence Day)" in page and "the working day before is" in page


def test_a_whole_unit_is_its_officers_and_not_the_focal_point_who_takes_no_course(browser, make, db, course):
    officer = make.trainee(call_name="Dilnoza R.")
    make.person((Role.FOCAL_POINT, "UZ-SCC"), unit="UZ-CHUKURSAY", agency="UZ-SCC", call_name="Second focal point")
    shown = text(browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short"))
    assert "1 person" in shown and "Second focal point" not in shown

    enrol(browser)

    assert [row.person_id for row in enrolments(db)] == [officer.id]


def test_people_of_another_agency_in_the_joint_unit_are_counted_and_not_touched(browser, make, db, course):
    mine, theirs = make.trainee(), make.trainee(agency="UZ-NCDC", call_name="Other Agency")
    page = browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short")
    enrol(browser)

    assert "1 more person at Chukursay Tekhkontora is of another agency" in text(page)
    assert theirs.ref not in page.text and "Other Agency" not in page.text
    assert [one.person_id for one in enrolments(db)] == [mine.id]


def test_the_outsiders_ref_in_the_form_is_left_out_without_a_word_of_them(browser, make, db, course):
    mine, outsider = make.trainee(), make.outsider()
    enrol(browser, who="chosen", person=[mine.ref, outsider.ref])
    page = browser.get("/people")

    assert [one.person_id for one in enrolments(db)] == [mine.id]
    assert "1 of those ticked is not yours to enrol and was left out." in text(page) and "Outsider" not in page.text


@pytest.mark.parametrize("place", ["who=KZ-ALTYNKOL", "course=no-such-course"])
def test_a_unit_of_another_country_and_a_course_that_is_not_there_are_not_found(browser, make, course, place):
    make.trainee()
    make.outsider()

    assert browser.get(f"/enrol?{place}").status_code == 404


@pytest.mark.parametrize("role", ["trainee", "mentor", "trainer", "donor"])
def test_who_answers_for_nobody_may_not_enrol(client, sign_in, make, role):
    browser = sign_in(client, getattr(make, role)())

    assert browser.get("/enrol").status_code == 403 and browser.get("/withdraw").status_code == 403


def test_a_coordinator_enrols_in_their_own_countries_only(client, sign_in, make, db, course):
    abroad = make.outsider()
    browser = sign_in(client, make.coordinator("UZ"))
    mine = make.trainee()
    enrol(browser, who="chosen", person=[mine.ref, abroad.ref])

    assert [one.person_id for one in enrolments(db)] == [mine.id]


def test_an_administrator_enrols_without_seeing_how_far_anybody_is(client, sign_in, make, focal_point, course):
    officer = make.trainee()
    make.completed(officer, course, by=focal_point)
    browser = sign_in(client, make.admin())
    page = text(browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short"))

    assert "Has it already" in page and "Completed" not in page and "Has finished it" not in page


def test_names_are_shown_to_the_focal_point_alone_and_the_reading_is_logged(browser, make, db, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    page = browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short")

    assert "Rahimova Dilnoza" in page.text
    looked = select(func.count()).where(ViewLog.person_id == officer.id, ViewLog.actor_id == focal_point.id, ViewLog.what == "enrol")
    assert db.session.scalar(looked, execution_options=SYSTEM) == 1


def test_nobody_ticked_says_so_and_offers_a_unit(browser, make, course):
    make.trainee()

    assert "Nobody is ticked." in text(browser.get("/enrol?from=list"))
