"""A focal point enrols for the lines of a network's plan that are for their country, and for no others."""

import logging

import pytest

from lms.programme.queries.called import to_keep
from tests.programme import planned
from tests.progress.test_enrol import text
from tests.progress.test_for_a_line import agree, enrol_under, rows
from tests.test_budget import MOST


@pytest.fixture
def keeper(make, client):
    """The focal point of the officers' agency, signed in."""
    person = make.focal_point()
    make.sign_in(client, person)
    return person


@pytest.fixture
def course(make):
    return make.course()


def test_a_focal_point_enrols_for_a_networks_line_that_is_for_a_place_or_a_member_of_their_country(client, make, db, keeper, course):
    officer, plan = make.trainee(), planned.plan(make, "IREN", make.today.year)
    here, abroad, bare = (planned.line(make, plan, nodes=nodes, number=number, courses=[course])
                          for nodes, number in ((("UZ-CHUKURSAY",), "IREN-01"), (("KZ",), "IREN-02"), ((), "IREN-03")))  # fmt: skip
    address = "/enrol?who=UZ-CHUKURSAY&course=seals-in-short"
    assert str(here.key) not in client.get(address).text  # a draft is agreed by nobody
    agree(make, plan)
    page = client.get(address).text
    assert f'value="{here.key}"' in page and f'value="{abroad.key}"' not in page and f'value="{bare.key}"' in page
    lines = {line: client.get(f"/plan/lines/{line.key}").text for line in (here, abroad, bare)}
    assert ["Enrol people" in page for page in lines.values()] == [True, False, True]
    assert client.get(f"/enrol?line={abroad.key}").status_code == 404
    answer = enrol_under(client, abroad.key)
    assert "This is no line for which you can enrol them." in text(client.get(answer.headers["Location"])) and rows(db) == []
    enrol_under(client, here.key)

    assert [(row.person_id, row.plan_line_id) for row in rows(db)] == [(officer.id, here.id)]


def test_a_networks_line_for_another_agency_takes_none_of_ones_own(client, make, db, keeper, course):
    make.trainee()
    plan = planned.plan(make, "IREN", make.today.year)
    other = planned.line(make, plan, nodes=("UZ-NCDC",), courses=[course])
    agree(make, plan)
    answer = enrol_under(client, other.key)

    assert "is for people of other places." in text(client.get(answer.headers["Location"])) and rows(db) == []


@pytest.mark.architecture
def test_the_page_of_such_a_line_stays_within_its_statements(client, make, keeper, course, caplog):
    plan = planned.plan(make, "IREN", make.today.year, names=to_keep(None, make.now))
    line = planned.line(make, plan, nodes=("UZ-CHUKURSAY",), courses=[course])
    agree(make, plan)
    make.completed(make.trainee(), course, by=make.coordinator()).plan_line_id = line.id
    make.session.commit()
    address = f"/plan/lines/{line.key}"
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True

    assert "Enrol people" in client.get(address).text
    assert [r.line["queries"] for r in caplog.records if hasattr(r, "line")] <= [MOST]
