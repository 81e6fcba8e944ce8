"""The pages of plans: the same number in the region, the plan, on the line and behind the click."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from sqlalchemy import update

from lms.programme.actions.decisions import decide
from lms.programme.models import LineText
from tests.insight.test_plan_counting import Fulfilled, fulfilled
from tests.programme import met, planned


@pytest.fixture
def story(make) -> Fulfilled:
    return make.scene(fulfilled)


@pytest.fixture
def read(client):
    def words(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status)
        return " ".join(re.sub(r"<[^>]+>", " ", unescape(answer.text)).split())

    return words


def test_a_number_is_the_same_in_the_region_the_plan_the_line_and_behind_the_click(story, client, sign_in, read):
    sign_in(client, story.make.coordinator())

    assert "UZ-02 Line UZ-02 Was held 4 3 1 Jan to 2 Jan" in read(f"/plan/uz/{story.year}")
    assert "UZ-02 Line UZ-02, Was held 3 /4" in read(f"/plan/region/{story.year}")
    line = read(f"/plan/lines/{story.live.key}")
    assert "Seats, attendances 4 4 3 −1" in line
    assert "2 people. UZ-02: who it is" in line and "Officer A" in line and "Officer B" in line


def test_a_line_of_elearning_is_completed_and_was_not_held(story, client, sign_in, read):
    sign_in(client, story.coordinator)
    story.make.session.execute(update(LineText).where(LineText.line_id == story.reading.id).values(seats=1))
    story.make.session.commit()

    assert "UZ-01 Line UZ-01 Completed 1 1" in read(f"/plan/UZ/{story.year}") and "Was held" not in read(f"/plan/lines/{story.reading.key}")


def test_the_sum_says_what_was_due_and_how_much_of_it_was_delivered(story, client, sign_in, read):
    sign_in(client, story.coordinator)
    page = read(f"/plan/UZ/{story.year}")

    assert "20 seats planned · 20 due by now, 8 of them delivered" in page
    assert "5 lines 20 8 12 short of what was due, 0 ahead" in page
    assert "Held by hand, 3 took part: list of 2 January. Reason: no travel." in page


def test_filters_and_order_stand_in_the_address_and_whatever_is_none_of_them_asks_for_all(story, client, sign_in, read):
    sign_in(client, story.coordinator)
    address = f"/plan/UZ/{story.year}"

    assert "1 line 4 1" in read(f"{address}?type=elearning")
    assert "2 lines" in read(f"{address}?state=late")
    assert "No line fits these filters" in read(f"{address}?state=postponed")
    assert "5 lines" in read(f"{address}?type=none&state=<b>&when=9&sort=x&page=-1")
    down = read(f"{address}?sort=-counted")
    assert down.index("UZ-02 Line") < down.index("UZ-01 Line") < down.index("UZ-05 Line")


def test_a_focal_point_reads_the_plan_of_the_country_and_only_the_people_of_the_own_agency(story, client, sign_in, read):
    sign_in(client, story.make.focal_point("UZ-NCDC"))
    page = read(f"/plan/lines/{story.live.key}")

    assert "Seats, attendances 4 4 3 −1" in page
    assert "2 people. 2 are not shown to you." in page and "Officer A" not in page
    assert "Add a session" not in page


def test_a_plan_of_another_country_is_not_there(story, client, sign_in):
    sign_in(client, story.make.outside_focal_point())
    addresses = (f"/plan/UZ/{story.year}", f"/plan/UZ/{story.year}.csv", f"/plan/UZ/{story.year}/paper", f"/plan/lines/{story.live.key}")

    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_an_empty_plan_says_what_will_be_there(make, client, sign_in, read):
    sign_in(client, make.coordinator("UZ"))

    assert "Uzbekistan 2031 has no lines" in read("/plan/uz/2031")
    assert "There are no lines for 2031 yet" in read("/plan/region/2031")
    assert client.get("/plan").headers["Location"].startswith("/plan/UZ/")


def test_the_file_has_the_lines_of_the_page_and_their_sum(story, client, sign_in):
    sign_in(client, story.coordinator)
    answer = client.get(f"/plan/UZ/{story.year}.csv?type=theory")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))

    assert rows[0][0] == "INTERNAL" and "INTERNAL-plan-UZ" in answer.headers["Content-Disposition"]
    assert [row[:4] for row in rows[-3:]] == [
        ["UZ", "UZ-02", "Line UZ-02", "Was held"],
        ["UZ", "UZ-05", "Line UZ-05", "Late"],
        ["All", "2", "", ""],
    ]
    assert rows[-1][10:15] == ["8", "8", "3", "0", "5"]


def test_four_hundred_lines_are_shown_a_hundred_at_a_time_with_the_sum_of_all(make, client, sign_in, read):
    version = planned.plan(make, "UZ", 2026)
    planned.many(make, version, 400, seats=2)
    sign_in(client, make.coordinator("UZ"))

    page = read("/plan/UZ/2026")
    assert "UZ-100 Line UZ-100" in page and "UZ-101" not in page
    assert "400 lines 800 0" in page and "1 to 100 of 400" in page
    assert "UZ-400 Line UZ-400" in read("/plan/UZ/2026?page=4")
    assert "all 400" in read("/plan/region/2026")


@pytest.mark.parametrize("year", ["1999", "2101", "99999999", "0"])
def test_a_year_of_which_there_can_be_no_plan_is_not_there(make, client, sign_in, year):
    sign_in(client, make.coordinator())
    addresses = (f"/plan/region/{year}", f"/plan/UZ/{year}", f"/plan/UZ/{year}.csv", f"/plan/UZ/{year}/paper", f"/plan/region/{year}.csv")

    assert [client.get(address).status_code for address in addresses] == [404] * 5


@pytest.mark.parametrize("year", ["2000", "2100"])
def test_the_first_and_the_last_year_are_shown(make, client, sign_in, year):
    sign_in(client, make.coordinator())

    assert client.get(f"/plan/region/{year}").status_code == client.get(f"/plan/UZ/{year}").status_code == 200


@pytest.mark.parametrize(
    ("minutes", "words"), [(90, "2 × 90 min"), (110, "2 × 110 min"), (120, "2 × 2 h"), (150, "2 × 2.5 h"), (3600, "2 × 60 h")]
)
def test_long_lines_are_measured_in_hours(make, client, sign_in, read, minutes, words):
    row = planned.line(make, planned.plan(make), "theory", seats=16, events=2, minutes=minutes)
    sign_in(client, make.coordinator())

    assert f"Size 16 seats, {words} " in read(f"/plan/lines/{row.key}")


def test_a_version_that_waits_says_in_which_meeting_it_was_decided_and_whose_word_is_awaited(make, client, sign_in, read):
    version, by = planned.plan(make, "UZ", make.today.year), make.viewer(make.coordinator())
    row, meeting = planned.line(make, version), met.meeting(make, -1)
    decide(meeting.key, "A new line.", "makes", [(row.id, version.id)], by=by, at=make.now)
    sign_in(client, make.coordinator())
    draft = read(f"/plan/region/{make.today.year}")
    version.consulted_at = make.now

    day = rf"{meeting.wall_day.day} \w+"
    assert re.search(rf"1, draft {day} not asked yet: [^;]*Customs", draft), draft
    assert re.search(rf"1, consulted {day} awaited: [^;]*Customs", read(f"/plan/region/{make.today.year}"))


def test_the_countries_stand_in_the_order_of_the_tabs(make, client, sign_in):
    for code in ("KG", "KZ", "IREN"):
        planned.line(make, planned.plan(make, code, make.today.year))
    sign_in(client, make.coordinator())
    page = client.get(f"/plan/region/{make.today.year}").text
    tabs, columns = page[: page.index("<h1")], page[page.index('class="side"') :]

    for part in (tabs, columns, client.get("/overview").text):
        assert part.index("Kazakhstan") < part.index("Kyrgyzstan") < part.index("Network")
