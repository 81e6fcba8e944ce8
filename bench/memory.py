"""What two web processes and the worker weigh when idle, as the service starts them (proportional set size, Linux)."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
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


def parted(server: int) -> tuple[list[int], list[int]]:
    """The web's processes, and those of the worker: one of the server's children has a child itself."""
    web = [child for child in children(server) if not children(child)]
    between = [child for child in children(server) if children(child)]
    return web, [*between, *(each for child in between for each in children(child))]


def signs_in(times: int) -> None:
    """Wrong passwords, each of another name: each is hashed as a right one would be, and takes 19 MB while it is."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    for n in range(times):
        token = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', browser.open(f"http://127.0.0.1:{PORT}/signin").read())
        assert token
        said = {"csrf_token": token[1].decode(), "user_name": f"nobody-{n}", "password": "not the right one"}
        browser.open(f"http://127.0.0.1:{PORT}/signin", urllib.parse.urlencode(said).encode()).read()


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, stage.application(Path(folder)):
        environ = {**os.environ, "LMS_DATA": folder, "LMS_DEMO": "0", "LMS_WORKER": "1", "PORT": PORT}
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
            time.sleep(5)  # the worker has done what was due
            web, beside = parted(server.pid)
            stage.say("two web processes, idle", sum(map(pss, web)), 140, unit=" MB")
            stage.say("the worker and the process that starts it", sum(map(pss, beside)), unit=" MB")
            stage.say("web and worker, all processes", sum(map(pss, [server.pid, *web, *beside])), 190, unit=" MB")
            signs_in(24)
            stage.say("two web processes after 24 passwords", sum(map(pss, web)), 140, unit=" MB")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


if __name__ == "__main__":
    main()
