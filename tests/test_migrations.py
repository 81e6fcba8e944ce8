"""A database in use survives its next revision, on both databases."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from lms import commands
from lms.assessment import actions as assessment
from lms.assessment import queries as attempts
from lms.ext import db
from lms.mentoring.actions import meetings
from lms.mentoring.rules.meetings import Outcome
from lms.theory import actions as theory
from lms.theory.rules.register import Mark
from tests.house import ROOT
from tests.mentoring import pairs
from tests.programme import met
from tests.theory.conftest import Stage

# This one does what the next may: it changes a table that others refer to, which on
# SQLite means building it anew while their rows point at it.
NEXT = '''
"""a person says how they are addressed"""

import sqlalchemy as sa
from alembic import op

revision = "a_throwaway_next_revision"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("addressed_as", sa.String(40), nullable=False, server_default="officer"))
        person.create_check_constraint(op.f("ck_person_addressed_as"), "addressed_as <> ''")


def downgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.drop_constraint(op.f("ck_person_addressed_as"), type_="check")
        person.drop_column("addressed_as")
'''


def counts() -> dict[str, int]:
    """Rows by table."""
    names = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    with db.engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}"), execution_options={"as_system": "counting"}).scalar_one()
            for name in names
        }


def head() -> str:
    with db.engine.connect() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


@pytest.fixture(autouse=True)
def _migrations(app) -> None:
    commands.load(app)


@pytest.fixture
def with_a_next_revision(app, tmp_path) -> Path:
    """The folder of revisions, with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    with app.app_context():
        (folder / "versions" / "a_throwaway_next_revision.py").write_text(NEXT.format(head=head()))
        db.engine.dispose()
    return folder


def test_a_filled_database_survives_a_revision_that_rebuilds_a_table_others_refer_to(app, make, with_a_next_revision):
    with app.app_context():
        officer = make.trainee()
        make.completed(officer)
        db.session.commit()
        db.session.remove()
        before = counts()
        db.engine.dispose()

        upgrade(directory=str(with_a_next_revision))
        assert counts() == before
        assert "addressed_as" in {column["name"] for column in inspect(db.engine).get_columns("person")}
        db.engine.dispose()

        downgrade(directory=str(with_a_next_revision))
        assert counts() == before
        assert all(before[name] for name in ("person", "enrolment", "evidence", "award", "membership"))


def test_meetings_that_were_held_before_they_could_have_a_link_are_kept_with_who_was_there(app, make):
    with app.app_context():
        officer, mentor = make.trainee(), pairs.mentor(make)
        met = pairs.met(make, pairs.opened(make, make.coordinator(), officer, mentor), mentor)
        meetings.note_meeting(met.key, Outcome.HELD, present=[officer.id], note="", by=make.viewer(mentor), at=make.now)
        db.session.commit()
        db.session.remove()
        before = counts()
        db.engine.dispose()
        downgrade(directory=str(ROOT / "migrations"), revision="theory_mentors_and_notices")
        assert counts().items() <= before.items() and before["meeting_present"] == 1
        db.engine.dispose()

        upgrade(directory=str(ROOT / "migrations"))
        assert counts() == before
        with db.engine.connect() as connection:
            said = text("SELECT link, sequence, outcome FROM mentoring_meeting")
            assert connection.execute(said, execution_options={"as_system": "a look"}).one() == ("", 0, "held")


def test_attempts_that_were_handed_in_before_one_more_could_be_opened_are_kept(app, make):
    with app.app_context():
        officer, course = make.trainee(), make.course()
        make.enrolled(officer, course)
        quiz = next(each for each in course.outline.activities if each.kind == "quiz")
        viewer = make.viewer(officer)
        assessment.start(attempts.quiz(viewer, course.outline.slug, quiz.slug), by=viewer, at=make.now)
        db.session.commit()
        db.session.remove()
        before = counts()
        db.engine.dispose()
        downgrade(directory=str(ROOT / "migrations"), revision="a_call_to_a_meeting")
        assert "extra_attempt" not in counts() and counts()["attempt"] == 1
        db.engine.dispose()

        upgrade(directory=str(ROOT / "migrations"))
        assert counts() == before and before["answer"] and before["extra_attempt"] == 0


def test_marks_that_were_confirmed_before_one_could_object_are_kept(app, make):
    with app.app_context():
        stage, officer = Stage(make, make.trainer()), make.trainee()
        session, by = stage.session(), make.viewer(stage.trainer)
        stage.booked(officer, session)
        over = session.starts_at + timedelta(hours=2)
        theory.mark(session, {officer.id: Mark("absent")}, by=by, at=over)
        theory.confirm(session, by=by, at=over)
        db.session.commit()
        db.session.remove()
        before = counts()
        db.engine.dispose()
        downgrade(directory=str(ROOT / "migrations"), revision="one_more_attempt")
        assert counts().items() <= before.items() and before["attendance"] == 1
        db.engine.dispose()

        upgrade(directory=str(ROOT / "migrations"))
        assert counts() == before


def test_lines_that_were_put_under_decisions_before_that_was_dated_have_the_day_of_the_decision(app, make):
    with app.app_context():
        met.whole(make)
        db.session.remove()
        before, linked = counts(), text("SELECT count(*) FROM decision_line l JOIN decision d ON d.id = l.decision_id WHERE l.at >= d.at")
        db.engine.dispose()
        downgrade(directory=str(ROOT / "migrations"), revision="a_place_joins_once_a_day")
        db.engine.dispose()

        upgrade(directory=str(ROOT / "migrations"))
        assert counts() == before
        with db.engine.connect() as connection:
            assert connection.execute(linked).scalar_one() == before["decision_line"] == 3


def test_sight_that_was_given_before_it_had_a_last_day_has_that_of_its_engagement(app, make):
    with app.app_context():
        pairs.opened(make, make.coordinator(), make.trainee(), pairs.mentor(make), make.focal_point())
        db.session.commit()
        db.session.remove()
        before = counts()
        db.engine.dispose()
        downgrade(directory=str(ROOT / "migrations"), revision="a_locked_version_keeps_names")
        db.engine.dispose()

        upgrade(directory=str(ROOT / "migrations"))
        assert counts() == before
        same = text("SELECT count(*) FROM scope_grant s JOIN engagement e ON e.key = s.source WHERE s.to_day = e.ends_on")
        with db.engine.connect() as connection:
            assert connection.execute(same, execution_options={"as_system": "counting"}).scalar_one() == before["scope_grant"] > 0


def test_the_revisions_make_exactly_the_tables_of_the_models(app):
    with app.app_context():
        check(directory=str(ROOT / "migrations"))


def test_revisions_are_named_in_words():
    names = [path.stem for path in (ROOT / "migrations" / "versions").glob("*.py")]

    assert names and all(name.replace("_", "").isalpha() and len(name) <= 32 for name in names)
