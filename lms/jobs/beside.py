"""The worker beside the web: forked from the process that watches gunicorn's, so that all of them share most of their memory.

A small process stands between: it starts the worker again should it die, and ends it when the web ends, even by a kill.
"""

import fcntl
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from flask import Flask

from config import Settings

log = logging.getLogger("lms.jobs")
STOPS = (signal.SIGINT, signal.SIGTERM)
LOOK = 0.25  # seconds between looks at who lives
LONGEST_PAUSE = 60.0  # seconds between starts of a worker that cannot live
PATIENCE = 2  # seconds for a worker that is told to stop


def spare_what_is_not_used(settings: Settings) -> None:
    """Huey loads the client of Redis wherever it finds it, 6 MB for nothing where the queue is another. Before huey is loaded."""
    if not settings.jobs.startswith("redis"):
        sys.modules.setdefault("redis", None)  # type: ignore[arg-type]


def start(app: Flask) -> int:
    """Start both; returns the number of the process between. Called before anything listens and before there are threads."""
    web = os.getpid()
    return _fork(lambda: _watch(app, web))


def end(child: int) -> None:
    """Stop a child and wait until it has ended: only then may another begin on this folder."""
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGTERM)
    if not _ended(child, PATIENCE):
        os.kill(child, signal.SIGKILL)


def _watch(app: Flask, web: int) -> None:
    told: list[int] = []
    for number in STOPS:
        signal.signal(number, lambda number, frame: told.append(number))
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # to gunicorn it means: read the settings again, and go on

    def goes_on() -> bool:
        return not told and os.getppid() == web

    lock = _the_folder(app.config["SETTINGS"].data, goes_on)
    worker, begun, again, pause = 0, 0.0, 0.0, 1.0
    while lock and goes_on():
        if worker and _ended(worker, 0):
            worker, pause = 0, 1.0 if time.monotonic() - begun > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            again = time.monotonic() + pause
            log.error("the worker has ended by itself; another one starts in %d s", pause)
        elif not worker and time.monotonic() >= again:
            begun, worker = time.monotonic(), _fork(lambda: _work(app))
        time.sleep(LOOK)
    if worker:
        end(worker)


def _work(app: Flask) -> None:
    spare_what_is_not_used(app.config["SETTINGS"])
    from lms.jobs.worker import work

    work(app, alone=False)


def _the_folder(data: Path, goes_on: Callable[[], bool]) -> int | None:
    """The lock that only one worker has. Where another has it, wait until that one has gone."""
    lock = hold(data)
    if lock is None:
        log.warning("another worker runs on %s: this one waits until it ends", data)
    while lock is None and goes_on():
        time.sleep(LOOK)
        lock = hold(data)
    return lock


def hold(data: Path) -> int | None:
    """The lock of a folder's worker, or None where another has it. It lives as long as the process and its children."""
    lock = os.open(data / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _fork(what: Callable[[], None]) -> int:
    """Do it in a child, which ends there and never returns into the program that was copied. It answers signals from its first moment."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    child = os.fork()
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        return child
    try:
        for number in STOPS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        what()
        os._exit(0)
    except BaseException:
        log.exception("the worker cannot run")
    finally:
        os._exit(1)


def _ended(child: int, seconds: float) -> bool:
    """Whether a child ends within so many seconds. One that somebody else has seen end has ended."""
    until = time.monotonic() + seconds
    while True:
        try:
            if os.waitpid(child, os.WNOHANG)[0]:
                return True
        except ChildProcessError:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(0.05)
