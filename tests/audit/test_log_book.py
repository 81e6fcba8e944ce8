"""The log book: who did what and who looked at whom; and what kind of installation this is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit import actions, queries
from lms.audit.models import DeploymentKind, ViewLog


def test_what_is_done_is_noted_in_the_transaction_that_does_it(db, make):
    officer, keeper = make.trainee().id, make.focal_point().id
    actions.note("mended", by=keeper, at=make.now, table="person", row=officer, person_id=officer, cc="UZ", reason="a letter")
    line = queries.done_to(officer, 1, seen_by=keeper)[0]
    assert (line.actor_id, line.verb, line.table, line.reason) == (keeper, "mended", "person", "a letter")
    db.session.rollback()
    assert queries.done_to(officer, 1, seen_by=keeper) == []


def test_a_look_is_written_apart_while_a_page_is_read(app, db, make):
    officer, keeper = make.trainee(), make.focal_point()
    db.session.commit()
    with app.test_request_context("/people"):
        actions.looked(db.engine, by=keeper.id, at=make.now, people=[officer.id], what="people")
        db.session.rollback()
    assert [look.what for look in queries.looks_at(officer.id, make.now - timedelta(days=1), seen_by=officer.id)] == ["people"]


def test_a_look_goes_with_the_transaction_where_a_request_may_write(app, db, make):
    officer, keeper = make.trainee(), make.focal_point()
    db.session.commit()
    with app.test_request_context("/people", method="POST"):
        make.trainee()  # the session holds the write lock now
        actions.looked(db.engine, by=keeper.id, at=make.now, people=[officer.id], what="enrol")
        db.session.commit()
    assert len(queries.looks_at(officer.id, make.now - timedelta(days=1), seen_by=officer.id)) == 1


def test_a_list_that_is_taken_away_is_written_down_once(db, make):
    keeper = make.focal_point()
    actions.looked(db.engine, by=keeper.id, at=make.now, what="completion.csv")
    rows = db.session.scalars(select(ViewLog), execution_options={"as_system": "test"}).all()
    assert [(row.person_id, row.what) for row in rows] == [(None, "completion.csv")]


def test_old_looks_are_not_shown(db, make):
    officer, keeper = make.trainee(), make.focal_point()
    actions.looked(db.engine, by=keeper.id, at=make.now - timedelta(days=31), people=[officer.id], what="people")
    assert queries.looks_at(officer.id, make.now - timedelta(days=30), seen_by=officer.id) == []


def test_an_installation_is_of_one_kind_for_ever(db, make):
    assert actions.declare(DeploymentKind.PRODUCTION, make.now).kind == "production"
    actions.declare(DeploymentKind.PRODUCTION, make.now)
    with pytest.raises(actions.WrongKind):
        actions.declare(DeploymentKind.DEMO, make.now)
    assert queries.deployment().kind == "production"
