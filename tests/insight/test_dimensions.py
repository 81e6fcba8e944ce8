"""The pillar and the track as dimensions of the completion page: filters, rows, files, paper and people, whose sums add up."""

import re
from datetime import timedelta
from html import unescape

import pytest

from lms.insight.rules import InTrack
from lms.progress import actions, queries
from tests.courses import mentorship, sessions
from tests.insight.conftest import five_officers

SESSIONS = ("documents", "tampering", "search")


@pytest.fixture
def read(client, sign_in):
    """`read(person, "/completion")`: the words of a page or file."""

    def words(person, path):
        answer = sign_in(client, person).get(path)
        assert answer.status_code == 200, answer.status
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.get_data(as_text=True))).split())

    return words


class Story:
    """Three officers of Chukursay in a track of three courses: one has completed it, one is halfway, one in their own course besides."""

    def __init__(self, make):
        self.make, self.keeper, self.boss = make, make.focal_point(), make.coordinator()
        self.courses = [
            make.course("reading"),
            make.course("theory", files=sessions("theory")),
            make.course("mentors", files=mentorship("mentors")),
        ]
        self.track = make.track(*self.courses)
        self.done, self.half, self.alone = (make.trainee(call_name=name) for name in ("Done", "Half", "Alone"))
        for each in actions.enrol_in_track([self.done, self.half], self.track.id, by=make.viewer(self.boss), at=make.now):
            for enrolled, course in zip(each.courses, self.courses, strict=True):
                steps = [activity.slug for activity in course.outline.activities]
                for slug in steps if each.person is self.done else steps[:1]:
                    make.did(enrolled.enrolment, each.person, course, slug)
        make.enrolled(self.alone, self.courses[0], by=self.keeper)


@pytest.fixture
def story(app, db, make):
    return make.scene(Story)


@pytest.fixture
def both(make):
    """The story and the programme of five besides."""
    return make.scene(beside_each_other)


def beside_each_other(make):
    return Story(make), five_officers(make)


def test_the_pillars_are_rows_that_add_up(story, read):
    page = read(story.boss, "/completion")

    assert "By pillar" in page and "eLearning 3 1 1 1 0" in page and "Theory 2 0 1 1 0" in page and "Mentorship 2 0 1 1 0" in page
    assert "All pillars 7 1 3 3 0" in page


def test_a_pillar_and_a_track_narrow_every_number(both):
    story, programme = both
    tally = programme.tally
    assert [tally(story.boss, pillar=name).total.counts.enrolled for name in ("elearning", "theory", "mentorship")] == [8, 2, 2]
    of_track = tally(story.boss, track_id=story.track.id)
    assert of_track.total.counts.enrolled == 6 and of_track.total.people == 2
    assert of_track.total.programme == InTrack(2, 1) == of_track.tracks[story.track.id]


def test_the_track_says_how_many_completed_the_programme_and_leads_to_them(story, read, client):
    page = read(story.boss, "/completion?track=basic-track")
    assert "Basic track, all courses" in page and "Completed the programme 1 of 2 people in the track" in page
    assert "Chukursay Tekhkontora UZ 2 6" in page
    assert "/completion/programme?" in client.get("/completion?track=basic-track").text
    everybody, finished = (read(story.boss, f"/completion/programme?track=basic-track{more}") for more in ("", "&finished=yes"))

    assert "1 of 2 people have completed the programme." in everybody and "All 2 Completed 1 Not yet 1" in everybody
    assert story.half.ref in everybody and story.half.ref not in finished and story.done.ref in finished
    assert story.alone.ref not in everybody


def test_the_programme_of_each_is_the_number_of_the_one_function(story, read, make):
    found = queries.pillars(make.viewer(story.boss), [story.half.id], make.now)[story.half.id]
    page = read(story.boss, "/completion/programme?track=basic-track&finished=no")

    assert found.percent == 33 and "0 /1 1 /3 1 /3 33%" in page


def test_the_file_and_the_paper_say_the_same(story, read):
    figures = read(story.boss, "/completion.csv?track=basic-track")
    people = read(story.boss, "/completion.csv?of=programme&track=basic-track")
    paper = read(story.boss, "/completion/paper?track=basic-track")

    assert "All;2;6;0;3;3;0;50;0;3;2;1" in figures and "Basic track;2;1" in figures and "Theory;2;0;1;1;0;50;0" in figures
    assert f"{story.half.ref};Half;UZ;" in people and ";0;1;1;3;1;3;33;" in people and story.alone.ref not in people
    assert "33%" in paper and "100%" in paper and story.alone.ref not in paper


def test_who_is_in_a_track_stands_by_the_name_that_is_printed_first_on_the_page_and_in_the_file(story, read, make):
    for person, name in ((story.done, "Yusupov Aziz"), (story.half, "Ahmedov Bobur")):
        make.identity(person, name, by=story.keeper)
    for path in ("/completion/programme?track=basic-track", "/completion.csv?of=programme&track=basic-track"):
        words = read(story.keeper, path)
        assert words.index("Ahmedov Bobur") < words.index("Half") < words.index("Yusupov Aziz") < words.index("Done", words.index("Aziz"))


def test_who_was_withdrawn_from_the_track_is_not_counted_in_it(both, make, db):
    story, programme = both
    row = queries.latest_in_track(make.viewer(story.boss), story.track.id, [story.half.id])[story.half.id]
    actions.withdraw_from_track(row, story.half, by=make.viewer(story.boss), at=make.now, reason="moved")
    found = programme.tally(story.boss, track_id=story.track.id).total

    assert (found.programme, found.counts.enrolled, found.counts.withdrawn) == (InTrack(1, 1), 3, 0)


def test_the_period_of_a_programme_is_that_of_its_beginning(both, make):
    story, programme = both
    later = make.today + timedelta(days=2)
    assert programme.tally(story.boss, track_id=story.track.id, since=later).total.programme == InTrack()


def test_somebody_who_has_moved_is_counted_and_not_shown(story, read, make, db):
    story.done.unit_id = story.done.agency_id = None
    story.done.cc = "KZ"
    db.session.commit()
    page = read(make.coordinator("UZ"), "/completion/programme?track=basic-track")

    assert "1 of 2 people have completed the programme." in page and "1 has moved, not shown to you." in page
    assert story.done.ref not in page


def test_others_see_nothing_of_the_track(story, read, make):
    page = read(make.outside_focal_point(), "/completion/programme?track=basic-track")

    assert "0 of 0 people" in page and "Nobody is here" in page and story.done.ref not in page


@pytest.mark.parametrize("path", ["/completion?track=none-such&pillar=sport&course=reading", "/completion/programme?track=none-such"])
def test_what_is_not_there_is_left_out_with_a_sentence(story, read, path):
    page = read(story.boss, path)

    assert "There is no such track; all are shown." in page
    assert ("There is no such pillar; all are shown." in page) == ("pillar" in path)


def test_a_course_of_another_pillar_is_left_out_with_a_sentence(story, read):
    assert "There is no such course there; all are shown." in read(story.boss, "/completion?pillar=theory&course=reading")
