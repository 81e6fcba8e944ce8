"""A locked version names every place as on its day, on each page and in each file; what was moved since is said where it is compared."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from lms.lib.refusals import BadInput
from lms.lib.types import uuid7
from lms.people import queries as people
from lms.people.models import OrgEdge, OrgName, OrgNode
from lms.programme import actions, queries
from lms.programme.models import PlanVersion
from lms.programme.queries import consents
from tests.programme import met
from tests.programme.conftest import a_line
from tests.programme.test_plan_pages import url

THEN, NOW = "Customs Committee under the Ministry of Economy and Finance", "Agency of the Customs"


@pytest.fixture
def browser(client, sign_in, desk):
    return sign_in(client, desk.coordinator)


@pytest.fixture
def customs(desk, make):
    """Version 1, locked ten days ago with a line for the customs; since then they are called otherwise, and serve another ministry."""
    node = make.node("UZ-SCC")
    desk.add("meeting", nodes=(node.id,))
    desk.locked()
    row = make.session.get(PlanVersion, desk.plan.newest.id)
    row.locked_at -= timedelta(days=10)
    day = desk.by.day - timedelta(days=4)
    old = make.session.scalars(select(OrgName).where(OrgName.node_id == node.id, OrgName.to_day.is_(None))).one()
    old.to_day = day - timedelta(days=1)
    make.session.flush()
    make.session.add(OrgName(node_id=node.id, txt={"en": NOW}, from_day=day))
    desk.do(actions.next_version)
    make.session.commit()
    return node


def ministry(make, code, name):
    """A ministry: an agency of the country under which others stand."""
    node = OrgNode(code=code, kind="agency", cc="UZ", tz="Asia/Tashkent", source="test")
    make.session.add(node)
    make.session.flush()
    make.session.add(OrgName(node_id=node.id, txt={"en": name}, from_day=make.today - timedelta(days=900)))
    return node


def moved(make, node):
    """From one ministry under another, four days ago."""
    finance, economy = ministry(make, "UZ-MF", "Ministry of Finance"), ministry(make, "UZ-ME", "Ministry of Economy")
    edge = make.session.scalars(select(OrgEdge).where(OrgEdge.child_id == node.id, OrgEdge.to_day.is_(None))).one()
    day = make.today - timedelta(days=4)
    edge.parent_id, edge.to_day = finance.id, day - timedelta(days=1)
    make.session.flush()
    make.session.add(OrgEdge(child_id=node.id, parent_id=economy.id, from_day=day))
    make.session.commit()


def notes(browser, no):
    answer = browser.get(f"/plan/UZ/2026.xlsx?version={no}")
    return " ".join(str(row[0].value) for row in load_workbook(io.BytesIO(answer.data)).worksheets[1])


def test_page_paper_and_file_of_a_version_name_an_agency_alike(browser, customs):
    then, now = THEN, NOW
    old = [browser.get(f"/plan/UZ/2026{page}version=1").text for page in ("?", "/paper?")] + [notes(browser, 1)]
    new = [browser.get(f"/plan/UZ/2026{page}version=2").text for page in ("?", "/paper?")] + [notes(browser, 2)]

    assert all(then in page for page in old) and all(then not in page and now in page for page in new)
    assert f"UZ-SCC = {THEN}" in old[2] and f"UZ-SCC = {NOW}" in new[2]


def renamed(make, node):
    """They are called otherwise from today."""
    old = make.session.scalars(select(OrgName).where(OrgName.node_id == node.id, OrgName.to_day.is_(None))).one()
    old.to_day = make.today - timedelta(days=1)
    make.session.flush()
    make.session.add(OrgName(node_id=node.id, txt={"en": NOW}, from_day=make.today))
    make.session.commit()


def test_a_version_that_is_agreed_and_waits_to_be_locked_is_signed_under_the_names_it_was_agreed_with(browser, desk, make):
    node = make.node("UZ-SCC")
    line = desk.add("meeting", nodes=(node.id,))
    desk.agreed()
    renamed(make, node)
    for verb in (None, actions.lock):
        if verb:
            desk.do(verb)
            make.session.commit()
        pages = [browser.get(f"/plan/UZ/2026{page}").text for page in ("", "/paper")] + [notes(browser, 1)]
        assert all(THEN in page and NOW not in page for page in pages)
        assert THEN in browser.get(f"/plan/lines/{line.key}").text and THEN in browser.get("/plan/region/2026").text


def test_a_version_that_is_agreed_no_more_is_called_as_today_again(browser, desk, make):
    node = make.node("UZ-SCC")
    desk.add("meeting", nodes=(node.id,))
    desk.agreed()
    renamed(make, node)
    desk.do(actions.reopen, "A date is missing")
    make.session.commit()
    page = browser.get("/plan/UZ/2026/paper").text

    assert NOW in page and THEN not in page and make.session.get(PlanVersion, desk.plan.newest.id).names is None


def test_an_agency_that_went_to_another_ministry_is_said_by_comparing_and_each_version_reads_as_on_its_day(browser, desk, make, customs):
    moved(make, customs)
    at = {no: make.now if no == 2 else desk.plan.versions[0].locked_at for no in (1, 2)}
    under = {no: people.parents_then(moment)[customs.id] for no, moment in at.items()}
    assert [make.session.get(OrgNode, under[no]).code for no in (1, 2)] == ["UZ-MF", "UZ-ME"]
    page = browser.get(url("compare?from=1&to=2")).text
    assert "Agency of the Customs stands under Ministry of Economy since, and no more under Ministry of Finance." in page
    assert "The two versions say the same" in page
    assert "stands under" not in browser.get(url("compare?from=2&to=2")).text
    first = queries.lines([desk.plan.versions[0].id])[desk.plan.versions[0].id]
    assert [line.nodes for line in first] == [(customs.id,)] and THEN in browser.get("/plan/UZ/2026?version=1").text


def test_a_name_that_is_written_down_of_an_earlier_day_changes_no_locked_version(browser, desk, customs, make):
    for name in make.session.scalars(select(OrgName).where(OrgName.node_id == customs.id)):
        name.txt = {"en": "Backdated Agency", "ru": "Задним числом"}
    make.session.commit()
    pages = [browser.get(f"/plan/UZ/2026{page}version=1").text for page in ("?", "/paper?")]

    assert all(THEN in page and "Backdated" not in page for page in pages)
    assert f"{THEN} is called Backdated Agency since." in browser.get(url("compare?from=1&to=2")).text


def test_its_agencies_are_asked_for_their_word_wherever_they_stand(desk, make, customs):
    before = set(queries.asked(desk.plan, desk.by.day))
    moved(make, customs)
    assert customs.id in before and before <= set(queries.asked(desk.plan, desk.by.day))


def test_the_letters_of_a_family_name_its_lines_on_the_form_of_a_decision(browser, desk, make):
    course = desk.add("in_person")
    desk.do(actions.set_status, course.key, "postponed", "Travel is closed")
    for _heir in range(2):
        desk.do(actions.replace_line, course.key, a_line("theory", mode="live"))
    row = met.meeting(make, -1)
    form = {"key": str(uuid7()), "text": "They replace it.", "effect": "makes"}
    wrong = browser.post(f"/coordination/{row.key}/decisions/new", data={**form, "lines": "UZ-01a, the second"}).text
    assert "Not saved: this is no line’s number: the, second." in wrong and "Write KZ-02, KZ-02a, b." in wrong
    browser.post(f"/coordination/{row.key}/decisions/new", data={**form, "lines": "UZ-01a, b"})
    page = browser.get(f"/coordination/{row.key}").text
    assert all(f"/plan/lines/{desk.line(number).key}" in page for number in ("UZ-01a", "UZ-01b"))


def test_an_agency_that_is_added_later_from_an_earlier_day_signs_no_version_that_was_locked_before(desk, make, browser):
    desk.add("meeting")
    desk.locked()
    late = ministry(make, "UZ-LATE", "Ministry of late arrivals")
    late.opened_on = make.today - timedelta(days=900)
    desk.do(actions.next_version)
    make.session.commit()
    locked, draft = desk.plan.versions

    asked = [{party.agency_id for party in consents.standing(desk.plan, version, make.today).asked} for version in (locked, draft)]
    assert [late.id in each for each in asked] == [False, True]
    for tail in ("paper?version=1", "?version=1"):
        assert "late arrivals" not in browser.get(f"/plan/UZ/2026/{tail}", follow_redirects=True).text, tail


def test_an_agency_that_joins_after_a_version_is_agreed_is_asked_for_the_next_one(desk, make):
    desk.add("meeting")
    desk.agreed()
    late = ministry(make, "UZ-LATE", "Ministry of late arrivals")
    make.session.flush()
    with pytest.raises(BadInput, match="not awaited"):
        desk.do(actions.give_consent, actions.Word(late.id, "reserved", words="Against all of it", letter_no="1", letter_day=make.today))
    desk.do(actions.lock)
    desk.do(actions.next_version)

    asked = [{party.agency_id for party in consents.standing(desk.plan, version, make.today).asked} for version in desk.plan.versions]
    assert [late.id in each for each in asked] == [False, True]
