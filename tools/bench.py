"""The benchmarks, each of which prints ratios: `make bench`. What was measured is written down in bench/README.md."""

import subprocess
import sys
import tempfile

import bootstrap
from bootstrap import ROOT, clean_environment


def main() -> None:
    python = bootstrap.environment("test")
    bootstrap.must([python, "tools/translations.py", "compile"], "The translations could not be compiled")
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as data:
        sys.exit(
            subprocess.run([python, "-m", "bench", *sys.argv[1:]], cwd=ROOT, env=clean_environment(python, data), check=False).returncode
        )


if __name__ == "__main__":
    bootstrap.start(main)
