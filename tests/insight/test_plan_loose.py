"""What stands under no line says for whom it is, and a coordinator puts it under one: counted at once, in the log, and nobody else's."""

import re
from html import unescape

import pytest
from sqlalchemy import select, update

from lms.audit.models import Audit
from lms.insight import queries
from lms.mentoring.models import Engagement
from lms.programme.models import PlanVersion
from lms.progress.models import Enrolment
from lms.theory.models import Attendance, TheorySession
from tests.insight.test_plan_counting import SYSTEM, fulfilled
from tests.make import HOME_ZONE
from tests.programme import planned

KINDS = {"theory": TheorySession, "mentorship": Engagement, "elearning": Enrolment}


@pytest.fixture
def story(make):
    """All that was done for the plan of Uzbekistan, taken out of its lines."""
    story = make.scene(fulfilled)
    for model in KINDS.values():
        make.session.execute(update(model).values(plan_line_id=None), execution_options=SYSTEM)
    make.session.commit()
    return story


@pytest.fixture
def browser(client, sign_in, story):
    return sign_in(client, story.coordinator)


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.get_data(as_text=True))).split())


def address(story) -> str:
    return f"/plan/UZ/{story.year}/unplanned"


def whats(browser, story, kind) -> list[str]:
    """What stands in the list for things of a kind, as its addresses say it; a fact of last year is in no list of this one."""
    page = unescape(browser.get(f"/plan/UZ/{story.year}").text)
    return sorted(set(re.findall(rf"unplanned\?what=({kind}\.[^\"]+)", page)))


def verbs(db) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Audit.verb).where(Audit.verb == "put under a line"), execution_options=SYSTEM))


@pytest.mark.parametrize(("kind", "number", "logged"), [("theory", "UZ-02", 1), ("mentorship", "UZ-03", 1), ("elearning", "UZ-01", 2)])
def test_it_is_put_under_a_line_by_one_click_counted_at_once_and_logged(browser, db, story, kind, number, logged):
    line = story.lines()[number]
    assert story.counted()[line.id].is_empty
    what = whats(browser, story, kind)[0]
    page = browser.get(address(story), query_string={"what": what})
    assert f'value="{line.key}"' in page.text and page.text.count("<option") - 1 == sum(one.type == kind for one in story.lines().values())
    answer = browser.post(address(story), data={"what": what, "line": line.key, "anyway": "1"})

    assert answer.headers["Location"] == f"/plan/lines/{line.key}"
    assert not story.counted()[line.id].is_empty and what not in whats(browser, story, kind)
    assert verbs(db) == ["put under a line"] * logged
    shown = text(browser.get(f"/plan/UZ/{story.year}"))
    assert "Put under a line" in shown


def test_the_list_says_for_whom_each_is(browser, story, make):
    viewer = make.viewer(story.coordinator)
    found = {one.kind: one for one in queries.unplanned(viewer, ["UZ"], story.year, HOME_ZONE)}
    assert found["elearning"].places == (make.node("UZ-SCC").id,) and found["elearning"].of == 2
    assert found["mentorship"].places == (make.node("UZ-CHUKURSAY").id,)
    page = text(browser.get(f"/plan/UZ/{story.year}"))
    assert "What Type Date For Counted Put under a line" in page and "Chukursay Tekhkontora" in page


def test_who_coordinates_several_countries_finds_all_of_it_in_one_list_with_the_way_to_a_line(client, sign_in, db, story, make):
    db.session.execute(update(Attendance).values(minutes=0), execution_options=SYSTEM)
    db.session.commit()
    boss, there = sign_in(client, make.coordinator()), f"/plan/region/{story.year}/unplanned"
    assert there in boss.get(f"/plan/region/{story.year}").text
    assert there in boss.get("/overview").text and "A session without a plan line: " in text(boss.get("/overview?show=all"))
    page = boss.get(there)
    what, *_more = sorted(re.findall(r"unplanned\?what=(theory\.[^\"]+)", unescape(page.text)))
    assert "Uzbekistan: Chukursay Tekhkontora" in text(page) and "Uzbekistan: Uzbekistan" not in text(page)
    assert boss.get(address(story), query_string={"what": what}).status_code == 200
    keeper = sign_in(client, make.focal_point()).get(there)
    assert "Chukursay Tekhkontora" in text(keeper) and "Put under" not in text(keeper)
    assert "Nothing is unplanned" in text(sign_in(client, make.coordinator("KZ")).get(there))


def test_what_a_line_is_not_for_is_refused_in_a_sentence(browser, db, story, make):
    abroad = planned.line(make, planned.plan(make, "KZ", story.year))
    plan = make.session.scalars(select(PlanVersion).where(PlanVersion.plan_id == story.reading.plan_id)).one()
    course = planned.line(make, plan, courses=[make.course("another")])
    elsewhere = planned.line(make, plan, nodes=("UZ-NCDC",))
    make.session.commit()
    what = whats(browser, story, "elearning")[0]
    for line, said in ((course, "is for other courses"), (elsewhere, "is for people of other places")):
        browser.post(address(story), data={"what": what, "line": line.key})
        assert said in text(browser.get(f"/plan/UZ/{story.year}"))
    assert browser.post(address(story), data={"what": what, "line": abroad.key}).status_code == 404
    browser.post(address(story), data={"what": what, "line": ""})
    assert "Choose a line." in text(browser.get(f"/plan/UZ/{story.year}"))
    assert verbs(db) == [] and what in whats(browser, story, "elearning")


def test_twice_is_said_and_who_only_reads_the_plan_does_not_put_anything(browser, client, db, story, make, sign_in):
    what, line = whats(browser, story, "theory")[0], story.live
    for _twice in range(2):
        browser.post(address(story), data={"what": what, "line": line.key, "anyway": "1"})
    assert "It stands under a line already" in text(browser.get(f"/plan/UZ/{story.year}"))
    assert verbs(db) == ["put under a line"]
    keeper = sign_in(client, make.focal_point())
    assert "Put under a line" not in text(keeper.get(f"/plan/UZ/{story.year}"))
    assert keeper.post(address(story), data={"what": what, "line": line.key}).status_code == 403
    assert sign_in(client, make.coordinator("KZ")).post(address(story), data={"what": what, "line": line.key}).status_code == 404


def test_a_session_on_none_of_the_days_of_its_line_is_asked_about_once(browser, db, story):
    what, line = whats(browser, story, "theory")[0], story.live
    page = browser.post(address(story), data={"what": what, "line": line.key})
    assert "this day is outside." in text(page) and "Put it there all the same" in text(page) and verbs(db) == []
    browser.post(address(story), data={"what": what, "line": line.key, "anyway": "1"})
    assert verbs(db) == ["put under a line"]
