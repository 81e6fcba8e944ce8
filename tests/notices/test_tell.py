"""A notice is written in the transaction that causes it, once an event and person."""

import pytest
from sqlalchemy import func, select

from lms.notices.actions import tell
from lms.notices.models import Notice

COURSE = {"course": {"en": "Seals", "ru": "Пломбы"}}


def test_each_person_is_told_once_of_an_event_however_often_it_is_said(db, make) -> None:
    officer, other = make.trainee(), make.outsider()
    said = {"at": make.now, "once": "enrolled:1", "path": "/courses/seals", "params": COURSE}
    assert tell([officer.id, officer.id], "enrolled", **said) == 1
    assert tell([officer.id, other.id], "enrolled", **said) == 1
    assert tell([], "enrolled", **said) == 0
    kept = db.session.scalars(select(Notice).order_by(Notice.id), execution_options={"as_system": "test"}).all()
    assert [(notice.person_id, notice.cc, notice.params) for notice in kept] == [(officer.id, "UZ", COURSE), (other.id, "KZ", COURSE)]


def test_what_its_transaction_takes_back_was_never_said(db, make) -> None:
    officer = make.trainee()
    db.session.commit()
    tell([officer.id], "enrolled", at=make.now, once="enrolled:1", params=COURSE)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Notice.id)), execution_options={"as_system": "test"}) == 0


@pytest.mark.parametrize(
    "wrong", [{"kind": "enroled"}, {"once": ""}, {"once": "x" * 121}, {"path": "//elsewhere"}, {"path": "javascript:"}]
)
def test_an_unknown_kind_or_a_page_elsewhere_is_refused_at_once(db, make, wrong) -> None:
    said = {"kind": "enrolled", "at": make.now, "once": "enrolled:1", **wrong}
    with pytest.raises(ValueError):
        tell([make.trainee().id], said.pop("kind"), **said)
