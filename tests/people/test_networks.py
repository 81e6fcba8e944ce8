"""The region's coordinator says who belongs to a network, from which day and until which; everybody's plan follows."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import Audit
from lms.errors import broken
from lms.lib.refusals import BadInput, Conflict
from lms.people import actions, queries
from lms.people.models import NetworkMember, OrgNode, Person
from lms.programme import queries as programme
from lms.programme.queries import rows
from tests.programme import planned

READ = {"as_system": "this test"}
OUTSIDE = {"place": "", "code": "mn", "name_en": "Mongolia", "name_ru": "Монголия"}


@pytest.fixture
def boss(client, make):
    """The region's coordinator, signed in."""
    person = make.coordinator()
    make.sign_in(client, person)
    return person


def member(db, code):
    found = select(NetworkMember).join(OrgNode, OrgNode.id == NetworkMember.node_id).where(OrgNode.code == code)
    return db.session.scalars(found.order_by(NetworkMember.id.desc())).first()


def joined(make, code, since, by):
    return actions.add_member(queries.network_or_404("IREN"), make.node(code), since, by=make.viewer(by), at=make.now)


def test_a_last_day_before_the_first_is_told_on_the_page_with_the_day_kept(client, db, make, boss):
    one, early = member(db, "AZ"), date(2018, 1, 1)
    page = client.post(f"/networks/IREN/members/{one.id}", data={"to_day": early.isoformat()})

    assert page.status_code == 200 and "it ends on that day or later" in page.text
    assert f'value="{early:%d.%m.%Y}"' in page.text or f'value="{early}"' in page.text


def test_a_country_outside_the_region_joins_ends_and_stays_after_all(client, db, make, boss):
    today = make.today
    assert client.post("/networks/iren/members", data={**OUTSIDE, "from_day": today.isoformat()}).status_code == 302
    one = member(db, "MN")
    page = client.get("/networks/IREN").text
    assert "Mongolia" in page and f"/networks/IREN/members/{one.id}" in page
    assert not db.session.scalars(select(Person).where(Person.cc == "MN"), execution_options=READ).all()

    at = f"/networks/IREN/members/{one.id}"
    assert client.post(at, data={"to_day": (today + timedelta(days=9)).isoformat()}).headers["Location"] == "/networks/IREN"
    assert "Take back its end" in client.get(at).text
    client.post(f"{at}/undo")
    assert db.session.get(NetworkMember, one.id).to_day is None
    client.post(f"{at}/undo")
    assert member(db, "MN") is None
    verbs = db.session.scalars(select(Audit.verb).where(Audit.cc == "MN").order_by(Audit.id), execution_options=READ).all()
    assert verbs == ["added country", "joined network", "left network", "stays in network", "taken back from network"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"place": "", "code": ""}, "Choose a place of the list, or write a country that is not in it."),
        ({"place": "", "code": "mng", "name_en": "Mongolia"}, "longer than 2 characters"),
        ({"place": "", "code": "AZ", "name_en": "Azerbaijan"}, "There is a place with this code already"),
        ({"place": "", "code": "M1", "name_en": "Mongolia"}, "has two letters"),
        ({"place": "", "code": "mn", "name_en": ""}, "Write its name."),
        ({"place": "987654"}, "Choose another"),
    ],
)
def test_what_cannot_join_is_said_beside_its_field(client, db, make, boss, sent, said):
    before = db.session.scalars(select(NetworkMember.id)).all()
    page = client.post("/networks/IREN/members", data={"from_day": make.today.isoformat(), **sent})
    assert page.status_code == 200 and 'class="error"' in page.text
    assert said in page.text
    assert db.session.scalars(select(NetworkMember.id)).all() == before


def test_nobody_is_a_member_twice_on_one_day_nor_ends_before_it_began(make, db, boss):
    by, network, start = make.viewer(boss), queries.network_or_404("IREN"), date(2024, 3, 1)
    one = joined(make, "TM", start, boss)
    with pytest.raises(Conflict, match="It is a member since Friday 1 March 2024 already"):
        joined(make, "TM", make.today, boss)
    with pytest.raises(BadInput, match="it ends on that day or later"):
        actions.end_member(network, one, date(2024, 2, 29), by=by, at=make.now)
    actions.end_member(network, one, date(2024, 6, 30), by=by, at=make.now)
    with pytest.raises(Conflict, match="from Friday 1 March 2024 until Sunday 30 June 2024 already"):
        joined(make, "TM", date(2024, 6, 30), boss)
    again = joined(make, "TM", date(2024, 7, 1), boss)
    with pytest.raises(Conflict, match="It is a member since Monday 1 July 2024 already"):
        actions.undo_member(network, one, by=by, at=make.now)
    with pytest.raises(Conflict, match="what was agreed since then names it"):
        actions.undo_member(network, again, by=by, at=make.now)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((date(2024, 3, 1), None), "This place is a member of the network already."),
        ((date(2024, 1, 1), date(2024, 2, 1)), "This place joined the network on that day already."),
        ((date(2024, 5, 1), date(2024, 4, 1)), "A membership ends on the day it begins or later."),
    ],
)
def test_what_two_clicks_could_break_is_a_constraint_with_its_sentence(db, make, boss, days, said):
    ids = {"network_id": queries.network_or_404("IREN").id, "node_id": make.node("TM").id}
    db.session.add_all(
        [NetworkMember(**ids, from_day=date(2024, 1, 1), to_day=date(2024, 1, 2)), NetworkMember(**ids, from_day=date(2024, 2, 2))]
    )
    db.session.flush()
    db.session.add(NetworkMember(**ids, from_day=days[0], to_day=days[1]))
    with pytest.raises(IntegrityError) as wrong:
        db.session.flush()
    db.session.rollback()
    assert str(broken(wrong.value)) == said


def test_only_the_regions_coordinator_changes_them_and_officers_do_not_read_them(client, db, make, sign_in):
    one = member(db, "AZ")
    for person in (make.coordinator("UZ"), make.focal_point()):
        browser = sign_in(client, person)
        assert browser.get("/networks/IREN").status_code == 200 and "Add a member" not in browser.get("/networks/IREN").text
        for address in ("/networks/IREN/members", f"/networks/IREN/members/{one.id}", f"/networks/IREN/members/{one.id}/undo"):
            assert browser.post(address, data={**OUTSIDE, "from_day": "2026-01-01", "to_day": "2026-01-01"}).status_code == 403
    for person in (make.trainee(), make.outsider()):
        assert sign_in(client, person).get("/networks/IREN").status_code == 403
    assert sign_in(client, make.coordinator()).get("/networks/NONE").status_code == 404
    assert client.post(f"/networks/IREN/members/{one.id + 999}", data={"to_day": "2026-01-01"}).status_code == 404


def test_the_plan_asks_who_belongs_to_the_network_on_the_day_and_its_lines_are_for_those(client, db, make, boss):
    plan = planned.plan(make, "IREN", make.today.year)
    line = planned.line(make, plan, "elearning")
    found = queries.network_or_404("IREN")
    soon = make.today + timedelta(days=30)
    joined(make, "TM", soon, boss)
    actions.end_member(found, member(db, "AZ"), make.today + timedelta(days=3), by=make.viewer(boss), at=make.now)
    of = programme.plan_or_404(make.viewer(boss), "IREN", make.today.year)
    for day, codes in ((make.today, {"AZ"}), (soon, {"TM"})):
        asked = set(rows.asked(of, day))
        assert {code for code in ("AZ", "TM") if make.node(code).id in asked} == codes
    assert 'href="/networks/IREN"' in client.get(f"/plan/IREN/{make.today.year}").text
    places = programme.line_for(make.viewer(boss), line.id, "elearning").places
    assert "AZ" in places.ccs and "TM" not in places.ccs
