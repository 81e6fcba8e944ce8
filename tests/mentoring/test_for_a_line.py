"""A mentorship under a line of a work plan: the need for a mentor in one step from the line, and an engagement put there later."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.lib.refusals import BadInput, NotAllowed
from lms.mentoring.actions import planned as actions
from lms.mentoring.models import Engagement
from lms.mentoring.queries import engagements as queries
from lms.programme.models import LineText
from tests.mentoring import pairs
from tests.mentoring.pairs import text
from tests.programme import planned

UNIT, AT = "UZ-CHUKURSAY", "/pairing/unit/UZ-CHUKURSAY"


@pytest.fixture
def coordinator(make):
    return make.coordinator("UZ", call_name="Coordinator")


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.", lang="ru")


@pytest.fixture
def browser(client, sign_in, coordinator, officer):
    return sign_in(client, coordinator)


@pytest.fixture
def version(make):
    return planned.plan(make, year=make.today.year)


@pytest.fixture
def line(make, version):
    days = {"from_day": make.today, "to_day": make.today + timedelta(days=50)}
    title = {"en": "Remote mentorship: seals and chain of custody"}
    return planned.line(make, version, "mentorship", nodes=(UNIT,), title=title, **days)


def engagement(db):
    db.session.rollback()
    return db.session.scalars(select(Engagement).order_by(Engagement.id.desc()), execution_options=pairs.SYSTEM).first()


def postpone(db, line):
    db.session.execute(update(LineText).where(LineText.line_id == line.id).values(status="postponed", reason="No travel"))
    db.session.commit()


def offer(browser, make, mentor, line, at=AT, **more):
    ends_on = f"{make.today + timedelta(days=60):%d.%m.%Y}"
    return browser.post(f"{at}/offer", data={"mentor": mentor.ref, "ends_on": ends_on, "line": line.key, "topic": ["seals"], **more})


def put(browser, row, key):
    return text(browser.post(f"/engagements/{row.key}/line", data={"line": str(key)}, follow_redirects=True))


def test_the_need_for_a_mentor_is_one_step_from_the_line(browser, db, make, line):
    mentor = pairs.mentor(make)
    answer = browser.get(f"/pairing?line={line.key}", follow_redirects=True)
    page = text(answer)

    assert answer.request.path == AT and "For UZ-01 Remote mentorship: seals and chain of custody" in page
    assert "Topics asked for: Seals, Chain of custody" in page and f'href="/plan/lines/{line.key}"' in answer.text
    assert f'value="{(last := make.today + timedelta(days=50)).day} {last:%B %Y}"' in answer.text
    assert re.search(r"<textarea[^>]*>\s*Remote mentorship: seals", answer.text)
    assert offer(browser, make, mentor, line).status_code == 302
    assert engagement(db).plan_line_id == line.id


def test_a_line_for_a_country_offers_its_units_and_search_keeps_the_line(browser, make, version, officer):
    line = planned.line(make, version, "mentorship")
    page = browser.get(f"/pairing?line={line.key}")

    assert f'href="{AT}?line={line.key}"' in page.text and "Alat" in text(page) and "Altynkol" not in text(page)
    found = browser.get(f"/pairing?line={line.key}&q=gulbahor")
    assert f'href="/pairing/person/{officer.ref}?line={line.key}"' in found.text


def test_a_line_postponed_meanwhile_is_said_and_what_was_written_is_kept(browser, db, make, line):
    mentor = pairs.mentor(make)
    postpone(db, line)
    assert "UZ-01 is postponed" in text(browser.get(f"{AT}?line={line.key}"))
    page = offer(browser, make, mentor, line, goals="Two plans")

    assert "UZ-01 is postponed: nothing new is put under it." in text(page, 409)
    assert "Two plans" in page.text and engagement(db) is None and pairs.places(db, mentor) == (0, 0)


def test_the_line_of_another_country_or_type_is_not_there_and_nothing_is_written(browser, db, make, version):
    mentor = pairs.mentor(make)
    abroad = planned.line(make, planned.plan(make, "KZ", make.today.year), "mentorship")
    for other in (abroad, planned.line(make, version, "theory")):
        assert [browser.get(f"{at}?line={other.key}").status_code for at in ("/pairing", AT)] == [404, 404]
        assert offer(browser, make, mentor, other).status_code == 404
    assert browser.get("/pairing?line=nonsense").status_code == 404 and engagement(db) is None


def test_a_unit_that_the_line_is_not_for_is_offered_nothing_under_it(browser, db, make, line):
    mentor = pairs.mentor(make)
    make.trainee("UZ-ALAT")
    page = offer(browser, make, mentor, line, at="/pairing/unit/UZ-ALAT")

    assert "UZ-01 is for people of other places." in text(page, 400) and engagement(db) is None


def test_an_engagement_is_put_under_a_line_by_its_coordinator_and_taken_out_again(browser, db, make, coordinator, officer, line):
    row = pairs.opened(make, coordinator, officer, pairs.mentor(make))
    db.session.commit()
    assert "Unplanned" in text(browser.get(f"/engagements/{row.key}"))

    said = put(browser, row, line.key)
    assert "It stands under the line now." in said and "UZ-01 Remote mentorship" in said and engagement(db).plan_line_id == line.id
    assert "It stands under no line now." in put(browser, row, "") and engagement(db).plan_line_id is None


def test_a_crafted_line_of_another_country_changes_nothing_and_a_postponed_one_says_why(browser, db, make, coordinator, officer, line):
    row = pairs.opened(make, coordinator, officer, pairs.mentor(make))
    db.session.commit()
    abroad = planned.line(make, planned.plan(make, "KZ", make.today.year), "mentorship")
    assert browser.post(f"/engagements/{row.key}/line", data={"line": str(abroad.key)}).status_code == 404
    postpone(db, line)

    assert "UZ-01 is postponed: nothing new is put under it." in put(browser, row, line.key)
    assert engagement(db).plan_line_id is None


def test_who_reads_the_plan_reads_the_line_and_the_officer_and_the_mentor_do_not(client, sign_in, db, make, coordinator, officer, line):
    mentor, keeper = pairs.mentor(make), make.focal_point()
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    pair = queries.pair_or_404(make.viewer(coordinator), row.key)
    actions.put_under(pair, line.key, by=make.viewer(coordinator), at=make.now)
    db.session.commit()

    for person, reads in ((coordinator, True), (keeper, True), (officer, False), (mentor, False)):
        page = sign_in(client, person).get(f"/engagements/{row.key}")
        assert page.status_code == 200 and ("UZ-01" in page.text) == reads == (str(line.key) in page.text), person.call_name
        assert ('">Take out<' in page.text) == (person is coordinator)
    sign_in(client, make.coordinator("KZ"))
    assert client.post(f"/engagements/{row.key}/line", data={"line": ""}).status_code == 404


def test_the_action_refuses_another_coordinator_and_other_places(make, db, coordinator, officer, version):
    row = pairs.opened(make, coordinator, officer, pairs.mentor(make))
    pair = queries.pair_or_404(make.viewer(coordinator), row.key)
    elsewhere = planned.line(make, version, "mentorship", nodes=("UZ-ALAT",))

    with pytest.raises(BadInput, match="UZ-01 is for people of other places"):
        actions.put_under(pair, elsewhere.key, by=make.viewer(coordinator), at=make.now)
    with pytest.raises(NotAllowed):
        actions.put_under(pair, elsewhere.key, by=make.viewer(make.coordinator("KZ")), at=make.now)
