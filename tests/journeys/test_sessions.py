"""Theory sessions in Chromium: every page for everybody, a time looked at while one types, a register marked on a phone."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from lms.theory.models import Attendance, AttendanceMark, Joined
from tests.journeys.usable import can_be_used
from tests.theory.conftest import Stage, theory_files

PAGES = {
    "officer": ("/sessions", "/sessions/{coming}", "/sessions/{held}", "/sessions/{cancelled}", "{step}"),
    "trainer": (
        "/sessions", "/sessions?show=held", "/registers", "/sessions/new", "/sessions/{coming}", "/sessions/{coming}/edit",
        "/sessions/{coming}/move", "/sessions/{coming}/cancel", "/sessions/{held}/register", "/sessions/{held}/register?q=person",
        "/sessions/{held}/register/confirm", "/sessions/{held}/register/broke-off", "/sessions/{confirmed}/register",
        "/sessions/{confirmed}/register/{ref}",
    ),
    "coordinator": ("/sessions", "/sessions/{coming}", "/sessions/{confirmed}/register"),
}  # fmt: skip


@pytest.fixture
def stage(site) -> Stage:
    trainer = site.make.trainer(call_name="Trainer 2")
    made = Stage(site.make, trainer)
    made.people = [site.make.trainee(call_name=name) for name in ("Aziza K.", "Bobur T.", "Dilnoza R.")]
    return made


def held(stage: Stage, **more):
    """A session that ended half an hour ago, with all three in it; Aziza joined in time."""
    session = stage.session("UZ-CHUKURSAY", capacity=20, **more)
    for person in stage.people:
        stage.booked(person, session)
    session.starts_at = stage.when(minutes=-120)
    stage.make.session.add(Joined(session_id=session.id, person_id=stage.people[0].id, at=session.starts_at))
    stage.make.session.commit()
    return session


@pytest.fixture
def world(site, stage):
    """Who looks, and the addresses of what they look at."""
    from lms.theory import actions
    from lms.theory.rules.register import Mark, Outcome

    make, by = site.make, site.make.viewer(stage.trainer)
    course = make.course("theory-in-short", files=theory_files())
    confirmed, cancelled = held(stage), stage.session("UZ-CHUKURSAY", starts_at=stage.when(days=5))
    actions.mark(confirmed, {person.id: Mark("present") for person in stage.people}, by=by, at=make.now)
    actions.confirm(confirmed, by=by, at=make.now)
    actions.correct(confirmed, stage.people[1], Mark(Outcome.TECHNICAL), "Power cut at the post", seen=1, by=by, at=make.now)
    actions.object_to(confirmed.id, "I left after an hour", by=make.viewer(stage.people[0]), at=make.now)
    actions.cancel(cancelled, "Both units are on duty", by=by, at=make.now)
    coming = stage.session("UZ-CHUKURSAY", activity_id=course.outline.activities[0].id, agenda="11:00 Rules\n11:05 Seals\nQuestions")
    stage.booked(stage.people[0], coming)
    keys = {"coming": coming, "held": held(stage), "confirmed": confirmed, "cancelled": cancelled}
    step = f"/courses/{course.outline.slug}/live-seals/sessions"
    known = {**{name: one.key for name, one in keys.items()}, "step": step, "ref": stage.people[0].ref}
    who = {"officer": stage.people[0], "trainer": stage.trainer, "coordinator": make.coordinator()}
    site.db.session.commit()
    return who, known


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", PAGES)
def test_every_page_can_be_used_by_everybody(site, world, role):
    who, known = world
    can_be_used(site, who[role], [address.format(**known) for address in PAGES[role]])


LINES = "part => { const all = document.createRange(); all.selectNodeContents(part); return all.getClientRects().length }"
PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_register_is_marked_on_a_phone_and_confirmed(site, stage, script):
    session = held(stage)
    page = site.pc(stage.trainer, java_script_enabled=script, **PHONE)
    page.goto(f"/sessions/{session.key}/register")
    page.locator("li.todo").first.locator("label", has_text="Partly").tap()
    minutes = page.locator(f"[name=n-{stage.people[1].ref}]")
    minutes.fill("41")
    minutes.press("Tab")
    every = page.get_by_role("button", name="present")
    every.evaluate("button => { button.firstChild.data = 'The other one present' }")
    assert every.evaluate(LINES) == 1
    every.tap()
    if script:
        page.get_by_text("All have a mark").wait_for()
    page.get_by_role("button", name="Confirm").tap()
    page.get_by_role("button", name="Confirm for 3 people").tap()
    page.get_by_text("The register is confirmed for 3 people.").wait_for()
    assert site.rows(select(Attendance.outcome).order_by(Attendance.person_id)) == ["present", "partly", "present"]


def test_by_its_keys_one_passes_partly_and_tab_leads_to_the_minutes(site, stage):
    session, ref = held(stage), stage.people[1].ref
    page = site.pc(stage.trainer)
    page.goto(f"/sessions/{session.key}/register")
    page.locator(f"[name=m-{ref}][value=present]").focus()
    page.keyboard.press("Space")
    for mark in ("partly", "absent", "excused"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"[name=m-{ref}]:focus")).to_have_value(mark)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(page.locator(f"[name=n-{ref}]")).to_be_focused()


def test_marks_set_while_the_network_is_gone_wait_and_go_out_with_it(site, stage):
    session = held(stage)
    page = site.pc(stage.trainer, **PHONE)
    page.goto(f"/sessions/{session.key}/register")
    page.context.set_offline(True)
    page.locator("li.todo").first.locator("label", has_text="Excused").tap()
    page.get_by_text("Marks that wait to be sent: 1.").wait_for()
    assert site.rows(select(AttendanceMark.outcome)) == []
    page.context.set_offline(False)
    page.get_by_text("Saved", exact=True).wait_for(timeout=15_000)
    assert site.rows(select(AttendanceMark.outcome)) == ["excused"]


def test_marks_go_out_when_their_trainer_has_signed_in_again_and_not_under_anothers_name(site, stage):
    session, other = held(stage), site.make.trainer()
    site.db.session.commit()
    page = site.pc(stage.trainer, **PHONE)
    page.goto(f"/sessions/{session.key}/register")
    site.sign_in(page.context, other)
    page.locator("li.todo").first.locator("label", has_text="Excused").tap()
    page.get_by_text("The sign-in has ended. Marks that wait to be sent: 1.").wait_for()
    assert site.rows(select(AttendanceMark.outcome)) == []
    site.sign_in(page.context, stage.trainer)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.get_by_text("Saved", exact=True).wait_for()
    assert site.rows(select(AttendanceMark.outcome)) == ["excused"]


def test_a_mark_tapped_in_a_second_window_after_confirming_is_shown_as_it_was_sent(site, stage):
    from lms.theory import actions
    from lms.theory.rules.register import Mark

    session, by = held(stage), site.make.viewer(stage.trainer)
    page = site.pc(stage.trainer, **PHONE)
    page.goto(f"/sessions/{session.key}/register")
    actions.mark(session, {person.id: Mark("absent") for person in stage.people}, by=by, at=site.make.now)
    actions.confirm(session, by=by, at=site.make.now)
    site.db.session.commit()
    page.locator("li.todo").first.locator("label", has_text="Excused").tap()
    page.get_by_text("This register was confirmed already when your marks came.").wait_for()

    assert "you sent Excused; the register says Absent." in page.locator(".callout.refused").inner_text()


def test_on_a_phone_a_unit_is_not_broken_within_its_word_and_who_was_there_partly_is_asked_about(site, stage):
    session = stage.session("TM-TURKMENBASHI")
    guest = site.make.trainee("TM-TURKMENBASHI", "TM-SCS")
    stage.booked(guest, session)
    session.starts_at = stage.when(minutes=-120)
    site.db.session.commit()
    page = site.pc(stage.trainer, **PHONE)
    page.goto(f"/sessions/{session.key}/register")
    lines = page.locator("h2", has_text="Turkmenbashi").evaluate("""h => { const one = document.createRange();
      one.setStart(h.firstChild, 0); one.setEnd(h.firstChild, "Turkmenbashi".length); return one.getClientRects().length }""")
    assert lines == 1
    asks = page.get_by_text("partly, how many minutes?").first
    assert not asks.is_visible()
    page.locator("label", has_text="Partly").tap()
    asks.wait_for()
    page.get_by_text("Minutes missing: 1").wait_for()
    page.get_by_role("button", name="Clear").tap()
    page.get_by_text("Without a mark: 1").wait_for()


@pytest.mark.parametrize("width", [320, 360])
def test_a_join_link_of_400_letters_leaves_no_page_wider_than_the_phone(site, stage, width):
    session = stage.session("UZ-CHUKURSAY", link="https://meet.example.org/" + "a" * 375, starts_at=stage.when(minutes=10))
    stage.booked(stage.people[0], session)
    site.db.session.add(Joined(session_id=session.id, person_id=stage.people[0].id, at=site.make.now))
    site.db.session.commit()
    addresses = {stage.trainer: ("", "/edit"), stage.people[0]: ("", "/join")}
    for who, ends in addresses.items():
        page = site.pc(who, **{**PHONE, "viewport": {"width": width, "height": 780}})
        for end in ends:
            assert page.goto(f"/sessions/{session.key}{end}").status == 200
            assert page.evaluate("document.documentElement.scrollWidth") <= width, end


def test_a_time_is_looked_at_while_one_types_and_a_proposed_one_taken(site, stage):
    page = site.pc(stage.trainer)
    page.goto("/sessions/new")
    page.get_by_label("Title, in the session’s language").fill("Seals")
    page.get_by_label("Date", exact=True).fill("10 July 2027")
    page.get_by_label("Starts at, wall time").fill("10:00")
    page.locator("input[value=UZ-CHUKURSAY]").check()
    page.get_by_text("A weekend: Chukursay Tekhkontora.").wait_for()
    page.get_by_role("button", name="Monday 12 July 2027, 10:00").click()
    page.get_by_text("Nothing speaks against this time").wait_for()
    page.get_by_role("button", name="Create the session").click()
    page.get_by_text("The session is set for Monday 12 July 2027, 10:00").wait_for()
