"""Start the programme from a clone: `make run`. Again on the same folder it starts in seconds.

Packages, database, courses and demo are brought up to date, then this process becomes the server: there
is nothing in between that could be left behind, and Ctrl-C reaches the server itself.
"""

import argparse
import errno
import fcntl
import os
import socket
import sqlite3
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import bootstrap
from bootstrap import ROOT, say, stop

sys.path.insert(0, str(ROOT))
from config import Settings, SettingsError

QUIET = ("unchanged.", "(first).", "takes half a minute.")  # ends of lines that ask nothing of anybody
PATIENCE = 60  # seconds until a server that does not answer is called late


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--fresh-demo", action="store_true", help="make the demo's data anew")
    parser.add_argument("--prepare", action="store_true", help="bring packages, database and courses up to date, and do not start")
    wanted = parser.parse_args()
    settings = read_settings()
    if wanted.prepare:
        prepare(bootstrap.environment("run"))
        return
    lock = hold_the_folder(settings)
    check_port(settings)
    if wanted.fresh_demo:
        forget_demo(settings)
    python = bootstrap.environment("run")
    say_what_takes_long(settings)
    prepare(python)
    serve(python, settings, lock)


def read_settings() -> Settings:
    try:
        return Settings.from_env()
    except SettingsError as error:
        sys.exit(str(error))


def hold_the_folder(settings: Settings) -> int:
    """One server a folder. The lock lives as long as the server, and no longer, even after a kill."""
    lock = os.open(settings.data / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, _, address = os.read(lock, 200).decode().strip().partition(" ")
        stop(
            f"It is already running at {address} (process {pid}): stop that one with Ctrl-C, or start another "
            "beside it with its own port and folder, for example `make run PORT=5001 LMS_DATA=var-2`."
        )
    os.truncate(lock, 0)
    os.write(lock, f"{os.getpid()} {settings.address}\n".encode())
    os.set_inheritable(lock, True)
    return lock


def check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            stop(f"Port {settings.port} is kept for the system: choose one above 1023, for example `make run PORT=5001`.")
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                stop(f"Port {settings.port} is taken by another program: choose another, for example `make run PORT=5001`.")
            stop(f"HOST={settings.host} is not an address of this machine: write HOST=127.0.0.1, or leave it out.")


def forget_demo(settings: Settings) -> None:
    """Remove the demo's database, and never another: the database itself says what it is."""
    if not settings.demo:
        stop("The demo is off with these settings: write LMS_DEMO=1 to start it anew.")
    file = settings.database_file
    if file is None:
        stop("On PostgreSQL, make the demo's database anew yourself (dropdb, createdb), then `make run`.")
    if file.exists():
        if deployment_of(file) != "demo":
            stop(f"{file} is not a demo's database and stays as it is: name another folder with LMS_DATA.")
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)


def deployment_of(file: Path) -> str:
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            row = connection.execute("select kind from deployment").fetchone()
        return row[0] if row else ""
    except sqlite3.Error:
        return ""


def say_what_takes_long(settings: Settings) -> None:
    """Half a minute of silence looks like a fault. A demo that was told before lies beside the database and takes seconds."""
    if settings.database_file is None or settings.database_file.exists():
        return
    if not settings.demo:
        say("Preparing the database and the courses (some seconds, this once) ...")
    elif not any(settings.data.glob("demo-*.told")):
        say("Preparing the database, the courses and the demo (half a minute, this once) ...")


def prepare(python: str) -> None:
    """Translations, database, courses, demo: each finds nothing to do when it was done before. Show what needs somebody."""
    bootstrap.must([python, "tools/translations.py", "compile"], "The translations could not be compiled")
    told = bootstrap.must(
        [python, "-m", "flask", "--app", "wsgi", "prepare"], "The database could not be brought up to date", also_wrong=True
    )
    for line in told.splitlines():
        if not line.endswith(QUIET):
            say(line)


def serve(python: str, settings: Settings, lock: int) -> None:
    """Become the server; a child waits until it answers, prints the address and ends."""
    server = os.getpid()
    if os.fork() == 0:
        os.close(lock)
        announce(settings, server)
        os._exit(0)
    os.chdir(ROOT)
    os.execv(python, [python, "-m", "gunicorn", "--config", "tools/gunicorn.conf.py", "wsgi:app"])  # noqa: S606


def announce(settings: Settings, server: int) -> None:
    started = time.monotonic()
    try:
        while time.monotonic() - started < PATIENCE:
            if os.getppid() != server:
                return  # it stopped, and has said why itself
            if answers(f"{settings.address}/readyz"):
                say(f"{settings.programme_name}: {settings.address} (Ctrl-C stops it)")
                return
            time.sleep(0.1)
        say(f"It does not answer at {settings.address}/readyz after {PATIENCE} seconds: see the lines above.")
    except KeyboardInterrupt:
        return


def answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    bootstrap.start(main)
