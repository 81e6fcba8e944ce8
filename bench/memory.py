"""What two web processes weigh when idle, preloaded, as the service starts them (proportional set size, Linux)."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench import stage

PORT = "5987"


def pss(pid: int) -> float:
    """Megabytes of a process, shared pages counted in part."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """Its direct children."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, stage.application(Path(folder)):
        environ = {**os.environ, "LMS_DATA": folder, "LMS_DEMO": "0", "PORT": PORT}
        command = [sys.executable, "-m", "gunicorn", "--config", "tools/gunicorn.conf.py", "wsgi:app"]
        server = subprocess.Popen(command, cwd=stage.ROOT, env=environ, stderr=subprocess.DEVNULL)
        try:
            for _ in range(100):
                time.sleep(0.2)
                try:
                    if urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).status == 200:
                        break
                except OSError:
                    continue
            for _ in range(20):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/signin").read()
            time.sleep(1)
            workers = children(server.pid)
            stage.say("two web processes, idle", sum(map(pss, workers)), 140, unit=" MB")
            stage.say("the same with the process that watches them", pss(server.pid) + sum(map(pss, workers)), unit=" MB")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
