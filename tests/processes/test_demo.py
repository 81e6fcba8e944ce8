"""The demo's story, told once: what everybody finds in it, and that every number in it follows from what people did."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms import create_app
from lms.demo import story
from lms.demo.cards import CARDS
from lms.ext import db
from lms.lib.time import now, real_now
from lms.people.models import Person, PersonIdentity, RoleGrant, Secret
from lms.progress.models import Enrolment
from tests.conftest import let_go, migrate, settings_for

SYSTEM = {"as_system": "this test"}
pytestmark = pytest.mark.xdist_group("demo")  # one process tells the story for all of them


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """An application of the demo, with its story, on the database that the demo has unless somebody asks for another."""
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder}/lms.sqlite"
    migrate(url)
    app = create_app(settings_for(url, folder, demo=True))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        story.tell(real_now())
        db.session.commit()
        db.session.remove()
    yield app
    let_go(app)


def count(*where, of=Person) -> int:
    return db.session.execute(select(func.count()).select_from(of).where(*where), execution_options=SYSTEM).scalar_one()


@pytest.mark.timeout(240)
def test_120_invented_officers_serve_in_fifteen_units_and_nobody_has_a_password(told):
    with told.app_context():
        officers = count(RoleGrant.role == "trainee", of=RoleGrant)
        units = db.session.execute(select(func.count(func.distinct(Person.unit_id))), execution_options=SYSTEM).scalar_one()
        women = count(Person.sex == "w")

        assert (officers, units) == (120, 15)
        assert 0.15 <= women / officers <= 0.25
        assert count(of=Secret) == 0
        assert count(of=PersonIdentity) > 50


@pytest.mark.timeout(240)
def test_the_clock_stands_at_the_morning_of_26_june_2020_and_nothing_lies_in_its_future(told):
    with told.app_context():
        assert abs(now() - story.CURTAIN) < timedelta(minutes=10)
        assert count(Enrolment.last_at > story.CURTAIN, of=Enrolment) == 0


@pytest.mark.timeout(240)
def test_every_state_is_there_and_every_number_follows_from_the_facts(told):
    with told.app_context():
        states = dict(db.session.execute(select(Enrolment.status, func.count()).group_by(Enrolment.status), execution_options=SYSTEM).all())
        assert all(states.get(state, 0) > 5 for state in ("not_started", "in_progress", "completed"))
        assert count(Enrolment.withdrawn_at.is_not(None), of=Enrolment) == len(story.WITHDRAWN)
        db.session.remove()
    said = told.test_cli_runner().invoke(args=["progress", "rebuild"]).output
    assert said.endswith(" 0 differences\n")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.slug)
def test_each_card_lands_on_a_page_with_something_to_do_and_every_page_of_its_menu_shows_content(told, card):
    client = told.test_client()
    home = client.post(f"/demo/{card.slug}", follow_redirects=True)
    page = home.get_data(as_text=True)
    menu = re.findall(r'<nav class="sections".*?</nav>', page, re.S)[0]
    addresses = re.findall(r'href="([^"]+)"', menu)

    assert home.status_code == 200 and 'href="/demo"' in page
    assert addresses
    for address in [*addresses, "/profile"]:
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert 'class="empty"' not in answer.get_data(as_text=True), address


@pytest.mark.timeout(240)
def test_the_officer_at_altynkol_stopped_in_the_middle_of_a_lesson_and_had_one_answer_wrong(told):
    client = told.test_client()
    page = client.post("/demo/altynkol", follow_redirects=True).get_data(as_text=True)

    assert "Continue" in page and "45" in page
    assert "80" in page  # four of five questions


def test_a_page_that_is_no_card_is_not_there(told):
    assert told.test_client().post("/demo/nobody").status_code == 404
