"""Pin what pyproject.toml asks for, and everything below it, with hashes: `make lock`.

Two files: `requirements.lock` is what runs, `requirements-dev.lock` is that and what tests and checks it.
Compiled for every platform from Python 3.11 on, so one file serves all machines. No index is named in
them: each machine takes packages from where its pip is set to.
"""

import subprocess

import bootstrap

COMPILE = (
    "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header", "--quiet",
)  # fmt: skip


def main() -> None:
    python = bootstrap.environment("test")
    for more in (("-o", "requirements.lock"), ("--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock")):
        subprocess.run([python, "-m", *COMPILE, *more], cwd=bootstrap.ROOT, check=True)
    print("requirements.lock and requirements-dev.lock are pinned anew; the next make installs them.")


if __name__ == "__main__":
    bootstrap.start(main)
