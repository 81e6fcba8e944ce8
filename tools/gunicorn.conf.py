"""How gunicorn serves the application, from `make run` and from a service alike.

Threads, because a slow line should hold a thread and not a process; preloaded, because two processes
then share most of their memory. What it listens on comes from the settings (HOST, PORT).
"""

import ctypes
import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from config import Settings

settings = Settings.from_env()

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = 2
threads = 8
preload_app = True
timeout = 60
# What a process has once compiled and cached stays in it: after so many requests it ends, between two of them, and a fresh one shares its
# memory with the others again.
max_requests, max_requests_jitter = 2000, 400
graceful_timeout = 10
limit_request_line = 8190  # bytes of an address, gunicorn's most: a list with all its ticks stands in one
loglevel = "warning"
accesslog = None  # the application writes one line a request itself
control_socket_disable = True
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


# mallopt(3): after the first large block is given back, glibc keeps blocks of that size, in one heap a thread. Each hash of a password
# (19 MB) would then stay in the process. With fixed thresholds and one heap, what is large goes back to the system.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGE = 128 * 1024  # bytes, glibc's own beginning


def give_large_blocks_back() -> None:
    """For this process and those that it forks. Another C library has its own manners and no such call."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        for what, value in ((M_TRIM_THRESHOLD, LARGE), (M_MMAP_THRESHOLD, LARGE), (M_ARENA_MAX, 1)):
            libc.mallopt(what, value)


def on_starting(server: Any) -> None:
    """The worker beside the web (LMS_WORKER=0: without), while nothing listens yet."""
    give_large_blocks_back()
    # What is loaded stays: the collector would otherwise write into every page of it, and each process would have its own copy.
    gc.collect()
    gc.freeze()
    if settings.worker:
        from lms.jobs.beside import start
        from wsgi import app

        server.beside = start(app)


def on_exit(server: Any) -> None:
    """The web ends when its worker has ended, so that the next start finds the folder free."""
    if hasattr(server, "beside"):
        from lms.jobs.beside import end

        end(server.beside)


def post_worker_init(worker: Any) -> None:
    """Ctrl-C: two seconds for what is being answered. A browser's idle connection would hold a thread for much longer.

    It comes twice, from the terminal and from the process that watches; gunicorn's own handler, begun anew inside itself, would wait
    for itself.
    """

    def quit_once(number: int, frame: object) -> None:
        for again in (signal.SIGINT, signal.SIGQUIT):
            signal.signal(again, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, lambda number, frame: os._exit(0))
        signal.alarm(2)
        worker.handle_quit(number, frame)

    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, quit_once)


def post_fork(server: object, worker: object) -> None:
    """A connection opened before the fork would be shared by two processes: each opens its own."""
    from lms.ext import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
