"""What must be true of the code without running the product: `make check`. All of it is tried, then summed up."""

import argparse
import subprocess
import tempfile
from pathlib import Path

import bootstrap
from bootstrap import ROOT, clean_environment, say, stop

FORMAT = (("ruff", "check", "--fix", "-q", "."), ("ruff", "format", "-q", "."))
CHECKS = (
    ("formatting", ("ruff", "format", "--check", "-q", ".")),
    ("lint", ("ruff", "check", "-q", ".")),
    ("types", ("mypy",)),
    ("floors", ("lint-imports",)),
    ("migrations = models", ("flask", "--app", "wsgi", "db", "upgrade"), ("flask", "--app", "wsgi", "db", "check")),
    ("translations", ("tools/translations.py", "check")),
    ("dependencies", ("deptry", ".")),
    ("templates", ("djlint", "lms/templates", "--lint", "--quiet")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--format", action="store_true", help="put the code into our form")
    parser.add_argument("--translations", action="store_true", help="bring the interface's catalogues up to date")
    wanted = parser.parse_args()
    python = bootstrap.environment("test")
    if wanted.translations:
        bootstrap.must([python, "tools/translations.py", "update"], "The catalogues could not be brought up to date")
        return
    if wanted.format:
        for command in FORMAT:
            subprocess.run([python, "-m", *command], cwd=ROOT, check=False)
        return
    bootstrap.must([python, "tools/translations.py", "compile"], "The translations could not be compiled")
    failed = [name for name, *commands in CHECKS if not holds(name, python, commands)]
    if failed:
        stop(f"Not right: {', '.join(failed)}.")


def holds(name: str, python: str, commands: list) -> bool:
    with tempfile.TemporaryDirectory(prefix="lms-check-") as data:
        for command in commands:
            words = [python, *command] if command[0].endswith(".py") else [program(python, command[0]), *command[1:]]
            done = subprocess.run(
                words,
                cwd=ROOT,
                env=clean_environment(python, data),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            if done.returncode:
                say(f"NO   {name}\n{done.stdout.rstrip()}\n")
                return False
    say(f"ok   {name}")
    return True


def program(python: str, name: str) -> str:
    return str(Path(python).with_name(name))


if __name__ == "__main__":
    bootstrap.start(main)
