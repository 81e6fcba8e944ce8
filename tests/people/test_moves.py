"""An agency comes under another ministry from a day on: by who renames it, kept by days, and nobody's sight with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.lib.refusals import BadInput, Conflict, NotAllowed
from lms.people import actions, queries

DAY = timedelta(days=1)
READ = {"as_system": "this test"}
FINANCE, ECONOMY = "UZ-MF", "UZ-ME"


@pytest.fixture
def boss(make):
    return make.admin("UZ")


@pytest.fixture
def tree(make, boss):
    """Two ministries of the country, since before the programme here."""
    for code, name in ((FINANCE, "Ministry of Finance"), (ECONOMY, "Ministry of Economy")):
        by = {"by": make.viewer(boss), "at": make.now, "opened_on": make.today - 900 * DAY}
        actions.add_agency("UZ", code, names={"en": name}, **by)
    make.session.commit()


@pytest.fixture
def move(make, boss, tree):
    def to(parent, day, code="UZ-SCC", by=None):
        by = make.viewer(by or boss)
        return actions.move_place(make.node(code), make.node(parent), day, reason="Decree 5", by=by, at=make.now)

    return to


@pytest.fixture
def browser(client, make, boss, tree):
    return make.sign_in(client, boss)


def sent(make, parent, day, why="Decree 5"):
    return {"parent": str(make.node(parent).id), "since": day if isinstance(day, str) else day.isoformat(), "why": why}


def stays(make, code="UZ-SCC"):
    """(under what, from, until) of each of its days."""
    codes = {node.id: node.code for node in queries.nodes(make.now, "en").values()}
    return [(codes[stay.parent_id], stay.from_day, stay.to_day) for stay in queries.stood_under(make.node(code).id)]


def test_an_agency_comes_under_a_ministry_and_what_was_before_keeps_its_days(browser, db, make):
    ((_country, first, _open),) = stays(make)
    day = make.today - 3 * DAY
    page = browser.get("/units/UZ-SCC").text
    assert "Under another ministry" in page and "Ministry of Finance (UZ-MF)" in page and "Uzbekistan (UZ)" not in page
    assert browser.post("/units/UZ-SCC/move", data=sent(make, FINANCE, day)).headers["Location"] == "/units/UZ-SCC"

    assert stays(make) == [("UZ", first, day - DAY), (FINANCE, day, None)]
    page = browser.get("/units/UZ-SCC").text
    assert "You wrote down on" in page and "Take back the move" in page and "Uzbekistan (UZ)" in page
    line = db.session.scalars(select(Audit).where(Audit.verb == "moved place"), execution_options=READ).one()
    assert (line.table, line.cc, line.reason) == ("org_edge", "UZ", f"UZ-SCC under UZ-MF from {day}: Decree 5")
    assert line.row == queries.stood_under(make.node("UZ-SCC").id)[-1].id
    assert browser.post("/units/UZ-SCC/move", data=sent(make, ECONOMY, make.today)).status_code == 302
    assert stays(make)[1:] == [(FINANCE, day, make.today - DAY), (ECONOMY, make.today, None)]


def test_each_fault_of_a_move_has_its_sentence_and_moves_nothing(browser, make, move):
    day = make.today - 3 * DAY
    move(FINANCE, day)
    make.session.commit()
    before = stays(make)
    faults = {
        "There is no 31 February": sent(make, ECONOMY, "2020-02-31"),
        "could not be read as a day": sent(make, ECONOMY, "soon"),
        "Write a day.": sent(make, ECONOMY, ""),
        "Please choose one.": {**sent(make, ECONOMY, make.today), "parent": ""},
        "Please write this.": sent(make, ECONOMY, make.today, why=""),
        "UZ-MF since": sent(make, ECONOMY, day),
        "Choose a later day": sent(make, ECONOMY, day - DAY),
        "not open now, or not yours": sent(make, "KZ-SRC", make.today),
    }
    for sentence, data in faults.items():
        assert sentence in browser.post("/units/UZ-SCC/move", data=data).text, sentence
    assert "not open now, or not yours" in browser.post("/units/UZ-ALAT/move", data=sent(make, FINANCE, make.today)).text
    assert "Move it" not in browser.get("/units/UZ-ALAT").text and "Uzbekistan" in browser.get("/units/UZ-ALAT").text
    assert stays(make) == before


def test_a_second_tab_moves_it_where_it_stands_already_and_hears_so(move, make):
    move(FINANCE, make.today)
    with pytest.raises(Conflict, match="It stands under UZ-MF already, since"):
        move(FINANCE, make.today)


def test_no_two_places_stand_under_each_other(browser, make, move):
    move(ECONOMY, make.today, code=FINANCE)
    move(FINANCE, make.today)
    make.session.commit()
    answer = browser.post(f"/units/{ECONOMY}/move", data=sent(make, "UZ-SCC", make.today + DAY)).text
    assert "UZ-SCC stands under it on that day or later, so that both would stand under themselves." in answer
    with pytest.raises(Conflict, match="stands under it"):
        move(FINANCE, make.today + DAY, code=FINANCE)
    with pytest.raises(Conflict, match="stands under it"):
        move(FINANCE, make.today + DAY, code=ECONOMY)


def test_what_was_left_may_come_under_it_and_then_the_move_is_not_taken_back(make, move, boss):
    edge = move(ECONOMY, make.today, code=FINANCE)
    move("UZ", make.today + DAY, code=FINANCE)
    move(FINANCE, make.today + DAY, code=ECONOMY)
    last = queries.stood_under(make.node(FINANCE).id)[-1]
    by = {"by": make.viewer(boss), "at": make.now}
    with pytest.raises(Conflict, match="UZ-ME stands under it"):
        actions.take_back_move(make.node(FINANCE), last.id, **by)
    with pytest.raises(Conflict, match="moved again, or this move was taken back"):
        actions.take_back_move(make.node(FINANCE), edge.id, **by)


def test_nothing_comes_under_a_ministry_that_has_ended_nor_before_it_opened(browser, make, move, boss):
    ended = make.node(ECONOMY)
    actions.end_place(ended, make.today, reason="Decree 4", by=make.viewer(boss), at=make.now)
    make.session.commit()
    assert "UZ-ME" not in browser.get("/units/UZ-SCC").text
    assert "not open now, or not yours" in browser.post("/units/UZ-SCC/move", data=sent(make, ECONOMY, make.today)).text
    with pytest.raises(Conflict, match="nothing stands under it"):
        move(ECONOMY, make.today)
    with pytest.raises(BadInput, match="That is before it opened"):
        move(FINANCE, make.today - 901 * DAY)
    with pytest.raises(Conflict, match="It ended on"):
        move(FINANCE, make.today, code=ECONOMY)
    for parent, code in (("KZ-SRC", "UZ-SCC"), ("CA", "UZ-SCC"), ("UZ-ALAT", "UZ-SCC"), (FINANCE, "UZ-ALAT"), (FINANCE, "UZ")):
        with pytest.raises((BadInput, NotAllowed)):
            move(parent, make.today, code=code)


def test_a_ministry_ends_after_what_stands_under_it_has_gone_and_not_before(make, move, boss):
    move(FINANCE, make.today - 5 * DAY)
    move(ECONOMY, make.today + 5 * DAY)
    for code in (FINANCE, ECONOMY):
        with pytest.raises(Conflict, match="One agency or unit in it is open"):
            actions.end_place(make.node(code), make.today, reason="Decree 6", by=make.viewer(boss), at=make.now)


def test_a_move_to_come_is_said_and_taken_back_before_another_is_written(browser, make, move):
    first, day = stays(make), make.today + 30 * DAY
    edge = move(FINANCE, day, by=make.admin())
    make.session.commit()
    page = browser.get("/units/UZ-SCC").text
    assert "still to come" in page and "Another administrator wrote down on" in page and "Move it" not in page
    assert queries.parent_of(make.node("UZ-SCC").id, make.today) == make.node("UZ").id
    refused = browser.post("/units/UZ-SCC/move", data=sent(make, ECONOMY, make.today)).text
    assert "Another administrator has written down already that it stands under UZ-MF from" in refused
    undo = f"/units/UZ-SCC/moves/{edge.id}/undo"
    assert browser.post(undo).status_code == 302 and stays(make) == first
    assert "in the meantime" in browser.post(undo).text and "Move it" in browser.get("/units/UZ-SCC").text
    assert browser.post("/units/UZ-SCC/move", data=sent(make, ECONOMY, make.today + DAY)).status_code == 302


def test_a_mistake_is_taken_back_on_its_day_and_what_was_in_force_longer_is_not(browser, db, make, move, boss):
    first, edge = stays(make), move(FINANCE, make.today - 20 * DAY)
    make.session.commit()
    assert browser.post(f"/units/UZ-SCC/moves/{edge.id}/undo").status_code == 302 and stays(make) == first
    verbs = db.session.scalars(select(Audit.verb).where(Audit.table == "org_edge").order_by(Audit.id), execution_options=READ).all()
    assert verbs == ["moved place", "took back move"]
    edge = move(FINANCE, make.today - 20 * DAY)
    for line in db.session.scalars(select(Audit).where(Audit.row == edge.id, Audit.table == "org_edge"), execution_options=READ):
        line.at -= 2 * DAY
    db.session.commit()
    assert "Take back the move" not in browser.get("/units/UZ-SCC").text
    assert "what was agreed since then names it" in browser.post(f"/units/UZ-SCC/moves/{edge.id}/undo").text
    assert stays(make)[-1][0] == FINANCE


def test_a_move_is_not_taken_back_to_where_another_of_its_name_stands_now(make, move, boss):
    edge, by = move(FINANCE, make.today), {"by": make.viewer(boss), "at": make.now}
    names = queries.names_of(make.node("UZ-SCC").id)[-1].txt
    actions.add_agency("UZ", "TWIN", names=names, **by)
    with pytest.raises(Conflict, match="of that name is here already"):
        actions.take_back_move(make.node("UZ-SCC"), edge.id, **by)
    with pytest.raises(Conflict, match="of that name is here already"):
        move(FINANCE, make.today + DAY, code="UZ-TWIN")


def test_the_outsider_and_who_may_not_rename_it_move_nothing(client, make, move):
    edge = move(FINANCE, make.today)
    make.session.commit()
    before = stays(make)
    data = sent(make, ECONOMY, make.today + DAY)
    undo = f"/units/UZ-SCC/moves/{edge.id}/undo"
    whom = {make.admin("KZ"): 404, make.outsider(): 403, make.outside_focal_point(): 403, make.focal_point(): 403, make.coordinator(): 403}
    for person, status in whom.items():
        make.sign_in(client, person)
        assert [client.post("/units/UZ-SCC/move", data=data).status_code, client.post(undo).status_code] == [status, status]
    make.sign_in(client, make.admin("UZ"))
    assert client.post("/units/UZ/move", data=data).status_code == 403
    for act in (
        lambda: move("UZ", make.today + DAY, by=make.admin("KZ")),
        lambda: actions.take_back_move(make.node("UZ-SCC"), edge.id, by=make.viewer(make.admin("KZ")), at=make.now),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert stays(make) == before


def test_a_move_gives_nobody_sight_and_takes_none_on_the_next_request(client, make, move):
    officer = make.trainee()
    own, above, left = make.focal_point(), make.focal_point(FINANCE), make.focal_point(ECONOMY)
    others = (make.coordinator("UZ"), make.outside_focal_point(), make.admin("KZ"), make.outsider())

    def seen():
        found = []
        for person in (own, above, left, *others):
            make.sign_in(client, person)
            found.append(client.get(f"/people/{officer.ref}").status_code)
        return found

    move(ECONOMY, make.today - DAY)
    make.session.commit()
    before = seen()
    move(FINANCE, make.today)
    make.session.commit()
    assert before == seen() == [200, 404, 404, 200, 404, 404, 404]
    make.sign_in(client, above)
    assert officer.ref not in client.get("/people").text
