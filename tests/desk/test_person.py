"""A person's page: the path, the enrolments, the history, and who sees what. Who may not see the person finds no page."""

import re
from datetime import timedelta

import pytest

from lms.lib.time import local
from lms.people.models import Role


def without_tokens(page):
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_a_focal_point_sees_the_path_the_enrolments_and_the_history(client, sign_in, make, read, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    make.completed(officer, course, by=focal_point)
    browser = sign_in(client, focal_point)
    page = read(browser, f"/people/{officer.ref}")

    assert f"Rahimova Dilnoza Dilnoza R. · {officer.ref} · Chukursay Tekhkontora" in page
    assert "Seals in short 2 of 2 modules" in page and "1 = 1 completed + 0 in progress" in page and "100%" in page
    assert "Seals in short completed by themselves" in page and "Enrolled in Seals in short by you" in page
    assert "Who sees what of Dilnoza R." in page and "You, focal point" in page
    assert f'href="/people/{officer.ref}/leave"' in browser.get(f"/people/{officer.ref}").text


def test_an_officer_has_the_same_page_of_their_own_without_what_only_others_do(client, sign_in, make, read, focal_point, course):
    officer = make.trainee()
    make.enrolled(officer, course, by=focal_point)
    browser = sign_in(client, officer)
    page = browser.get(f"/people/{officer.ref}").text

    assert "Who sees what of you" in read(browser, f"/people/{officer.ref}") and 'href="/courses/seals-in-short"' in page
    assert "/enrol?" not in page and "/leave" not in page and "/withdraw" not in page


@pytest.mark.parametrize("role", ["trainee", "mentor", "trainer", "donor", "outsider", "outside_focal_point"])
def test_who_may_not_see_somebody_finds_no_page(client, sign_in, make, role):
    officer = make.trainee(call_name="Dilnoza R.")
    answer = sign_in(client, getattr(make, role)()).get(f"/people/{officer.ref}")

    assert answer.status_code == 404 and "Dilnoza" not in answer.text
    nobody = client.get("/people/UZ-0000")
    assert without_tokens(answer.text.replace(officer.ref, "")) == without_tokens(nobody.text.replace("UZ-0000", ""))


def test_the_focal_point_of_another_agency_in_the_same_unit_finds_no_page(client, sign_in, make):
    officer = make.trainee()

    assert sign_in(client, make.focal_point("UZ-NCDC")).get(f"/people/{officer.ref}").status_code == 404


def test_a_coordinator_sees_the_progress_by_call_name_and_changes_nothing_but_enrolments(client, sign_in, make, read, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    make.enrolled(officer, course, by=focal_point)
    browser = sign_in(client, make.coordinator())
    page = browser.get(f"/people/{officer.ref}").text

    assert "Rahimova" not in page and "Not started" in page and "/withdraw" in page and "/enrol?person=" in page
    assert "/transfer" not in page and "/leave" not in page and "/password" not in page


def test_an_administrator_keeps_the_row_and_sees_no_progress(client, sign_in, make, read, focal_point, course):
    officer = make.trainee()
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    make.completed(officer, course, by=focal_point)
    browser = sign_in(client, make.admin())
    page = read(browser, f"/people/{officer.ref}")

    assert "Rahimova" not in page and "ompleted" not in page and "100%" not in page and "Best score" not in page
    assert f'href="/people/{officer.ref}/roles"' in browser.get(f"/people/{officer.ref}").text


def test_a_track_that_is_completed_stands_in_the_history_with_its_day_and_not_for_who_sees_no_progress(
    client, sign_in, make, read, focal_point, course
):
    from lms.progress import actions

    officer, staff = make.trainee(), make.viewer(focal_point)
    [done] = actions.enrol_in_track([officer], make.track(course).id, by=staff, at=make.now)
    told = "Basic track completed"
    assert told not in read(sign_in(client, focal_point), f"/people/{officer.ref}")
    then = make.now - timedelta(days=3)
    for activity in course.outline.activities:
        make.did(done.courses[0].enrolment, officer, course, activity.slug, at=then)

    for who in (focal_point, officer, make.coordinator()):
        page = read(sign_in(client, who), f"/people/{officer.ref}")
        assert re.search(rf"\b{local(then, who.tz).day} [\w ]+ {told}", page), who.call_name
    assert told not in read(sign_in(client, make.admin()), f"/people/{officer.ref}")


def test_a_withdrawal_and_a_return_to_the_course_stand_in_the_history(client, sign_in, make, read, focal_point, course):
    from lms.progress import actions

    officer, staff = make.trainee(), make.viewer(focal_point)
    enrolment = make.enrolled(officer, course, by=focal_point)
    actions.withdraw(enrolment, by=staff, at=make.now, reason="on other duties")
    browser = sign_in(client, focal_point)
    assert "0 not started + 1 withdrawn" in read(browser, f"/people/{officer.ref}")
    actions.enrol([officer], course.id, by=staff, at=make.now)
    page = read(browser, f"/people/{officer.ref}")

    assert "Enrolled again in Seals in short" in page and "“on other duties”" in page and "1 not started + 0 withdrawn" in page


def test_a_long_history_is_shown_in_part_with_the_way_to_the_rest(client, sign_in, make, read, focal_point, course):
    from lms.progress import actions

    officer, staff = make.trainee(), make.viewer(focal_point)
    for n in range(8):
        enrolment = actions.enrol([officer], course.id, by=staff, at=make.now)[0].enrolment
        actions.withdraw(enrolment, by=staff, at=make.now, reason=f"reason {n}")
    browser = sign_in(client, focal_point)

    assert "reason 0" not in read(browser, f"/people/{officer.ref}") and "Earlier entries" in read(browser, f"/people/{officer.ref}")
    assert "reason 0" in read(browser, f"/people/{officer.ref}?all=1")


def test_who_has_left_is_read_only(client, sign_in, make, read, focal_point):
    from lms.people import actions

    officer = make.trainee()
    actions.leave(officer, make.today, by=make.viewer(focal_point), at=make.now, real_at=make.now)
    browser = sign_in(client, focal_point)
    page = browser.get(f"/people/{officer.ref}").text

    assert "Read only; what was done stays." in read(browser, f"/people/{officer.ref}")
    assert "/enrol?" not in page and f'href="/people/{officer.ref}/return"' in page


@pytest.mark.parametrize(("role", "is_said"), [(Role.MENTOR, True), (Role.TRAINER, True), (Role.TRAINEE, False)])
def test_a_focal_point_reads_who_keeps_a_mentor_of_their_own_agency(client, sign_in, make, read, role, is_said):
    officer = make.person((role, "UZ-SCC" if role == Role.TRAINEE else "CA"), agency="UZ-SCC")
    page = sign_in(client, make.focal_point()).get(f"/people/{officer.ref}").text
    assert ("is kept by the region’s administrator: changes and a new slip come from there." in page) is is_said
    assert (f"/people/{officer.ref}/password" in page) is not is_said
