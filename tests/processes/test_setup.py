"""`make run` on a machine where something is missing or in the way: one sentence, and nothing is changed."""

from __future__ import annotations

import ast
import os
import pwd
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from config import ROOT

TOOLS = sorted((ROOT / "tools").glob("*.py"))


def run(tmp_path: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`make run` with its own folders; the packages are never there."""
    env = {"PATH": os.defpath, "HOME": str(tmp_path), "LMS_DATA": str(tmp_path / "data"), "LMS_VENV": str(tmp_path / "venv"), **environ}
    return subprocess.run([sys.executable, *(words or ("tools/run.py",))], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def said(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence; a traceback would be many lines."""
    assert done.returncode == 1, done.stdout + done.stderr
    sentence = done.stderr.strip()
    assert sentence.endswith(".") and "\n" not in sentence, sentence
    return sentence


def test_a_wrong_setting_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    assert said(run(tmp_path, PORT="http")) == "PORT is 'http': write a whole number from 1 to 65535."
    assert not (tmp_path / "venv").exists()


def test_a_port_that_is_taken_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        sentence = said(run(tmp_path, PORT=port))
    assert sentence == f"Port {port} is taken by another program: choose another, for example `make run PORT=5001`."


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    assert "is not an address of this machine" in said(run(tmp_path, HOST="192.0.2.1", LMS_DEMO="0"))


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in said(run(tmp_path, LMS_DATA=str(tmp_path / "file" / "data")))


def test_a_package_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "name a folder of yours" in said(run(tmp_path, LMS_VENV=str(tmp_path / "file" / "venv")))


def test_debian_without_its_venv_package_is_told_which_one(tmp_path: Path) -> None:
    missing = "import sys; sys.modules['ensurepip'] = None; sys.path.insert(0, 'tools'); import bootstrap; bootstrap.environment('run')"
    sentence = said(run(tmp_path, "-c", missing))
    assert "apt-get install python3-venv" in sentence
    assert not (tmp_path / "venv").exists()


def test_a_folder_that_is_not_ours_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "letters").write_text("dear")
    assert "was not made by this program" in said(run(tmp_path))
    assert (tmp_path / "venv" / "letters").read_text() == "dear"


def test_packages_whose_python_lies_in_the_home_of_somebody_else_are_left_alone(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as shared:
        home, venv = Path(shared, "somebody"), Path(shared, "venv")
        for folder in (home, venv / "bin"):
            folder.mkdir(parents=True)
        (home / "python").symlink_to(sys.executable)
        (venv / "bin/python").symlink_to(home / "python")
        (venv / "lms-lock").write_text("run:of another day")
        Path(shared).chmod(0o755)
        home.chmod(0)
        as_nobody = f"import os; os.getuid() or os.setuid({pwd.getpwnam('nobody').pw_uid})"
        ask = f"import sys; sys.path.insert(0, 'tools'); import bootstrap; {as_nobody}; bootstrap.environment('run')"
        sentence = said(run(tmp_path, "-c", ask, LMS_VENV=str(venv)))
        assert sentence.startswith(f"{venv} is of no use to you ({venv}/bin/python: Permission denied): name a folder of yours")
        assert "`make run LMS_VENV=$HOME/lms-venv`" in sentence
        home.chmod(0o700)
        assert (venv / "lms-lock").read_text() == "run:of another day"


def test_packages_whose_python_may_not_be_started_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "venv/bin").mkdir(parents=True)
    (tmp_path / "venv/bin/python").write_text("")
    (tmp_path / "venv/lms-lock").write_text("run:of another day")
    assert "is of no use to you" in said(run(tmp_path))


def test_an_index_that_cannot_be_reached_is_said_and_the_next_try_begins_anew(tmp_path: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    done = run(tmp_path, **nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("The packages could not be installed: check the connection")
    assert "unfinished" in (tmp_path / "venv" / "lms-lock").read_text()


def test_the_demo_is_made_anew_only_where_a_demo_is(tmp_path: Path) -> None:
    again = ("tools/run.py", "--fresh-demo")
    assert "write LMS_DEMO=1" in said(run(tmp_path, *again, LMS_DEMO="0"))
    precious = tmp_path / "data" / "lms.sqlite"
    precious.write_bytes(b"not a database of ours")
    assert "is not a demo's database" in said(run(tmp_path, *again))
    assert precious.read_bytes() == b"not a database of ours"


@pytest.mark.parametrize("file", TOOLS, ids=lambda file: file.name)
def test_an_old_python_can_read_the_programs_that_tell_it_is_too_old(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
    future = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert future == [] or file.name == "translations.py"  # run by the new one


def test_make_alone_lists_every_target_with_a_phrase() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "demo", "test", "test-fast", "check", "bench", "lock", "format"):
        line = next(line for line in listed.splitlines() if line.split()[:2] == ["make", target])
        assert len(line.split()) > 4
