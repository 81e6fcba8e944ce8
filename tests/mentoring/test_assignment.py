"""Writing an assignment and handing it in: on one page or two devices, with a script or without, once."""

import re

import pytest
from sqlalchemy import select

from lms.mentoring.rules.drafts import LONGEST, MOST_ASIDE, MOST_STEPS
from lms.notices.models import Notice
from lms.people.models import Kept
from lms.progress.models import Enrolment, Evidence, State
from tests.mentoring.works import ASSIGNMENT, FETCH, STEPS, SYSTEM, TEXT, abroad, work  # noqa: F401

pytestmark = pytest.mark.usefixtures("work")
NUMBER = "QZKU 620031 3"  # its check digit is right, and it is not the course's


def facts(db) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(Evidence).order_by(Evidence.event_id), execution_options=SYSTEM)
    return sorted((row.kind, row.source) for row in rows)


def test_an_officer_writes_saves_moves_a_step_hands_in_and_reads_who_answers(work):  # noqa: F811
    mentor, _ = work.paired()
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "Write a plan." in page and "Invented data only." in page and "goes to your mentor, Lieven M., Brussels" in page
    assert work.write().headers["Location"].endswith("#draft")
    assert "Saved " in work.browser(work.officer).get(ASSIGNMENT).text
    assert work.write("up-2").headers["Location"].endswith("#s1")
    assert work.submissions()[0].steps["items"] == ["Seal", "Papers", "Doors"]

    work.hand_in()
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "An answer is promised by" in page and "3 working days in Brussels" in page and "not opened yet" in page
    assert work.turns() == [("mentor", True)] and work.thread().mentor_id == mentor.id
    assert TEXT in work.browser(mentor).get(f"/conversations/{work.thread().key}").text


def test_handing_in_is_a_fact_and_begins_the_step_without_finishing_it(work, db):  # noqa: F811
    work.hand_in()
    assert facts(db) == [("opened", "browser"), ("submitted", "browser")]
    submitted = db.session.scalars(select(Evidence).where(Evidence.kind == "submitted"), execution_options=SYSTEM).one()
    assert submitted.body == {"iteration": 1} and submitted.actor_id == work.officer.id
    state = db.session.scalars(select(State), execution_options=SYSTEM).one()
    assert (state.status, state.done_at) == ("begun", None)
    assert db.session.scalars(select(Enrolment.status), execution_options=SYSTEM).one() == "in_progress"


def test_a_second_click_hands_in_nothing_twice_and_says_nothing_of_it(work):  # noqa: F811
    form = work.open()
    first, second = work.write("hand_in", form=form), work.write("hand_in", form=form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert len(work.submissions()) == 1 and work.turns() == [("mentor", True)]


def test_what_is_saved_after_handing_in_elsewhere_is_given_back(work):  # noqa: F811
    form = work.open()
    work.write("hand_in", form=form)
    answer = work.write("save", "Something else.", form=form)
    assert answer.status_code == 409 and "Version 1 was handed in already" in answer.text and "Something else." in answer.text
    assert work.submissions()[0].text == TEXT


@pytest.mark.parametrize(("text", "steps", "says"), [("", STEPS, "Write the text before"), (TEXT, ["", " "], "at least one step")])
def test_what_is_missing_is_said_and_the_draft_is_kept(work, text, steps, says):  # noqa: F811
    answer = work.write("hand_in", text, steps)
    assert says in answer.text and work.rows(type(work.submissions()[0])) and not work.submissions()[0].handed_in_at


def test_nothing_saved_yet_is_not_said_where_a_draft_exists(work):  # noqa: F811
    assert "Nothing saved yet" in work.browser(work.officer).get(ASSIGNMENT).text
    page = work.write("hand_in", "A draft.", []).text
    assert "Write at least one step" in page and "Nothing saved yet" not in page and "Saved before, today, " in page
    mentor, _row = work.paired()
    thread = work.hand_in()
    work.say(mentor, "Once more.", outcome="revise", thread=thread)
    assert "Nothing saved yet" not in work.browser(work.officer).get(ASSIGNMENT).text


def test_emptied_steps_go_and_new_ones_are_added_without_a_script(work):  # noqa: F811
    work.write("save", steps=["Papers", "", "  ", "Doors"])
    assert work.submissions()[0].steps["items"] == ["Papers", "Doors"]
    assert work.write("add", steps=["Papers", "Doors"]).headers["Location"].endswith("#s3")
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert page.count('name="step"') == 4  # three, and the pattern for the script
    assert re.search(r'value="up-1"[^>]* disabled', page) and re.search(r'value="down-2"[^>]* disabled', page)


def test_the_script_hears_that_it_is_saved_and_at_which_version(work):  # noqa: F811
    form = work.open()
    said = work.typed("Look", form).json
    assert said["state"] == "done" and re.fullmatch(r"Saved \d\d:\d\d", said["words"]) and said["version"] == 1
    said = work.typed("Look behind", {**form, "version": "1"}).json
    assert said["version"] == 2 and work.submissions()[0].text == "Look behind"


def test_nothing_is_kept_of_a_page_that_was_only_opened(work):  # noqa: F811
    assert work.typed("", work.open(), steps=[]).json["version"] == 0
    assert work.submissions() == []


def test_a_draft_from_a_second_device_is_kept_beside_the_first_until_one_is_chosen(work):  # noqa: F811
    desk, phone = work.open(), work.open()
    work.write("save", "From the desk.", form=desk)
    answer = work.write("save", "From the telephone.", ["Seal"], form=phone)
    assert answer.headers["Location"].endswith("/assignment/drafts")
    page = work.browser(work.officer).get(f"{ASSIGNMENT}/drafts").text
    assert "From the desk." in page and "From the telephone." in page and page.count("Go on with this one") == 2
    assert work.submissions()[0].text == "From the desk."

    seen, which = re.search(r'name="seen" value="([^"]*)"', page)[1], phone["page"]
    answer = work.browser(work.officer).post(f"{ASSIGNMENT}/drafts", data={"seen": seen, "which": which})
    row = work.submissions()[0]
    assert answer.status_code == 302 and (row.text, row.steps["items"], row.aside) == ("From the telephone.", ["Seal"], {})


def test_two_drafts_are_not_handed_in_before_one_is_chosen(work):  # noqa: F811
    desk, phone = work.open(), work.open()
    work.write("save", "From the desk.", form=desk)
    work.write("save", "From the telephone.", form=phone)
    answer = work.write("hand_in", "From the desk.")
    assert answer.status_code == 409 and "Choose one of them" in answer.text
    assert not work.submissions()[0].handed_in_at and len(work.submissions()[0].aside) == 1


def test_a_second_device_that_types_on_loses_nothing_and_is_told(work):  # noqa: F811
    desk, phone = work.open(), work.open()
    work.typed("From the desk.", desk)
    for text in ("F", "From the te", "From the telephone."):
        said = work.typed(text, phone).json
    assert said["state"] == "wait" and "kept as well" in said["words"] and said["both"].endswith("/drafts")
    assert [each["text"] for each in work.submissions()[0].aside.values()] == ["From the telephone."]


def test_a_choice_that_was_overtaken_shows_all_drafts_again(work):  # noqa: F811
    desk, phone = work.open(), work.open()
    work.typed("From the desk.", desk)
    work.typed("From the telephone.", phone)
    page = work.browser(work.officer).get(f"{ASSIGNMENT}/drafts").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    work.typed("From the desk, and more.", {**desk, "version": "1"})
    page = work.browser(work.officer).post(f"{ASSIGNMENT}/drafts", data={"seen": seen, "which": phone["page"]}).text
    assert "choose once more" in page and "and more." in page and "From the telephone." in page


def test_more_devices_than_anybody_has_are_told_that_they_are_too_many(work):  # noqa: F811
    pages = [work.open() for _ in range(MOST_ASIDE + 2)]
    answers = [work.write("save", f"Device {n}", form=form) for n, form in enumerate(pages)]
    assert [answer.status_code for answer in answers] == [302] * (MOST_ASIDE + 1) + [409]
    assert f"Device {MOST_ASIDE + 1}" in answers[-1].text and len(work.submissions()[0].aside) == MOST_ASIDE


@pytest.mark.parametrize("text", ["х" * 200 * 1024, "х" * 1024 * 1024, "x" * (LONGEST + 1)])
def test_a_text_of_200_kb_is_refused_in_a_sentence_and_kept_in_the_form(work, text):  # noqa: F811
    data = {**work.open(), "text": text, "step": STEPS, "do": "hand_in"}
    answer = work.browser(work.officer).post(ASSIGNMENT, data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client keeps so large a form in a file
    assert answer.status_code == 200 and "at most 20,000 letters go to a mentor" in answer.text and text in answer.text
    assert work.submissions() == []


def test_a_text_too_long_that_comes_after_handing_in_elsewhere_is_given_back_whole(work):  # noqa: F811
    form = work.open()
    work.write("hand_in", form=form)
    answer = work.write("hand_in", "Q" * 200_000 + "and its end", form=form)
    assert answer.status_code == 409 and "Version 1 was handed in already" in answer.text and "and its end" in answer.text


def test_too_many_steps_and_too_long_ones_are_said(work):  # noqa: F811
    assert f"at most {MOST_STEPS} are read" in work.write("save", steps=["step"] * (MOST_STEPS + 1)).text
    assert "A step is longer than" in work.write("save", steps=["x" * 3000]).text
    assert "letters go to a mentor" in work.typed("x" * 30_000, work.open()).json["sentence"]


def test_a_container_number_that_may_be_real_asks_once_before_it_is_handed_in(work):  # noqa: F811
    text = f"The box {NUMBER} and the training box CSQU305438 3."
    page = work.write("hand_in", text).text
    assert "QZKU 620031 3 is not of this course, and its check digit is right." in page and "CSQU 305438 3 is not" not in page
    assert not work.submissions()[0].handed_in_at and work.submissions()[0].text == text  # the draft is saved

    assert work.write("invented", text, numbers="QZKU6200313").status_code == 302
    assert work.submissions()[0].handed_in_at


def test_another_number_than_the_agreed_one_is_asked_about_again(work):  # noqa: F811
    assert "MSCU 622001 4" in work.write("invented", "Box MSCU 622001 4", numbers="QZKU6200313").text
    assert not work.submissions()[0].handed_in_at


def test_without_a_mentor_the_page_says_so_and_the_coordinator_has_it_on_the_list(work):  # noqa: F811
    assert "you have no mentor yet" in work.browser(work.officer).get(ASSIGNMENT).text
    work.hand_in()
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "You have no mentor yet." in page and "coordinator’s list" in page and "promised" not in page
    page = work.browser(work.coordinator).get("/waiting").text
    assert work.officer.ref in page and "Search plan" in page and TEXT not in page


def test_it_goes_to_the_persons_own_mentor_before_the_units(work):  # noqa: F811
    work.paired(work.mentor(call_name="Unit M."), "UZ-CHUKURSAY")
    own, _ = work.paired(work.mentor(call_name="Own M."))
    assert work.hand_in().mentor_id == own.id
    assert "Own M." in work.browser(work.officer).get(ASSIGNMENT).text


def test_it_goes_to_the_units_mentor_where_there_is_no_own(work):  # noqa: F811
    unit, _ = work.paired(work.mentor(call_name="Unit M."), "UZ-CHUKURSAY")
    assert work.hand_in().mentor_id == unit.id


def test_the_mentor_is_told_without_a_name(work, db):  # noqa: F811
    mentor, _ = work.paired()
    work.hand_in()
    told = db.session.scalars(
        select(Notice).where(Notice.person_id == mentor.id, Notice.kind == "handed_in"), execution_options=SYSTEM
    ).one()
    assert told.params == {"title": {"en": "Search plan"}, "version": 1} and told.path == f"/conversations/{work.thread().key}"


def test_nobody_else_opens_the_assignment_or_learns_that_it_is_there(work, make):  # noqa: F811
    work.hand_in()
    for who in (make.trainee(), make.outsider()):
        assert work.browser(who).get(ASSIGNMENT).headers["Location"].endswith("/courses/plans")  # not enrolled: the course says how
        answer = work.browser(who).post(ASSIGNMENT, data={"text": "Mine.", "do": "save"})
        assert answer.status_code == 409 and "Mine." in answer.text
    for who in (work.keeper, work.coordinator, abroad(make)):
        assert work.browser(who).get(ASSIGNMENT).status_code == 403
    assert work.browser(work.officer).get("/courses/plans/read/assignment").status_code == 404


def test_what_is_sent_after_the_sign_in_lapsed_is_kept(work, app, make, db):  # noqa: F811
    from datetime import timedelta

    form = work.open()
    quiet = make.sign_in(app.test_client(), work.officer, idle_minutes=10, ago=timedelta(minutes=30))
    assert quiet.post(ASSIGNMENT, data={**form, "text": TEXT, "step": STEPS, "do": "hand_in"}).status_code == 302
    kept = db.session.scalars(select(Kept), execution_options=SYSTEM).one()
    assert kept.endpoint == "mentoring.assignment" and kept.form["text"] == [TEXT] and kept.form["step"] == STEPS


def test_a_withdrawn_officer_reads_what_was_and_sends_nothing(work, make):  # noqa: F811
    from lms.progress import actions as progress

    work.write()
    enrolment = work.rows(Enrolment)[0]
    progress.withdraw(enrolment, by=make.viewer(work.keeper), at=make.now, reason="moved")
    answer = work.write("hand_in", "More.", form={"iteration": "1", "version": "1"})
    assert answer.status_code == 409 and "More." in answer.text and work.submissions()[0].text == TEXT
    assert TEXT in work.browser(work.officer).get(ASSIGNMENT).text and 'name="do"' not in work.browser(work.officer).get(ASSIGNMENT).text


def test_the_mentor_of_somebody_who_was_withdrawn_reads_so_where_the_promise_stood(work, make):  # noqa: F811
    from lms.progress import actions as progress

    mentor, _ = work.paired()
    work.hand_in()
    page = f"/conversations/{work.thread().key}"
    assert "from the course, " not in work.browser(mentor).get(page).text
    progress.withdraw(work.rows(Enrolment)[0], by=make.viewer(work.keeper), at=make.now, reason="moved")
    assert "Withdrawn" in (said := work.browser(mentor).get(page).text) and "from the course, " in said


def test_a_script_of_somebody_signed_out_hears_it(work, app):  # noqa: F811
    answer = app.test_client().post(f"{ASSIGNMENT}/draft", data={"text": TEXT}, headers=FETCH)
    assert answer.status_code == 401 and answer.json == {"signed_out": True, "kept": False}
