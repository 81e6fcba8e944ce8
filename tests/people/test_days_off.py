"""The calendar of days off is published, and mended by hand, since decrees move days late."""

from datetime import date

import pytest

from lms.lib.refusals import Conflict, NotAllowed
from lms.people import actions, queries


def test_a_coordinator_adds_a_day_and_takes_one_out(client, db, make):
    make.sign_in(client, make.coordinator())
    page = client.get("/days-off?country=KZ&year=2020").get_data(as_text=True)
    assert "Capital Day" in page

    sent = {"country": "KZ", "day": "7 July 2020", "name_en": "Day after Capital Day", "name_ru": ""}
    assert client.post("/days-off", data=sent).status_code == 302
    assert "Day after Capital Day" in client.get("/days-off?country=KZ&year=2020").get_data(as_text=True)

    assert client.post("/days-off/KZ/2020-07-07/remove").status_code == 302
    assert queries.days_off(["KZ"], date(2020, 7, 7), date(2020, 7, 7)) == {"KZ": {}}


def test_a_day_that_cannot_be_read_or_is_there_already_is_a_sentence_and_stays_in_the_form(client, make):
    make.sign_in(client, make.coordinator())
    sent = {"country": "KZ", "name_en": "Something", "name_ru": "Что-то"}

    page = client.post("/days-off", data={**sent, "day": "31 June 2020"}).get_data(as_text=True)
    assert "There is no 31 June" in page and "Что-то" in page
    page = client.post("/days-off", data={**sent, "day": "6 July 2020"}).get_data(as_text=True)
    assert "in the calendar already" in page and "Что-то" in page


def test_another_countrys_calendar_is_not_mended(client, db, make):
    keeper = make.coordinator("UZ")
    make.sign_in(client, keeper)
    assert client.post("/days-off/KZ/2020-07-06/remove").status_code == 404
    with pytest.raises(NotAllowed):
        actions.add_day_off("KZ", date(2020, 7, 7), {"en": "x"}, by=make.viewer(keeper), at=make.now)
    assert queries.days_off(["KZ"], date(2020, 7, 6), date(2020, 7, 6))["KZ"]


def test_taking_a_day_out_twice_is_a_sentence(make):
    by = make.viewer(make.coordinator())
    actions.take_out_day_off("KZ", date(2020, 7, 6), by=by, at=make.now)
    with pytest.raises(Conflict):
        actions.take_out_day_off("KZ", date(2020, 7, 6), by=by, at=make.now)


def test_an_officer_and_a_focal_point_do_not_mend_it(client, make):
    for who in (make.trainee(), make.focal_point()):
        make.sign_in(client, who)
        assert client.get("/days-off").status_code == 403


def test_the_network_stands_beside_the_tree_and_gives_nobody_any_sight(client, make):
    network = next(one for one in queries.networks() if one.code == "IREN")
    nodes = queries.nodes(make.now, "en")
    assert {nodes[member].cc for member, *_ in network.members} == {"AZ", "GE", "KZ", "KG", "PK", "TJ", "TM", "UZ"}
    assert not set(make.viewer(make.coordinator()).coordinated) & {"AZ", "GE", "PK"}

    make.sign_in(client, make.admin())
    page = client.get("/units").get_data(as_text=True)
    assert "Inter-Regional Network" in page and "Azerbaijan" in page


def test_a_coordinator_reads_units_and_networks_and_adds_none(client, make):
    make.sign_in(client, make.coordinator())
    page = client.get("/units").get_data(as_text=True)
    assert "Inter-Regional Network" in page and "Add a unit" not in page
    assert client.get("/units/add").status_code == 403
