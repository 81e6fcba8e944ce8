"""A sixth country joins by the pages alone; places are called otherwise, and end, by who administers them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.lib.refusals import Conflict, NotAllowed
from lms.people import actions, queries
from lms.people.models import OrgName

COUNTRY = {"code": "xy", "name_en": "Xanadu", "name_ru": "Ксанаду", "tz": "Asia/Almaty", "call_names": "names", "names_kept": "here"}
AGENCY = {"country": "XY", "code": "cs", "name_en": "Customs of Xanadu", "name_ru": "Таможня Ксанаду"}
WHY = {"reason": "Letter 12"}
READ = {"as_system": "this test"}


def called(make, code, day, lang="en"):
    """The name on a day, as the rows say it."""
    names = make.session.scalars(select(OrgName).where(OrgName.node_id == make.node(code).id)).all()
    return next(name.txt[lang] for name in names if name.from_day <= day and (name.to_day is None or day <= name.to_day))


def ended(make, code, day=None, by=None):
    node = make.node(code)
    actions.end_place(node, day or make.today - timedelta(days=1), reason="Letter 12", by=make.viewer(by or make.admin()), at=make.now)
    return node


def test_a_sixth_country_joins_with_an_agency_a_unit_and_an_officer(client, db, make):
    coordinator = make.coordinator()
    make.sign_in(client, make.admin())
    assert b"/countries/add" in client.get("/units").data
    assert client.post("/countries/add", data=COUNTRY).headers["Location"] == "/agencies/add?country=XY"
    assert b'<option selected value="XY">' in client.get("/agencies/add?country=XY").data
    assert client.post("/agencies/add", data=AGENCY).headers["Location"] == "/units"
    agency = make.node("XY-CS")
    unit = {"name_en": "Port", "unit_type": "sea", "agencies": agency.id, "tz": "Asia/Almaty"}
    assert client.post("/units/add", data=unit).status_code == 302

    page = client.get("/units").text
    assert "Xanadu" in page and "Customs of Xanadu" in page and "XY-PORT" in page
    assert "Customs of Xanadu" in client.get("/people/add").text
    assert "XY" in make.viewer(coordinator).coordinated
    place = f"{agency.id}-{make.node('XY-PORT').id}"
    assert "<kbd>" in client.post("/people/add", data={"call_name": "Kubla K.", "lang": "en", "sex": "", "place": place}).text
    assert queries.policy("XY") == ("names", "here")
    assert (agency.cc, agency.tz, called(make, "XY", make.today, "ru")) == ("XY", "Asia/Almaty", "Ксанаду")
    assert make.node("XY").opened_on == agency.opened_on == make.today, "no day is today, and not always"
    verbs = set(db.session.scalars(select(Audit.verb).where(Audit.cc == "XY"), execution_options=READ))
    assert verbs == {"added country", "decided policy", "added agency", "added unit", "added", "handed slip"}


def test_a_country_of_a_network_joins_the_region_under_the_code_it_has(client, make):
    make.sign_in(client, make.admin())
    sent = {**COUNTRY, "code": "AZ", "name_en": "Azerbaijan", "name_ru": "Азербайджан", "tz": "Asia/Baku"}
    assert client.post("/countries/add", data=sent).status_code == 302
    assert "AZ" in make.viewer(make.coordinator()).coordinated
    assert "There is a place with this code already." in client.post("/countries/add", data={**sent, "name_en": "B", "name_ru": "Б"}).text


def test_what_does_not_fit_a_country_or_an_agency_is_said(client, make):
    make.sign_in(client, make.admin())
    assert "two letters" in client.post("/countries/add", data={**COUNTRY, "code": "1"}).text
    assert "A country of that name" in client.post("/countries/add", data={**COUNTRY, "name_ru": "узбекистан"}).text
    assert "up to sixteen letters" in client.post("/agencies/add", data={**AGENCY, "country": "UZ", "code": "с"}).text
    assert "with this code already" in client.post("/agencies/add", data={**AGENCY, "country": "UZ", "code": "UZ-SCC"}).text
    assert "not open now, or not yours" in client.post("/agencies/add", data=AGENCY).text


def test_a_country_has_an_administrator_of_its_own_who_adds_agencies_and_no_country(client, make):
    make.sign_in(client, make.admin("TJ"))
    assert b"/countries/add" not in client.get("/units").data
    assert client.get("/countries/add").status_code == client.post("/countries/add", data=COUNTRY).status_code == 404
    assert client.get("/units/TJ").status_code == client.post("/units/TJ/rename", data={}).status_code == 403
    assert client.post("/agencies/add", data={**AGENCY, "country": "TJ", "code": "post"}).status_code == 302
    assert make.node("TJ-POST").tz == "Asia/Dushanbe"


@pytest.mark.parametrize("code", ["UZ", "UZ-SCC", "UZ-ALAT", "CA", "XY-1"])
def test_the_administrator_of_another_country_finds_nothing(client, make, code):
    outsider = make.admin("KZ")
    make.sign_in(client, outsider)
    assert client.get(f"/units/{code}").status_code == 404
    assert client.post(f"/units/{code}/rename", data={"name_en": "Mine", "from_day": "2030-01-01"}).status_code == 404
    assert client.post(f"/units/{code}/end", data={"closed_on": "2020-01-01", **WHY}).status_code == 404
    assert "not open now, or not yours" in client.post("/agencies/add", data={**AGENCY, "country": "UZ"}).text


def test_no_action_is_open_to_the_administrator_of_another_country(make):
    at = {"by": make.viewer(make.admin("KZ")), "at": make.now}
    with pytest.raises(NotAllowed):
        actions.add_agency("UZ", "X", names={"en": "X"}, **at)
    with pytest.raises(NotAllowed):
        actions.add_country("XY", names={"en": "X"}, tz="UTC", call_names="names", names_kept="here", **at)
    with pytest.raises(NotAllowed):
        actions.rename_place(make.node("UZ-ALAT"), {"en": "X"}, make.today, **at)
    with pytest.raises(NotAllowed):
        actions.end_place(make.node("UZ-ALAT"), make.today, reason="", **at)


def test_a_new_name_begins_on_its_day_and_the_old_one_ends_the_day_before(client, make):
    make.sign_in(client, make.admin("TJ"))
    day = make.today - timedelta(days=3)
    sent = {"name_en": "Drug Agency", "name_ru": "Агентство", "from_day": day.isoformat()}
    assert client.post("/units/TJ-DCA/rename", data=sent).headers["Location"] == "/units/TJ-DCA"

    assert called(make, "TJ-DCA", day) == "Drug Agency"
    assert called(make, "TJ-DCA", day - timedelta(days=1)) == "Drug Control Agency under the President"
    assert "Drug Agency" in client.get("/units/TJ-DCA").text
    assert client.post("/units/TJ-DCA/rename", data={**sent, "name_en": "Drugs Agency"}).status_code == 302
    assert called(make, "TJ-DCA", day) == "Drugs Agency"
    early = {**sent, "name_en": "Other", "from_day": (day - timedelta(days=1)).isoformat()}
    assert "The present name began on" in client.post("/units/TJ-DCA/rename", data=early).text
    assert "here already" in client.post("/units/TJ-DCA/rename", data={**sent, "name_en": "Khujand"}).text
    later = {**sent, "name_en": "Coming", "from_day": (make.today + timedelta(days=400)).isoformat()}
    assert client.post("/units/TJ-DCA/rename", data=later).status_code == 302
    said = client.post("/units/TJ-DCA/rename", data={**sent, "name_en": "Other"}, follow_redirects=True).text
    assert "The name that was to begin on" in said and "is taken back" in said
    assert called(make, "TJ-DCA", make.today + timedelta(days=500)) == called(make, "TJ-DCA", day) == "Other"


def test_a_place_ends_with_a_reason_once_nobody_serves_there(client, db, make):
    officer = make.trainee("UZ-ALAT")
    make.sign_in(client, make.admin())
    sent = {"closed_on": make.today.isoformat(), **WHY}
    assert "One person serves there now." in client.post("/units/UZ-ALAT/end", data=sent).text
    assert make.node("UZ-ALAT").closed_on is None

    actions.transfer(officer, None, make.today, by=None, at=make.now)
    db.session.commit()
    assert "Please write this." in client.post("/units/UZ-ALAT/end", data={**sent, "reason": ""}).text
    later = {**sent, "closed_on": (make.today + timedelta(days=2)).isoformat()}
    assert "still to come" in client.post("/units/UZ-ALAT/end", data=later).text
    assert client.post("/units/UZ-ALAT/end", data=sent).status_code == 302

    line = db.session.scalars(select(Audit).where(Audit.verb == "ended place"), execution_options=READ).one()
    assert (line.row, line.cc, line.reason) == (make.node("UZ-ALAT").id, "UZ", f"{make.today}: Letter 12")
    assert "already" in client.post("/units/UZ-ALAT/end", data=sent).text


def test_a_country_ends_after_what_is_in_it(client, make):
    make.sign_in(client, make.admin())
    client.post("/countries/add", data=COUNTRY)
    client.post("/agencies/add", data=AGENCY)
    sent = {"closed_on": make.today.isoformat(), **WHY}
    assert "One agency or unit in it is open." in client.post("/units/XY/end", data=sent).text
    assert client.post("/units/XY-CS/end", data=sent).status_code == client.post("/units/XY/end", data=sent).status_code == 302


def test_an_agency_that_has_ended_is_neither_offered_nor_taken(client, db, make):
    agency, boss = ended(make, "UZ-NCDC"), make.admin()
    db.session.commit()
    make.sign_in(client, boss)
    unit = {"name_en": "Navoi", "unit_type": "rail", "agencies": agency.id, "tz": "Asia/Samarkand"}
    assert f'value="{agency.id}"' not in client.get("/units/add").text
    assert "not open now, or not yours" in client.post("/units/add", data=unit).text
    assert f'value="{agency.id}-"' not in client.get("/people/add").text
    person = {"call_name": "A B.", "lang": "en", "sex": "", "place": f"{agency.id}-"}
    assert "not open now, or not yours" in client.post("/people/add", data=person).text
    by = {"by": make.viewer(boss), "at": make.now}
    with pytest.raises(Conflict, match="UZ-NCDC is not open on this day"):
        actions.add_person(actions.Description(call_name="A B."), agency_id=agency.id, unit_id=None, **by)
    with pytest.raises(Conflict, match="UZ-NCDC is not open on this day"):
        actions.add_unit(names={"en": "X"}, unit_type="sea", agencies=[agency], tz="UTC", opened_on=make.first_day, **by)


def test_nobody_is_moved_to_a_unit_that_has_ended_or_comes_back_to_it(client, db, make):
    officer, unit = make.trainee(), ended(make, "UZ-ALAT")
    make.sign_in(client, make.focal_point())
    path, sent = f"/people/{officer.ref}/transfer", {"unit": unit.id, "day": make.first_day.isoformat()}
    assert f'value="{unit.id}"' not in client.get(path).text
    assert "not open now, or not yours" in client.post(path, data=sent).text
    with pytest.raises(Conflict, match="This unit is not open"):
        actions.transfer(officer, unit.id, make.first_day, by=None, at=make.now)
    actions.leave(officer, make.today, by=None, at=make.now, real_at=make.now)
    with pytest.raises(Conflict, match="This unit is not open"):
        actions.come_back(officer, unit.id, by=None, at=make.now)


def test_a_place_that_has_ended_is_opened_again_with_a_reason_by_who_may_end_it(client, db, make):
    ended(make, "UZ-ALAT")
    db.session.commit()
    make.sign_in(client, make.admin())
    assert "Open it again" in client.get("/units/UZ-ALAT").text
    assert "Please write this." in client.post("/units/UZ-ALAT/reopen", data={}).text
    assert client.post("/units/UZ-ALAT/reopen", data={"reason": "Letter 14"}).status_code == 302
    assert "It has not ended" in client.post("/units/UZ-ALAT/reopen", data={"reason": "Letter 14"}).text

    line = db.session.scalars(select(Audit).where(Audit.verb == "reopened place"), execution_options=READ).one()
    assert (line.row, line.reason) == (make.node("UZ-ALAT").id, f"{make.today - timedelta(days=1)}: Letter 14")
    assert make.trainee("UZ-ALAT").unit_id == line.row and "Open it again" not in client.get("/units/UZ-ALAT").text
    make.sign_in(client, make.admin("KZ"))
    assert client.post("/units/UZ-ALAT/reopen", data={"reason": "Mine"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.reopen_place(make.node("UZ-ALAT"), reason="", by=make.viewer(make.admin("KZ")), at=make.now)


def test_what_is_in_a_country_opens_after_it(client, make):
    make.sign_in(client, make.admin())
    client.post("/countries/add", data=COUNTRY)
    client.post("/agencies/add", data=AGENCY)
    for code in ("XY-CS", "XY"):
        client.post(f"/units/{code}/end", data={"closed_on": make.today.isoformat(), **WHY})
        make.node(code).closed_on = make.today - timedelta(days=1)
        make.session.commit()
    assert "XY, under which it stands, has ended. Reopen that first." in client.post("/units/XY-CS/reopen", data=WHY).text
    assert [client.post(f"/units/{code}/reopen", data=WHY).status_code for code in ("XY", "XY-CS")] == [302, 302]
    assert client.get("/agencies/add").text.count("Xanadu") == 1
