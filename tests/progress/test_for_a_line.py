"""A coordinator enrols people for a line of a work plan: its places, courses and last day are filled in, and the enrolments say so."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.lib.refusals import Conflict, NotAllowed, NotThere
from lms.lib.time import end_of_day
from lms.people.models import Role
from lms.programme.models import LineText
from lms.progress import actions
from lms.progress.models import Enrolment
from tests.programme import planned
from tests.progress.test_enrol import text

SYSTEM = {"as_system": "a test looks"}


@pytest.fixture
def coordinator(make):
    return make.coordinator("UZ", call_name="Coordinator")


@pytest.fixture
def browser(client, sign_in, coordinator):
    return sign_in(client, coordinator)


@pytest.fixture
def course(make):
    return make.course()


@pytest.fixture
def last(make):
    return make.today + timedelta(days=30)


@pytest.fixture
def version(make):
    return planned.plan(make, year=make.today.year)


@pytest.fixture
def line(make, version, course, last):
    days = {"from_day": make.today, "to_day": last}
    return planned.line(make, version, nodes=("UZ-CHUKURSAY",), courses=[course], title={"en": "Seals for all"}, **days)


def rows(db):
    db.session.rollback()
    return list(db.session.scalars(select(Enrolment).order_by(Enrolment.id), execution_options=SYSTEM))


def send(browser, line, who="line", course="seals-in-short", **more):
    return browser.post("/enrol", data={"line": line.key, "who": who, "course": course, "shown": f"{who}|{course}", **more})


def postpone(db, line):
    db.session.execute(update(LineText).where(LineText.line_id == line.id).values(status="postponed", reason="No travel"))
    db.session.commit()


def test_from_a_line_the_page_is_filled_in_and_whoever_is_enrolled_counts_under_it(browser, make, db, course, line, last):
    officers = [make.trainee(), make.trainee()]
    make.trainee("UZ-ALAT")
    make.course("another")
    page = browser.get(f"/enrol?line={line.key}")

    assert "For UZ-01 Seals for all" in text(page) and f'href="/plan/lines/{line.key}"' in page.text
    assert f'value="{last.day} {last:%B %Y}"' in page.text and "2 = 2 new" in text(page)
    assert "UZ-ALAT" not in page.text and "another" not in page.text
    answer = send(browser, line, due=f"{last:%d.%m.%Y}")
    assert answer.headers["Location"] == f"/plan/lines/{line.key}"
    assert [(row.person_id, row.plan_line_id) for row in rows(db)] == [(officer.id, line.id) for officer in officers]
    assert {row.due_at for row in rows(db)} == {end_of_day(last, "Asia/Tashkent")}


def test_a_line_is_for_officers_and_not_for_the_focal_point_of_the_same_place(browser, make, db, course, version, last):
    whole = planned.line(make, version, courses=[course], from_day=make.today, to_day=last)
    make.focal_point(call_name="Keeper of the Office")
    officer = make.trainee()

    assert "Keeper of the Office" not in browser.get(f"/enrol?line={whole.key}").text
    send(browser, whole)
    assert [row.person_id for row in rows(db)] == [officer.id]


def test_who_was_enrolled_before_is_not_doubled_and_the_page_says_how_many_they_are(browser, make, db, coordinator, course, line):
    make.enrolled(make.trainee(), course, by=coordinator)
    make.trainee()

    assert "1 person was enrolled before and does not count under UZ-01." in text(browser.get(f"/enrol?line={line.key}"))
    send(browser, line)
    assert [row.plan_line_id for row in rows(db)] == [None, line.id]
    assert "1 person was enrolled before and does not count under UZ-01." in text(browser.get("/people"))


def test_a_withdrawn_enrolment_that_goes_on_keeps_its_line_and_one_without_takes_this_one(make, db, coordinator, course, version, line):
    first, second = make.trainee(), make.trainee()
    other = planned.line(make, version, nodes=("UZ",))
    by = make.viewer(coordinator)
    for officer, under in ((first, other.id), (second, None)):
        [done] = actions.enrol([officer], course.id, by=by, at=make.now, plan_line_id=under)
        actions.withdraw(done.enrolment, by=by, at=make.now, reason="on other duties")
    actions.enrol([first, second], course.id, by=by, at=make.now, plan_line_id=line.id)
    db.session.commit()

    assert [row.plan_line_id for row in rows(db)] == [other.id, line.id]


def test_a_line_of_a_track_enrols_in_all_its_courses_and_then_in_nothing_again(browser, make, db, course, version, last):
    both = [course, make.course("second")]
    make.track(*both)
    line = planned.line(make, version, courses=both, from_day=make.today, to_day=last)
    make.trainee()

    assert '<option selected value="track.basic-track">' in browser.get(f"/enrol?line={line.key}").text
    send(browser, line, course="track.basic-track")
    assert [row.plan_line_id for row in rows(db)] == [line.id] * 2
    assert "does not count under" not in text(browser.get(f"/enrol?line={line.key}"))


def test_after_one_course_of_a_line_the_next_is_offered(browser, make, course, version, last):
    second = make.course("second")
    line = planned.line(make, version, courses=[course, second], from_day=make.today, to_day=last)
    make.trainee()
    first, after = sorted(["seals-in-short", "second"], key=[c.outline.slug for c in (course, second)].index)

    answer = send(browser, line, course=first)
    assert f"course={after}" in answer.headers["Location"] and str(line.key) in answer.headers["Location"]
    assert send(browser, line, course=after).headers["Location"] == f"/plan/lines/{line.key}"


def test_a_line_postponed_meanwhile_is_said_and_what_was_typed_is_kept(browser, make, db, course, line):
    make.trainee()
    due = f"{make.today + timedelta(days=9):%d.%m.%Y}"
    postpone(db, line)
    answer = send(browser, line, due=due)
    page = browser.get(answer.headers["Location"])

    assert "UZ-01 is postponed: nothing new is put under it. Nobody is enrolled for it; all you typed is kept." in text(page)
    assert f'value="{due}"' in page.text and rows(db) == []


def test_the_line_of_another_country_or_type_and_what_is_no_line_are_not_there_and_nothing_is_written(browser, make, db, course, version):
    make.trainee()
    abroad = planned.line(make, planned.plan(make, "KZ", make.today.year))
    theory = planned.line(make, version, "theory")
    for key in (abroad.key, theory.key, "nonsense", "0" * 32):
        assert browser.get(f"/enrol?line={key}").status_code == 404
        sent = {"line": key, "who": "UZ-CHUKURSAY", "course": "seals-in-short", "shown": "UZ-CHUKURSAY|seals-in-short"}
        assert browser.post("/enrol", data=sent).status_code == 404
    assert rows(db) == []


def test_a_focal_point_reads_the_line_and_enrols_without_it(client, sign_in, make, line):
    sign_in(client, make.focal_point())
    make.trainee()

    assert client.get(f"/enrol?line={line.key}").status_code == 404
    assert "For a line of the plan" not in text(client.get("/enrol"))


def test_people_and_courses_of_elsewhere_are_refused_by_the_action_too(browser, make, db, coordinator, course, line):
    mine, elsewhere, outsider = make.trainee(), make.trainee("UZ-ALAT"), make.outsider()
    other, by = make.course("another"), make.viewer(make.coordinator())
    tried = [([mine, elsewhere], course, NotAllowed), ([mine, outsider], course, NotAllowed), ([mine], other, NotAllowed)]
    for people, what, refused in tried:
        with pytest.raises(refused):
            actions.enrol(people, what.id, by=by, at=make.now, plan_line_id=line.id)
    keeper = make.viewer(make.person((Role.FOCAL_POINT, "UZ-SCC"), agency="UZ-SCC"))
    with pytest.raises(NotThere):
        actions.enrol([mine], course.id, by=keeper, at=make.now, plan_line_id=line.id)
    page = send(browser, line, who="chosen", person=[mine.ref, outsider.ref])
    assert [row.person_id for row in rows(db)] == [mine.id] and page.status_code == 302


def test_an_action_refuses_a_line_that_was_postponed(make, db, coordinator, course, line):
    postpone(db, line)
    with pytest.raises(Conflict, match="UZ-01 is postponed"):
        actions.enrol([make.trainee()], course.id, by=make.viewer(coordinator), at=make.now, plan_line_id=line.id)


def test_a_coordinator_chooses_a_line_on_the_page_of_enrolling(browser, make, line):
    make.trainee()
    page = browser.get("/enrol")

    assert '<optgroup label="UZ' in page.text and f'<option value="{line.key}">UZ-01 Seals for all</option>' in page.text


def test_the_persons_page_leads_to_the_line_for_who_reads_the_plan_and_says_nothing_of_it_to_the_officer(
    client, sign_in, make, coordinator, course, line
):
    officer = make.trainee()
    actions.enrol([officer], course.id, by=make.viewer(coordinator), at=make.now, plan_line_id=line.id)
    at = f"/people/{officer.ref}"

    for person in (coordinator, make.focal_point()):
        page = sign_in(client, person).get(at)
        assert f'href="/plan/lines/{line.key}">UZ-01</a>' in page.text and "for UZ-01" in text(page)
    for person in (officer, make.admin()):
        page = sign_in(client, person).get(at)
        assert page.status_code == 200 and "UZ-01" not in page.text and str(line.key) not in page.text
    assert sign_in(client, make.outside_focal_point()).get(at).status_code == 404


@pytest.fixture
def keeper(make, client):
    """The focal point of the officers' agency, signed in."""
    person = make.focal_point()
    make.sign_in(client, person)
    return person


def enrol_under(browser, key, course="seals-in-short"):
    unit = "UZ-CHUKURSAY"
    sent = {"who": unit, "course": course, "shown": f"{unit}|{course}", "under": key}
    return browser.post("/enrol", data=sent)


def agree(make, version):
    version.consulted_at = version.agreed_at = make.now
    make.session.commit()


def test_a_focal_point_enrols_for_a_line_of_the_countrys_agreed_plan_and_it_counts(client, make, db, keeper, course, version, line):
    officer = make.trainee()
    address = "/enrol?who=UZ-CHUKURSAY&course=seals-in-short"
    assert str(line.key) not in client.get(address).text  # a draft is agreed by nobody
    assert "Enrol people" not in client.get(f"/plan/lines/{line.key}").text
    agree(make, version)
    page = client.get(address)
    assert f'value="{line.key}"' in page.text and "Counts for a line of the plan" in page.text
    assert enrol_under(client, line.key).status_code == 302

    assert [(row.person_id, row.plan_line_id) for row in rows(db)] == [(officer.id, line.id)]
    assert "Enrol people" in client.get(f"/plan/lines/{line.key}").text


def test_only_lines_of_elearning_for_that_course_in_ones_own_country_are_offered(client, make, db, keeper, course, version, line):
    make.trainee()
    other = make.course("second")
    lines = [
        planned.line(make, version, "theory"), planned.line(make, version, courses=[other]),
        planned.line(make, version, status="postponed", reason="No"), planned.line(make, planned.plan(make, "KZ")),
    ]  # fmt: skip
    agree(make, version)
    page = client.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short").text

    assert f'value="{line.key}"' in page and not any(f'value="{one.key}"' in page for one in lines)


def test_a_crafted_line_of_another_country_or_another_place_is_a_sentence_and_enrols_nobody(client, make, db, keeper, course, version):
    make.trainee()
    abroad = planned.plan(make, "KZ")
    lines = [
        planned.line(make, abroad),
        planned.line(make, version, nodes=("UZ-NCDC",)),
        planned.line(make, version, courses=[make.course("second")]),
    ]
    agree(make, version)
    agree(make, abroad)
    said = ("This is no line for which you can enrol them.", "is for people of other places.", "is for other courses.")
    for key, sentence in [*zip([line.key for line in lines], said, strict=True), ("nonsense", said[0])]:
        answer = enrol_under(client, key)
        assert answer.status_code == 302
        assert sentence in text(client.get(answer.headers["Location"]))
    assert rows(db) == []


def test_a_coordinator_may_choose_the_line_on_the_form_as_well(browser, make, db, course, version, line):
    make.trainee()
    agree(make, version)
    assert f'value="{line.key}"' in browser.get("/enrol?who=UZ-CHUKURSAY&course=seals-in-short").text
    enrol_under(browser, line.key)
    assert [row.plan_line_id for row in rows(db)] == [line.id]
