"""The pages of pairing: the list of needs, the candidates, the offer as its mentor reads it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from lms.mentoring.actions import pairing
from lms.mentoring.models import Engagement
from lms.mentoring.queries import pairing as queries
from lms.mentoring.rules.hours import Window
from lms.people.models import Holiday, Person
from tests.mentoring import pairs
from tests.mentoring.pairs import text

UNIT, AT = "UZ-CHUKURSAY", "/pairing/unit/UZ-CHUKURSAY"


@pytest.fixture
def coordinator(make):
    return make.coordinator(call_name="Coordinator")


@pytest.fixture
def officer(make):
    return make.trainee(call_name="Gulbahor Y.", lang="ru")


@pytest.fixture
def browser(client, sign_in, coordinator, officer):
    return sign_in(client, coordinator)


def offer(browser, mentor, at=AT, **more):
    return browser.post(f"{at}/offer", data={"mentor": mentor.ref, "ends_on": "", **more})


def ends(make):
    return f"{make.today + timedelta(days=60):%d.%m.%Y}"


def engagement(db):
    return db.session.scalars(select(Engagement).order_by(Engagement.id.desc()), execution_options=pairs.SYSTEM).first()


def test_a_coordinator_finds_the_need_looks_at_the_candidates_and_offers(browser, db, make, coordinator, officer):
    make.enrolled(officer, pairs.course(make), by=coordinator)
    mentor = pairs.mentor(make)
    page = text(browser.get("/pairing"))
    assert "1 open need" in page and "Chukursay Tekhkontora 1 person in a mentorship course" in page

    page = text(browser.get(f"{AT}?topic=seals&topic=wildlife"))
    assert "1 mentor, best first" in page and "Lieven M." in page and "Covers Seals; not covered: Wildlife: CITES." in page
    assert "the longest spell Mon–Fri 09:00–13:00 there. Writes Russian, C1. 0 of 2 units taken." in page
    assert "h a week" in page and "0 of 2 units" in page and "Russian C1" in page
    assert offer(browser, mentor, ends_on=ends(make), topic=["seals"], goals="Two plans").headers["Location"] == AT

    page = text(browser.get(AT))
    assert "Offered to Lieven M." in page and "Take the offer back" in page
    row = engagement(db)
    assert (row.goals, row.topics) == ("Two plans", {"codes": ["seals"]})
    assert "Offered" in text(browser.get("/pairing")) and "0 open needs" in text(browser.get("/pairing"))


def test_a_candidates_sentence_names_topics_hours_language_and_load(browser, make):
    make.trainee("UZ-ALAT")
    pairs.mentor(
        make,
        topics=("seals", "search", "drugs", "waste", "custody"),
        languages={"ru": "B2"},
        windows=[Window(day, 540, 720) for day in (0, 1)],
    )
    page = text(browser.get("/pairing/unit/UZ-ALAT"))
    assert "Helps with Seals, Drugs and routes, Waste: Basel Convention, Search techniques, and 1 more." in page
    assert "Writes Russian, B2. 0 of 2 units taken." in page and " h a week together, the longest spell Mon, Tue " in page
    assert "Covers all that is asked for: Seals." in text(browser.get("/pairing/unit/UZ-ALAT?topic=seals"))
    assert "Covers nothing of what is asked for: Wildlife: CITES." in text(browser.get("/pairing/unit/UZ-ALAT?topic=wildlife"))


def test_hours_that_move_with_the_clocks_say_so(browser, make):
    pairs.mentor(make, windows=[pairs.Window(day, 540, 720) for day in range(5)])
    page = text(browser.get(AT))
    assert re.search(r"Mon–Fri \d\d:00–\d\d:00.* until \d+ (October|March|November|April)", page) and "clocks change" in page


def test_another_than_the_first_is_asked_for_a_reason_and_everything_is_kept(browser, db, make):
    pairs.mentor(make, call_name="First F.")
    second = pairs.mentor(make, topics=(), call_name="Second S.")
    sent = {"ends_on": ends(make), "topic": ["seals"], "goals": "Two plans"}
    page = offer(browser, second, **sent)
    assert "Say in a few words why not the first." in text(page) and "Why Second S., and not the first?" in text(page)
    assert "Two plans" in page.text and engagement(db) is None

    assert offer(browser, second, why_not_first="Knows the post", **sent).status_code == 302
    assert engagement(db).why_not_first == "Knows the post"


def test_a_wrong_or_passed_last_day_is_said_and_nothing_is_offered(browser, db, make):
    mentor = pairs.mentor(make)
    for said, sentence in (("31.06.2027", "There is no 31 June"), ("", "Write a day."), (f"{make.today:%d.%m.%Y}", "between tomorrow")):
        page = offer(browser, mentor, ends_on=said, goals="kept words")
        assert sentence in unescape(page.text) and "kept words" in page.text, said
    assert engagement(db) is None


def test_the_second_tab_reads_that_one_offer_stands(browser, db, make):
    mentor = pairs.mentor(make)
    assert offer(browser, mentor, ends_on=ends(make)).status_code == 302
    page = text(offer(browser, mentor, ends_on=ends(make)), 409)
    assert "was offered to Lieven M. already. One offer stands; nothing was sent again." in page
    assert pairs.places(db, mentor) == (1, 0)


def test_who_was_taken_meanwhile_is_said_and_the_list_shows_the_next(browser, make, coordinator):
    mentor, other = pairs.mentor(make, units=1, call_name="One O."), pairs.mentor(make, topics=(), call_name="Two T.")
    make.trainee("UZ-ALAT")
    pairs.offered(make, coordinator, "UZ-ALAT", mentor)
    page = text(offer(browser, mentor, ends_on=ends(make)), 409)
    assert "This mentor cannot be offered now. No offer was made." in page and "Full, 1 of 1" in page and other.call_name in page


def test_any_unit_and_trainee_of_the_countries_is_found_by_search_and_nobody_elses(client, sign_in, make, officer):
    outsider = make.outsider()
    sign_in(client, make.coordinator("UZ"))
    page = text(client.get("/pairing?q=gulbahor"))
    assert f"Gulbahor Y. {officer.ref}" in page
    assert "Alat" in text(client.get("/pairing?q=UZ-ALAT"))
    for q in ("Outsider", outsider.ref, "altynkol"):
        assert "No unit and no trainee of your countries fits" in text(client.get("/pairing", query_string={"q": q}))


def test_another_countrys_trainee_unit_and_engagement_are_not_there(client, sign_in, db, make, coordinator, officer):
    row = pairs.offered(make, coordinator, officer, pairs.mentor(make))
    sign_in(client, make.coordinator("KZ"))
    for address in (AT, f"/pairing/person/{officer.ref}", "/pairing/unit/NOWHERE", "/pairing/moon/UZ-ALAT", f"/engagements/{row.key}"):
        assert client.get(address).status_code == 404, address
    for address in (f"{AT}/offer", f"/engagements/{row.key}/take-back", f"/engagements/{row.key}/letter"):
        assert client.post(address).status_code == 404, address


def test_the_mentor_reads_topics_hours_and_language_and_no_name_before_the_agency_agrees(client, sign_in, db, make, coordinator, officer):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, officer, mentor, goals="Two plans")
    sign_in(client, mentor)
    pages = [client.get(address).text for address in (f"/engagements/{row.key}/answer", "/profile/mentoring")]
    assert "A trainee, Chukursay Tekhkontora" in pages[0] and "Russian" in pages[0] and "Seals" in pages[0] and "Two plans" in pages[0]
    assert client.get(f"/engagements/{row.key}").headers["Location"] == f"/engagements/{row.key}/answer"
    assert client.post(f"/engagements/{row.key}/answer", data={"accept": "1"}).status_code == 302
    pages += [client.get(address).text for address in (f"/engagements/{row.key}", "/profile/mentoring", "/desk")]
    for page in pages:
        assert officer.ref not in page and "Gulbahor" not in page
    assert client.get(f"/engagements/{row.key}/answer").status_code == 302


def test_the_mentor_declines_with_a_reason_that_the_coordinator_reads(browser, client, sign_in, db, make, coordinator):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, UNIT, mentor)
    sign_in(client, mentor)
    assert "Say in a few words why." in text(client.post(f"/engagements/{row.key}/answer", data={"why": ""}))
    client.post(f"/engagements/{row.key}/answer", data={"why": "Two missions in August"})
    assert client.get(f"/engagements/{row.key}").status_code == 404

    sign_in(client, coordinator)
    page = text(client.get(AT))
    assert "Lieven M. declined" in page and "“Two missions in August”" in page and "1 mentor, best first" in page


def test_an_offer_is_taken_back_by_one_button(browser, db, make, coordinator):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, UNIT, mentor)
    assert browser.post(f"/engagements/{row.key}/take-back").headers["Location"] == AT
    assert browser.post(f"/engagements/{row.key}/take-back").status_code == 409
    assert pairs.places(db, mentor) == (0, 0)


def test_who_has_left_or_is_no_trainee_is_not_paired(browser, db, make, officer):
    leaver = make.trainee()
    gone = update(Person).where(Person.id == leaver.id).values(left_on=make.today)
    db.session.execute(gone, execution_options=pairs.SYSTEM)
    for whom in (leaver, make.focal_point(), make.trainer()):
        assert browser.get(f"/pairing/person/{whom.ref}").status_code == 404
    assert browser.get(f"/pairing/person/{officer.ref.lower()}").status_code == 200


def test_other_roles_are_turned_away(client, sign_in, make):
    for who in (make.trainee(), make.focal_point(), pairs.mentor(make), make.donor(), make.admin()):
        sign_in(client, who)
        assert client.get("/pairing").status_code == client.get(AT).status_code == client.post(f"{AT}/offer").status_code == 403


def test_an_offer_that_was_answered_is_not_answered_again(client, sign_in, make, coordinator, officer):
    mentor = pairs.mentor(make)
    row = pairs.offered(make, coordinator, officer, mentor)
    pairing.take_back(row.key, by=make.viewer(coordinator), at=make.now)
    sign_in(client, mentor)
    assert "The coordinator took this offer back" in text(client.post(f"/engagements/{row.key}/answer", data={"accept": "1"}), 409)


JUNK = {
    "mentor": "nobody", "topic": ["nothing", "seals"], "ends_on": "99.99.9999", "agency": "abc", "number": "9" * 300, "day": "0.0.0",
    "clock": "25:99", "zone": "../../etc", "minutes": "-1", "fold": "7", "outcome": "won", "present": ["abc", "-1"], "why": "x" * 5000,
    "goals": "y" * 5000, "key": "not a key", "why_not_first": "z" * 500,
}  # fmt: skip


def test_nonsense_is_answered_with_a_sentence_and_never_with_an_error(client, sign_in, make, coordinator, officer):
    keeper, mentor = make.focal_point(), pairs.mentor(make)
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    meeting, noted = pairs.met(make, row, mentor), pairs.met(make, row, mentor)
    pairs.meetings.note_meeting(noted.key, pairs.meetings.Outcome.MISSED, present=[], note="", by=make.viewer(mentor), at=make.now)
    waits = pairs.accepted(make, coordinator, UNIT, mentor)
    addresses = ["/pairing/unit/UZ-ALAT/offer", f"/engagements/{waits.key}/letter", f"/engagements/{row.key}/meetings/new",
                 f"/meetings/{meeting.key}", f"/meetings/{noted.key}/correct", f"/engagements/{row.key}/end"]  # fmt: skip
    make.trainee("UZ-ALAT")
    sign_in(client, coordinator)
    for address in addresses:
        for sent in (JUNK, {}):
            assert client.post(address, data=sent).status_code in (200, 409), (address, sent)
    sign_in(client, mentor)
    for address in ("/profile/mentoring", f"/engagements/{row.key}/answer"):
        assert client.post(address, data={**JUNK, "w0_0_from": "x", "lang_ru": "Z9", "units_max": "1e9"}).status_code in (200, 302)


def test_days_off_there_are_left_out_of_the_hours(make, db, coordinator, officer):
    pairs.mentor(make)
    found = pairs.subject(make, coordinator, UNIT)

    def hours():
        return queries.candidates(make.viewer(coordinator), found, [], set(), make.now)[0].hours.minutes

    before = hours()
    day = next(
        d for d in (make.today + timedelta(days=n) for n in range(20, 90)) if d.weekday() < 5 and not db.session.get(Holiday, ("UZ", d))
    )
    db.session.add(Holiday(cc="UZ", day=day, txt={"en": "A decree"}))
    db.session.flush()
    assert before - hours() == 480
