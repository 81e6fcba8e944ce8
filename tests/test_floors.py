"""Who may import whom: import-linter reads the floors from pyproject.toml, and here it is seen to find each fault."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from config import ROOT
from lms import FLOORS
from tests import house

OWN = ("views", "forms", "cli")
PUT_TOGETHER = ("lms/rooms.py", "lms/__init__.py", "lms/cli.py", "lms/commands.py")  # they put the rooms together


def doors_of_others(path: str, source: str) -> list[str]:
    """A room never imports another room's views, forms or commands, function-local imports included."""
    room = path.split("/")[1]
    if path in PUT_TOGETHER:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import | ast.ImportFrom) else []
        whole = [f"{node.module}.{name}" for name in names] if isinstance(node, ast.ImportFrom) else names
        for name in whole:
            parts = name.split(".")
            if parts[0] == "lms" and len(parts) > 2 and parts[2] in OWN and parts[1] != room:
                found.append(f"{path}:{node.lineno}: imports {name}")  # type: ignore[attr-defined]
    return found


def test_the_floors_of_the_code_and_of_the_linter_are_the_same() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert [tuple(layer.split(" | ")) for layer in layers] == list(FLOORS)


def test_no_room_uses_the_doors_of_another() -> None:
    assert [problem for path, source in house.python_files("lms") for problem in doors_of_others(path, source)] == []
    assert doors_of_others("lms/desk/views.py", "def f():\n    from lms.people.forms import ProfileForm\n")
    assert doors_of_others("lms/desk/queries.py", "from lms.people import views\n")
    assert doors_of_others("lms/desk/queries.py", "import lms.people.cli\n")
    assert not doors_of_others("lms/people/views.py", "from lms.people.forms import ProfileForm\n")


FAULTS = {
    "a lower floor imports a higher one": ("people/extra.py", "from lms.progress import models\n", "lms.people.extra -> lms.progress"),
    "a room imports its neighbour": ("people/extra.py", "def f():\n    import lms.catalogue.models\n", "lms.people.extra -> lms.catalogue"),
    "a room stands on no floor": ("cellar/__init__.py", "", "cellar"),
    "rules know the web": ("progress/rules.py", "def f():\n    import flask\n", "lms.progress.rules -> flask"),
    "rules know the database": ("people/rules.py", "from sqlalchemy import select\n", "lms.people.rules -> sqlalchemy"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_linter_finds(fault: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "lms", tmp_path / "lms", ignore=shutil.ignore_patterns("static", "templates", "translations", "__pycache__"))
    for name in ("pyproject.toml", "config.py"):
        shutil.copy(ROOT / name, tmp_path)
    name, source, told = FAULTS[fault]
    (tmp_path / "lms" / name).parent.mkdir(exist_ok=True)
    with (tmp_path / "lms" / name).open("a") as file:
        file.write(f"\n{source}")

    linter = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(linter, cwd=tmp_path, env={"PATH": os.defpath, "PYTHONPATH": "."}, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert told in done.stdout + done.stderr
