"""From setting a meeting to its final minutes, as a coordinator clicks; what a focal point reads, and what an outsider never does."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from lms.lib.types import uuid7
from lms.people.models import Holiday
from lms.programme import actions
from lms.programme.actions.decisions import decide, link_decision
from lms.programme.actions.meetings import add_body
from lms.programme.actions.minutes import freeze, save_minutes
from lms.programme.models import ActionItem, CoordinationMeeting, Decision
from lms.programme.queries import decisions
from lms.programme.queries import meetings as queries
from tests.programme import met, planned
from tests.programme.conftest import open_desk
from tests.programme.test_plan_pages import filled


@pytest.fixture
def browser(client, sign_in, make):
    return sign_in(client, make.coordinator())


@pytest.fixture
def boss(make):
    return make.viewer(make.coordinator())


def plain(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def read(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return plain(answer.text)


def sent(browser, address, **data):
    return plain(browser.post(address, data=data, follow_redirects=True).text)


def a_form(make, **more):
    return {
        "key": str(uuid7()), "of": "UZ", "day": f"{met.day(make, 8):%d.%m.%Y}", "clock": "15:00", "zone": "Asia/Tashkent", "minutes": "90",
        "label": "Coordination Group Meeting", "label_ru": "", "mode": "live", "place": "", "link": "https://meet.example.org/1", **more,
    }  # fmt: skip


def only(db, table):
    db.session.rollback()
    return db.session.scalars(select(table)).one()


def test_a_meeting_is_set_its_agencies_are_offered_at_once_and_who_came_is_one_tap(browser, make, db):
    said = sent(browser, "/coordination/new", **a_form(make, day=f"{met.day(make, -1):%d.%m.%Y}"))
    assert "Coordination Group Meeting, Uzbekistan" in said and "Written down as held" in said
    row = only(db, CoordinationMeeting)
    offered = browser.get(f"/coordination/{row.key}/parties").text
    ticked = re.findall(r'<input[^>]*checked[^>]*name="agencies"[^>]*value="(\d+)"', offered)
    said = sent(browser, f"/coordination/{row.key}/parties", agencies=ticked, body="WCO", office="", part="observer")

    assert len(ticked) == len(queries.agencies_of(queries.meetings(queries.owners(make.viewer(make.coordinator())))[0].owner, row.wall_day))
    assert f"{len(ticked) + 1} parties are in the list" in said and "Observer" in said
    party = queries.parties(row.id)[0]
    assert "Was there" in sent(browser, f"/coordination/{row.key}/parties/{party.id}/presence", presence="present")
    db.session.rollback()
    assert queries.parties(row.id)[0].presence == "present"


def test_presence_is_tapped_outside_the_table_and_who_is_not_asked_is_told_so_in_words(browser, make, boss):
    row = met.whole(make)
    add_body(row.key, "WCO", "", "observer", by=boss, at=make.now)
    make.session.commit()
    page = browser.get(f"/coordination/{row.key}").text
    table = page.partition("Parties, who was present, consent")[2].partition("</table>")[0]

    assert page.count("/presence") == len(queries.parties(row.id)) and "/presence" not in table and 'id="action-' in page
    assert (
        "Was excused" in plain(table)
        and "An observer gives no consent." in plain(table)
        and "The secretariat gives no consent" in plain(table)
    )
    assert "UZ-03: reserved by" in plain(page) and "UZ-02: reserved" not in plain(page)


def test_a_double_click_sets_one_meeting(browser, make, db):
    form = a_form(make)
    first, second = (browser.post("/coordination/new", data=form) for _ in range(2))

    assert first.status_code == second.status_code == 302 and first.location == second.location
    assert only(db, CoordinationMeeting).wall_time == "15:00"


def test_a_day_off_is_said_and_a_time_that_does_not_exist_keeps_what_was_typed(browser, make, db):
    db.session.add(Holiday(cc="UZ", day=met.day(make, 8), txt={"en": "Day of Tests"}, source="test"))
    db.session.commit()
    assert "is a day off in Uzbekistan: Day of Tests." in sent(browser, "/coordination/new", **a_form(make))
    assert "is a day off in Uzbekistan: Day of Tests." in read(browser, f"/coordination/{only(db, CoordinationMeeting).key}")

    page = browser.post("/coordination/new", data=a_form(make, clock="25:00", place="Tashkent & co")).text
    assert "Write a time of day, such as 09:00." in page and 'value="Tashkent &amp; co"' in page


def test_the_series_lists_what_comes_what_is_late_and_what_was_held_and_is_filtered_by_country(browser, make):
    assert "No meeting is set" in read(browser, "/coordination") and "Nothing is open" in read(browser, "/coordination")
    held, ahead, abroad = met.meeting(make, -40), met.meeting(make, 5), met.meeting(make, 6, code="KZ")
    asked = {"key": str(uuid7()), "text": "Second deputy for Alat", "agency": "", "owner": "UNODC Regional Office"}
    sent(browser, f"/coordination/{held.key}/actions/new", **asked, due=f"{met.day(make, -20):%d.%m.%Y}")
    whole, own = browser.get("/coordination").text, browser.get("/coordination?country=uz").text

    assert all(str(row.key) in whole for row in (held, ahead, abroad)) and re.search(r"1\d working days over", plain(whole))
    assert str(abroad.key) not in own and str(ahead.key) in own and "Meetings of Uzbekistan" in own


def test_a_focal_point_reads_all_of_it_and_changes_nothing_and_the_outsider_finds_nothing(client, sign_in, make, boss):
    row = met.meeting(make, -1)
    save_minutes(row.key, "The parties **agreed**.", seen=0, by=boss, at=make.now)
    decide(row.key, "The course is postponed.", "other", by=boss, at=make.now)
    for person, status in (
        (make.focal_point(), 200),
        (make.coordinator("KZ"), 404),
        (make.outside_focal_point(), 404),
        (make.trainee(), 403),
    ):
        sign_in(client, person)
        page = client.get(f"/coordination/{row.key}")
        assert page.status_code == client.get(f"/coordination/{row.key}/paper").status_code == status
        assert client.post(f"/coordination/{row.key}/final", data={"version": "1"}).status_code in (403, 404)
        if status == 200:
            assert "<strong>agreed</strong>" in page.text and "<button" not in page.text.partition("<main")[2]
        else:
            assert "postponed" not in page.text and str(row.key) not in client.get("/coordination").text
    assert row.final_at is None


def test_minutes_are_looked_at_saved_as_versions_and_those_before_stay_readable(browser, make):
    key = met.meeting(make, -1).key
    look = browser.post(f"/coordination/{key}/minutes", data={"seen": "0", "text": "## Opening\n\n<b>x</b>", "do": "look"}).text
    assert "<h3>Opening</h3>" in look and "&lt;b&gt;x" in look and "<b>x" not in look.partition("<main")[2]
    assert "No minutes yet" in read(browser, f"/coordination/{key}")
    sent(browser, f"/coordination/{key}/minutes", seen="0", text="First words.")
    sent(browser, f"/coordination/{key}/minutes", seen="1", text="Second words.")

    assert "Second words." in read(browser, f"/coordination/{key}") and "First words." in read(browser, f"/coordination/{key}?minutes=1")
    assert browser.get(f"/coordination/{key}?minutes=3").status_code == browser.get(f"/coordination/{key}?minutes=x").status_code == 404


def test_saved_after_final_and_made_final_twice_say_so_and_what_was_typed_is_shown_back(browser, make):
    key = met.meeting(make, -1).key
    sent(browser, f"/coordination/{key}/minutes", seen="0", text="As agreed.")
    assert "The minutes are final. The focal points" in sent(browser, f"/coordination/{key}/final", version="1")
    assert "they do not change any more" in sent(browser, f"/coordination/{key}/final", version="1")
    page = browser.post(f"/coordination/{key}/minutes", data={"seen": "1", "text": "My third paragraph."}).text

    assert "What you typed stands below." in page and "My third paragraph." in page and "next meeting" in page
    assert "As agreed." in read(browser, f"/coordination/{key}") and "My third" not in read(browser, f"/coordination/{key}")


def test_what_was_typed_after_final_is_sent_to_the_next_meeting_once_there_is_one(browser, make, boss):
    key = met.meeting(make, -1).key
    sent(browser, f"/coordination/{key}/minutes", seen="0", text="As agreed.")
    sent(browser, f"/coordination/{key}/final", version="1")
    late = {"seen": "1", "text": "As agreed.\n\nAlat asks for | July."}
    assert "No next meeting is set yet. Copy these words" in sent(browser, f"/coordination/{key}/minutes", **late)
    assert "No next meeting is set yet. What you typed" in sent(browser, f"/coordination/{key}/minutes", **late, do="next")
    after = met.meeting(make, 91)
    make.session.commit()
    said = sent(browser, f"/coordination/{key}/minutes", **late)
    assert "Alat asks for / July." in said and "Send it to the meeting of" in said
    for _twice in range(2):
        assert "It is a point on the agenda" in sent(browser, f"/coordination/{key}/minutes", **late, do="next")
    [point] = queries.agenda(after.id)
    assert (
        point.text.startswith("After the minutes of") and point.text.endswith(": Alat asks for / July.") and "As agreed" not in point.text
    )
    assert len(queries.minutes(queries.meeting_or_404(boss, key).row.id)) == 1


def test_of_two_windows_the_second_reads_what_the_first_saved_above_its_own_words(browser, make):
    key = met.meeting(make, -1).key
    sent(browser, f"/coordination/{key}/minutes", seen="0", text="From the first window.")
    said = sent(browser, f"/coordination/{key}/minutes", seen="0", text="From the second.")

    assert (
        "Version 1 of the minutes was saved from another window" in said and "From the first window." in said and "From the second." in said
    )


def test_from_a_decision_to_its_line_and_back_in_one_click(browser, make, db):
    row = met.meeting(make, -1)
    version = planned.plan(make, "UZ", row.wall_day.year)
    line, other = planned.line(make, version), planned.line(make, version)
    sent(browser, f"/coordination/{row.key}/decisions/new", key=str(uuid7()), text="UZ-01 changes.", effect="changes", lines="uz-01")
    page = browser.get(f"/coordination/{row.key}").text

    assert f'href="/plan/lines/{line.key}"' in page and "changes 1 line" in page and str(other.key) not in page
    [back] = decisions.decisions_of_line(line.id)
    assert back.path == f"/coordination/{row.key}#decision-1" and 'id="decision-1"' in page
    one = browser.get(f"/coordination/{row.key}/decisions/1").text
    assert f"/plan/UZ/{row.wall_day.year}/lines/new?decision={only(db, Decision).key}" in one
    said = sent(browser, f"/coordination/{row.key}/decisions/1/unlink", line=line.id, version=version.id)
    assert "None yet." in said and decisions.decisions_of_line(line.id) == []


def test_a_line_decided_in_two_versions_is_named_once_and_what_replaces_it_is_not_called_postponed(browser, make, boss):
    row = met.meeting(make, -1)
    desk = open_desk(make, year=row.wall_day.year)
    old = desk.add("meeting")
    decide(row.key, "Put off.", "postpones", [(old.id, old.version_id)], by=boss, at=make.now)
    desk.locked()
    desk.do(actions.next_version)
    desk.do(actions.set_status, old.key, "postponed", "No travel", "")
    heir = desk.add("meeting", title={"en": "Instead"}, replaces_id=old.id)
    [one] = decisions.decisions(row.id)
    for line in (desk.line(old.number), heir):
        link_decision(one.row.key, line.id, line.version_id, by=boss, at=make.now)
    make.session.commit()
    page = browser.get(f"/coordination/{row.key}").text

    assert page.count(f'href="/plan/lines/{old.key}"') == page.count(f'href="/plan/lines/{heir.key}"') == 1
    assert "postpones 1 line" in page


def test_a_new_line_is_written_for_a_decision_and_both_pages_lead_to_each_other(browser, make, boss):
    row = met.meeting(make, -1)
    desk = open_desk(make, year=row.wall_day.year)
    decide(row.key, "A course is made.", "makes", by=boss, at=make.now)
    make.session.commit()
    [link] = re.findall(r'href="([^"]*/lines/new[^"]*)"', browser.get(f"/coordination/{row.key}/decisions/1").text)
    day = f"{row.wall_day:%d.%m.%Y}"
    browser.post(unescape(link), data=filled(desk, from_day=day, to_day=day))
    [line] = desk.lines

    assert f'href="/plan/lines/{line.key}"' in browser.get(f"/coordination/{row.key}").text
    assert f'href="/coordination/{row.key}#decision-1"' in browser.get(f"/plan/lines/{line.key}").text


def test_a_decision_on_a_line_of_another_country_is_refused_and_its_text_kept(browser, make, db):
    row = met.meeting(make, -1)
    abroad = planned.line(make, planned.plan(make, "KZ", row.wall_day.year))
    planned.line(make, planned.plan(make, "UZ", row.wall_day.year, locked_at=make.now, agreed_at=make.now))
    for number in (abroad.number, "UZ-01", "XX-99"):
        form = {"key": str(uuid7()), "text": "It is postponed.", "effect": "postpones", "lines": number}
        said = sent(browser, f"/coordination/{row.key}/decisions/new", **form)
        assert f"Not saved: {number} is not in an open version of the plan of Uzbekistan." in said and "It is postponed." in said
    assert db.session.scalars(select(Decision)).all() == []


def test_a_decision_sent_twice_is_one_and_its_words_are_mended_until_the_minutes_are_final(browser, make, db):
    key, form = met.meeting(make, -1).key, {"key": str(uuid7()), "text": "Onlin.", "effect": "other", "lines": ""}
    for _twice in range(2):
        sent(browser, f"/coordination/{key}/decisions/new", **form)
    sent(browser, f"/coordination/{key}/decisions/1", text="Online.", effect="other", lines="")
    assert only(db, Decision).text == "Online."
    sent(browser, f"/coordination/{key}/minutes", seen="0", text="So.")
    sent(browser, f"/coordination/{key}/final", version="1")
    said = sent(browser, f"/coordination/{key}/decisions/1", text="Offline.", effect="other", lines="")

    assert "final" in said and only(db, Decision).text == "Online."


def test_an_action_carries_over_to_the_later_meeting_is_marked_there_and_stands_as_done(browser, make, db):
    first, second = met.meeting(make, -30), met.meeting(make, -1)
    form = {"key": str(uuid7()), "text": "Send the names", "agency": str(make.node("UZ-SCC").id), "owner": "", "due": "1 January 2030"}
    for _twice in range(2):
        sent(browser, f"/coordination/{first.key}/actions/new", **form)
    todo = only(db, ActionItem)
    assert "Send the names" in read(browser, f"/coordination/{second.key}") and "carried over" in read(
        browser, f"/coordination/{second.key}"
    )
    answer = browser.post(f"/coordination/actions/{todo.key}?at={second.key}", data={"do": "done"})

    assert answer.location == f"/coordination/{second.key}#actions"
    assert "is closed" in read(browser, answer.location) and "Done" in read(browser, f"/coordination/{first.key}")
    assert "closed already" in sent(browser, f"/coordination/actions/{todo.key}", do="done")
    sent(browser, f"/coordination/actions/{todo.key}", do="open")
    assert "dropped with a reason" in sent(browser, f"/coordination/actions/{todo.key}", do="close", state="dropped", note=" ")
    row = only(db, ActionItem)
    assert (row.done_day, row.dropped_day, row.no) == (None, None, 1)


def test_an_action_of_an_agency_abroad_and_without_a_day_is_refused_with_its_text(browser, make, db):
    key = met.meeting(make, -1).key
    form = {"key": str(uuid7()), "text": "Do it", "agency": str(make.node("KZ-SRC").id), "owner": "", "due": "1 January 2030"}

    assert "An agency of another country owns no action here." in sent(browser, f"/coordination/{key}/actions/new", **form)
    said = sent(browser, f"/coordination/{key}/actions/new", **{**form, "agency": "", "due": ""})
    assert "An action has an owner" in said and "Write a day." in said and "Do it" in said
    assert db.session.scalars(select(ActionItem)).all() == []


def test_the_frozen_figures_are_read_with_their_moment_rule_and_fingerprint_beside_the_live_ones(browser, make, boss, db):
    row = met.meeting(make, 1)
    doc = {
        "tables": [
            {
                "title": {"en": "Enrolments by unit"},
                "columns": ["Unit", "Completed"],
                "rows": [["Alat <b>", 1234]],
                "totals": ["1 unit", 1234],
            }
        ]
    }
    pack = freeze(row.key, doc, {"en": "One person in one course."}, make.now, boss, make.now)
    page = browser.get(f"/coordination/{row.key}").text

    assert "Enrolments by unit" in page and "Alat &lt;b&gt;" in page and "1,234" in page and "One person in one course." in page
    assert pack.digest[:4].upper() in page and 'href="/completion?country=UZ"' in page
    assert "do not fit their fingerprint" not in page
    pack.doc = {"tables": []}
    db.session.commit()
    assert "do not fit their fingerprint" in browser.get(f"/coordination/{row.key}").text


def test_the_invitation_names_no_topic_and_its_number_rises_with_each_change(browser, make):
    row = met.meeting(make, 8)
    sent(browser, f"/coordination/{row.key}/edit", **a_form(make, seen="0", label="Steering Committee", place="Tashkent"))
    file = browser.get(f"/coordination/{row.key}/meeting.ics").text

    assert "SEQUENCE:1" in file and "SUMMARY:Meeting" in file and f"UID:{row.key}" in file
    assert "Steering" not in file and "Uzbekistan" not in file and "Tashkent\r\n" not in file.replace("TZID:Asia/Tashkent\r\n", "")


def test_a_cancelled_meeting_says_why_and_takes_nothing_down(browser, make):
    key = met.meeting(make, 3).key
    sent(browser, f"/coordination/{key}/cancel", why="Elections")

    assert "“Elections”" in read(browser, f"/coordination/{key}")
    assert "cancelled" in sent(browser, f"/coordination/{key}/minutes", seen="0", text="Kept words") and "STATUS:CANCELLED" in browser.get(
        f"/coordination/{key}/meeting.ics"
    ).text  # fmt: skip


def test_a_point_that_begins_with_no_time_of_day_comes_back_with_what_was_typed(browser, make):
    row = met.meeting(make)
    make.session.commit()
    page = browser.post(f"/coordination/{row.key}/agenda", data={"points": "10:00 Opening\n25:10 Plan", "seen": ""}).text

    assert "No time of day: 25:10." in page and "25:10 Plan" in page and not queries.agenda(row.id)
