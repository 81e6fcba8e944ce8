"""An officer may say once what is wrong with a confirmed mark; the trainer corrects it by a further row, or answers."""

import pytest
from sqlalchemy import select

from lms.audit.models import Audit
from lms.notices.models import Notice
from lms.theory import actions
from lms.theory.models import Attendance
from tests.theory.conftest import plain
from tests.theory.test_register import TEST, by, confirmed, held

__all__ = ["by", "held"]  # fixtures: a session that is over, with three people in it, and its trainer
WORD = "I was there from 11:20 on"


@pytest.fixture
def absent(db, make, held, by):
    """The register is confirmed; Aziza, who is absent in it."""
    confirmed(db, make, held, by, "absent", "present", "absent")
    return held.people[0]


@pytest.fixture
def as_(app, make):
    """`as_(person)`: a browser of that person's own."""
    return lambda person: make.sign_in(app.test_client(), person)


def told(db, kind):
    return list(db.session.scalars(select(Notice.person_id).where(Notice.kind == kind), execution_options=TEST))


def objects(as_, held, person, text=WORD):
    return as_(person).post(f"/sessions/{held.key}/objection", data={"text": text}, follow_redirects=True)


def test_an_officer_objects_the_trainer_reads_it_and_corrects_the_mark(db, held, absent, trainer, as_):
    page = f"/sessions/{held.key}/register"
    assert "This mark is not right?" in as_(absent).get(f"/sessions/{held.key}").text
    said = plain(objects(as_, held, absent).text)
    assert f"You objected to this mark: “{WORD}”" in said and "This mark is not right?" not in said
    register = plain(as_(trainer).get(page).text)
    assert "1 person objects to their mark" in register and f"Objects: “{WORD}”" in register
    assert told(db, "mark_objected") == [trainer.id]
    as_(trainer).post(f"{page}/{absent.ref}", data={"seen": "1", "outcome": "partly", "minutes": "70", "why": "Came at 11:20"})

    assert "objects to their mark" not in plain(as_(trainer).get(page).text)
    said = plain(as_(absent).get(f"/sessions/{held.key}").text)
    assert "Came at 11:20" in said and "You objected" not in said and "This mark is not right?" in said


def test_the_trainer_answers_and_the_mark_stays(db, held, absent, trainer, as_):
    objects(as_, held, absent)
    page = f"/sessions/{held.key}/register"
    assert "Or leave the mark, and answer" in as_(trainer).get(f"{page}/{absent.ref}").text
    said = plain(as_(trainer).post(f"{page}/{absent.ref}/answer", data={"text": "It was another Aziza"}, follow_redirects=True).text)
    assert "The mark was" not in said and "Answered: “It was another Aziza”" in said and "objects to their mark" not in said

    assert "“It was another Aziza”" in plain(as_(absent).get(f"/sessions/{held.key}").text)
    assert told(db, "mark_answered") == [absent.id]
    rows = db.session.execute(select(Attendance.no, Attendance.outcome).where(Attendance.person_id == absent.id), execution_options=TEST)
    assert [tuple(row) for row in rows] == [(1, "absent")]
    verbs = select(Audit.verb, Audit.person_id).where(Audit.verb.like("%object%")).order_by(Audit.id)
    assert db.session.execute(verbs, execution_options=TEST).all() == [
        ("objected to a mark", absent.id), ("answered an objection", absent.id)
    ]  # fmt: skip


def test_objecting_twice_and_answering_twice_keep_the_first_and_give_the_text_back(held, absent, trainer, as_):
    objects(as_, held, absent)
    again = objects(as_, held, absent, "And once more")
    assert again.status_code == 409 and "objected to this mark already" in again.text and "And once more" in again.text
    door = f"/sessions/{held.key}/register/{absent.ref}/answer"
    as_(trainer).post(door, data={"text": "No"})
    second = as_(trainer).post(door, data={"text": "Still no"})

    assert second.status_code == 409 and "Still no" in second.text and "1 person objects" not in as_(trainer).get(door[:-7]).text


@pytest.mark.parametrize(("text", "status"), [("  ", 400), ("x" * 501, 400), ("x" * 500, 200)])
def test_a_word_has_1_to_500_letters_and_a_longer_one_is_given_back(held, absent, as_, text, status):
    answer = objects(as_, held, absent, text)
    assert answer.status_code == status and (not text.strip() or text in answer.text)


def test_only_who_has_a_confirmed_mark_objects_and_only_the_sessions_trainer_answers(make, db, held, by, as_):
    aziza = held.people[0]
    assert objects(as_, held, aziza).status_code == 404, "not confirmed"
    confirmed(db, make, held, by, "absent", "present", "absent")
    assert [objects(as_, held, who).status_code for who in (make.trainee(), make.outsider())] == [404, 404]
    objects(as_, held, aziza)
    door = f"/sessions/{held.key}/register/{aziza.ref}/answer"
    askers = (make.trainer(), make.coordinator("UZ"), aziza)
    assert [as_(who).post(door, data={"text": "No"}).status_code for who in askers] == [404, 403, 403]


def test_where_it_broke_off_for_everybody_there_is_no_mark_to_object_to(db, make, held, by, as_):
    actions.break_off(held, "The link failed", by=by, at=make.now)
    db.session.commit()
    assert objects(as_, held, held.people[0]).status_code == 404
    assert "This mark is not right?" not in as_(held.people[0]).get(f"/sessions/{held.key}").text
