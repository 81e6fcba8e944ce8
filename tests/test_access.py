"""Endpoint × role × country × agency, built from the URL map. A new address fails here until somebody says whom it is about.

One officer of Chukursay, of the customs, is looked for by everybody else. Whoever may not see them gets 403 for a page of
another role and 404 for theirs, and nothing of the officer in any byte of any answer.
"""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from lms.insight.actions import ask
from lms.lib.types import uuid7
from lms.mentoring.actions import ending, meetings, posts
from lms.mentoring.queries import work as conversations
from lms.mentoring.rules.meetings import Outcome
from lms.notices.actions import choose_mail, tell
from lms.notices.models import Notice
from lms.people.models import Kept, Role
from lms.programme.actions import decisions, todos
from lms.programme.actions import meetings as coordination
from lms.progress import actions as progress
from lms.progress.models import Enrolment
from lms.theory import actions as theory
from lms.theory import queries as sessions
from tests.mentoring import pairs
from tests.programme import met, planned

SECRETS = ("Gulbahor Y.", "Yuldosheva", "2041-17", "g.y@post.example")  # and the ref, which is made anew

# What an address is about. person: somebody's page, by ref; enrolment: by key; own: what is its owner's alone;
# list: people in the viewer's scope; self: the viewer's own; nobody: no person in it.
ABOUT = {
    "assessment.hand_in": "own", "assessment.one_more": "enrolment", "assessment.result": "own", "assessment.save": "own",
    "assessment.start": "self", "assessment.take": "own", "catalogue.media": "nobody", "desk.first_steps": "list", "desk.home": "self",
    "desk.leave": "person", "desk.people": "list", "desk.person": "person", "insight.ask": "list", "insight.behind": "list",
    "insight.completion": "list", "insight.csv": "list", "insight.freeze_pack": "list", "insight.overview": "list", "insight.pack": "list",
    "insight.paper": "list", "insight.plan": "list", "insight.plan_csv": "list", "insight.plan_line": "list", "insight.plan_paper": "list",
    "insight.plan_region": "list", "insight.plans": "list", "insight.programme": "list", "insight.remind": "list",
    "insight.put_under": "list", "insight.unplanned": "list",
    "insight.request": "enrolment", "insight.requests": "list", "learning.course": "self", "learning.courses": "self",
    "learning.done": "self", "learning.join": "self", "learning.leave": "self", "learning.lesson": "self", "learning.place": "self",
    "mentoring.ask": "self", "mentoring.assignment": "self", "mentoring.agree": "person", "mentoring.agreements": "list",
    "mentoring.answer": "person", "mentoring.candidates": "person", "mentoring.close": "own", "mentoring.comments": "own",
    "mentoring.desk": "list", "mentoring.drafts": "self", "mentoring.end": "person", "mentoring.engagement": "person",
    "mentoring.letter": "person", "mentoring.line": "person", "mentoring.meeting": "person", "mentoring.meeting_correct": "person",
    "mentoring.meeting_calendar": "person", "mentoring.meeting_change": "person", "mentoring.meeting_new": "person",
    "mentoring.meeting_step": "self", "mentoring.mine": "self", "mentoring.offer": "person", "mentoring.pairing": "list",
    "mentoring.profile": "self", "mentoring.reassign": "person", "mentoring.save": "self", "mentoring.save_comment": "own",
    "mentoring.take_back": "person", "mentoring.thread": "own", "mentoring.waiting": "list", "notices.inbox": "self",
    "notices.mail": "self", "notices.read": "own", "notices.read_all": "self", "people.add": "list", "people.come_back": "person",
    "people.day_worked": "nobody", "people.days_off": "nobody", "people.edit": "person", "people.kept": "self",
    "people.kept_discard": "own", "people.language": "nobody", "people.password": "self", "people.profile": "self",
    "people.reset": "person", "people.role_end": "person", "people.roles": "person", "people.signin": "nobody", "people.signin_end": "own",
    "people.signout": "self", "people.signout_everywhere": "self", "people.transfer": "person", "people.unit_add": "nobody",
    "people.agency_add": "nobody", "people.country_add": "nobody", "people.place": "nobody", "people.place_end": "nobody",
    "people.place_move": "nobody", "people.place_move_undo": "nobody", "people.place_reopen": "nobody",
    "people.place_rename": "nobody", "people.units": "nobody", "people.network": "nobody", "people.member_add": "nobody",
    "people.member": "nobody", "people.member_undo": "nobody",
    "programme.export": "nobody", "programme.import_": "nobody",
    "programme.begin": "nobody", "programme.comment": "nobody", "programme.compare": "nobody", "programme.consent": "nobody",
    "programme.consult": "nobody", "programme.grants": "nobody", "programme.line_edit": "nobody", "programme.line_held": "nobody",
    "programme.line_held_undo": "nobody", "programme.line_move": "nobody", "programme.line_new": "nobody",
    "programme.line_reason": "nobody", "programme.line_status": "nobody", "programme.lock": "nobody",
    "programme.next_version": "nobody", "programme.reopen": "nobody",
    "programme.action": "nobody", "programme.action_new": "nobody", "programme.agenda": "nobody", "programme.decision": "nobody",
    "programme.decision_new": "nobody", "programme.decision_unlink": "nobody", "programme.final": "nobody", "programme.meeting": "nobody",
    "programme.meeting_calendar": "nobody", "programme.meeting_cancel": "nobody", "programme.meeting_edit": "nobody",
    "programme.meeting_new": "nobody", "programme.meeting_paper": "nobody", "programme.meetings": "nobody", "programme.minutes": "nobody",
    "programme.parties": "nobody", "programme.party": "nobody", "programme.presence": "nobody",
    "progress.enrol": "list", "progress.withdraw": "enrolment", "progress.withdraw_track": "enrolment",
    "progress.withdraw_unit": "list", "styleguide": "nobody", "web.healthz": "nobody", "theory.answer": "list", "theory.book": "self",
    "theory.object_to": "self", "theory.broke_off": "list", "theory.calendar": "self", "theory.cancel": "list", "theory.confirm": "list",
    "theory.correct": "list", "theory.edit": "list", "theory.feed": "self", "theory.join": "self", "theory.line": "list",
    "theory.move": "list", "theory.new": "list", "theory.of_activity": "self", "theory.register": "list", "theory.registers": "list",
    "theory.session": "self", "theory.sessions": "self", "theory.trainer": "list", "theory.withdraw": "self",
    "web.readyz": "nobody", "web.static": "nobody",
}  # fmt: skip
WRITTEN = "Which of the two seals is the newer one?"  # asked of nobody yet: not even who routes it reads it
ENDS_THE_SIGN_IN = {"people.signout", "people.signout_everywhere"}


@dataclass(frozen=True)
class World:
    """The officer who is looked for, and what is theirs."""

    officer: Any
    values: dict[str, dict[str, Any]]
    secrets: tuple[str, ...]


def asked_about(make, officer) -> Any:
    """The key of what the region's coordinator asks the focal point about the officer."""
    boss = make.viewer(make.coordinator())
    return ask({officer.agency_id: [officer.id]}, "Please remind them.", {"state": "open"}, key=uuid7(), by=boss, at=make.now)[0].key


def line_with(make, enrolment) -> Any:
    """The key of a line of the plan of Uzbekistan behind which the officer stands, who completed a course for it."""
    line = planned.line(make, planned.plan(make))
    done = {"plan_line_id": line.id, "status": "completed", "completed_at": make.now}
    make.session.execute(update(Enrolment).where(Enrolment.id == enrolment.id).values(**done), execution_options={"as_system": "this test"})
    return line.key


@pytest.fixture
def world(app, make) -> World:
    """An officer with a name, a course, an attempt and something kept."""
    return make.scene(officer_who_is_looked_for)


def officer_who_is_looked_for(make) -> World:
    officer = make.trainee(call_name="Gulbahor Y.")
    keeper = make.focal_point()
    make.identity(officer, "Yuldosheva Gulbahor", by=keeper, service_no="2041-17")
    course = make.course()
    enrolment = make.enrolled(officer, course, by=keeper)
    quiz = next(activity for activity in course.outline.activities if activity.kind == "quiz")
    viewer = make.viewer(officer)
    attempt = assessment.start(attempts.quiz(viewer, course.outline.slug, quiz.slug), by=viewer, at=make.now)
    kept = Kept(person_id=officer.id, endpoint="learning.done", path="/", form={}, at=make.now)
    make.session.add(kept)
    make.session.flush()
    lesson = course.outline.activities[0].slug
    by_name = {
        "ref": officer.ref, "slug": course.outline.slug, "activity": lesson, "quiz": quiz.slug, "name": "css/app.css", "pos": 1,
        "grant_id": 999999, "login_id": 999999, "cc": "KZ", "day": "2020-07-06",
    }  # fmt: skip
    keys = {"assessment": attempt, "people": kept.key, "progress": enrolment.key, "notices": noticed(make, viewer, make.now)}
    values = {room: {**by_name, "key": key} for room, key in keys.items()}
    in_track = progress.enrol_in_track([officer], make.track(course).id, by=make.viewer(keeper), at=make.now)[0].enrolment.key
    engagement, meeting = paired(make, officer, keeper)
    step = conversations.step(viewer, course.outline.slug, lesson)
    thread = posts.ask(step, WRITTEN, key=uuid7(), by=viewer, at=make.now).key
    make.session.commit()
    values |= {f"mentoring.{name}": {"key": thread} for name in ("close", "comments", "reassign", "save_comment", "thread")}
    values |= {f"mentoring.{name}": {"key": meeting} for name in ("meeting", "meeting_calendar", "meeting_change", "meeting_correct")}
    values["mentoring"] = {**by_name, "key": engagement, "kind": "person", "code": officer.ref}
    values["assessment.one_more"] = {**by_name, "key": enrolment.key}
    values["theory"] = {**by_name, "key": booked_session(make, officer)}
    values["insight"] = {"key": asked_about(make, officer), "code": "UZ", "year": 2026}
    values |= {f"people.{view}": {"code": "UZ-CHUKURSAY"} for view in ("place", "place_end", "place_move", "place_rename", "place_reopen")}
    values["people.place_move_undo"] = {"code": "UZ-CHUKURSAY", "row": 1}
    values |= {f"people.{view}": {"code": "IREN", "row": 1} for view in ("network", "member", "member_add", "member_undo")}
    values["insight.plan_line"] = {"key": line_with(make, enrolment)}
    values["programme"] = {"code": "UZ", "year": 2026, "no": 1, "key": values["insight.plan_line"]["key"]}
    values |= coordinated(make)
    values |= dict.fromkeys(("insight.pack", "insight.freeze_pack"), values["programme.meeting"])
    values["catalogue"] = {"name": "0" * 64 + ".svg"}
    values["progress.withdraw_track"] = {"key": in_track}
    keys_made = (enrolment.key, attempt, in_track, thread, engagement, meeting)
    return World(officer, {**values, "": by_name}, (*SECRETS, WRITTEN, officer.ref, *map(str, keys_made)))


def paired(make, officer, keeper) -> tuple[Any, Any]:
    """The keys of an engagement that waits for the officer's agency, and of a meeting of an earlier one where they were present."""
    coordinator, mentor = make.coordinator(), pairs.mentor(make)
    before = pairs.opened(make, coordinator, officer, mentor, keeper)
    meeting = pairs.met(make, before, mentor).key
    by = make.viewer(mentor)
    meetings.note_meeting(meeting, Outcome.HELD, present=[officer.id], note="", by=by, at=make.now)
    ending.end(before.key, why="Done", by=by, at=make.now)
    return pairs.accepted(make, coordinator, officer, mentor).key, meeting


def noticed(make, viewer, at) -> Any:
    """The key of something said to the officer, who has a mail address as well."""
    choose_mail(address="g.y@post.example", is_wanted=True, by=viewer, at=at)
    tell([viewer.id], "thread_taken", at=at, once="a notice")
    own = select(Notice.key).where(Notice.person_id == viewer.id, Notice.kind == "thread_taken")
    return make.session.scalars(own, execution_options={"as_system": "this test"}).one()


def booked_session(make, officer) -> Any:
    """A theory session for Uzbekistan in which the officer holds a seat; its register names them."""
    trainer, at = make.viewer(make.trainer()), make.now
    plan = theory.Plan({"en": "Seals"}, "en", None, "", 5, "https://meet.example.org/r", [make.node("UZ").id])
    wall = theory.Wall(make.today + timedelta(days=2), "09:00", "Asia/Tashkent", 90)
    session = theory.create(uuid7(), plan, wall, by=trainer, at=at)
    viewer = make.viewer(officer)
    theory.book(sessions.bookable(viewer, session.key), seen=0, by=viewer, at=at)
    return session.key


def coordinated(make) -> dict[str, dict[str, Any]]:
    """A meeting of Uzbekistan with a party, a decision and an action: offices, and nobody's name."""
    row, by = met.meeting(make, -1), make.viewer(make.coordinator())
    party = coordination.add_body(row.key, "WCO", "", "observer", by=by, at=make.now)
    decisions.decide(row.key, "All stays as it is.", "other", by=by, at=make.now)
    todo = todos.ask(row.key, todos.Asked("Call them", None, "UNODC Regional Office", make.today), by=by, at=make.now)
    whole, views = {"key": row.key, "no": 1}, ("meeting", "meeting_calendar", "meeting_cancel", "meeting_edit", "meeting_paper", "minutes")
    more = ("parties", "agenda", "final", "decision", "decision_new", "decision_unlink", "action_new", "meeting_new", "meetings")
    values = {f"programme.{view}": whole for view in (*views, *more)}
    by_party = {"key": row.key, "no": party.id}
    return {**values, "programme.party": by_party, "programme.presence": by_party, "programme.action": {"key": todo.key}}


def addresses(app, world) -> list[tuple[str, str, Any]]:
    """(endpoint, address of the officer's, its view) of everything that can be asked for."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        known = world.values.get(rule.endpoint) or world.values.get(rule.endpoint.split(".")[0], world.values[""])
        values = {name: known[name] for name in rule.arguments}
        found.append((rule.endpoint, adapter.build(rule.endpoint, values), app.view_functions[rule.endpoint]))
    return found


def test_every_address_says_who_may_and_what_it_is_about(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("demo.")}

    assert {name for name in endpoints if not hasattr(app.view_functions[name], "who")} == set()
    assert endpoints == set(ABOUT)


def test_a_new_address_that_says_nothing_answers_nobody(app, client, make, sign_in):
    app.view_functions["unsaid"] = lambda: "secret"
    if not any(rule.endpoint == "unsaid" for rule in app.url_map.iter_rules()):
        app.url_map.add(app.url_rule_class("/unsaid", endpoint="unsaid"))
    try:
        sign_in(client, make.admin())
        assert client.get("/unsaid").status_code == 403
    finally:
        app.url_map._rules_by_endpoint.pop("unsaid", None)
        app.url_map._rules[:] = [rule for rule in app.url_map._rules if rule.endpoint != "unsaid"]
        app.view_functions.pop("unsaid")


def test_signed_out_nothing_but_the_door_is_open(app, client, world):
    for endpoint, address, view in addresses(app, world):
        answer = client.get(address)
        if view.who == "public":
            assert answer.status_code in (200, 404, 405), address
        else:
            assert answer.status_code in (302, 405), address
            assert answer.status_code == 405 or answer.headers["Location"].startswith("/signin"), address
        assert not any(secret in answer.get_data(as_text=True) for secret in SECRETS), endpoint


# (who asks, how they are made, may they see the officer)
ASKERS = {
    "an officer of the same unit": (lambda make: make.trainee(), False),
    "an officer of another agency in the joint unit": (lambda make: make.trainee(agency="UZ-NCDC"), False),
    "an officer abroad": (lambda make: make.outsider(), False),
    "a mentor": (lambda make: make.mentor(), False),
    "a trainer": (lambda make: make.trainer(), False),
    "a donor viewer": (lambda make: make.donor(), False),
    "the focal point of the agency": (lambda make: make.focal_point(), True),
    "the focal point of another agency in the joint unit": (lambda make: make.focal_point("UZ-NCDC"), False),
    "a focal point abroad": (lambda make: make.outside_focal_point(), False),
    "the regional coordinator": (lambda make: make.coordinator(), True),
    "the coordinator of the country": (lambda make: make.coordinator("UZ"), True),
    "the coordinator of another country": (lambda make: make.coordinator("KZ"), False),
    "the administrator of the region": (lambda make: make.admin(), True),
    "the administrator of another country": (lambda make: make.admin("KZ"), False),
}


def expected(about: str, allowed: bool, sees: bool) -> set[int]:
    """The statuses that a GET may end in."""
    if not allowed:
        return {403, 405}
    if about in ("person", "enrolment"):
        return {200, 302, 403, 405} if sees else {404, 405}
    if about == "own":
        return {403, 404, 405} if sees else {404, 405}
    return {200, 302, 303, 400, 404, 405}


def text_of(answer) -> str:
    """Every byte of an answer as text; of a packed file, what is in it."""
    if "spreadsheet" not in (answer.mimetype or ""):
        return answer.get_data(as_text=True)
    with ZipFile(BytesIO(answer.get_data())) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


NAMES_SEEN_BY = {"the focal point of the agency"}


@pytest.mark.parametrize("asker", ASKERS)
def test_who_may_open_what_and_a_full_name_is_read_by_the_focal_point_of_that_agency_alone(app, make, sign_in, client, world, asker):
    made, sees = ASKERS[asker]
    person = made(make)
    sign_in(client, person)
    roles, shown = {grant.role for grant in make.viewer(person).grants}, ""
    for endpoint, address, view in addresses(app, world):
        if endpoint in ENDS_THE_SIGN_IN:
            continue
        answer = client.get(address)
        allowed = view.who == "public" or bool(view.who & roles)
        page = text_of(answer)
        assert answer.status_code in expected(ABOUT[endpoint], allowed, sees), (asker, endpoint, answer.status_code)
        # The address that was asked for is the asker's own word; everything else is a leak.
        said = page.replace(address, "")
        assert sees or not any(secret in said for secret in world.secrets), (asker, endpoint)
        shown += said
    assert ("Yuldosheva" in shown) == (asker in NAMES_SEEN_BY)
    assert (world.officer.ref in shown) == sees


@pytest.mark.parametrize("asker", [name for name, (_, sees) in ASKERS.items() if not sees])
def test_whoever_may_not_see_the_officer_changes_nothing_of_theirs(app, make, sign_in, client, world, asker):
    sign_in(client, ASKERS[asker][0](make))
    for endpoint, address, _ in addresses(app, world):
        if ABOUT[endpoint] in ("person", "enrolment", "own"):
            answer = client.post(address, data={"reason": "none of their business", "day": "2020-01-01", "value": "1"})
            assert answer.status_code in (403, 404, 405), (asker, endpoint, answer.status_code)


def test_a_role_ends_on_its_last_day_on_the_next_click(app, make, sign_in, client, world, db):
    focal_point = make.focal_point()
    sign_in(client, focal_point)
    assert client.get(f"/people/{world.officer.ref}").status_code == 200

    from lms.people.models import RoleGrant

    ends = update(RoleGrant).where(RoleGrant.person_id == focal_point.id).values(to_day=make.first_day)
    db.session.execute(ends, execution_options={"as_system": "this test"})
    db.session.commit()
    assert client.get(f"/people/{world.officer.ref}").status_code == 404


def test_roles_are_the_closed_list_of_the_house():
    assert {role.value for role in Role} == {"trainee", "mentor", "trainer", "focal_point", "coordinator", "donor", "admin"}
