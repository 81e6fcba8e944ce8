"""The people behind a figure."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from lms.audit.models import ViewLog
from lms.insight import queries
from lms.insight.rules import AWARDED, OPEN, OVERDUE, Question, Which
from lms.people import actions
from lms.people.models import Membership
from lms.progress import actions as progress
from lms.progress.queries import STATES
from tests.insight.conftest import ZONE


def behind(programme, viewer, which, **question):
    make = programme.make
    return queries.behind(make.viewer(viewer), Question(**question), which, make.now, ZONE)


def leave_for_the_border_service(make, person):
    """The person serves in the other agency of the joint unit from now on."""
    row = make.session.scalars(
        select(Membership).where(Membership.person_id == person.id), execution_options={"as_system": "a test moves somebody"}
    ).one()
    row.agency_id = person.agency_id = make.node("UZ-NCDC").id
    make.session.flush()


def in_order(text, persons):
    """Whether the first mention of each stands after that of the one before."""
    places = [text.index(person.ref) for person in persons]
    return places == sorted(places)


@pytest.fixture
def people(client, sign_in):
    def get(person, query="", path="/completion/people"):
        answer = sign_in(client, person).get(path + query)
        assert answer.status_code == 200
        return unescape(answer.get_data(as_text=True))

    return get


def test_overdue_leads_to_who_is_overdue_by_call_name_ref_and_unit(programme, people):
    text = people(programme.coordinator, "?state=overdue")
    assert "1 enrolment of 1 person." in text
    assert programme.late.call_name in text and programme.late.ref in text and "Chukursay Tekhkontora" in text
    assert programme.done.ref not in text


def test_every_figure_has_as_many_people_behind_it_as_it_says(programme):
    for viewer in (programme.coordinator, programme.focal_point):
        total = programme.tally(viewer).total
        for state in STATES:
            assert behind(programme, viewer, Which(state)).enrolments == getattr(total.counts, state)
        late, all_ = behind(programme, viewer, Which(OVERDUE)), behind(programme, viewer, Which())
        assert (late.enrolments, late.people) == (total.counts.overdue, total.late_people)
        assert (all_.enrolments, all_.people) == (total.counts.enrolled, total.people)
        assert behind(programme, viewer, Which(OPEN)).enrolments == total.counts.open
        assert behind(programme, viewer, Which(AWARDED)).enrolments == total.awards


def test_a_cell_of_the_heat_table_leads_to_who_finished_and_who_did_not(programme, people):
    query = "?course=seals-in-short&module=basics"
    text = people(programme.focal_point, query)
    assert "Module: Basics" in text and re.search(r"Finished 2<", text) and re.search(r"Not finished 1<", text)
    yet = people(programme.focal_point, query + "&finished=no")
    assert programme.late.ref in yet and programme.done.ref not in yet and programme.gone.ref not in yet


def test_who_moved_out_of_sight_is_counted_and_not_shown(programme, people):
    leave_for_the_border_service(programme.make, programme.done)
    assert programme.tally(programme.focal_point).total.counts.completed == 1
    text = people(programme.focal_point, "?state=completed")
    assert "1 enrolment of 1 person." in text and "1 has moved, not shown to you." in text
    assert programme.done.ref not in text and programme.done.call_name not in text


def test_who_moved_within_sight_is_shown_with_where_they_are_now(programme, people):
    actions.transfer(programme.done, programme.make.node("UZ-ALAT").id, programme.make.today, by=None, at=programme.make.now)
    text = people(programme.focal_point, "?state=completed")
    assert "now Alat" in text and "moved, not shown" not in text


def test_a_focal_point_reads_full_names_and_that_is_written_down(programme, people, db):
    programme.make.identity(programme.late, "Karimova Dilnoza", by=programme.focal_point)
    assert "Karimova Dilnoza" in people(programme.focal_point, "?state=overdue")
    seen = db.session.scalars(select(ViewLog).where(ViewLog.person_id == programme.late.id), execution_options={"as_system": "a test"})
    assert [row.actor_id for row in seen] == [programme.focal_point.id]


def test_a_coordinator_reads_no_full_name(programme, people):
    programme.make.identity(programme.late, "Karimova Dilnoza", by=programme.focal_point)
    assert "Karimova" not in people(programme.coordinator, "?state=overdue")


def test_a_focal_point_of_another_agency_sees_nothing_of_them_in_any_byte(programme, people):
    outside = programme.make.outside_focal_point()
    for query in ("", "?state=overdue", "?unit=UZ-CHUKURSAY", "?country=UZ"):
        text = people(outside, query)
        for theirs in (programme.late.ref, programme.done.call_name, "Chukursay", "Uzbekistan"):
            assert theirs not in text.replace(query, "")


def test_a_long_list_comes_a_page_at_a_time(programme, people):
    staff = programme.make.viewer(programme.focal_point)
    progress.enrol([programme.make.trainee() for _ in range(51)], programme.course.id, by=staff, at=programme.make.now)
    first, second = people(programme.focal_point), people(programme.focal_point, "?page=2")
    refs = [set(re.findall(r"UZ-[0-9A-Z]{4}(?=<)", text)) for text in (first, second)]
    assert (len(refs[0]), len(refs[1]), refs[0] & refs[1]) == (50, 5, set())
    assert "51 to 55 of 55" in second


def test_what_cannot_be_is_left_out_and_said(programme, people):
    for query, sentence in (
        ("?state=lost", "There is no such state; all are shown."),
        ("?module=basics", "There is no such module in this course"),
        ("?course=seals-in-short&module=none", "There is no such module in this course"),
    ):
        text = people(programme.focal_point, query)
        assert sentence in text and "4 enrolments of 4 people." in text, query


def test_a_figure_that_nobody_fits_any_more_says_so(programme, people):
    assert "Nobody is here" in people(programme.focal_point, "?unit=UZ-ALAT")


def test_the_paper_has_everybody_by_unit_by_name_and_a_line_to_sign_on(programme, people):
    programme.make.identity(programme.late, "Karimova Dilnoza", by=programme.focal_point)
    text = people(programme.focal_point, path="/completion/paper")
    assert "Karimova Dilnoza" in text and "Overdue, not started" in text and text.count("Signature") == 1
    for person in (programme.done, programme.half, programme.gone):
        assert person.ref in text


def test_a_coordinators_paper_has_a_sheet_a_unit(programme, people):
    text = people(programme.coordinator, path="/completion/paper")
    assert text.count("Signature") == 2 and text.count("new-page") == 1


def test_people_stand_by_the_full_name_that_is_printed_first_and_who_has_none_by_call_name(programme, people):
    for person, name in ((programme.late, "Ёкубова Малика"), (programme.done, "ergashev Sanjar"), (programme.half, "Қодирова Озода")):
        programme.make.identity(person, name, by=programme.focal_point)
    named = [programme.done, programme.gone, programme.late, programme.half]  # ergashev, Officer gone, Ёкубова, Қодирова
    for path in ("/completion/paper", "/completion/people"):
        assert in_order(people(programme.focal_point, path=path), named), path
        by_call_name = [programme.done, programme.gone, programme.half, programme.late]
        assert in_order(people(programme.coordinator, "?country=UZ", path), by_call_name), path


def test_units_stand_by_the_name_they_are_printed_with(programme, people):
    programme.make.enrolled(programme.make.trainee("UZ-ALAT"), programme.course, by=programme.coordinator)
    for path in ("/completion/paper", "/completion/people"):
        text = people(programme.focal_point, path=path).split("<table")[1:]
        text = " ".join(text) if path.endswith("people") else people(programme.focal_point, path=path)
        assert text.index("Alat") < text.index("Chukursay"), path


def test_a_joint_unit_has_a_sheet_an_agency_and_each_is_heard_by_its_own_name(programme, people):
    programme.make.enrolled(programme.make.trainee(agency="UZ-NCDC"), programme.course, by=programme.coordinator)
    text = people(programme.coordinator, "?country=UZ", "/completion/paper")
    heard = re.findall(r'role="region" aria-label="(Chukursay[^"]+)"', text)
    assert len(heard) == 2 and len(set(heard)) == 2 and all(", UZ, " in name for name in heard)


def test_the_first_sheet_is_headed_once_and_each_of_the_others_by_itself(programme, people):
    text = people(programme.coordinator, path="/completion/paper")
    first, second = re.split(r'<section class="block new-page"', text.split("<main")[1])
    assert first.count("enrolled at any time") == 1 and first.count("Container Control Programme") == 1
    for said in ("Container Control Programme", "Completion by unit", "enrolled at any time", "INTERNAL: not to leave the programme."):
        assert second.count(said) == 1, said
