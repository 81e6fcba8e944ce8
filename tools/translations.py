"""The catalogues of the interface: `compile` what is stale, `update` them from the code, `check` that they are up to date.

Run with the environment's Python. Compiled catalogues (.mo) are made, not kept: two branches that both
add a sentence would otherwise collide in a file nobody can read.
"""

import io
import sys
import tempfile
from pathlib import Path

from babel.messages import frontend
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from lms.lib.text import COMPLETE, LANGUAGES  # noqa: E402 - found by the line above

FOLDER = ROOT / "lms" / "translations"
WIDTH = 120
# Lines of a catalogue's head that change with every run and say nothing.
NOISE = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-Msgid", "POT-Creation", "PO-Revision", "Last-Trans", "Language-Team", "Generated-By")
)
MOST_SHOWN = 20
SOURCE = "en"  # the sentences in the code


def catalogues() -> list[Path]:
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def strings(message: Message) -> tuple[str, ...]:
    """The translation, one string a plural form."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def translated(po: Path) -> Catalog:
    """What is translated whole; of the rest the reader gets the source, and never an empty plural."""
    catalogue = read(po)
    for message in [each for each in catalogue if each.id and not all(strings(each))]:
        catalogue.delete(message.id, message.context)
    return catalogue


def compile_stale() -> int:
    """Write each .mo that is missing or older than its .po; returns how many."""
    made = 0
    for po in catalogues():
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        with tempfile.NamedTemporaryFile(dir=po.parent, delete=False) as target:
            write_mo(target, translated(po))
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
    language = po.parent.parent.name
    catalogue = read(po) if po.exists() else Catalog(locale=language)
    catalogue.header_comment, catalogue.fuzzy = f"# The interface in {LANGUAGES[language]}", False
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalogue, width=WIDTH, omit_header=False, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return b"\n".join(line for line in text.getvalue().split(b"\n") if not line.startswith(NOISE))


def update() -> None:
    """Bring all catalogues up to date; a language of the programme that has none yet gets an empty one."""
    found = extracted()
    for language in LANGUAGES:
        if language != SOURCE:
            po = FOLDER / language / "LC_MESSAGES" / "messages.po"
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_bytes(updated(po, found))


def check() -> list[str]:
    """What is not up to date, in sentences."""
    found = extracted()
    wanted = {message.id for message in found if message.id}
    missing = [code for code in LANGUAGES if code != SOURCE and not (FOLDER / code / "LC_MESSAGES" / "messages.po").exists()]
    wrong = [f"{code}: there is no catalogue" for code in missing]
    for po in catalogues():
        catalogue = read(po)
        language = po.parent.parent.name
        has = {message.id for message in catalogue if message.id}
        wrong += [f"{language}: {message!r} is in the code and not in the catalogue" for message in sorted(wanted - has, key=str)]
        wrong += [f"{language}: {message!r} is in the catalogue and no longer in the code" for message in sorted(has - wanted, key=str)]
        wrong += [f"{language}: {fault}" for fault in faults(catalogue, language in COMPLETE)]
    if wrong:
        more = len(wrong) - MOST_SHOWN
        wrong = wrong[:MOST_SHOWN] + ([f"... and {more} more"] if more > 0 else [])
        wrong.append("`make translations` brings them up to date; then translate what is new.")
    return wrong


def faults(catalogue: Catalog, is_complete: bool) -> list[str]:
    """Placeholders that differ from the source's, and in a language that is offered, sentences without a translation."""
    found = [f"{message.id!r}: {error}" for message, errors in catalogue.check() for error in errors]
    if is_complete:
        empty = [message for message in catalogue if message.id and not all(strings(message))]
        found += [f"{message.id!r} has no translation" for message in empty]
        found += [f"{message.id!r} is marked fuzzy" for message in catalogue if message.id and message.fuzzy]
    return found


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
