"""The grants that pay for lines are entered once, by the region."""

from datetime import date

import pytest

from lms.lib.refusals import NotAllowed
from lms.programme import actions, queries

SENT = {"code": "JPN-2020", "donor_en": "Japan", "donor_ru": "Япония", "from_day": "1 January 2020", "to_day": "", "source": "S23"}


def test_the_region_enters_a_grant_that_every_line_can_be_paid_by(client, sign_in, make, desk):
    browser = sign_in(client, make.coordinator())
    assert "The grant JPN-2020 is entered" in browser.post("/plan/grants", data=SENT, follow_redirects=True).text
    (grant,) = queries.grants().values()
    assert (grant.code, grant.donor, grant.from_day, grant.to_day) == ("JPN-2020", {"en": "Japan", "ru": "Япония"}, date(2020, 1, 1), None)
    assert "JPN-2020" in browser.get("/plan/uz/2026/lines/new").text


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"code": " "}, "Write a code."), ({"donor_en": ""}, "Write the donor"), ({"from_day": "soon"}, "could not be read as a day"),
        ({"to_day": "1 January 2019"}, "It ends on the day it begins or later."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_grant_is_said_and_kept(client, sign_in, make, fault, said):
    browser = sign_in(client, make.coordinator())
    page = browser.post("/plan/grants", data={**SENT, **fault}).text
    assert said in page and 'value="S23"' in page and queries.grants() == {}


def test_a_code_is_given_once(client, sign_in, make):
    browser = sign_in(client, make.coordinator())
    browser.post("/plan/grants", data=SENT)
    assert "There is a grant with this code already." in browser.post("/plan/grants", data=SENT).text


def test_a_country_reads_grants_and_enters_none_and_a_focal_point_neither(client, sign_in, make):
    at = make.now
    for person in (make.coordinator("KZ"), make.focal_point(), make.outsider()):
        with pytest.raises(NotAllowed):
            actions.add_grant("X", {"en": "X"}, date(2020, 1, 1), by=make.viewer(person), at=at)
    browser = sign_in(client, make.coordinator("KZ"))
    assert "A coordinator of the region enters grants." in browser.get("/plan/grants").text
    assert browser.post("/plan/grants", data=SENT).status_code == 403
    assert sign_in(client, make.focal_point()).get("/plan/grants").status_code == 403
