"""Commands of an application."""

import pytest


@pytest.fixture
def runner_of():
    """`runner_of(app)("demo", "load")`: run a command as on the command line."""

    def of(app):
        runner = app.test_cli_runner()
        return lambda *words: runner.invoke(args=list(words))

    return of
