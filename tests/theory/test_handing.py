"""A coordinator gives a session to another trainer: the first is ill, has left, or is no trainer any more."""

import pytest
from sqlalchemy import select, update

from lms.notices.models import Notice
from lms.people.models import Role, RoleGrant
from lms.theory.models import TheorySession
from tests.theory.conftest import plain

TEST = {"as_system": "test"}


@pytest.fixture
def office(client, make, sign_in):
    """The regional coordinator, signed in."""
    return sign_in(client, make.coordinator())


@pytest.fixture
def given(office, stage):
    """`given(session, to)`: the answer to the button, from a page on which the first trainer held it."""

    def press(session, to, held_by=stage.trainer):
        return office.post(f"/sessions/{session.key}/trainer", data={"trainer": to.ref, "with": held_by.ref if held_by else ""})

    return press


def holder(db) -> int:
    db.session.rollback()
    return db.session.scalars(select(TheorySession.trainer_id), execution_options=TEST).one()


def test_another_trainer_holds_it_from_then_on_and_both_are_told(office, given, db, make, stage, sign_in, app):
    session, other = stage.session(), make.trainer(call_name="Tamar G.")
    assert "Tamar G." in plain(office.get(f"/sessions/{session.key}").text)
    assert given(session, other).status_code == 302 and holder(db) == other.id
    told = select(Notice.kind, Notice.person_id).where(Notice.kind.in_(("session_yours", "session_given")))
    assert set(db.session.execute(told, execution_options=TEST).all()) == {("session_yours", other.id), ("session_given", stage.trainer.id)}

    assert sign_in(app.test_client(), other).get(f"/sessions/{session.key}/move").status_code == 200
    assert sign_in(app.test_client(), stage.trainer).get(f"/sessions/{session.key}/move").status_code in (403, 404)


def test_where_the_trainer_is_none_any_more_the_page_says_so_and_it_can_be_given(office, given, db, make, stage):
    session, other = stage.session(), make.trainer()
    of_the_first = update(RoleGrant).where(RoleGrant.person_id == stage.trainer.id, RoleGrant.role == Role.TRAINER)
    db.session.execute(of_the_first.values(ended_at=make.now), execution_options=TEST)
    db.session.commit()
    assert "Nobody: who was to hold it is no trainer here any more" in plain(office.get(f"/sessions/{session.key}").text)
    given(session, other, held_by=None)
    assert holder(db) == other.id


def test_of_two_windows_one_gives_it(office, given, db, make, stage):
    session, second, third = stage.session(), make.trainer(), make.trainer()
    given(session, second)
    given(session, third)
    assert holder(db) == second.id
    assert "was given to another trainer meanwhile" in plain(office.get(f"/sessions/{session.key}").text)


def test_only_who_coordinates_all_of_its_places_gives_it_and_only_to_a_trainer_of_them(given, db, make, stage, sign_in, client):
    session, other = stage.session("UZ-CHUKURSAY", "KZ-AKTAU"), make.trainer()
    path, body = f"/sessions/{session.key}/trainer", {"trainer": other.ref, "with": stage.trainer.ref}
    for who, status in ((make.coordinator("UZ"), 403), (make.coordinator("TJ"), 404), (stage.trainer, 403), (make.trainee(), 403)):
        assert sign_in(client, who).post(path, data=body).status_code == status
    sign_in(client, make.coordinator())
    for wrong in (make.trainee().ref, "XX-0000", ""):
        client.post(path, data={**body, "trainer": wrong})
    assert holder(db) == stage.trainer.id
