"""The list of people: a focal point's by name, a coordinator's by call name, nobody else's at all."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.audit.models import ViewLog


@pytest.fixture
def browser(client, sign_in, focal_point):
    return sign_in(client, focal_point)


def test_a_focal_point_sees_their_people_by_name_and_unit_with_what_each_has_done(browser, make, read, focal_point, course):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    make.completed(officer, course, by=focal_point)
    page = read(browser, "/people")

    assert f"Chukursay Tekhkontora 1 person · 1 of 1 course completed Rahimova Dilnoza Dilnoza R. · {officer.ref} 1 of 1 All done" in page
    assert 'aria-label="Seals in short: Completed"' in browser.get("/people").text
    assert f'name="person" value="{officer.ref}"' in browser.get("/people").text


def test_withdrawn_courses_are_shown_and_not_counted_and_the_page_says_so(browser, make, read, focal_point, course):
    from lms.progress import actions

    officer = make.trainee()
    make.completed(officer, course, by=focal_point)
    gone = make.enrolled(officer, make.course("other"), by=focal_point)
    actions.withdraw(gone, by=make.viewer(focal_point), at=make.now, reason="moved")
    page = read(browser, "/people")

    assert "1 of 1 course completed" in page and "Withdrawn, not counted" in page
    assert "People; one mark a course, those withdrawn are not counted" in page
    assert "Seals in short: Withdrawn" in browser.get("/people").text


def test_reading_names_is_logged_once_a_look(browser, make, db, focal_point):
    officer = make.trainee()
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    browser.get("/people")
    looked = select(func.count()).where(ViewLog.person_id == officer.id, ViewLog.what == "people")

    assert db.session.scalar(looked, execution_options={"as_system": "a test counts"}) == 1


def test_a_coordinator_sees_call_names_and_no_full_name(client, sign_in, make, read, focal_point):
    officer = make.trainee(call_name="Dilnoza R.")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)
    browser = sign_in(client, make.coordinator())

    assert "Dilnoza R." in read(browser, "/people") and "Rahimova" not in browser.get("/people").text


def test_nothing_of_another_country_or_of_another_agency_in_the_joint_unit_is_shown(browser, make, read):
    make.trainee()
    outsider, other = make.outsider(), make.trainee(agency="UZ-NCDC", call_name="Other Agency")
    page = browser.get("/people").text

    assert "One more person of another agency serves in these units and is not shown to you." in read(browser, "/people")
    for hidden in (outsider, other):
        assert hidden.ref not in page and hidden.call_name not in page
    for question in ("q=Outsider", "q=Other", f"q={outsider.ref}", "unit=KZ-ALTYNKOL", "agency=UZ-NCDC"):
        assert "Nobody found" in read(browser, f"/people?{question}")


def test_a_coordinator_of_one_country_sees_nobody_of_another(client, sign_in, make):
    mine, outsider = make.trainee(), make.outsider()
    page = sign_in(client, make.coordinator("UZ")).get("/people").text

    assert mine.ref in page and outsider.ref not in page and "Outsider" not in page


@pytest.mark.parametrize("role", ["trainee", "mentor", "trainer", "donor"])
def test_who_answers_for_nobody_has_no_list(client, sign_in, make, role):
    assert sign_in(client, getattr(make, role)()).get("/people").status_code == 403


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Joʻrayeva Malika", "jorayeva"),
        ("Joʻrayeva Malika", "Jo'rayeva"),
        ("Joʻrayeva Malika", "malika joʼrayeva"),
        ("Қуанышбекұлы Әлішер", "куанышбекулы"),
        ("Өтегенов Ғани", "отегенов гани"),
        ("Семёнов Фёдор", "семенов"),
    ],
)
def test_a_name_is_found_with_and_without_the_national_letters(browser, make, read, focal_point, name, asked):
    officer, other = make.trainee(), make.trainee(call_name="Zzz")
    make.identity(officer, name, by=focal_point)
    page = browser.get("/people", query_string={"q": asked}).text

    assert officer.ref in page and other.ref not in page


def test_a_search_treats_signs_as_signs(browser, make, read):
    make.trainee()

    assert "Nobody of yours fits “100%”" in " ".join(browser.get("/people?q=100%25").text.split())


def test_a_coordinator_does_not_find_anybody_by_a_full_name(client, sign_in, make, focal_point):
    officer = make.trainee(call_name="Officer 12")
    make.identity(officer, "Rahimova Dilnoza", by=focal_point)

    assert officer.ref not in sign_in(client, make.coordinator()).get("/people?q=Rahimova").text


def test_the_list_is_filtered_by_how_far_people_are(browser, make, focal_point, course):
    at = make.now
    done, late, begun, idle, none = (make.trainee() for _ in range(5))
    make.completed(done, course, by=focal_point)
    make.enrolled(late, course, by=focal_point, due_at=at + timedelta(days=1)).due_at = at - timedelta(days=1)
    make.did(make.enrolled(begun, course, by=focal_point), begun, course, "seals")
    make.enrolled(idle, course, by=focal_point)
    expected = {"completed": {done}, "overdue": {late}, "in_progress": {begun}, "not_started": {late, idle}, "none": {none}, "left": set()}
    for state, people in expected.items():
        for address in (f"/people?state={state}", f"/people?state={state}&course=seals-in-short"):
            page = browser.get(address).text
            assert {one for one in (done, late, begun, idle, none) if one.ref in page} == people, address


def test_who_left_is_only_in_the_list_of_those_who_left(browser, make, focal_point):
    from lms.people import actions

    officer = make.trainee()
    actions.leave(officer, make.today, by=make.viewer(focal_point), at=make.now, real_at=make.now)

    assert officer.ref not in browser.get("/people").text and officer.ref in browser.get("/people?state=left").text


def test_long_lists_come_a_page_at_a_time_and_keep_what_is_looked_for(browser, make, read):
    for n in range(35):
        make.trainee(call_name=f"Officer {n:02}")
    make.trainee(unit="UZ-ALAT", call_name="Elsewhere")
    first, second = browser.get("/people?unit=UZ-CHUKURSAY").text, browser.get("/people?unit=UZ-CHUKURSAY&page=2").text

    assert "35 people" in read(browser, "/people?unit=UZ-CHUKURSAY") and "1 to 30 of 35" in first and "31 to 35 of 35" in second
    assert "page=2&amp;unit=UZ-CHUKURSAY" in first and "Elsewhere" not in first + second
    assert "Officer 29" in first and "Officer 30" in second and "Officer 30" not in first


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9999999999"])
def test_a_page_that_is_not_there_is_the_nearest_one(browser, make, page):
    officer = make.trainee()

    assert officer.ref in browser.get(f"/people?page={page}").text


@pytest.mark.parametrize("sort", ["name", "done", "due", "last", "nonsense"])
def test_the_list_is_sorted_by_a_link_both_ways(browser, make, focal_point, course, sort):
    first, second = make.trainee(call_name="Aaa"), make.trainee(call_name="Bbb")
    make.completed(second, course, by=focal_point)
    up, down = browser.get(f"/people?sort={sort}").text, browser.get(f"/people?sort={sort}&down=1").text

    assert first.ref in up and second.ref in up
    if sort in ("name", "done"):
        assert up.index(first.ref) < up.index(second.ref) and down.index(first.ref) > down.index(second.ref)


def test_an_administrator_sees_roles_and_nobodys_progress(client, sign_in, make, read, focal_point, course):
    officer = make.trainee()
    make.completed(officer, course, by=focal_point)
    browser = sign_in(client, make.admin())
    page = read(browser, "/people")

    assert "Roles" in page and "Officer" in page and "Focal point" in page and "completed" not in page
    for asked in ("state=completed", "state=overdue", "sort=done&down=1", f"course={course.outline.slug}"):
        assert officer.ref in read(browser, f"/people?{asked}"), "everybody: how far they are is not asked"


def test_an_empty_list_says_how_to_begin_and_an_empty_search_how_to_go_back(browser, make, read):
    assert "Your people will be here" in read(browser, "/people")
    make.trainee()
    assert "Nobody found" in read(browser, "/people?q=nobody-like-this") and "Show everyone" in read(browser, "/people?q=nobody-like-this")


@pytest.mark.architecture
@pytest.mark.parametrize("role", ["focal_point", "coordinator", "admin"])
def test_the_list_costs_at_most_nine_statements_however_long_it_is(client, sign_in, make, queries, focal_point, course, role):
    for n in range(25):
        officer = make.trainee()
        make.identity(officer, f"Name {n}", by=focal_point)
        make.enrolled(officer, course, by=focal_point)
    browser = sign_in(client, getattr(make, role)())

    assert queries(browser, "/people") <= 9
