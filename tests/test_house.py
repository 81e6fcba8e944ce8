"""The house keeps its rules, and each rule has been seen to fail on a deliberate fault."""

import ast

import pytest
from jinja2.nodes import Assign, Extends
from sqlalchemy import (
    DDL,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    column,
    delete,
    insert,
    lambda_stmt,
    literal_column,
    select,
    table,
    text,
    update,
)  # fmt: skip

from lms import FLOORS
from lms.ext import db
from lms.lib.wall import WallError, nominal_tables
from lms.people.models import Account, OrgNode, Person
from tests import house

CODE = list(house.python_files("lms"))
EVERYTHING = [*CODE, *house.python_files("tests", "bench", "tools")]
NOMINAL = nominal_tables(db.metadata)


def check(rule, files=CODE, *more):
    return [problem for path, source in files for problem in rule(path, source, *more)]


def test_only_doors_commit():
    assert check(house.commits_outside_doors) == []
    ends = ("db.session.commit()", "s.commit()", "object_session(row).commit()", "with db.session.begin(): x", "with db.engine.begin(): x")
    assert [said for said in ends if not house.commits_outside_doors("lms/people/actions/a.py", f"{said}\n")] == []
    assert house.commits_outside_doors("lms/people/actions/a.py", "with engine.begin() as apart: x\n") == []


def test_only_doors_ask_who_is_there_and_what_time_it_is():
    assert check(house.ambient_reader_or_clock) == []
    ways = ("from flask_login import current_user", "import flask_login", "at = datetime.now(UTC)", "from lms.lib import time as t",
            "from lms.lib.time import now", "at = time.time()")  # fmt: skip
    assert [said for said in ways if not house.ambient_reader_or_clock("lms/people/actions/a.py", f"{said}\n")] == []


def test_no_raw_sql_on_tables_about_persons():
    assert check(house.raw_sql_on_people, CODE, NOMINAL) == []
    assert house.raw_sql_on_people("lms/x.py", "text('SELECT ref FROM person')\n", NOMINAL)


def test_rules_know_neither_the_web_nor_the_database():
    assert check(house.impure_rules) == []
    for said in (
        "from sqlalchemy import select",
        "open('x')",
        "os.environ.get('x')",
        "os.environ['x']",
        "from os import environ",
        "os.getenv('x')",
        "from random import choice",
        "import secrets",
        "Path('x').read_text()",
        "uuid4()",
    ):
        assert house.impure_rules("lms/people/rules.py", f"{said}\n")


def test_nothing_has_grown_too_long():
    assert check(house.too_long, EVERYTHING) == []
    assert house.too_long("lms/x.py", "x = 1\n" * 301)
    assert house.too_long("lms/x.py", "def f():\n" + "    x = 1\n" * 41)
    assert house.too_long("lms/x/views.py", "@bp.get('/')\ndef f():\n" + "    x = 1\n" * 31)


def test_templates_are_short_enough_to_be_read():
    templates = sorted((house.ROOT / "lms/templates").rglob("*.html"))
    long = [p.name for p in templates if p.read_text().count("\n") > house.LONGEST_TEMPLATE and p.name != "styleguide.html"]

    assert templates and long == []


def test_no_page_takes_a_name_that_the_layout_has_for_itself(app):
    """A page that said `here` of something else led to nowhere from the choice of a language."""
    with app.test_request_context("/signin"):
        taken = set(app.template_context_processors[None][-1]())
    trees = {name: app.jinja_env.parse(app.jinja_env.loader.get_source(app.jinja_env, name)[0]) for name in app.jinja_env.list_templates()}
    pages = {name: tree for name, tree in trees.items() if tree.find(Extends)}
    sets = [(name, each.target) for name, tree in pages.items() for each in tree.body if isinstance(each, Assign)]
    said = [(name, one.name) for name, target in sets for one in getattr(target, "items", [target])]

    assert "here" in taken and len(said) > 10
    assert [one for one in said if one[1] in taken] == []


def test_every_room_is_on_a_floor_and_none_is_empty():
    rooms = {p.name for p in (house.ROOT / "lms").iterdir() if (p / "__init__.py").exists()} - {"sentences"}  # no room: a list of words

    assert {room for floor in FLOORS for room in floor} == rooms
    assert all(len(list((house.ROOT / "lms" / room).rglob("*.py"))) > 1 for room in rooms)


def test_every_table_with_a_person_is_behind_the_wall():
    faulty = MetaData()
    Table("person", faulty, Column("id", Integer, primary_key=True), info={"nominal": True})
    Table("diary", faulty, Column("id", Integer, primary_key=True), Column("whose", ForeignKey("person.id")))

    assert house.not_marked_nominal(db.metadata.tables.values()) == []
    assert house.not_marked_nominal(faulty.tables.values()) == ["diary"]


def test_every_reference_is_indexed():
    faulty = MetaData()
    Table("a", faulty, Column("id", Integer, primary_key=True))
    Table("b", faulty, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("a.id")))

    assert house.unindexed_references(db.metadata.tables.values()) == []
    assert house.unindexed_references(faulty.tables.values()) == ["b.a_id"]


STATEMENTS = {
    "a select of a model": select(Person),
    "a select of one column": select(Person.ref),
    "a select of the table": select(Person.__table__),
    "a join from elsewhere": select(OrgNode.code).join(Person, Person.unit_id == OrgNode.id),
    "a subquery": select(OrgNode.code).where(OrgNode.id.in_(select(Person.unit_id))),
    "a text": text("SELECT ref FROM person"),
    "a bulk update": update(Account).values(closed_at=None),
    "a lambda": lambda_stmt(lambda: select(Person.call_name)),
    "names copied into another table": insert(OrgNode).from_select(["code"], select(Person.call_name)),
    "a name put into another table": insert(OrgNode).values(code=select(Person.call_name).limit(1).scalar_subquery()),
    "rows of a text": select(OrgNode).from_statement(text("SELECT * FROM org_node WHERE id IN (SELECT unit_id FROM person)")),
    "a column made of text": select(literal_column("(SELECT call_name FROM person)")),
    "a text before it": select(OrgNode.code).prefix_with("(SELECT call_name FROM person),"),
    "an operator made of text": select(OrgNode.code).where(OrgNode.id.op("IN (SELECT unit_id FROM person) AND 1 =")(1)),
    "a table in capitals": select(column("call_name")).select_from(table("PERSON")),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_about_persons_that_does_not_say_for_whom_is_refused(db, name):
    with pytest.raises(WallError):
        db.session.execute(STATEMENTS[name])


@pytest.mark.parametrize("name", [*STATEMENTS, "a deletion", "text inside a select", "a change told as one of the schema"])
def test_the_wall_watches_connections_as_well(db, name):
    more = {
        "a deletion": delete(Person.__table__),
        "text inside a select": select(literal_column("ref")).select_from(text("person")),
        "a change told as one of the schema": DDL("UPDATE person SET ref = ''"),
    }
    with db.engine.connect() as connection, pytest.raises(WallError):
        connection.execute({**STATEMENTS, **more}[name])


STRINGS = ("FROM person", "FROM org_node o, person p", "FROM main.person", "FROM/**/person", "FROM (person)", "FROM ONLY person")


@pytest.mark.parametrize("rest", STRINGS)
def test_a_string_past_the_wall_is_refused_too(db, rest):
    with db.engine.connect() as connection, pytest.raises(WallError):
        connection.exec_driver_sql(" ".join(["SELECT ref", rest]))


def test_a_string_that_says_for_whom_or_is_about_nobody_passes(db):
    with db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        connection.exec_driver_sql("SELECT ref FROM person", execution_options={"as_system": "this test"})


def test_a_row_that_is_held_is_changed_and_nothing_is_read_on_the_way(db, make):
    person, node = make.trainee(), make.node("UZ-ALAT")
    person.call_name = "Another N."
    db.session.flush()
    node.code = select(Person.call_name).limit(1).scalar_subquery()
    with pytest.raises(WallError):
        db.session.flush()


def test_getting_a_person_by_id_is_a_statement_too(db):
    with pytest.raises(WallError):
        db.session.get(Person, 1)


def test_a_statement_that_says_for_whom_passes(db):
    assert db.session.execute(select(Person.ref), execution_options={"as_system": "this test"}).all() == []


def test_a_template_may_not_ask_the_database(app):
    from flask import render_template_string

    from lms.people.doors import public

    @public
    def lazy():
        return render_template_string("{% for row in ask() %}{% endfor %}", ask=lambda: db.session.execute(text("SELECT 1")))

    # In place of a page that everybody may open: an address of its own would stay in the application, which other tests have too.
    healthz = app.view_functions["web.healthz"]
    app.view_functions["web.healthz"] = lazy
    try:
        answer = app.test_client().get("/healthz")
    finally:
        app.view_functions["web.healthz"] = healthz

    assert answer.status_code == 500


def test_nothing_is_put_into_the_queue_by_a_request():
    """Only the worker knows huey at all, and only the process of the worker imports it."""
    for path, source in CODE:
        for node in house.nodes(source):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert path == "lms/jobs/worker.py" or not any(name.split(".")[0] == "huey" for name in names), path
            assert path in ("lms/jobs/beside.py", "lms/jobs/cli.py") or "lms.jobs.worker" not in names, path
