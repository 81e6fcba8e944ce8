"""The demo lets anybody in with one click, so it must not be able to happen in production (demo.md, five locks)."""

import subprocess
import sys

import pytest

from config import SettingsError
from lms import create_app
from lms.audit import actions as audit
from lms.audit.models import DeploymentKind
from lms.people import actions as people
from tests import house
from tests.conftest import settings_for

IMPORTED = """
import sys
from pathlib import Path
from lms import create_app
from tests.conftest import settings_for
create_app(settings_for("sqlite://", Path("."), demo=False))
print("lms.demo.views" in sys.modules)
"""


@pytest.mark.process
def test_its_doors_are_not_even_imported_where_the_settings_do_not_say_demo(new_app):
    said = subprocess.run([sys.executable, "-c", IMPORTED], cwd=house.ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"
    assert "demo.enter" in new_app(demo=True).view_functions


def test_without_the_demo_its_addresses_are_not_there(client):
    assert client.get("/demo").status_code == 404
    assert client.post("/demo/coordinator").status_code == 404
    assert b"choose a person" not in client.get("/signin").data.lower()


@pytest.mark.parametrize(("kind", "demo"), [(DeploymentKind.DEMO, False), (DeploymentKind.PRODUCTION, True)])
def test_a_process_of_the_other_kind_refuses_to_start_on_a_database(app, db, url, tmp_path, make, kind, demo):
    audit.declare(kind, make.now)
    db.session.commit()
    db.session.remove()

    with pytest.raises(SettingsError, match=f"write LMS_DEMO={int(not demo)}, or name another LMS_DATA"):
        create_app(settings_for(url, tmp_path, demo=demo))


def test_what_a_database_is_never_changes(app, db, make):
    audit.declare(DeploymentKind.PRODUCTION, make.now)

    with pytest.raises(audit.WrongKind):
        audit.declare(DeploymentKind.DEMO, make.now)


def test_a_sign_in_of_the_demo_is_rejected_by_a_process_that_is_none(app, client, db, make):
    officer = make.trainee()
    token = people.begin_login(officer.id, at=make.now, device="demo", idle_minutes=None, is_demo=True)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True

    answer = client.get("/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/signin")


def test_the_story_is_told_through_actions_only():
    assert [problem for path, source in house.python_files("lms/demo") for problem in house.writes_past_actions(path, source)] == []
    assert house.writes_past_actions("lms/demo/x.py", "db.session.add(Person(ref='UZ-1'))\n")
    assert house.writes_past_actions("lms/demo/x.py", "db.session.execute(insert(Person), rows)\n")


def test_the_clock_goes_forward_only(new_app, db, make, runner_of):
    app = new_app(demo=True)
    with app.app_context():
        audit.declare(DeploymentKind.DEMO, make.now)
        db.session.commit()
    run = runner_of(app)

    assert run("demo", "clock", "--", "-5").exit_code != 0
    far = run("demo", "clock", "99999999999")
    assert far.exit_code == 1 and "At most 527040 minutes at once: a year." in far.output
    assert run("demo", "clock", "90").exit_code == 0


def test_a_card_opens_nothing_once_the_database_is_a_real_programmes(new_app, db, make):
    app = new_app(demo=True)
    make.coordinator()
    audit.declare(DeploymentKind.PRODUCTION, make.now)
    db.session.commit()

    assert app.test_client().post("/demo/coordinator").status_code == 404


def test_a_demo_answers_to_the_names_of_this_machine_only(new_app):
    client = new_app(demo=True).test_client()

    assert client.get("/signin").status_code == 200
    assert client.get("/signin", headers={"Host": "elsewhere.example"}).status_code == 400
