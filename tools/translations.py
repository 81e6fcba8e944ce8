"""The catalogues of the interface: `compile` what is stale, `update` them from the code, `check` that they are up to date.

Run with the environment's Python. Compiled catalogues (.mo) are made, not kept: two branches that both
add a sentence would otherwise collide in a file nobody can read.
"""

import io
import sys
import tempfile
from pathlib import Path

from babel.messages import frontend
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "lms" / "translations"
WIDTH = 120


def catalogues() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def compile_stale() -> int:
    """Write each .mo that is missing or older than its .po; returns how many."""
    made = 0
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with po.open("rb") as source, tempfile.NamedTemporaryFile(dir=po.parent, delete=False) as target:
            write_mo(target, read_po(source))
        Path(target.name).chmod(0o644)
        Path(target.name).replace(mo)  # whole or not at all: another process may be reading it
        made += 1
    return made


def extracted() -> Catalog:
    """Every sentence of the code and the templates, as pybabel finds it."""
    with tempfile.TemporaryDirectory() as folder:
        pot = Path(folder) / "messages.pot"
        words = ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-k", "_l", "-k", "_n:1,2", "--no-location", "-o", str(pot), "lms"]
        frontend.CommandLineInterface().run(words)
        with pot.open("rb") as file:
            return read_po(file)


def updated(po: Path, found: Catalog) -> bytes:
    """A catalogue's text with the sentences that are in the code now, and no others."""
    with po.open("rb") as file:
        catalogue = read_po(file)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, omit_header=False, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return b"\n".join(line for line in text.getvalue().split(b"\n") if not line.startswith(b'"POT-Creation-Date'))


def update() -> None:
    found = extracted()
    for po in catalogues():
        po.write_bytes(updated(po, found))


def check() -> list[str]:
    """What is not up to date, in sentences."""
    found = extracted()
    wanted = {message.id for message in found if message.id}
    wrong = [] if catalogues() else [f"There is no catalogue in {FOLDER.relative_to(ROOT)}."]
    for po in catalogues():
        with po.open("rb") as file:
            has = {message.id for message in read_po(file) if message.id}
        language = po.parent.parent.name
        for message in sorted(wanted - has, key=str):
            wrong.append(f"{language}: {message!r} is in the code and not in the catalogue")
        for message in sorted(has - wanted, key=str):
            wrong.append(f"{language}: {message!r} is in the catalogue and no longer in the code")
    if wrong:
        wrong.append("Bring them up to date with `make translations`, then translate what is new.")
    return wrong


def main() -> None:
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb == "compile":
        compile_stale()
    elif verb == "update":
        update()
    elif verb == "check":
        sys.exit("\n".join(check()) or 0)
    else:
        sys.exit("Say compile, update or check.")


if __name__ == "__main__":
    main()
