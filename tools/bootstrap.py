"""What every program behind make does first: a Python that is new enough, and the pinned packages.

Standard library only, for nothing is installed yet. No line of this folder's programs uses syntax that
an older Python cannot read, else it could not say that it is too old.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the program that says so
    sys.exit(
        f"Python 3.11 or newer is needed and this is {sys.version_info[0]}.{sys.version_info[1]}: "
        "install a newer one and name it, for example `make run PYTHON=python3.12`."
    )
if os.name == "nt":
    sys.exit("The server runs on Linux and macOS: on Windows, open a Linux shell with WSL and start it there.")

import errno
import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}
STAMP = "lms-lock"
OURS = ("LMS_", "MAIL_", "FLASK_", "PYTEST_")
OURS_EXACTLY = {"SECRET_KEY", "DATABASE_URL", "HOST", "PORT", "PUBLIC_URL", "PYTHONPATH", "PYTHONOPTIMIZE"}
OURS_EXACTLY |= {"PYTHONDONTWRITEBYTECODE"}  # every one of some hundred processes would compile the product again


def say(text: str) -> None:
    print(text, flush=True)


def stop(sentence: str) -> NoReturn:
    sys.exit(sentence)


def start(main: Callable[[], None]) -> None:
    """Run a program of this folder; Ctrl-C ends it without a traceback."""
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def environment(kind: str) -> str:
    """The path of a Python that has the packages of `run` or `test`; installs them if the lock is new."""
    folder = environment_folder(kind)
    try:
        if not has_packages(folder, kind):
            make_environment(folder, kind)
    except PermissionError as error:  # of somebody else, who may be using it: it is left as it is
        stop(
            f"{folder} is of no use to you ({error.filename}: {error.strerror}): "
            f"name a folder of yours, for example `make {kind} LMS_VENV=$HOME/lms-venv`."
        )
    return str(folder / "bin" / "python")


def make_environment(folder: Path, kind: str) -> None:
    """Install the packages, one program at a time."""
    refuse_foreign(folder)
    if importlib.util.find_spec("ensurepip") is None:
        stop(
            "Python's venv module is incomplete here (no ensurepip): install it, "
            f"on Debian or Ubuntu with `apt-get install python3-venv`, then make {kind} again."
        )
    with Held(folder):
        if not has_packages(folder, kind):  # another make may have just done it
            install(folder, kind)


def environment_folder(kind: str) -> Path:
    """`.venv` or where LMS_VENV says; the tests have one of their own, so that they never touch what runs."""
    base = Path(os.environ.get("LMS_VENV") or ROOT / ".venv").expanduser().absolute()
    return base if kind == "run" else base.with_name(base.name + "-test")


def digest(kind: str) -> str:
    """Changes with the pinned packages and with the Python they are installed for."""
    seen = (ROOT / LOCKS[kind]).read_bytes() + sys.version.encode() + sys.base_prefix.encode()
    return kind + ":" + hashlib.sha256(seen).hexdigest()


def has_packages(folder: Path, kind: str) -> bool:
    """Raises PermissionError where the Python is there, or may be, and this user may not start it."""
    python, stamp = folder / "bin" / "python", folder / STAMP
    try:
        python.stat()  # some versions of exists() say no to a file that may not be seen
    except PermissionError:
        raise
    except OSError:
        return False
    if not os.access(python, os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(python))
    return stamp.is_file() and digest(kind) in stamp.read_text().split()


def refuse_foreign(folder: Path) -> None:
    """An environment that we did not make is not ours to empty."""
    if folder.exists() and not (folder / STAMP).is_file() and any(folder.iterdir()):
        stop(f"{folder} was not made by this program: remove it, or name another folder with LMS_VENV.")


class Held:
    """One installation at a time in a folder; the file is also the mark that the folder is ours."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.file = (folder / STAMP).open("a")
        except OSError as error:
            stop(f"{folder} cannot be written ({error.strerror}): name a folder of yours, for example LMS_VENV=$HOME/lms-venv.")

    def __enter__(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        self.file.close()


def install(folder: Path, kind: str) -> None:
    """Make the environment anew, so that it holds the pinned packages and nothing else."""
    (folder / STAMP).write_text("unfinished")
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != STAMP:
            entry.unlink()
    size = "about 160 MB and half a minute" if kind == "run" else "about 600 MB and one to two minutes"
    say(f"Installing the pinned packages into {folder.name} ({size}, only when they change) ...")
    must([sys.executable, "-m", "venv", str(folder)], "The virtual environment could not be made")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    must(
        [*pip, "--require-hashes", "--no-deps", "-r", LOCKS[kind]],
        "The packages could not be installed: check the connection to the package index, then try again",
    )
    installed = [name for name in LOCKS if name == kind or kind == "test"]  # the tests' packages include those that run
    (folder / STAMP).write_text("\n".join(digest(name) for name in installed))


def must(command: list, sentence: str, *, also_wrong: bool = False) -> str:
    """Run a command quietly and return what it printed; `also_wrong`: with what it said beside, such as of a course that has a mistake.
    If it fails, stop with what it said, and where that is long with a sentence."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stdout + done.stderr).strip().removeprefix("Error: ")
        if told and "\n" not in told:
            stop(told)
        say(told)
        stop(f"{sentence}.")
    return done.stdout + done.stderr * also_wrong


def clean_environment(python: str, data: str) -> dict:
    """Tests and checks see nobody's settings, and their default folder is not `var/`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS) and name not in OURS_EXACTLY}
    kept["LMS_DATA"] = data
    kept["PATH"] = f"{Path(python).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return kept
