"""The interface's catalogues: what the checks find, and what a reader gets where a translation is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.support import Translations

from tools import translations


@pytest.fixture
def russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Russian catalogue of three sentences, one of them without its plural forms."""
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    po = tmp_path / "ru" / "LC_MESSAGES" / "messages.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Language: ru\\nContent-Type: text/plain; charset=utf-8\\n'
        'Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
        'msgid "Home"\nmsgstr "Главная"\n\n'
        '#, python-format\nmsgid "Due %(day)s"\nmsgstr "До %(date)s"\n\n'
        '#, python-format\nmsgid "%(num)d person"\nmsgid_plural "%(num)d people"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n',
        encoding="utf-8",
    )
    return po


def test_what_is_not_translated_whole_is_shown_in_the_source_and_never_as_nothing(russian: Path) -> None:
    assert translations.compile_stale() == 1
    assert translations.compile_stale() == 0
    with russian.with_suffix(".mo").open("rb") as file:
        words = Translations(file)
    assert words.gettext("Home") == "Главная"
    assert words.ngettext("%(num)d person", "%(num)d people", 5) == "%(num)d people"


def test_a_renamed_placeholder_and_a_missing_plural_are_found(russian: Path) -> None:
    found = translations.faults(translations.read(russian), is_complete=True)
    assert any("Due %(day)s" in fault and "placeholder" in fault for fault in found)
    assert any("%(num)d people" in fault and "has no translation" in fault for fault in found)
    assert not any("Home" in fault for fault in found)


def test_a_sentence_that_is_new_in_the_code_is_missed_in_the_catalogue(russian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = Catalog()
    code.add("Home")
    code.add("Courses")
    monkeypatch.setattr(translations, "extracted", lambda: code)
    assert "ru: 'Courses' is in the code and not in the catalogue" in translations.check()
    assert "ru: 'Due %(day)s' is in the catalogue and no longer in the code" in translations.check()
    translations.update()
    assert "Главная" in russian.read_text(encoding="utf-8")
    assert not any("Due" in fault or "in the code" in fault for fault in translations.check())
