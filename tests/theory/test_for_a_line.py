"""A session under a line of a work plan: a coordinator sets it from the line for a trainer, puts one there later, and takes it out."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from lms.lib.refusals import BadInput, Conflict, NotAllowed, NotThere
from lms.lib.types import uuid7
from lms.notices.models import Notice
from lms.people.models import Role
from lms.programme import queries as programme
from lms.programme.models import LineText
from lms.theory import actions
from lms.theory.models import TheorySession
from tests import courses
from tests.programme import planned
from tests.theory.conftest import plain
from tests.theory.test_setting import TEST, a_move, form, warned_in

TITLE = {"ru": "Пломбы в онлайне", "en": "Seals online"}


@pytest.fixture
def coordinator(make):
    return make.coordinator("UZ", call_name="Coordinator")


@pytest.fixture
def browser(client, sign_in, coordinator):
    return sign_in(client, coordinator)


@pytest.fixture
def version(make):
    return planned.plan(make, year=make.today.year)


@pytest.fixture
def line(make, version):
    days = {"from_day": make.today + timedelta(days=9), "to_day": make.today + timedelta(days=20)}
    said = {"title": TITLE, "seats": 45, "events": 2, "minutes": 75, **days}
    return planned.line(make, version, "theory", nodes=("UZ-CHUKURSAY",), **said)


def only(db):
    db.session.rollback()
    return db.session.scalars(select(TheorySession), execution_options=TEST).one_or_none()


def postpone(db, line):
    db.session.execute(update(LineText).where(LineText.line_id == line.id).values(status="postponed", reason="No travel"))
    db.session.commit()


def sent(stage, line, trainer, **more):
    return form(stage, **{"line": str(line.key), "trainer": trainer.ref, "zone": "Asia/Tashkent", "clock": "11:00", **more})


def put(browser, session, key, **more):
    return plain(browser.post(f"/sessions/{session.key}/line", data={"line": str(key), **more}, follow_redirects=True).text)


def test_from_a_line_a_coordinator_sets_a_session_for_a_trainer_who_is_told(browser, db, make, stage, trainer, line, coordinator):
    page = browser.get(f"/sessions/new?line={line.key}").text

    assert "For UZ-01 " in plain(page) and f'href="/plan/lines/{line.key}"' in page
    for filled in ('value="Пломбы в онлайне"', 'value="Seals online"', 'value="23"', 'value="75"', 'value="UZ-CHUKURSAY" checked'):
        assert filled in page, filled
    day = make.today + timedelta(days=9)
    assert f'value="{day.day} {day:%B %Y}"' in page and '<option selected value="Asia/Tashkent">' in page
    assert "UZ-ALAT" in page and "KZ-ALTYNKOL" not in page and f"Trainer 2 {trainer.ref}, Vienna" in plain(page)
    said = plain(browser.post("/sessions/new", data=sent(stage, line, trainer), follow_redirects=True).text)
    assert "Trainer 2, who holds it, is told." in said and "UZ-01 Seals online" in said
    row = only(db)
    assert (row.trainer_id, row.created_by_id, row.plan_line_id) == (trainer.id, coordinator.id, line.id)
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "session_yours"), execution_options=TEST).all()
    assert told == [trainer.id]


def test_a_coordinator_who_chooses_nobody_or_no_trainer_of_the_place_is_told_so_and_nothing_is_lost(browser, db, make, stage, line):
    officer, of_kz = make.trainee(), make.person((Role.TRAINER, "CA"))
    for ref in ("", officer.ref, "nonsense"):
        page = browser.post("/sessions/new", data={**sent(stage, line, of_kz), "trainer": ref}).text
        assert "Choose who holds the session." in plain(page) and 'value="Пломбы"' in page
    assert only(db) is None


def test_a_double_click_of_a_coordinator_makes_one_session(browser, db, stage, trainer, line):
    data = sent(stage, line, trainer)
    first, second = (browser.post("/sessions/new", data=data) for _ in range(2))

    assert first.location == second.location and only(db) is not None


def test_another_trainers_session_at_that_hour_is_said_without_its_title(browser, stage, trainer, line):
    own = stage.session("KZ-ALTYNKOL", starts_at=stage.when(days=9), title={"ru": "Чужая тема"})
    wall = {"day": own.wall_day.isoformat(), "clock": own.wall_time, "zone": own.zone}
    said = plain(browser.post("/sessions/new", data=sent(stage, line, trainer, check="1", **wall)).text)

    assert "Trainer 2 holds another session from" in said and "Чужая тема" not in said


def test_a_line_postponed_meanwhile_is_said_and_all_that_was_typed_is_kept(browser, db, stage, trainer, line):
    postpone(db, line)
    assert "UZ-01 is postponed" in plain(browser.get(f"/sessions/new?line={line.key}").text)
    page = browser.post("/sessions/new", data=sent(stage, line, trainer, title="Моё слово")).text

    assert "UZ-01 is postponed: nothing new is put under it." in plain(page) and 'value="Моё слово"' in page and only(db) is None


def test_the_line_of_another_country_or_type_is_not_there_and_nothing_is_written(browser, db, make, stage, trainer, version):
    abroad = planned.line(make, planned.plan(make, "KZ", make.today.year), "theory")
    for other in (abroad, planned.line(make, version)):
        assert browser.get(f"/sessions/new?line={other.key}").status_code == 404
        assert browser.post("/sessions/new", data=sent(stage, other, trainer)).status_code == 404
    assert browser.get("/sessions/new?line=nonsense").status_code == 404 and only(db) is None


def test_a_trainer_sets_sessions_as_before_and_reads_no_plan(client, sign_in, stage, trainer, line, read):
    session = stage.session("UZ-CHUKURSAY")
    sign_in(client, trainer)

    assert client.get(f"/sessions/new?line={line.key}").status_code == 404
    assert 'name="trainer"' not in client.get("/sessions/new").text
    assert client.post(f"/sessions/{session.key}/line", data={"line": str(line.key)}).status_code == 403
    assert "Put it under a line" not in read(client, f"/sessions/{session.key}")


def test_a_session_is_put_under_a_line_and_taken_out_again(browser, db, stage, line, read):
    session = stage.session("UZ-CHUKURSAY")
    page = browser.get(f"/sessions/{session.key}").text
    assert "Unplanned" in page and f'<option value="{line.key}">UZ-01 Seals online</option>' in page

    assert "this day is outside. Put it there all the same" in put(browser, session, line.key) and only(db).plan_line_id is None
    said = put(browser, session, line.key, anyway="1")
    assert "It stands under the line now." in said and "UZ-01 Seals online" in said and only(db).plan_line_id == line.id
    assert "It stands under no line now." in put(browser, session, "") and only(db).plan_line_id is None


def test_a_crafted_line_of_another_country_changes_nothing_and_a_postponed_one_says_why(browser, db, make, stage, line):
    session = stage.session("UZ-CHUKURSAY")
    abroad = planned.line(make, planned.plan(make, "KZ", make.today.year), "theory")
    assert browser.post(f"/sessions/{session.key}/line", data={"line": str(abroad.key)}).status_code == 404
    postpone(db, line)

    assert "UZ-01 is postponed: nothing new is put under it." in put(browser, session, line.key)
    assert only(db).plan_line_id is None


def test_a_session_is_put_under_no_line_of_a_country_that_is_not_invited(make, db, stage, line):
    session, both = stage.session("KZ-ALTYNKOL"), make.viewer(make.coordinator())
    with pytest.raises(BadInput, match="UZ-01 is for other countries"):
        actions.put_under(session, line.key, by=both, at=make.now)
    plan, wall = stage.plan("KZ-ALTYNKOL", plan_line_id=line.id), stage.wall(stage.when(days=3))
    with pytest.raises(BadInput, match="UZ-01 is for other countries"):
        actions.create(uuid7(), plan, wall, by=both, at=make.now, trainer_id=stage.trainer.id)


def test_what_stands_under_another_countrys_line_is_neither_shown_nor_taken_out(client, sign_in, db, make, stage, coordinator, line):
    session = stage.session("UZ-CHUKURSAY", "KZ-ALTYNKOL")
    actions.put_under(session, line.key, by=make.viewer(coordinator), at=make.now)
    db.session.commit()
    sign_in(client, make.coordinator("KZ"))

    page = client.get(f"/sessions/{session.key}").text
    assert "UZ-01" not in page and "Unplanned" not in page
    assert "a line of a plan that is not yours to change" in put(client, session, "") and only(db).plan_line_id == line.id
    outsider = make.viewer(make.outside_focal_point())
    with pytest.raises((NotAllowed, NotThere)):
        actions.put_under(session, None, by=outsider, at=make.now)


def test_an_officer_reads_nothing_of_the_plan(client, sign_in, db, make, stage, coordinator, line):
    session = stage.session("UZ-CHUKURSAY")
    actions.put_under(session, line.key, by=make.viewer(coordinator), at=make.now)
    db.session.commit()
    page = sign_in(client, make.trainee()).get(f"/sessions/{session.key}")

    assert page.status_code == 200 and "UZ-01" not in page.text and str(line.key) not in page.text


def test_an_action_refuses_a_coordinator_without_a_trainer_and_a_line_that_is_closed(make, db, stage, coordinator, line):
    by, wall = make.viewer(coordinator), stage.wall(stage.when(days=3))
    plan = stage.plan("UZ-CHUKURSAY", plan_line_id=line.id)
    with pytest.raises(NotAllowed):
        actions.create(uuid7(), plan, wall, by=by, at=make.now)
    with pytest.raises(NotThere):
        actions.create(uuid7(), plan, wall, by=by, at=make.now, trainer_id=make.trainee().id)
    postpone(db, line)
    with pytest.raises(Conflict):
        actions.create(uuid7(), plan, wall, by=by, at=make.now, trainer_id=stage.trainer.id)


@pytest.mark.parametrize("days", [-3, 0, 5])
def test_of_a_line_of_one_day_that_day_is_filled_in(browser, make, stage, version, days):
    day = make.today + timedelta(days=days)
    row = planned.line(make, version, "theory", title=TITLE, from_day=day, to_day=day)

    assert f'value="{day.day} {day:%B %Y}"' in browser.get(f"/sessions/new?line={row.key}").text


def test_the_topic_is_the_first_of_the_lines_course_that_has_no_session_under_it_yet(browser, db, make, stage, version):
    course = make.course("theory-in-short", files=courses.sessions())
    row = planned.line(make, version, "theory", title=TITLE, courses=[course])
    chosen = []
    for _time in range(4):
        page = browser.get(f"/sessions/new?line={row.key}").text
        chosen += re.findall(r'<option selected value="(\d+)"', page)
        if len(chosen) < 4:
            session = stage.session("UZ-CHUKURSAY")
            session.activity_id, session.plan_line_id = int(chosen[-1]), row.id
            db.session.commit()

    assert len(set(chosen[:3])) == 3 and chosen[3] == chosen[0]


def test_a_session_outside_the_days_of_its_line_is_asked_about_once_and_never_forbidden(browser, db, make, stage, trainer, version):
    far = make.today + timedelta(days=60)
    line = planned.line(make, version, "theory", nodes=("UZ-CHUKURSAY",), from_day=far, to_day=far)
    data = sent(stage, line, trainer)
    page = browser.post("/sessions/new", data=data).text
    assert "this day is outside." in plain(page) and only(db) is None
    browser.post("/sessions/new", data={**data, "warned": warned_in(page)})
    assert only(db).plan_line_id == line.id


def test_a_session_that_is_moved_out_of_the_days_of_its_line_is_asked_about_as_well(client, sign_in, db, make, stage, trainer, version):
    session = stage.session("UZ-CHUKURSAY")
    line = planned.line(make, version, "theory", from_day=session.wall_day, to_day=session.wall_day)
    db.session.execute(update(TheorySession).values(plan_line_id=line.id), execution_options=TEST)
    db.session.commit()
    browser, at = sign_in(client, trainer), f"/sessions/{session.key}/move"
    later = (session.wall_day + timedelta(days=7)).isoformat()
    page = browser.post(at, data=a_move(session, day=later)).text
    assert "this day is outside." in plain(page)
    browser.post(at, data=a_move(session, day=later, warned=warned_in(page)))
    assert only(db).wall_day.isoformat() == later


def test_a_session_within_the_quarter_of_its_line_is_not_asked_about(make, version):
    line = planned.line(make, version, "theory", from_day=None, to_day=None, quarter=2)
    year = make.today.year
    assert programme.outside(line.id, date(year, 6, 30)) is None
    assert programme.outside(line.id, date(year, 7, 1)).number == line.number
    assert programme.outside(planned.line(make, version, "theory", from_day=None, to_day=None).id, date(year, 7, 1)) is None
