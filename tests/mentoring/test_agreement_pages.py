"""The agency's word on its pages: the focal point's button, the coordinator's letter, the end that acts on the next click."""

from datetime import timedelta

from sqlalchemy import select

from lms.lib.types import uuid7
from lms.mentoring.actions import posts
from lms.mentoring.models import EngagementAgreement
from lms.mentoring.queries import work
from lms.notices.models import Notice
from tests.mentoring import pairs
from tests.mentoring.pairs import text

UNIT = "UZ-CHUKURSAY"


def told(db, kind):
    return set(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind), execution_options=pairs.SYSTEM))


def test_the_focal_point_is_told_agrees_with_one_button_and_everybody_concerned_reads_it(
    client, sign_in, db, make, coordinator, keeper, officer, mentor
):
    row = pairs.accepted(make, coordinator, officer, mentor)
    assert told(db, "agreement_asked") == {keeper.id}
    sign_in(client, keeper)
    assert "Gulbahor Y." in text(client.get("/mentors")) and "Your agency’s word is awaited." in text(client.get(f"/engagements/{row.key}"))

    assert client.post(f"/engagements/{row.key}/agree").headers["Location"] == "/mentors"
    assert "Who mentors whom" in text(client.get("/mentors")) and "Nothing waits for your agency" in text(client.get("/mentors"))
    assert "agreed already" in text(client.post(f"/engagements/{row.key}/agree"), 409)
    assert (told(db, "mentor_opened"), told(db, "engagement_opened")) == ({officer.id}, {mentor.id})
    assert told(db, "agreement_given") == {coordinator.id}
    sign_in(client, mentor)
    assert officer.ref in client.get(f"/engagements/{row.key}").text


def test_a_letter_is_entered_by_number_and_date_and_a_wrong_date_keeps_the_number(client, sign_in, db, make, coordinator, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    sign_in(client, coordinator)
    at = f"/engagements/{row.key}/letter"
    sent = {"agency": str(officer.agency_id), "number": "14/2-118"}
    page = client.post(at, data={**sent, "day": "31.06.2026"})
    assert "There is no 31 June" in text(page) and "The number 14/2-118 is kept; access stays closed." in text(page)
    assert 'value="14/2-118"' in page.text and 'value="31.06.2026"' in page.text
    assert "This date is still to come." in text(client.post(at, data={**sent, "day": "1.1.2099"}))
    assert "Write the date of the letter." in text(client.post(at, data={**sent, "day": ""}))
    for wrong in ("x", "0", ""):
        page = text(client.post(at, data={**sent, "agency": wrong}))
        assert "Choose the agency whose letter it is." in page and "coerce" not in page
    assert client.post(at, data={**sent, "day": f"{make.today:%d.%m.%Y}"}).headers["Location"] == f"/engagements/{row.key}"

    entered = db.session.scalars(select(EngagementAgreement), execution_options=pairs.SYSTEM).one()
    assert (entered.letter_no, entered.letter_day, entered.by_id) == ("14/2-118", make.today, coordinator.id)
    assert "by letter 14/2-118" in text(client.get(f"/engagements/{row.key}"))
    assert "No letter is awaited" in text(client.get(at))


def test_without_a_focal_point_the_page_says_that_the_letter_opens_access(client, sign_in, make, coordinator, officer, mentor):
    pairs.accepted(make, coordinator, officer, mentor)
    sign_in(client, coordinator)
    for address in ("/pairing", f"/pairing/person/{officer.ref}"):
        assert "has no focal point here: its letter opens access" in text(client.get(address))
    make.focal_point()
    assert "asked of its focal point" in text(client.get("/pairing"))


def test_the_end_takes_access_away_on_the_next_click_by_key_by_list_and_by_download(
    client, sign_in, db, make, coordinator, keeper, officer, mentor
):
    course = make.course()
    make.enrolled(officer, course, by=keeper)
    row = pairs.opened(make, coordinator, UNIT, mentor, keeper)
    viewer = make.viewer(officer)
    step = work.step(viewer, course.outline.slug, course.outline.activities[0].slug)
    thread = posts.ask(step, "Which seal is the newer one?", key=uuid7(), by=viewer, at=make.now)
    meeting = pairs.met(make, row, mentor)
    other = app_of(client)
    sign_in(client, mentor)
    keys = [f"/engagements/{row.key}", f"/meetings/{meeting.key}", f"/conversations/{thread.key}", f"/engagements/{row.key}/end"]
    assert [client.get(address).status_code for address in keys] == [200] * 4
    assert officer.ref in client.get("/desk").text

    sign_in(other, coordinator)
    assert other.post(f"/engagements/{row.key}/end", data={"why": "The unit is closed for repairs"}).status_code == 302

    assert [client.get(address).status_code for address in keys] == [404] * 4
    lists = ["/desk", "/profile/mentoring", "/completion", "/completion.csv", "/people", f"/people/{officer.ref}"]
    assert not any(officer.ref in client.get(address).text.replace(f"/people/{officer.ref}", "") for address in lists)
    assert told(db, "mentor_ended") == {officer.id} and told(db, "engagement_ended") == {mentor.id, keeper.id}


def app_of(client):
    """Another browser on the same application."""
    return client.application.test_client()


def test_an_end_needs_a_reason_and_what_has_ended_is_not_ended_again(client, sign_in, make, coordinator, keeper, officer, mentor):
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    sign_in(client, keeper)
    at = f"/engagements/{row.key}/end"
    assert "Say in a few words why." in text(client.post(at, data={"why": " "}))
    assert client.post(at, data={"why": "Long leave"}).status_code == 302
    assert "Ended" in (page := text(client.get(f"/engagements/{row.key}"))) and "Long leave" in page
    assert client.post(at, data={"why": "Again"}).status_code == 409


def test_of_a_joint_unit_each_focal_point_agrees_and_withdraws_for_their_own(client, sign_in, make, coordinator, keeper, officer, mentor):
    other, other_keeper = make.trainee(agency="UZ-NCDC", call_name="Otabek M."), make.focal_point("UZ-NCDC")
    row = pairs.opened(make, coordinator, UNIT, mentor, keeper)
    sign_in(client, mentor)
    page = client.get(f"/engagements/{row.key}").text
    assert officer.ref in page and other.ref not in page
    sign_in(client, other_keeper)
    page = client.get(f"/engagements/{row.key}").text
    assert officer.ref not in page and "Customs Committee" not in page
    client.post(f"/engagements/{row.key}/agree")
    sign_in(client, mentor)
    assert other.ref in client.get(f"/engagements/{row.key}").text
    sign_in(client, other_keeper)
    assert "the mentor goes on with the people of the other agencies" in text(client.get(f"/engagements/{row.key}/end"))
    client.post(f"/engagements/{row.key}/end", data={"why": "Until the audit is over"})
    sign_in(client, mentor)
    page = client.get(f"/engagements/{row.key}").text
    assert officer.ref in page and other.ref not in page


def test_an_officer_reads_who_mentors_them_and_nothing_that_staff_says_to_each_other(client, sign_in, make, coordinator, keeper, officer):
    pairs.mentor(make, call_name="First F.")
    second = pairs.mentor(make, call_name="Second S.", topics=())
    row = pairs.opened(make, coordinator, officer, second, keeper, why="First F. is on leave")
    sign_in(client, officer)
    page = text(client.get(f"/engagements/{row.key}"))
    assert "Your mentor: Second S." in page and "on leave" not in page and "of 100 points" not in page and "End the mentorship" not in page
    assert client.get(f"/engagements/{row.key}/end").status_code == 403
    sign_in(client, coordinator)
    assert "Not the first, because: First F. is on leave" in text(client.get(f"/engagements/{row.key}"))


def test_a_focal_point_of_another_agency_or_country_finds_nothing(client, sign_in, make, coordinator, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    for who in (make.focal_point("UZ-NCDC"), make.outside_focal_point()):
        sign_in(client, who)
        assert "Nothing waits for your agency" in text(client.get("/mentors"))
        for address in (f"/engagements/{row.key}", f"/engagements/{row.key}/end"):
            assert client.get(address).status_code == 404
        assert client.post(f"/engagements/{row.key}/agree").status_code == 404


def test_an_offer_answered_twice_says_what_stands_and_gives_the_reason_back(client, sign_in, make, coordinator, officer, mentor):
    row = pairs.offered(make, coordinator, officer, mentor)
    sign_in(client, mentor)
    at = f"/engagements/{row.key}/answer"
    client.post(at, data={"accept": "1"})
    page = text(client.post(at, data={"accept": "1"}, follow_redirects=True))
    assert "You accepted this offer already: today" in page and "Nothing was changed." in page
    page = client.post(at, data={"why": "Two missions in August"})
    assert "You accepted this offer already: today" in text(page, 409) and "Two missions in August" in page.text
    assert row.state == "accepted"


def test_an_offer_declined_in_one_window_is_not_accepted_in_another(client, sign_in, make, coordinator, officer, mentor):
    row = pairs.offered(make, coordinator, officer, mentor)
    sign_in(client, mentor)
    at = f"/engagements/{row.key}/answer"
    client.post(at, data={"why": "On leave"})
    assert "You declined this offer already: today" in text(client.post(at, data={"accept": "1"}), 409)
    page = client.post(at, data={"why": "Rather the language"})
    assert "You declined this offer already" in text(page, 409) and "Rather the language" in page.text and row.ended_why == "On leave"
    for stranger in (pairs.mentor(make), make.outsider()):
        sign_in(client, stranger)
        assert client.post(at, data={"accept": "1"}).status_code in (403, 404)


def test_an_offer_taken_back_or_lapsed_meanwhile_says_so_with_the_reason_kept(client, sign_in, db, make, coordinator, officer, mentor):
    row = pairs.offered(make, coordinator, officer, mentor)
    pairs.pairing.take_back(row.key, by=make.viewer(coordinator), at=make.now)
    sign_in(client, mentor)
    page = client.post(f"/engagements/{row.key}/answer", data={"why": "Typed here"})
    assert "The coordinator took this offer back: today" in text(page, 409) and "Typed here" in page.text
    row = pairs.offered(make, coordinator, officer, mentor, expires_at=make.now - timedelta(hours=1))
    assert "has lapsed" in text(client.post(f"/engagements/{row.key}/answer", data={"accept": "1"}), 409)


def test_a_letter_sent_twice_says_which_one_stands_and_gives_the_other_number_back(client, sign_in, make, coordinator, officer, mentor):
    row = pairs.accepted(make, coordinator, officer, mentor)
    sign_in(client, coordinator)
    at, day = f"/engagements/{row.key}/letter", f"{make.today:%d.%m.%Y}"
    sent = {"agency": str(officer.agency_id), "number": "14/2-118", "day": day}
    client.post(at, data=sent)
    page = text(client.post(at, data=sent, follow_redirects=True))
    assert "has agreed already: Coordinator, today" in page and "By letter 14/2-118 of" in page and "Nothing was changed." in page
    page = client.post(at, data={**sent, "number": "14/2-119"})
    assert "By letter 14/2-118 of" in text(page, 409) and f"14/2-119, {day}" in page.text


def test_a_letter_after_the_focal_points_word_says_whose_it_was(client, sign_in, make, coordinator, keeper, officer, mentor):
    row = pairs.opened(make, coordinator, officer, mentor, keeper)
    sign_in(client, coordinator)
    sent = {"agency": str(officer.agency_id), "number": "14/2-118", "day": f"{make.today:%d.%m.%Y}"}
    page = client.post(f"/engagements/{row.key}/letter", data=sent)
    assert f"has agreed already: {keeper.call_name}, today" in text(page, 409) and "14/2-118" in page.text
