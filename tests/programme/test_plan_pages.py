"""The pages by which a plan is built and agreed: what goes wrong is said, and what was typed is kept."""

import re
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from lms.lib.types import uuid7
from lms.people.models import OrgName, OrgNode
from lms.programme import actions, queries
from lms.programme.actions import decisions
from lms.programme.models import PlanVersion
from lms.programme.queries.made_by import made_by
from lms.programme.words import quarter
from tests.programme import met
from tests.programme.conftest import Desk, a_line, open_desk


@pytest.fixture
def browser(client, sign_in, desk):
    return sign_in(client, desk.coordinator)


def filled(desk, **more):
    """A line's form, filled in on the page as it is now."""
    return {
        "seen": str(desk.plan.newest.edits), "type": "in_person", "mode": "on_site", "title_en": "Basic course", "title_ru": "Базовый курс",
        "from_day": "20 April 2026", "to_day": "1 May 2026", "quarter": "", "seats": "16", "events": "1", "minutes": "", "langs": ["ru"],
        "office_id": "UZ-SCC", "nodes": ["UZ-CHUKURSAY"], **more,
    }  # fmt: skip


def url(tail, code="uz"):
    return f"/plan/{code}/2026/{tail}"


def test_a_plan_is_begun_a_line_added_put_off_and_replaced_by_pages_alone(client, sign_in, make):
    coordinator = make.coordinator("UZ")
    browser = sign_in(client, coordinator)
    assert "version 1 is a draft" in browser.post(url("begin"), follow_redirects=True).text
    desk = Desk(make, coordinator, "UZ", 2026)
    grant = desk.grant()
    make.session.commit()
    page = browser.post(url("lines/new"), data=filled(desk, **{f"share_{grant.id}": "100"}), follow_redirects=True).text
    assert "UZ-01 is added to version 1." in page
    line = desk.line("UZ-01")
    assert (line.from_day, line.seats, line.funding, line.office_id) == (date(2026, 4, 20), 16, ((grant.id, 100),), make.node("UZ-SCC").id)
    form = {"seen": str(desk.plan.newest.edits), "status": "postponed", "reason": "Travel is closed"}
    browser.post(f"/plan/lines/{line.key}/status", data=form)
    page = browser.get(url(f"lines/new?replaces={line.key}")).text
    assert "A line that replaces UZ-01" in page and 'value="Basic course"' in page and "Travel is closed" in page
    browser.post(url("lines/new"), data=filled(desk, replaces="UZ-01", type="theory", mode="live"))
    assert [(one.number, one.status) for one in desk.lines] == [("UZ-01", "postponed"), ("UZ-01a", "planned")]


def test_how_a_line_is_held_follows_its_type_where_nobody_says_and_what_replaces_days_at_the_port_begins_anew(browser, desk):
    browser.post(url("lines/new"), data=filled(desk, type="mentorship", mode=""))
    assert desk.line("UZ-01").mode == "live"
    old = desk.add("in_person", events=5, minutes=360)
    desk.do(actions.set_status, old.key, "postponed", "No travel", "")
    desk.make.session.commit()
    page = browser.get(url(f"lines/new?replaces={old.key}")).text

    assert '<option selected value="elearning">' in page and '<option selected value="">as usual for its type' in page
    assert 'value="360"' not in page and re.search('id="events"[^>]* value="1"', page)


def test_who_pays_is_asked_for_before_the_agencies_are(browser, desk):
    grant, sends = desk.grant(), "Send to the agencies"
    desk.make.session.commit()
    empty = browser.get("/plan/UZ/2026").text
    assert sends not in empty and "Lines, their dates and seats will be here" in empty
    browser.post(url("lines/new"), data=filled(desk, **{f"share_{grant.id}": "60"}))
    assert sends in (page := browser.get("/plan/UZ/2026").text) and "No title in English or in Russian yet" not in page
    browser.post(url("lines/new"), data=filled(desk, type="meeting", mode="live"))
    asks = "Nobody pays in full yet for UZ-01. Until they do it cannot be locked"
    assert asks in browser.get("/plan/UZ/2026").text
    browser.post(f"/plan/lines/{desk.line('UZ-01').key}/edit", data=filled(desk, **{f"share_{grant.id}": "100"}))
    browser.post(url("lines/new"), data=filled(desk, title_ru="", title_en="English alone"))
    page = browser.get("/plan/UZ/2026").text
    assert "Nobody pays in full yet for UZ-03" in page and "No title in English or in Russian yet: UZ-03." in page


def test_a_line_is_put_off_in_both_languages_and_each_half_of_the_paper_reads_its_own(browser, desk):
    browser.post(url("lines/new"), data=filled(desk))
    line = desk.line("UZ-01")
    form = {"seen": str(desk.plan.newest.edits), "status": "postponed", "reason": "", "reason_ru": ""}
    assert "postponed or cancelled with a reason" in browser.post(f"/plan/lines/{line.key}/status", data=form).text
    form |= {"reason_ru": "Поездки закрыты", "status": "cancelled"}
    assert browser.post(f"/plan/lines/{line.key}/status", data=form).status_code == 302 and desk.line("UZ-01").why == {
        "ru": "Поездки закрыты"
    }
    form |= {"reason": "Travel is closed", "status": "postponed", "seen": str(desk.plan.newest.edits)}
    browser.post(f"/plan/lines/{line.key}/status", data=form)

    paper = browser.get(url("paper")).text
    assert "Postponed: Travel is closed" in paper and "Отложено: Поездки закрыты" in paper
    assert "Reason: Travel is closed." in browser.get(f"/plan/lines/{line.key}").text


def test_a_double_click_adds_one_line(browser, desk):
    sent = filled(desk, key=str(uuid7()))
    first, second = (browser.post(url("lines/new"), data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 302 and len(desk.lines) == 1


def test_a_line_that_a_decision_makes_leads_to_it_and_anothers_decision_is_not_there(browser, desk, make):
    here, abroad = (met.meeting(make, days=-1, code=code) for code in ("UZ", "KZ"))
    both = [decisions.decide(row.key, "One more.", "makes", by=make.viewer(make.coordinator()), at=make.now) for row in (here, abroad)]
    assert browser.post(url(f"lines/new?decision={both[1].key}"), data=filled(desk)).status_code == 404 and desk.lines == []
    browser.post(url(f"lines/new?decision={both[0].key}"), data=filled(desk))
    assert [one.no for one in made_by(desk.by, desk.plan.newest.id)[desk.lines[0].id]] == [both[0].no]
    assert "Decision 1" not in browser.get(url("compare?from=1&to=1")).text


FAULTS = [
    ({"title_en": "", "title_ru": ""}, "Write a title in at least one language."), ({"from_day": "31 April 2026"}, "There is no 31 April"),
    ({"to_day": ""}, "Dates are a first and a last day"), ({"seats": "many"}, "Write a whole number"),
    ({"seats": "-3"}, "Seats are a number"), ({"nodes": ["KZ-ALTYNKOL"]}, "One of these places is not there."),
    ({"type": "party"}, "This is not one of the types"), ({"replaces": "UZ-77"}, "The line to replace is not in this version"),
    ({"courses": ["nowhere"]}, "not published"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_what_is_wrong_with_a_line_is_said_and_all_that_was_typed_is_kept(browser, desk, fault, said):
    page = browser.post(url("lines/new"), data=filled(desk, **{"note": "Kept as typed", **fault})).text
    assert said in page and "Kept as typed" in page and desk.lines == []


def test_a_date_in_short_ends_a_sentence_with_one_stop_and_a_form_says_days_as_others_do(browser, desk):
    line = desk.add("meeting", from_day=date(2026, 3, 19), to_day=date(2026, 4, 30))
    desk.locked()
    browser.post(url("versions"))
    browser.post(f"/plan/lines/{line.key}/edit", data=filled(desk, type="meeting", from_day="19.03.2026", to_day="31.07.2026"))
    browser.post("/language", data={"code": "ru"})
    assert "апр..<" not in (page := browser.get(url("compare?from=1&to=2")).text) and "30 апр." in page
    assert 'value="31 июля 2026 года"' in browser.get(f"/plan/lines/{line.key}/edit").text


def test_shares_over_a_hundred_come_back_in_the_form(browser, desk):
    first, second = desk.grant(), desk.grant("INL-1")
    page = browser.post(url("lines/new"), data=filled(desk, **{f"share_{first.id}": "60", f"share_{second.id}": "50"})).text
    assert "The shares add to 110%" in page and 'value="60"' in page


def test_an_older_page_is_refused_with_what_was_typed_and_what_it_says_now(browser, desk):
    line, old = desk.add("in_person"), filled(desk, seats="99")
    desk.do(actions.change_line, line.key, a_line("in_person", seats=3, title={"en": "Theirs"}))
    page = browser.post(f"/plan/lines/{line.key}/edit", data=old).text
    assert "was changed by somebody else while you wrote" in page and 'value="99"' in page and "Theirs" in page
    assert desk.lines[0].seats == 3
    browser.post(f"/plan/lines/{line.key}/edit", data={**old, "seen": str(desk.plan.newest.edits)})
    assert desk.lines[0].seats == 99


def test_the_second_tab_of_a_version_that_was_locked_meanwhile_is_told(browser, desk):
    line = desk.add("meeting")
    sent = filled(desk)
    desk.locked()
    answer = browser.post(f"/plan/lines/{line.key}/edit", data=sent)
    assert "Version 1 is locked" in answer.text and "Begin version 2" in answer.text and 'value="Basic course"' in answer.text
    assert "Nothing was changed." in answer.text and "is with the agencies" not in answer.text
    assert browser.get(f"/plan/lines/{line.key}/edit").status_code == 409
    for tail in ("versions/1/lock", "versions/1/consult", "versions/1/consent", "versions/1/reopen", "versions/1/comment"):
        answer = browser.post(url(tail), data={"reason": "What I typed"})
        assert answer.status_code == 409 and "What I typed" in answer.text, tail
        assert '<a class="btn" href="/plan/UZ/2026">Open the plan</a>' in answer.text
    browser.post(url("versions"))
    answer = browser.post(f"/plan/lines/{line.key}/edit", data=sent)
    assert "was changed by somebody else" in answer.text and desk.lines[0].type == "meeting"


def test_the_office_of_an_agency_that_ended_is_told_so_and_what_it_wrote_comes_back(client, sign_in, desk, make):
    desk.add("meeting")
    desk.do(actions.consult)
    make.node("UZ-SCC").closed_on = desk.by.day - timedelta(days=1)
    make.session.commit()
    browser = sign_in(client, make.focal_point())
    for tail in ("versions/1/consent", "versions/1/comment"):
        answer = browser.post(url(tail), data={"words": "What I typed", "kind": "reserved", "agency": "UZ-SCC"})
        assert answer.status_code == 409 and "its word is not awaited" in answer.text and "What I typed" in answer.text, tail


def test_a_circle_by_a_crafted_form_is_said_beside_its_field(browser, desk):
    first = desk.add("in_person")
    desk.do(actions.set_status, first.key, "postponed", "No")
    desk.do(actions.replace_line, first.key, a_line("in_person"))
    desk.do(actions.set_status, desk.line("UZ-01a").key, "postponed", "No")
    page = browser.post(f"/plan/lines/{first.key}/edit", data=filled(desk, replaces="UZ-01a")).text
    assert "UZ-01 would in the end replace itself." in page and desk.line("UZ-01").replaces_id is None


def test_the_agency_reads_comments_and_agrees_and_the_version_locks(browser, client, sign_in, desk, make):
    desk.add("meeting")
    keeper = make.focal_point()
    assert "1 focal point is told." in browser.post(url("versions/1/consult"), follow_redirects=True).text
    page = browser.post(url("versions/1/lock"), follow_redirects=True).text
    assert "Version 1 is not agreed yet." in page and "Still awaited:" in page
    sign_in(client, keeper)
    browser.post(url("versions/1/comment"), data={"agency": "UZ-SCC", "line": "UZ-01", "words": "In May?"})
    assert "In May?" in browser.get(url("versions/1/comment")).text
    again, other = ({"agency": "UZ-SCC", "line": line, "words": "In May?"} for line in ("UZ-01", "TJ-01"))
    assert "This was said already." in browser.post(url("versions/1/comment"), data=again).text
    assert "TJ-01 is no line of this version." in browser.post(url("versions/1/comment"), data=other).text
    seen = {"seen": str(desk.plan.newest.edits), "agency": "UZ-SCC"}
    assert "A reservation says what against." in browser.post(url("versions/1/consent"), data={**seen, "kind": "reserved"}).text
    page = browser.post(url("versions/1/consent"), data={**seen, "kind": "agreed"}, follow_redirects=True).text
    assert "The word is written down." in page
    sign_in(client, desk.coordinator)
    assert "Enter the number and the day" in browser.post(url("versions/1/consent"), data={**seen, "kind": "reserved", "words": "x"}).text
    letter = {"kind": "on_behalf", "signed_by": "Cabinet", "letter_no": "12-4", "letter_day": desk.by.day.isoformat()}
    for agency in queries.asked(desk.plan, desk.by.day)[1:]:
        browser.post(url("versions/1/consent"), data={**seen, **letter, "agency": make.session.get(OrgNode, agency).code})
    assert "is locked" in browser.post(url("versions/1/lock"), follow_redirects=True).text


def test_a_plan_is_begun_from_a_table_and_a_postponed_line_says_nothing_of_what_it_fills_in(browser, desk):
    assert 'value="table"' in browser.get("/plan/UZ/2025").text
    assert browser.post("/plan/UZ/2025/begin", data={"from": "table"}).headers["Location"] == "/plan/UZ/2025/import"
    assert browser.get("/plan/UZ/2025/import").status_code == 200
    line, filled_in = desk.add("theory", mode="live"), "What the line says of places, seats and languages is filled in."
    desk.make.session.commit()
    assert filled_in in browser.get(f"/plan/lines/{line.key}").text
    desk.do(actions.set_status, line.key, "postponed", "Travel is closed")
    desk.make.session.commit()
    page = browser.get(f"/plan/lines/{line.key}").text
    assert filled_in not in page and "From this line" in page


def test_the_ordinal_of_a_quarter_stays_in_one_line(app):
    with app.test_request_context(), force_locale("ru"):
        assert quarter(2) == "2\u2011й квартал"


def test_the_comparison_is_said_in_words(browser, desk):
    desk.add("elearning", seats=51, funding=((desk.grant().id, 100),))
    course = desk.add("in_person", seats=16, from_day=date(2026, 4, 20), to_day=date(2026, 5, 1), funding=desk.lines[0].funding)
    desk.locked()
    desk.do(actions.next_version)
    desk.do(actions.change_line, desk.line("UZ-01").key, a_line("elearning", seats=34, funding=desk.lines[0].funding))
    desk.do(actions.set_status, course.key, "postponed", "Travel is closed")
    for _heir in range(3):
        desk.do(actions.replace_line, course.key, a_line("theory", mode="live"))
    page = browser.get(url("compare?from=1&to=2")).text
    paper = browser.get("/plan/UZ/2026/paper").text
    assert "Travel is closed. Replaced by UZ-02a, b, c." in paper and "Заменяют: UZ-02a, b, c." in paper
    said = re.sub("</?span[^>]*>", "", page)
    assert "UZ-02 postponed; UZ-02a, b, c replace it." in said and "1 other line changes." in said
    assert "Seats: 34 instead of 51." in page and "Its 16 seats leave the sum." in page and "Travel is closed." in page
    turned = browser.get(url("compare?from=2&to=1")).text
    assert "In-person course, 20 Apr to 1 May, 16 seats" in page and turned.partition("<main")[2] == page.partition("<main")[2]
    assert "The two versions say the same" in browser.get(url("compare?from=2&to=2")).text
    assert browser.get(url("compare?from=1&to=9")).status_code == browser.get(url("compare?from=x")).status_code == 404


def test_an_agency_that_was_renamed_between_two_versions_is_no_change_and_is_said(browser, desk, make):
    customs = make.node("UZ-SCC").id
    desk.add("meeting", nodes=(customs,))
    desk.locked()
    row = make.session.get(PlanVersion, desk.plan.newest.id)
    row.locked_at -= timedelta(days=10)
    name = make.session.scalars(select(OrgName).where(OrgName.node_id == customs, OrgName.to_day.is_(None))).one()
    name.to_day = desk.by.day - timedelta(days=5)
    make.session.flush()
    make.session.add(OrgName(node_id=customs, txt={"en": "Customs Committee"}, from_day=desk.by.day - timedelta(days=4)))
    desk.do(actions.next_version)
    page = browser.get(url("compare")).text
    assert "The two versions say the same" in page and "is called Customs Committee since." in page


def test_a_line_is_marked_as_held_by_hand_and_what_is_counted_is_not(browser, desk):
    held, counted = desk.add("monitoring"), desk.add("elearning")
    day = min(desk.by.day, date(desk.year, 12, 31)).isoformat()
    sent = {"from_day": day, "to_day": day, "people": "4", "note": "Report 12"}
    assert browser.post(f"/plan/lines/{held.key}/held", data=sent).status_code == 302
    assert "marked as held already" in browser.post(f"/plan/lines/{held.key}/held", data=sent).text
    assert "nobody types it" in browser.get(f"/plan/lines/{counted.key}/held").text
    browser.post(f"/plan/lines/{held.key}/held/undo")
    assert browser.post(f"/plan/lines/{held.key}/reason", data={"reason": "Roads were closed"}).status_code == 302
    assert browser.post(f"/plan/lines/{held.key}/reason", data={"reason": ""}).status_code == 400


def test_a_line_moves_up_down_and_to_a_place(browser, desk):
    for _line in range(3):
        desk.add("meeting")
    browser.post(f"/plan/lines/{desk.line('UZ-03').key}/move", data={"way": "up"})
    browser.post(f"/plan/lines/{desk.line('UZ-01').key}/move", data={"to": "3"})
    assert [line.number for line in desk.lines] == ["UZ-03", "UZ-02", "UZ-01"]
    assert browser.post(f"/plan/lines/{desk.line('UZ-01').key}/move").status_code == 400


def test_who_only_reads_gets_403_and_who_is_abroad_404_whatever_they_send(client, sign_in, desk, make):
    line = desk.add("meeting")
    changing = [url(tail) for tail in ("begin", "versions", "lines/new", "versions/1/consult", "versions/1/lock", "versions/1/reopen")] + [
        f"/plan/lines/{line.key}/{tail}" for tail in ("edit", "status", "move", "held", "held/undo", "reason")
    ]
    reading = [url(tail) for tail in ("compare", "versions/1/consent", "versions/1/comment")]
    for person, status in ((make.focal_point(), 403), (make.outside_focal_point(), 403), (make.outsider(), 403), (make.mentor(), 403)):
        sign_in(client, person)
        assert {client.post(address).status_code for address in changing} == {status}
    for person in (make.coordinator("KZ"), make.outside_focal_point()):
        sign_in(client, person)
        assert {client.get(address).status_code for address in reading} == {404}
    sign_in(client, make.coordinator("KZ"))
    assert {client.post(address).status_code for address in changing} == {404}


def test_the_pages_of_the_networks_plan_are_the_regions(client, sign_in, make):
    network = open_desk(make, "IREN", node="CA")
    browser = sign_in(client, network.coordinator)
    sent = filled(network, type="network", nodes=["AZ", "UZ-SCC"], office_id="")
    browser.post(url("lines/new", "iren"), data=sent)
    assert [line.number for line in network.lines] == ["IREN-01"]
    sign_in(client, make.coordinator("UZ"))
    assert client.post(url("lines/new", "iren"), data=sent).status_code == 403
    assert client.get(url("compare", "iren")).status_code == 200
