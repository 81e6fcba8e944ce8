"""The units an administrator sees, and one that is added."""

import re

import pytest
from sqlalchemy import select

from lms.lib.refusals import NotAllowed
from lms.people import actions, queries
from lms.people.models import OrgNode


def sent(make, *agencies, **more):
    return {"name_en": "Navoi", "unit_type": "rail", "agencies": [make.node(code).id for code in agencies], "tz": "Asia/Samarkand", **more}


def test_a_missing_unit_is_added_and_people_can_serve_there(client, db, make):
    make.sign_in(client, make.admin())
    assert b"Chukursay Tekhkontora" in client.get("/units").data

    assert client.post("/units/add", data=sent(make, "UZ-SCC", "UZ-NCDC", name_ru="Навои")).status_code == 302

    unit = db.session.scalars(select(OrgNode).where(OrgNode.code == "UZ-NAVOI")).one()
    assert (unit.cc, unit.tz, unit.unit_type) == ("UZ", "Asia/Samarkand", "rail")
    assert queries.parent_of(unit.id, make.today) == make.node("UZ").id
    assert queries.nodes(make.now, "ru")[unit.id].name == "Навои"
    assert "Navoi" in client.get("/people/add").data.decode()


def test_what_does_not_fit_is_said_beside_the_field(client, db, make):
    make.sign_in(client, make.admin())
    assert b"different countries" in client.post("/units/add", data=sent(make, "UZ-SCC", "KZ-SRC")).data
    assert b"here already" in client.post("/units/add", data=sent(make, "UZ-SCC", name_en="ALAT")).data
    assert b"Please choose one" in client.post("/units/add", data=sent(make)).data


def test_what_is_to_be_looked_at_again_is_one_click_away_of_boxes_too(client, make):
    make.sign_in(client, make.admin())
    page = client.post("/units/add", data=sent(make, name_en="")).text
    summary = re.search(r'<div class="callout refused".*?</div></div>', page, re.S)[0]
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["name_en", "agencies-0"]
    assert all(f'id="{link}"' in page for link in links)


def test_an_administrator_of_one_country_sees_and_adds_only_there(client, make):
    admin = make.admin("TJ")
    make.sign_in(client, admin)
    page = client.get("/units").data
    assert b"Khujand" in page and b"Chukursay" not in page
    with pytest.raises(NotAllowed):
        actions.add_unit(
            names={"en": "X"}, unit_type="sea", agencies=[make.node("UZ-SCC")], tz="Asia/Tashkent", by=make.viewer(admin), at=make.now
        )


def test_units_are_administrators_work(client, make):
    for who in (make.focal_point(), make.trainee(), make.outsider()):
        make.sign_in(client, who)
        assert client.get("/units").status_code == client.post("/units/add").status_code == 403


def test_a_browser_may_send_a_unit_of_one_agency(client, db, make):
    make.sign_in(client, make.admin())
    page = client.get("/units/add").data.decode()
    boxes = re.findall(r'<input[^>]* name="agencies"[^>]*>', page)
    assert len(boxes) > 2 and not any("required" in box for box in boxes)

    first = re.search(r'value="(\d+)"', next(box for box in boxes if f'value="{make.node("UZ-SCC").id}"' in box)).group(1)
    chosen = re.search(r'<select[^>]* name="tz".*?<option selected value="([^"]+)"', page, re.S).group(1)
    sent = {"name_en": "Navoi", "name_ru": "", "unit_type": "rail", "agencies": first, "tz": chosen, "opened_on": ""}
    assert client.post("/units/add", data=sent).headers["Location"] == "/units"
    assert db.session.scalars(select(OrgNode).where(OrgNode.code == "UZ-NAVOI")).one().tz == chosen


def test_a_unit_that_is_here_already_is_said_at_its_name_and_pasted_rubbish_makes_no_other(client, make):
    make.sign_in(client, make.admin())
    sent = {
        "name_en": "Chuk\u200bursay Tekhkontora",
        "name_ru": "",
        "unit_type": "rail",
        "agencies": make.node("UZ-SCC").id,
        "tz": "Asia/Tashkent",
    }
    page = client.post("/units/add", data=sent).data.decode()
    assert "A unit or agency of that name is here already." in page
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*name="name_en"[^>]*value="Chukursay Tekhkontora"', page)


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1899-12-31"])
def test_a_day_beyond_all_reason_is_refused_beside_its_field(client, db, make, day):
    make.sign_in(client, make.admin())
    page = client.post("/units/add", data={**sent(make, "UZ-SCC"), "opened_on": day}).data.decode()
    assert "This could not be read as a day" in page
    assert db.session.scalars(select(OrgNode).where(OrgNode.code == "UZ-NAVOI")).one_or_none() is None


def test_a_russian_name_that_is_here_already_is_said_at_that_name(client, make):
    make.sign_in(client, make.admin())
    page = client.post("/units/add", data=sent(make, "UZ-SCC", name_ru="Алат")).data.decode()
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*name="name_ru"', page) and 'aria-invalid="true"' not in page.split("name_ru")[0]
