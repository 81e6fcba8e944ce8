"""The benchmarks, each of which prints ratios: `make bench`. What was measured is written down in bench/README.md."""

import subprocess
import sys
import tempfile

import bootstrap
from bootstrap import ROOT, clean_environment

BENCHES = ("lesson", "completion", "plan", "desk", "tables", "weight", "sessions", "memory")


def main() -> None:
    python = bootstrap.environment("test")
    bootstrap.must([python, "tools/translations.py", "compile"], "The translations could not be compiled")
    failed = False
    for name in sys.argv[1:] or BENCHES:
        with tempfile.TemporaryDirectory(prefix="lms-bench-") as data:
            done = subprocess.run([python, "-m", f"bench.{name}"], cwd=ROOT, env=clean_environment(python, data), check=False)
        failed = failed or done.returncode != 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    bootstrap.start(main)
