"""What officer and mentor say to each other: outcomes, turns, drafts, and that it ends for whoever has no access any more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from lms.mentoring.actions import ending
from lms.mentoring.rules.drafts import LONGEST
from lms.notices.models import Notice
from lms.people.models import Kept
from lms.progress.models import Enrolment, Evidence, State
from tests.mentoring.works import ASSIGNMENT, FETCH, STEPS, SYSTEM, TEXT, abroad, handed_in, paired

OWN = "Outside first, then the seal."


@pytest.fixture
def scene(request, app, make):
    return make.scene(handed_in if "thread" in request.fixturenames else paired)


@pytest.fixture
def work(scene):
    return scene[0]


@pytest.fixture
def mentor(scene):
    return scene[1]


@pytest.fixture
def thread(scene):
    return scene[2]


def told(db, person) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id), execution_options=SYSTEM))


def test_a_mentor_asks_for_a_new_version_and_says_then_that_it_meets(work, mentor, thread, db):
    page = work.browser(mentor).get(f"/conversations/{thread.key}").text
    assert TEXT in page and "Papers" in page and "Gulbahor Y." in page and "Outcome" in page
    assert work.say(mentor, OWN, outcome="revise").headers["Location"] == "/desk"
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert OWN in page and "Revise" in page and "begun as a copy of version 1" in page and "your turn since" in page

    work.hand_in("Look outside, then behind the first row.")
    work.say(mentor, "Right.", outcome="meets")
    assert [(review.iteration, review.outcome) for review in work.reviews()] == [(1, "revise"), (2, "meets")]
    assert work.turns() == [("mentor", False), ("officer", False), ("mentor", False)] and work.thread().closed_at
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "<b>Meets.</b>" in page and "This step is complete." in page and 'name="step"' not in page
    assert [kind for kind in told(db, work.officer) if kind in ("revise", "meets")] == ["revise", "meets"]


def test_it_is_with_the_mentor_only_while_it_is_the_mentors_turn(work, mentor, thread):
    def heading(path=ASSIGNMENT) -> str:
        return work.browser(work.officer).get(path).text.split("</h1>")[1].split("</p>")[0]

    assert "with your mentor, Lieven M., Brussels" in heading()
    work.say(mentor, OWN)
    assert "your mentor: Lieven M., Brussels" in heading() and "with your mentor" not in heading()
    work.say(mentor, "Right.", outcome="meets")
    assert "your mentor: Lieven M., Brussels" in heading() and "with your mentor" not in heading()

    work.ask()
    asked = work.thread()
    assert "with your mentor, Lieven M., Brussels" in heading(path := f"/conversations/{asked.key}")
    work.say(mentor, OWN, thread=asked)
    assert "your mentor: Lieven M., Brussels" in heading(path) and "with your mentor" not in heading(path)


def test_meets_completes_the_step_and_revise_does_not(work, mentor, thread, db):
    states = select(State.status, State.done_at).join(Enrolment, Enrolment.id == State.enrolment_id)
    work.say(mentor, OWN, outcome="revise")
    assert db.session.execute(states, execution_options=SYSTEM).one() == ("begun", None)
    work.hand_in()
    work.say(mentor, "", outcome="meets")
    assert db.session.execute(states, execution_options=SYSTEM).one().status == "done"
    facts = db.session.scalars(select(Evidence).where(Evidence.kind == "reviewed").order_by(Evidence.happened_at), execution_options=SYSTEM)
    assert [(fact.body, fact.source, fact.actor_id) for fact in facts] == [
        ({"outcome": "revise", "iteration": 1}, "staff", mentor.id), ({"outcome": "meets", "iteration": 2}, "staff", mentor.id),
    ]  # fmt: skip


def test_the_next_draft_begins_with_the_last_text_and_without_its_word(work, mentor, thread):
    work.say(mentor, OWN, outcome="revise")
    row = work.submissions()[1]
    assert (row.iteration, row.text, row.steps) == (2, TEXT, {"items": STEPS, "word": ""}) and not row.handed_in_at


def test_a_word_goes_along_with_a_version_and_stands_in_the_conversation(work, mentor):
    work.hand_in(word="Seal or outside first?")
    assert [(post.text, post.side, post.iteration) for post in work.posts()] == [("Seal or outside first?", "officer", 1)]
    assert "Seal or outside first?" in work.browser(mentor).get(f"/conversations/{work.thread().key}").text


def test_an_outcome_given_twice_is_a_sentence_and_changes_nothing(work, mentor, thread):
    two = [work.browser(mentor).get(f"/conversations/{thread.key}").text for _ in range(2)]
    forms = [work.hidden(page) for page in two]
    work.say(mentor, OWN, outcome="revise", form=forms[0])
    answer = work.say(mentor, "Well done.", outcome="meets", form=forms[1])
    page = work.browser(mentor).get(answer.headers["Location"]).text
    assert "You sent “Revise” already, today, " in page and "it stays." in page and "Well done." in page
    assert [draft.text for draft in work.drafts()] == ["Well done."] and not any(draft.aside for draft in work.drafts())
    assert [review.outcome for review in work.reviews()] == ["revise"] and len(work.posts()) == 1


def test_a_second_click_sends_a_review_once_and_says_nothing_of_it(work, mentor, thread):
    form = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    answers = [work.say(mentor, OWN, outcome="revise", form=form) for _ in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {"/desk"}
    assert len(work.posts()) == len(work.reviews()) == 1 and len(work.submissions()) == 2


def test_the_same_form_sent_again_with_other_words_and_another_outcome_loses_neither(work, mentor, thread):
    form = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    work.say(mentor, OWN, outcome="revise", form=form)
    page = work.browser(mentor).get(work.say(mentor, "Well done.", outcome="meets", form=form).headers["Location"]).text
    assert "You sent “Revise” already, today, " in page and "Well done." in page and [post.text for post in work.posts()] == [OWN]
    work.say(mentor, "A third word.", form={**work.hidden(page), "outcome": ""})
    assert [post.text for post in work.posts()] == [OWN, "A third word."]


def test_a_word_sent_again_with_other_words_is_kept_as_a_draft(work, mentor, thread):
    form = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    work.say(mentor, "One.", form=form)
    page = work.browser(mentor).get(work.say(mentor, "Two.", form=form).headers["Location"]).text
    assert "This form was sent already, today, " in page and "Two." in page and [post.text for post in work.posts()] == ["One."]


def test_meets_given_twice_without_a_word_says_which_stands(work, mentor, thread):
    form = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    work.say(mentor, "", outcome="meets", form=form)
    page = work.browser(mentor).get(work.say(mentor, "", outcome="revise", form=form).headers["Location"]).text
    assert "You sent “Meets” already, today, " in page and "What you chose here was not sent." in page
    assert work.say(mentor, "", outcome="meets", form=form).headers["Location"] == "/desk" and len(work.reviews()) == 1


def test_revise_needs_a_word_and_keeps_the_choice(work, mentor, thread):
    page = work.say(mentor, "", outcome="revise").text
    assert "Say what should change" in page and 'value="revise" checked' in page and not work.reviews()


def test_a_version_that_came_meanwhile_is_said_and_the_comment_kept(work, mentor, thread):
    old = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    work.say(mentor, OWN, outcome="revise", form=old)
    work.hand_in("The second version.")
    page = work.say(
        mentor,
        "Too late for the first.",
        outcome="meets",
        form={**old, "iteration": "0", "key": str(work.posts()[0].key)[:-4] + "aaaa", "version": "2"},
    ).text
    assert "Version 2 was handed in while you wrote." in page and "Too late for the first." in page
    assert [review.iteration for review in work.reviews()] == [1]


def test_what_the_officer_wrote_meanwhile_is_read_before_an_outcome_is_given(work, mentor, thread):
    old = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    work.say(work.officer, "I weighed the box twice, by mistake.")
    page = work.say(mentor, OWN, outcome="meets", form=old).text
    assert "The officer wrote while you did" in page and "weighed the box twice" in page and not work.reviews()
    assert OWN in page and 'value="meets" checked' in page
    assert work.say(mentor, OWN, outcome="meets").headers["Location"] == "/desk" and len(work.reviews()) == 1


def test_a_second_word_of_the_same_side_does_not_begin_the_turn_anew(work, mentor, thread):
    since = select(work.turns.__globals__["Turn"].since)
    before = work.db.session.scalars(since, execution_options=SYSTEM).all()
    work.say(work.officer, "And one thing more.")
    assert work.turns() == [("mentor", True)] and work.db.session.scalars(since, execution_options=SYSTEM).all() == before
    work.say(mentor, "Which box is it?", outcome="")
    assert work.turns() == [("mentor", False), ("officer", True)] and not work.reviews()
    work.say(mentor, "I mean the reefer.", outcome="")
    assert work.turns() == [("mentor", False), ("officer", True)]


def test_what_is_written_is_a_draft_of_its_writer_alone_until_it_is_sent(work, mentor, thread):
    form = work.hidden(work.browser(mentor).get(f"/conversations/{thread.key}").text)
    said = work.browser(mentor).post(f"/conversations/{thread.key}/draft", data={**form, "text": OWN}, headers=FETCH).json
    assert said["state"] == "done" and said["version"] == 1
    assert OWN not in work.browser(work.officer).get(ASSIGNMENT).text
    assert OWN in work.browser(mentor).get(f"/conversations/{thread.key}").text
    work.say(mentor, OWN, outcome="revise")
    assert [(draft.text, draft.version) for draft in work.drafts()] == [("", 2)]  # emptied; an old page is still told as one


def test_a_comment_from_two_devices_is_kept_twice(work, mentor, thread):
    path = f"/conversations/{thread.key}"
    desk, phone = (work.hidden(work.browser(mentor).get(path).text) for _ in range(2))
    assert work.say(mentor, "From the desk.", "save", form=desk).status_code == 302
    assert work.say(mentor, "From the telephone.", "send", form=phone).headers["Location"] == f"{path}/drafts"
    page = work.browser(mentor).get(f"{path}/drafts").text
    assert "From the desk." in page and "From the telephone." in page and not work.posts()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    work.browser(mentor).post(f"{path}/drafts", data={"seen": seen, "which": phone["page"]})
    assert "From the telephone." in work.browser(mentor).get(path).text and work.drafts()[0].aside == {}


def test_a_text_of_200_kb_and_a_number_that_may_be_real_are_kept_in_the_form(work, mentor, thread):
    page = work.say(mentor, "x" * (LONGEST + 1), outcome="meets").text
    assert "At most 20,000 letters." in page and f'data-most="{LONGEST}"' in page
    assert "at most 20,000 letters" in page and "x" * (LONGEST + 1) in page and 'value="meets" checked' in page
    page = work.say(mentor, "As with QZKU 620031 3.", outcome="meets").text
    assert "QZKU 620031 3 is not of this course" in page and 'value="meets" checked' in page and not work.reviews()
    work.say(mentor, "As with QZKU 620031 3.", "invented", outcome="meets", numbers="QZKU6200313")
    assert [review.outcome for review in work.reviews()] == ["meets"]


def test_a_number_said_to_be_invented_is_not_asked_about_again_in_the_same_conversation(work, mentor):
    work.write("hand_in", "Box QZKU 620031 3.")
    work.write("invented", "Box QZKU 620031 3.", numbers="QZKU6200313")
    assert work.say(mentor, "About QZKU6200313: say why.", outcome="revise").status_code == 302


def test_the_officer_sees_that_it_was_opened_and_the_mentor_whose_turn_it_is(work, mentor, thread):
    assert "not opened yet" in work.browser(work.officer).get(ASSIGNMENT).text
    work.browser(mentor).get(f"/conversations/{thread.key}")
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "Opened: today" in page and "Opened by Lieven M." in page


def test_access_that_ended_while_one_wrote_leaves_ones_own_text_and_nothing_of_the_officers(work, make, mentor, thread):
    path, browser = f"/conversations/{thread.key}", work.browser(mentor)
    form = work.hidden(browser.get(path).text)
    engagement = work.rows(work.paired.__globals__["pairs"].Engagement)[0]
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)

    answer = browser.post(path, data={**form, "text": OWN, "do": "send", "outcome": "meets"})
    assert answer.status_code == 404 and OWN in answer.text and "Nothing was sent." in answer.text
    assert not any(said in answer.text for said in (TEXT, "Gulbahor", work.officer.ref, "Search plan", "Papers"))
    assert [browser.get(page).status_code for page in (path, f"{path}/drafts")] == [404, 404]
    answer = browser.post(f"{path}/draft", data={**form, "text": OWN}, headers=FETCH)
    assert answer.status_code == 404
    said = "This page is not yours to see any more. It may have ended while you wrote. Nothing was sent."
    assert f"{answer.json['sentence']} {answer.json['kept']}" == said and set(answer.json) == {"status", "sentence", "kept"}
    assert browser.post(f"{path}/close").status_code == 404 and not work.reviews() and not work.posts()
    assert not any(said in browser.get("/desk").text for said in ("Gulbahor", work.officer.ref))


def test_what_was_saved_before_access_ended_is_given_back_where_it_was_written_and_to_its_writer_alone(work, make, mentor, thread):
    path, browser = f"/conversations/{thread.key}", work.browser(mentor)
    work.say(mentor, OWN, "save")
    engagement = work.rows(work.paired.__globals__["pairs"].Engagement)[0]
    ending.end(engagement.key, why="over", by=make.viewer(work.coordinator), at=make.now)

    answer = browser.get(path)
    assert answer.status_code == 404 and "What you wrote, to copy" in answer.text and OWN in answer.text
    assert not any(said in answer.text for said in (TEXT, "Gulbahor", work.officer.ref, "Search plan", "Papers"))
    other = work.browser(make.mentor()).get(path)
    assert other.status_code == 404 and OWN not in other.text


def test_what_never_was_and_what_is_anothers_answer_alike(work, make, thread):
    never = "00000000-0000-7000-8000-000000000000"
    foreign = work.browser(abroad(make))
    for key in (never, thread.key):
        assert foreign.get(f"/conversations/{key}").status_code == 404
    pages = [foreign.post(f"/conversations/{key}", data={"text": OWN, "key": never}) for key in (never, thread.key)]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].text.replace(never, "") == pages[1].text.replace(str(thread.key), "")


def test_who_routes_or_keeps_the_officer_does_not_read_the_conversation(work, make, thread):
    for who in (work.coordinator, work.keeper, make.trainee(), make.outsider(), make.admin()):
        assert work.browser(who).get(f"/conversations/{thread.key}").status_code == 404


def test_a_mentor_who_sees_the_officer_but_does_not_hold_it_reads_nothing(work, mentor, thread):
    other, _ = work.paired(work.mentor(call_name="Unit M."), "UZ-CHUKURSAY")
    assert work.browser(other).get(f"/conversations/{thread.key}").status_code == 404


def test_what_a_mentor_sends_after_the_sign_in_lapsed_is_kept(work, app, make, mentor, thread):
    quiet = make.sign_in(app.test_client(), mentor, idle_minutes=10, ago=timedelta(minutes=30))
    assert quiet.post(f"/conversations/{thread.key}", data={"text": OWN, "do": "send", "outcome": "revise"}).status_code == 302
    assert [kept.form["text"] for kept in work.rows(Kept)] == [[OWN]]


def at_once(app, count, send) -> list[int]:
    """What each of that many browsers was answered that sent in the same moment."""
    ready = Barrier(count)

    def one(number: int) -> int:
        ready.wait()
        return send(number)

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(one, range(count)))


def test_handed_in_from_six_windows_at_once_it_is_handed_in_once(work, app, make, mentor, db):
    form = work.open()
    browsers = [make.sign_in(app.test_client(), work.officer) for _ in range(6)]
    data = {**form, "text": TEXT, "step": STEPS, "do": "hand_in"}
    assert at_once(app, 6, lambda n: browsers[n].post(ASSIGNMENT, data=data).status_code) == [302] * 6
    assert len(work.submissions()) == 1 and work.turns() == [("mentor", True)]
    assert len(db.session.scalars(select(Evidence).where(Evidence.kind == "submitted"), execution_options=SYSTEM).all()) == 1


def test_outcomes_from_six_windows_at_once_are_one_outcome_and_five_sentences(work, app, make, mentor, thread):
    path = f"/conversations/{thread.key}"
    browsers = [make.sign_in(app.test_client(), mentor) for _ in range(6)]
    forms = [work.hidden(browser.get(path).text) for browser in browsers]
    sent = [{**form, "text": "", "do": "send", "outcome": "meets" if n % 2 else "revise"} for n, form in enumerate(forms)]
    answers = at_once(app, 6, lambda n: browsers[n].post(path, data=sent[n]).status_code)
    assert set(answers) <= {200, 302} and len(work.reviews()) == 1 and work.reviews()[0].outcome == "meets"
    assert work.turns() == [("mentor", False)] and len(work.submissions()) == 1
