"""What several tests with processes begin with: a pool of them, and the demo with its story, which takes longer than most tests."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from flask import Flask

from lms import create_app
from lms.ext import db as the_db
from tests.conftest import let_go, migrate, settings_for
from tests.processes import together
from tests.processes.terminals import folder, port, start  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Real processes, each with an application of its own on the database of this run; of two facts at once each waits for the other."""
    context = get_context("spawn")
    pair = context.Barrier(2)
    with ProcessPoolExecutor(together.PROCESSES, mp_context=context, initializer=together.meet_at, initargs=(pair,)) as pool:
        yield pool


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application of the demo, with its story, on the database that the demo has unless somebody asks for another."""
    from lms.demo import story
    from lms.lib.time import real_now

    data = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{data}/lms.sqlite"
    migrate(url)
    app = create_app(settings_for(url, data, demo=True))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        story.tell(real_now())
        the_db.session.commit()
        story.catch_up()
        the_db.session.remove()
    yield app
    let_go(app)
