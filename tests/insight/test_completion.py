"""The completion page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from lms.people.models import OrgName
from lms.progress import actions as progress

ALL = "Enrolled = not started + in progress + completed + withdrawn"


@pytest.fixture
def page(client, sign_in):
    """`page(person, query)`: the answer as text."""

    def get(person, query="", path="/completion"):
        answer = sign_in(client, person).get(path + query)
        assert answer.status_code == 200, answer.status
        return unescape(answer.get_data(as_text=True))

    return get


def figure(text: str, name: str) -> int:
    """The large number under that name."""
    found = re.search(rf"<dt>(?:<span[^>]*></span> )?{name}</dt><dd class=\"n\">([\d,]+)</dd>", text)
    assert found, name
    return int(found[1].replace(",", ""))


def test_the_coordinator_sees_a_pass_on_the_next_load(programme, page):
    before = page(programme.coordinator)
    assert [figure(before, name) for name in ("Enrolments", "Completed", "Overdue", "People", "Awards")] == [5, 1, 1, 5, 1]
    programme.make.did(
        programme.make.enrolled(programme.half, programme.course, by=programme.coordinator), programme.half, programme.course, "quiz"
    )
    after = page(programme.coordinator)
    assert [figure(after, name) for name in ("Enrolments", "Completed", "Overdue", "People", "Awards")] == [5, 2, 1, 5, 2]


def test_the_figures_say_their_rule_and_as_of_when(programme, page):
    text = page(programme.coordinator)
    assert ALL in text and "1 completed, 2 in progress, 1 not started, 1 withdrawn" in text
    assert "How this is counted" in text and "UTC." in text and "of 3 open" in text


def test_a_focal_point_sees_the_same_of_their_own_people_and_nothing_of_others(programme, page):
    text = page(programme.focal_point)
    assert figure(text, "Enrolments") == 4
    for theirs in ("Altynkol", "Kazakhstan", "KZ", "Outsider", programme.outsider.ref):
        assert theirs not in text


def test_a_coordinator_of_one_country_sees_that_country(programme, page):
    text = page(programme.make.coordinator("KZ"))
    assert figure(text, "Enrolments") == 1
    assert "Chukursay" not in text and "Altynkol" in text and "<p>Kazakhstan · all courses" in text


PAGES = ("/completion", "/completion/people", "/completion/paper", "/completion.csv", "/completion.csv?of=people")


def test_roles_without_figures_are_refused(make, client, sign_in):
    for role in ("trainee", "mentor", "trainer", "donor", "admin"):
        sign_in(client, getattr(make, role)())
        assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 403), role


@pytest.mark.architecture
def test_the_page_makes_few_statements(programme, client, sign_in):
    sign_in(client, programme.focal_point)
    made: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *args: made.append(args[2]))
    client.get("/completion")
    assert len([one for one in made if not one.startswith(("BEGIN", "COMMIT", "UPDATE login"))]) <= 9


OUTSIDE = "This country is outside what you see; the figures of what you see are shown."
MISREAD = [
    ("?country=ZZ", OUTSIDE),
    ("?agency=nobody", "There is no such agency there; all are shown."),
    ("?country=UZ&unit=KZ-ALTYNKOL", "There is no such unit there; all are shown."),
    ("?course=%27--", "There is no such course; all are shown."),
    ("?from=soon", "The first day could not be read, so the period has no beginning."),
    ("?to=9999-12-31", "The last day could not be read, so the period has no end."),
    ("?from=0001-01-01", "The first day could not be read, so the period has no beginning."),
]


def test_what_cannot_be_is_left_out_and_said(programme, page):
    for query, sentence in MISREAD:
        text = page(programme.coordinator, query)
        assert sentence in text and figure(text, "Enrolments") in (4, 5), query


@pytest.mark.parametrize("path", ["/completion", "/completion/people", "/completion/paper", "/completion/remind", "/completion/ask"])
def test_another_country_is_said_to_be_outside_of_what_one_sees_on_every_page(programme, page, path):
    who = programme.make.coordinator("UZ") if path.endswith("ask") else programme.focal_point
    for country in ("KZ", "ZZ"):
        text = page(who, f"?country={country}", path)
        assert OUTSIDE in text and "Altynkol" not in text and programme.outsider.ref not in text
    for place in ("unit=KZ-ALTYNKOL", "agency=KZ-SRC"):
        text = page(who, f"?{place}", path)
        assert "there; all are shown." in text and "Altynkol" not in text and programme.outsider.ref not in text, place


def test_a_period_that_ends_before_it_begins_is_turned_round(programme, page):
    text = page(programme.coordinator, "?from=2099-01-01&to=2000-01-01")
    assert "The period ended before it began" in text and figure(text, "Enrolments") == 5
    assert 'value="2000-01-01"' in text


def test_another_agencys_name_in_the_address_is_answered_like_one_that_does_not_exist(programme, page):
    pages = (page(programme.focal_point, f"?agency={code}&unit={code}") for code in ("KZ-SRC", "XX-NONE"))
    # A minute may end between the two, and a second, which stands in the token of a form.
    known, unknown = (re.sub(r'\b\d\d?:\d\d\b|(?<=name="csrf_token" value=)"[^"]+"', "", each) for each in pages)
    assert known.replace("KZ-SRC", "") == unknown.replace("XX-NONE", "")


def test_an_odd_address_is_answered(programme, page):
    for query in ("?sort=--", "?from=%FF", "?unit=&course=", "?page=x&state=?", "?country=UZ&country=KZ"):
        assert figure(page(programme.coordinator, query), "Enrolments") in (4, 5), query


def test_the_table_is_sorted_by_its_heads(programme, page):
    text = page(programme.coordinator, "?sort=-enrolled")
    rows = re.findall(r'<tr><th scope="row"><a href="[^"]+">([^<]+) <span', text)
    assert rows == ["Chukursay Tekhkontora", "Altynkol zhol"]
    assert re.findall(r'<tr><th scope="row"><a href="[^"]+">([^<]+) <span', page(programme.coordinator, "?sort=enrolled")) == rows[::-1]
    assert 'aria-sort="descending"><a href="/completion?sort=enrolled">Enrolled' in text


def test_an_empty_programme_says_what_will_be_here_and_how_to_begin(make, page):
    text = page(make.coordinator())
    assert "Nobody is enrolled yet" in text and 'href="/enrol"' in text


def test_filters_that_fit_nobody_lead_back_to_all(programme, page):
    text = page(programme.coordinator, "?country=TM")
    assert "Nobody fits these filters" in text and 'href="/completion">Show all' in text


def test_withdrawn_only_has_figures_and_no_shares_of_modules(programme, page):
    alone = programme.make.trainee("UZ-ALAT")
    enrolment = programme.make.enrolled(alone, programme.course, by=programme.focal_point)
    progress.withdraw(enrolment, by=programme.make.viewer(programme.focal_point), at=programme.make.now, reason="left")
    text = page(programme.focal_point, "?unit=UZ-ALAT")
    assert (figure(text, "Enrolments"), figure(text, "Completed")) == (1, 0)
    assert "nobody enrolled" in text


def test_an_agency_is_called_as_on_the_day(programme, page, make):
    current = OrgName.node_id == make.node("UZ-SCC").id, OrgName.to_day.is_(None)
    old = make.session.scalars(select(OrgName).where(*current)).one()
    old.to_day = today = make.today
    make.session.flush()
    for name, day in (("Committee of tomorrow", today + timedelta(days=2)), ("Committee of today", today + timedelta(days=-1))):
        make.session.add(OrgName(node_id=old.node_id, txt={"en": name}, from_day=day, to_day=day + timedelta(days=1)))
    text = page(programme.coordinator)
    assert "Committee of today" in text and "Committee of tomorrow" not in text


def test_a_reader_of_russian_reads_titles_days_and_shares_in_russian(programme, page):
    text = page(programme.make.coordinator(lang="ru"))
    assert "Чукурсай техконтора" in text and re.search(r"20\s%", text)
