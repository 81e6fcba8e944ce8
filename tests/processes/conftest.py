"""What several tests with processes begin with: a pool of them, and the demo with its story, which takes longer than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from flask import Flask

from lms import create_app
from tests.conftest import let_go, settings_for
from tests.processes import together
from tests.processes.terminals import FirstStart, first, folder, port, start  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Real processes, each with an application of its own on the database of this run; of two facts at once each waits for the other."""
    context = get_context("spawn")
    pair = context.Barrier(2)
    with ProcessPoolExecutor(together.PROCESSES, mp_context=context, initializer=together.meet_at, initargs=(pair,)) as pool:
        yield pool


@pytest.fixture(scope="session")
def told(first: FirstStart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:  # noqa: F811
    """An application of the demo on the database that the first `make run` left: SQLite, unless somebody asks for another."""
    data = tmp_path_factory.mktemp("demo")
    shutil.copyfile(first.database, data / "lms.sqlite")
    app = create_app(settings_for(f"sqlite:///{data}/lms.sqlite", data, demo=True))
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    let_go(app)
