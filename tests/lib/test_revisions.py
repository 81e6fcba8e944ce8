"""Which revision this code needs, read without the library that runs them."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from lms.lib import revisions
from tests.house import ROOT

ONE = 'revision = "first"\ndown_revision = None\n'
TWO = 'revision: str = "second"\ndown_revision: str | None = "first"\n'


def test_the_newest_is_the_one_that_the_library_goes_up_to():
    assert revisions.newest() == ScriptDirectory(str(ROOT / "migrations")).get_current_head()


def test_it_is_the_one_that_no_other_comes_after(tmp_path):
    (tmp_path / "b.py").write_text(ONE)
    (tmp_path / "a.py").write_text(TWO)
    assert revisions.newest(tmp_path) == "second"


def test_two_ends_are_no_newest(tmp_path):
    for name, text in (("a", ONE), ("b", TWO), ("c", TWO.replace("second", "another"))):
        (tmp_path / f"{name}.py").write_text(text)
    with pytest.raises(ValueError, match="too many values"):
        revisions.newest(tmp_path)


def test_a_database_without_tables_is_of_none():
    with create_engine("sqlite://").connect() as connection:
        assert revisions.present(connection) is None
