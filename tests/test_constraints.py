"""What two clicks could break is a constraint, and every constraint says in a sentence what happened."""

import pytest
from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError

from lms import errors
from lms.ext import db
from lms.people.models import OrgNode, Throttle
from lms.sentences import SENTENCES


def named() -> set[str]:
    """The names of all constraints but foreign keys, which share one sentence."""
    found = set()
    for table in db.metadata.tables.values():
        found |= {str(index.name) for index in table.indexes if index.unique}
        found |= {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint | UniqueConstraint | PrimaryKeyConstraint)}
    return found


def test_every_constraint_has_its_sentence_and_no_sentence_is_left_over(app):
    assert named() - set(SENTENCES) == set()
    assert set(SENTENCES) - named() == {"not null"}


def test_every_constraint_has_a_name_of_its_own(app):
    assert all(name and name != "None" for name in named())


def broken(*rows) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught:
        db.session.add_all(rows)
        db.session.flush()
    db.session.rollback()
    return caught.value


def node(**more) -> OrgNode:
    return OrgNode(**{"code": "XX-1", "kind": "unit", "cc": "KZ", "tz": "Asia/Almaty", **more})


def test_both_databases_lead_to_the_same_name(app, db):
    assert errors.constraint_name(broken(node(), node())) == "uq_org_node_code"
    assert errors.constraint_name(broken(node(kind="planet"))) == "ck_org_node_kind"
    assert errors.constraint_name(broken(node(tz=None))) == "not null"
    assert errors.constraint_name(broken(Throttle(bucket="a", minute=1), Throttle(bucket="a", minute=1))) == "pk_throttle"


def test_a_broken_reference_is_told_as_one(app, db, make):
    officer = make.trainee()
    officer.unit_id = 987654

    assert errors.constraint_name(broken(officer)) == "foreign key"


def test_a_partial_unique_index_is_found_by_name(app, db, make):
    from lms.people.models import OrgName

    first = db.session.scalars(select(OrgName).where(OrgName.to_day.is_(None))).first()
    again = OrgName(node_id=first.node_id, txt={"en": "Twice"}, from_day=first.from_day)

    assert errors.constraint_name(broken(again)) == "uq_org_name_current"
