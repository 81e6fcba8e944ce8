"""A page asks the database a fixed number of times, however much there is to show."""

import logging

import pytest

from tests.test_access import ENDS_THE_SIGN_IN, World, addresses, world  # noqa: F401

MOST = 15  # statements of any page, the sign-in's own and the log of names included; hot pages have a lower one of their own


def over(lines: list[dict], most: int = MOST) -> list[tuple[str, int]]:
    """Pages that ask too often."""
    return [(line["route"], line["queries"]) for line in lines if line["queries"] > most]


@pytest.mark.parametrize("who", ["trainee", "focal_point", "coordinator", "admin"])
def test_no_page_asks_more_often_than_it_may(app, client, make, sign_in, caplog, world: World, who):  # noqa: F811
    person = world.officer if who == "trainee" else getattr(make, who)()
    sign_in(client, person)
    caplog.set_level(logging.INFO, logger="lms.request")
    logging.getLogger("lms").propagate = True
    for endpoint, address, _view in addresses(app, world):
        if endpoint not in ENDS_THE_SIGN_IN:
            client.get(address)
    lines = [record.line for record in caplog.records if hasattr(record, "line")]

    assert len(lines) > 20
    assert over(lines) == []


def test_a_page_that_asks_once_a_row_would_be_found():
    assert over([{"route": "/people", "queries": MOST + 1}, {"route": "/", "queries": 3}]) == [("/people", MOST + 1)]
