"""Every test, on a machine that has only Python and make: `make test`. Nothing is skipped.

It works in an environment and in temporary folders of its own, so it touches neither `var/` nor a server
that is running.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import bootstrap
from bootstrap import ROOT, clean_environment, say, stop

STAGES = (
    ("set-up", "pinned packages, Chromium if it is missing: about 600 MB and 2 minutes, the first time only"),
    ("unit and view", "tests of what each room does and shows, on SQLite: a minute"),
    ("whole house", "property and architecture tests, several processes at once, servers killed, on SQLite: about 2 minutes"),
    ("postgresql", "all of these, where a database is in play, on a real PostgreSQL from the packages: about 3 minutes"),
    ("journeys", "in a real Chromium: about 3 minutes"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--fast", action="store_true", help="leave the browser out")
    fast = parser.parse_args().fast
    stages = STAGES[:-1] if fast else STAGES
    for number, (name, what) in enumerate(stages, start=1):
        say(f"{number}. {name:13} {what}")
    started = time.monotonic()
    python = bootstrap.environment("test")
    bootstrap.must([python, "tools/translations.py", "compile"], "The translations could not be compiled")
    load(python)
    if not fast:
        have_chromium(python)
    failed = [name for name, _ in stages[1:] if not passes(name, python, fast=fast)]
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    if failed:
        stop(f"Failed: {', '.join(failed)} (after {minutes} min {seconds} s).")
    say(f"All of it passed, in {minutes} min {seconds} s.")


def load(python: str) -> None:
    """Load the tests once: they and the templates are compiled then, and not by each process of the first stage, which says what cannot
    be loaded."""
    with tempfile.TemporaryDirectory(prefix="lms-test-") as data:
        command, environ = [python, "-m", "pytest", "--collect-only", "tests"], clean_environment(python, data)
        subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def passes(stage: str, python: str, *, fast: bool) -> bool:
    """Run one stage's tests on as many processes as there are cores, four at most."""
    say(f"\n== {stage}")
    began = time.monotonic()
    command = [python, "-m", "pytest", "-q", "-n", str(max(2, min(4, os.cpu_count() or 2)))]
    without_browser = ["--dist=loadgroup", "--ignore=tests/journeys"]
    runs = {
        "unit and view": [*without_browser, "--ignore=tests/processes", "-m", "not property and not architecture and not process"],
        "whole house": [*without_browser, "-m", "property or architecture or process"],
        "postgresql": ["--dist=loadgroup", "--database=postgresql", "-m", "not journey" if fast else "not journey or both_databases"],
        "journeys": ["--dist=worksteal", "tests/journeys"],
    }
    with tempfile.TemporaryDirectory(prefix="lms-test-") as data:
        held = subprocess.run([*command, *runs[stage]], cwd=ROOT, env=clean_environment(python, data), check=False).returncode == 0
    say(f"== {stage}: {'passed' if held else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return held


def have_chromium(python: str) -> None:
    """Chromium on PATH, or from the distribution, or from Playwright; in this order, saying so first."""
    linked = Path(python).with_name("chromium")
    if works(shutil.which("chromium")) or works(str(linked)):
        return
    if os.getuid() == 0 and shutil.which("apt-get"):
        say("Chromium is missing: installing the distribution's package with apt-get (about 400 MB on the disk) ...")
        quietly(["apt-get", "update"])
        quietly(["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
        if works(shutil.which("chromium")):
            return
    say("Chromium is missing: asking Playwright for its own (about 170 MB into your cache folder) ...")
    quietly([python, "-m", "playwright", "install", "chromium"])
    asked = "from playwright.sync_api import sync_playwright as s; p = s().start(); print(p.chromium.executable_path); p.stop()"
    found = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
    if not works(found):
        stop("Chromium cannot be had here: install it (`apt-get install chromium`), or leave the browser out with `make test-fast`.")
    linked.unlink(missing_ok=True)
    linked.symlink_to(found)


def works(program: "str | None") -> bool:
    if not program or not Path(program).exists():
        return False
    asked = subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return asked.returncode == 0


def quietly(command: list) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        say("\n".join(done.stdout.splitlines()[-5:]))


if __name__ == "__main__":
    bootstrap.start(main)
