"""What every test may ask for: the application on the database of this run, people to act, and a way to sign them in.

`pytest --database=postgresql` runs the same tests on a PostgreSQL server of our own. Each test begins with
the published countries, agencies and units, and with nothing else.
"""

from __future__ import annotations

import contextvars
import gc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click import get_current_context
from flask import Flask, has_app_context, has_request_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from flask_sqlalchemy import SQLAlchemy
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from xdist.scheduler import LoadScopeScheduling

from config import Settings
from lms import commands, create_app
from lms.ext import db as the_db
from lms.people import published
from tests.copies import Copies
from tests.databases import Databases, Postgres, Sqlite
from tests.make import Make
from tests.scenes import Scenes
from tools.translations import compile_stale

# Loaded with the tests and not by the first that types a command: that one may have put another clock into what they import.
COMMANDS = [
    import_module(f"lms.{room}cli") for room in ("", "catalogue.", "jobs.", "mentoring.", "people.", "programme.", "progress.", "theory.")
]
ROOT = Path(__file__).resolve().parent.parent
# With other filters a template is compiled otherwise, from the same source.
FILTERS = sha256(b"".join((ROOT / "lms" / name).read_bytes() for name in ("pages.py", "lib/phrases.py"))).hexdigest()[:12]
COMPILED = ROOT / ".pytest_cache" / f"templates-{FILTERS}"
KINDS: dict[str, type[Databases]] = {"sqlite": Sqlite, "postgresql": Postgres}
# What holds for the whole house, whichever room one builds in.
ARCHITECTURE = {
    f"test_{name}" for name in ("access", "budget", "constraints", "floors", "house", "migrations", "own_words", "translations")
}
KEPT_APART = {ROOT / "tests/processes": "process", ROOT / "tests/journeys": "journey"}
# A busy machine is no mistake of the code; fewer examples keep the suite in seconds.
settings.register_profile("suite", deadline=None, max_examples=40)
settings.load_profile("suite")
SHARED = pytest.StashKey[tuple[Databases, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=sorted(KINDS), default="sqlite", help="what the tests run on (default sqlite)")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each kind by its name, the longest first. What asks for no database is tried once, on the run on SQLite."""
    for item in items:
        if item.path.stem in ARCHITECTURE and item.path.parent == ROOT / "tests":
            item.add_marker("architecture")
        elif item.path.parent in KEPT_APART:
            item.add_marker(KEPT_APART[item.path.parent])
        elif getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("property")
    sizes = Counter(item.path for item in items)
    items.sort(key=lambda item: (patience(item), sizes[item.path]), reverse=True)  # none begins when the other processes are done
    if config.getoption("--database") == "sqlite":
        return
    config.hook.pytest_deselected(items=[item for item in items if not asks_for_a_database(item)])
    items[:] = [item for item in items if asks_for_a_database(item)]


def patience(item: pytest.Item) -> float:
    """The seconds that a test asks to be waited for; 0 where it says none."""
    said = item.get_closest_marker("timeout")
    return float(said.args[0]) if said else 0.0


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded and collected stays until the end: looking through it again and again took a fifteenth of the run. A run that only
    collects, as the set-up does, compiles the templates for those that follow."""
    if session.config.option.collectonly:
        app = create_app(settings_for("sqlite://", ROOT / "var"))
        app.jinja_env.bytecode_cache = compiled_templates()
        for name in app.jinja_env.list_templates():
            app.jinja_env.get_template(name)
    gc.collect()
    gc.freeze()
    gc.set_threshold(300_000, 20, 100)
    gc.enable()


def asks_for_a_database(item: pytest.Item) -> bool:
    return "databases" in getattr(item, "fixturenames", ())


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Nothing is skipped: what was not tried is not known to hold."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == 0:
        reporter.write_line("Tests were skipped: that is a failure here.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure_node(node: Any) -> None:
    """xdist: tell a worker where the shared database is, before it starts."""
    node.workerinput["share"] = share_of(node.config)


# What a worker has once for all tests that need it, and what is not made in a moment: the demo's story, a pool of processes.
ONCE = {
    "the demo": ("processes/test_demo", "processes/test_start"),
    "at once": ("processes/test_seats", "processes/test_together", "processes/test_tracks"),
}


class Together(LoadScopeScheduling):
    """A file to one worker, as xdist's loadfile does; those with processes one by one, but what shares what is made once to the same.

    xdist 3.8 would do so by its marks, but pytest 9.2 keeps the name of a test where xdist does not look for it.
    """

    def _split_scope(self, nodeid: str) -> str:
        alone = nodeid if "tests/processes/" in nodeid else nodeid.partition("::")[0]
        return next((name for name, files in ONCE.items() if any(file in nodeid for file in files)), alone)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    config.option.loadscopereorder = False  # the order is ours: by the number of tests, one that takes a minute would come last
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARED in config.stash:
        config.stash[SHARED][0].stop()


def share_of(config: pytest.Config) -> str:
    """The migrated database that workers copy; made when it is first asked for."""
    if SHARED not in config.stash:
        databases = KINDS[config.getoption("--database")]()
        config.stash[SHARED] = (databases, "")
        config.stash[SHARED] = (databases, databases.start(migrate))
    return config.stash[SHARED][1]


def settings_for(url: str, data: Path, **changes: Any) -> Settings:
    """Settings as in development, without the demo and with cheap passwords."""
    usual = {"env": "development", "secret_key": "for tests only, long enough to be one", "demo": False, "argon_fast": True}
    return Settings(**{**usual, "database_url": url, "data": data, **changes})


def migrate(url: str) -> None:
    """An empty database becomes an up-to-date one with the published rows. The translations are those of now as well."""
    compile_stale()
    app = create_app(settings_for(url, ROOT / "var"))
    commands.load(app)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        published.load(datetime.now(UTC))
        the_db.session.commit()
        the_db.session.remove()
        the_db.engine.dispose()


class Client(FlaskClient):
    """A browser of the tests. Each request runs apart from the test, as it would from another machine."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():  # the test's own
            the_db.session.commit()  # what it made is there, and it holds no lock while the request writes
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            the_db.session.expire_all()  # what the request changed is seen
        return answer


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[tuple[Databases, str]]:
    """This worker's own database and its URL."""
    config = request.config
    given = getattr(config, "workerinput", None)
    share = given["share"] if given else share_of(config)
    ours = KINDS[config.getoption("--database")]()
    yield ours, ours.join(share, given["workerid"] if given else "alone")
    ours.leave()


@pytest.fixture(scope="session")
def built() -> Iterator[dict[str, Flask]]:
    """Applications by their settings; building one costs more than most tests."""
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        with app.app_context():
            the_db.engine.dispose()


@pytest.fixture
def url(databases: tuple[Databases, str], built: dict[str, Flask]) -> Iterator[str]:
    """The URL of a database that holds the published rows and nothing else."""
    databases[0].reset()
    yield databases[1]
    for app in built.values():
        let_go(app)


def let_go(app: Flask) -> None:
    """Close what a test left open: a connection that still holds a lock would stop the next test."""
    with app.app_context():
        the_db.session.remove()
        if the_db.engine.pool.checkedout():  # type: ignore[attr-defined]
            the_db.engine.dispose()


def compiled_templates() -> FileSystemBytecodeCache:
    """As compiled by the last run: with their source they change."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    return FileSystemBytecodeCache(str(COMPILED))


@pytest.fixture
def new_app(url: str, built: dict[str, Flask], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """`new_app(demo=True)`: an application with other settings on the same database."""

    def build(**changes: Any) -> Flask:
        named = repr(sorted(changes.items()))
        if named not in built:
            if has_app_context():
                the_db.session.commit()  # the new one looks at the database, and would wait for the lock of what the test has begun
            built[named] = create_app(settings_for(url, tmp_path_factory.mktemp("data"), **changes))
            built[named].testing = True
            built[named].jinja_env.bytecode_cache = compiled_templates()
            built[named].test_client_class = Client
            built[named].config["WTF_CSRF_ENABLED"] = False  # its own tests switch it on
        return built[named]

    return build


@pytest.fixture
def app(new_app: Callable[..., Flask]) -> Flask:
    """The application, without the demo."""
    return new_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def db(app: Flask) -> Iterator[SQLAlchemy]:
    """The database as the test itself sees it. A request through `client` first commits what the test has made."""
    with app.app_context():
        event.listen(the_db.session, "do_orm_execute", reads_again)
        yield the_db
        event.remove(the_db.session, "do_orm_execute", reads_again)
        the_db.session.remove()


def reads_again(state: ORMExecuteState) -> None:
    """A test may look again at a row it has made, whoever the row is about. What a page or a command reads asks the wall like any other."""
    if state.is_column_load and not has_request_context() and get_current_context(silent=True) is None:
        state.update_execution_options(as_system="a test looks at its own row again")


@pytest.fixture(scope="session")
def scenes(databases: tuple[Databases, str]) -> Scenes:
    """What several tests of this worker begin with."""
    return Scenes(databases[0], let_go)


@pytest.fixture(scope="session")
def copies() -> Copies:
    """The kinds of people that this worker has made once."""
    return Copies()


@pytest.fixture
def make(db: SQLAlchemy, scenes: Scenes, copies: Copies) -> Make:
    """People and things by role: `make.trainee()`, `make.focal_point()`, `make.outsider()`."""
    return Make(db, scenes, copies)


@pytest.fixture
def sign_in(make: Make) -> Callable[..., FlaskClient]:
    """`sign_in(client, person)`: this browser is that person's from now on."""
    return make.sign_in
