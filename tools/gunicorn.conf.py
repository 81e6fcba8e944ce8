"""How gunicorn serves the application, from `make run` and from a service alike.

Threads, because a slow line should hold a thread and not a process; preloaded, because two processes
then share most of their memory. What it listens on comes from the settings (HOST, PORT).
"""

import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from config import Settings

settings = Settings.from_env()

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = 2
threads = 8
preload_app = True
timeout = 60
graceful_timeout = 10
loglevel = "warning"
accesslog = None  # the application writes one line a request itself
control_socket_disable = True
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def worker_int(worker: object) -> None:
    """Ctrl-C: two seconds for what is being answered. A browser's idle connection would hold a thread for much longer."""
    last_call = threading.Timer(2, os._exit, [0])
    last_call.daemon = True
    last_call.start()


def post_fork(server: object, worker: object) -> None:
    """A connection opened before the fork would be shared by two processes: each opens its own."""
    from lms.ext import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
