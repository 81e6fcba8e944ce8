"""The interface in the languages of the programme: every sentence is found, and every sentence is said in each language that is offered."""

import ast
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import session
from flask_babel import force_locale
from jinja2 import Environment, nodes

from lms import pages
from lms.lib import phrases
from lms.lib.text import COMPLETE, LANGUAGES
from tools import translations

ROOT = Path(__file__).resolve().parent.parent
LMS = ROOT / "lms"
TEMPLATES = sorted(path for path in (LMS / "templates").rglob("*.html") if path.name != "styleguide.html")  # developers alone see that page
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}|(%%)")
GETTEXT = {"_", "_l", "gettext", "ngettext", "lazy_gettext", "_n"}
SPOKEN = {"aria-label", "title", "placeholder", "alt", "label"}
WELCOME = ROOT / "courses" / "programme-welcome" / "01-welcome"


@pytest.fixture(scope="module")
def found() -> Catalog:
    return translations.extracted()


def catalogue(language: str) -> Catalog:
    return translations.read(translations.FOLDER / language / "LC_MESSAGES" / "messages.po")


def placeholders(text: str) -> set[str]:
    return {next(filter(None, match)) for match in PLACEHOLDER.findall(text)}


def sentences(found: Catalog) -> list[tuple[str, ...]]:
    return [message.id if isinstance(message.id, tuple) else (message.id,) for message in found if message.id]


def test_every_language_of_the_programme_has_a_catalogue():
    for language in set(LANGUAGES) - {translations.SOURCE}:
        assert (translations.FOLDER / language / "LC_MESSAGES" / "messages.po").exists(), language


@pytest.mark.parametrize("language", [code for code in COMPLETE if code != translations.SOURCE])
def test_a_language_that_is_offered_says_every_sentence_with_its_placeholders_and_all_its_plural_forms(found, language):
    said = catalogue(language)
    for source in sentences(found):
        message = said.get(source[0])
        assert message is not None, f"{source} is not in the catalogue"
        strings = translations.strings(message)
        assert len(strings) == (said.num_plurals if len(source) == 2 else 1), source
        assert all(text.strip() for text in strings), f"{source} has no translation"
        assert not message.fuzzy, f"{source} is not sure"
        for text in strings:  # Russian says 21 by its first form too, so that one names the number as well
            assert placeholders(text) == placeholders(source[-1]), f"{source}: {text}"


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {translations.SOURCE}))
def test_a_per_cent_sign_is_written_twice_for_a_template_fills_every_sentence_that_has_one(language):
    said = [text for message in catalogue(language) if message.id for text in translations.strings(message)]

    assert [text for text in said if "%" in PLACEHOLDER.sub("", text)] == []


def test_russian_has_three_forms_of_a_number():
    said = catalogue("ru").get("%(num)d person")
    assert said is not None
    assert said.string == ("%(num)d человек", "%(num)d человека", "%(num)d человек")


def test_only_complete_languages_are_offered(client):
    page = client.get("/signin").get_data(as_text=True)
    assert re.findall(r'name="code" value="(\w+)"', page) == list(COMPLETE)


def test_a_language_whose_catalogue_was_not_compiled_is_not_offered_and_costs_no_page(new_app, make, monkeypatch):
    monkeypatch.setattr(pages, "COMPLETE", (*COMPLETE, "de"))  # of which there is no catalogue at all
    app = new_app(programme_name="A programme without German")
    officer = make.trainee()
    officer.lang = "de"
    browser = make.sign_in(app.test_client(), officer)

    page = browser.get("/", headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert '<html lang="en">' in page and re.findall(r'name="code" value="(\w+)"', page) == list(COMPLETE)
    with app.test_request_context("/"), force_locale("de"):
        assert (phrases.sentence("Sign in"), phrases.plural("%(num)d person", "%(num)d people", 2)) == ("Sign in", "2 people")


def test_a_catalogue_that_is_not_complete_could_not_be_offered():
    assert translations.faults(catalogue("kk"), is_complete=True)
    assert translations.faults(catalogue("kk"), is_complete=False) == []


def test_a_page_is_in_the_language_its_reader_asks_for(client):
    page = client.get("/signin", headers={"Accept-Language": "kk, ru;q=0.8"}).get_data(as_text=True)
    assert '<html lang="ru">' in page
    assert "Этот компьютер общий" in page


def test_the_interface_is_called_as_the_welcome_course_calls_it():
    course = " ".join(path.read_text(encoding="utf-8") for path in WELCOME.glob("*.ru.md")).casefold()
    names = {
        "Done, next": "Готово, дальше", "Continue, %(minutes)s min": "Продолжить", "Saved %(time)s": "сохранено",
        "Not yet sent": "ещё не отправлено", "This PC is shared": "Этот компьютер общий", "Not you?": "Это не вы?", "Sign out": "Выйти",
        "Sign out everywhere": "Выйти везде",
        "Call name": "условное имя", "Ref": "код", "Coordinator": "региональный координатор",
    }  # fmt: skip
    said = catalogue("ru")
    for source, name in names.items():
        message = said.get(source)
        assert message is not None, source
        assert str(message.string).casefold().startswith(name.casefold()), source
        assert name.casefold() in course, name


def test_days_numbers_and_places_are_written_in_russian(app):
    at = datetime(2020, 6, 26, 4, 0, tzinfo=UTC)
    with app.test_request_context("/"):
        session["lang"] = "ru"
        assert (pages.day(at), pages.weekday_short(at), pages.short_day(at)) == (
            "26 июня 2020 г. (пятница)",
            "26 июня 2020 г. (пятница)",
            "26 июня 2020 года",
        )
        assert (pages.percent(0.41), pages.number(1234), pages.kb(1234.4)) == ("41\xa0%", "1\xa0234", "1\xa0234 КБ")
        assert pages.programme_name() == "Программа по контролю за контейнерными перевозками"


# What is not found by the extraction is never translated: it must be an argument of gettext as it stands.


def loose_calls(source: str) -> list[int]:
    """The lines where a sentence is made before it is looked up, or where an f-string hides the call."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT]
    hidden = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
    return sorted(call.lineno for call in calls if id(call) in hidden or not (call.args and isinstance(call.args[0], ast.Constant)))


def test_every_call_of_gettext_can_be_found_by_the_extraction():
    loose = {str(path.relative_to(ROOT)): lines for path in LMS.rglob("*.py") if (lines := loose_calls(path.read_text(encoding="utf-8")))}
    assert loose == {}


def test_a_call_that_cannot_be_found_is_seen():
    assert loose_calls("""x = f"{_('Hello')}"\n_(f"Hello {x}")\n_("Hello " + x)\n_("Hello %(x)s", x=x)""") == [1, 2, 3]


class Visible(HTMLParser):
    """What a reader sees or hears of a template's own text."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        heard = SPOKEN | ({"value"} if tag == "input" and ("type", "submit") in attrs else set())
        self.said += [value for name, value in attrs if value and name in heard]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def own_text(environment: Environment, source: str) -> str:
    """A template without its tags, and without what stands between trans and endtrans."""
    kept, is_trans, after_begin = [], False, False
    for _line, kind, value in environment.lex(source):
        if kind == "name" and after_begin:
            is_trans = value == "trans" or (is_trans and value != "endtrans")
        if kind != "whitespace":
            after_begin = kind == "block_begin"
        if kind == "data" and not is_trans:
            kept.append(value)
    return "".join(kept)


def literals(environment: Environment, source: str) -> list[str]:
    """Strings of expressions that look like sentences and are no argument of gettext."""
    tree = environment.parse(source)
    asked = {
        id(inner) for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") in GETTEXT for inner in call.find_all(nodes.Const)
    }
    strings = [const.value for const in tree.find_all(nodes.Const) if id(const) not in asked and isinstance(const.value, str)]
    return [text for text in strings if re.search(r"^[A-Z][a-z]+ [a-z]|[a-z]{2} [a-z]+ [a-z]+[.?]$", text)]


def bare(source: str) -> list[str]:
    """The English of a template that is not looked up."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    page = Visible()
    page.feed(own_text(environment, source))
    page.close()
    # A macro may hold attributes alone: they stand in no tag of this file. CSV and UTC are called so in every language.
    said = [re.sub(r'[a-z-]+="[^"]*"', "", text) for text in page.said]
    words = [text.strip() for text in said if re.search(r"[A-Za-z]{2}", re.sub(r"\b(CSV|UTC)\b", "", text))]
    return words + literals(environment, source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(LMS / "templates")))
def test_a_template_says_nothing_that_is_not_looked_up(path):
    assert bare(path.read_text(encoding="utf-8")) == []


def test_a_bare_word_is_seen_wherever_it_stands():
    faults = (
        "<p>Hello {{ name }}</p>",
        '<a aria-label="Close">×</a>',
        '<i>{{ "Not begun yet" if a else b }}</i>',
        '<input type="submit" value="Go">',
    )
    assert [len(bare(source)) for source in faults] == [1, 1, 1, 1]
    assert (
        bare(
            '{# Said #}<p class="row spread">{{ _("Hello") }}{% trans n=2 %}{{ n }} unit{% pluralize %}{{ n }} units{% endtrans %}, CSV</p>'
        )
        == []
    )


def spoken(script: str) -> list[str]:
    """The texts of a script that somebody would read: several words, or anything that is put on the page as it stands."""
    code = re.sub(r"^\s*//.*$|\s//\s.*$", "", script, flags=re.MULTILINE)
    strings = [text for _quote, text in re.findall(r"""(["'`])((?:\\.|(?!\1).)*)\1""", code)]
    worded = [text for text in strings if re.fullmatch(r"[A-Za-z][\w ,.'’…:;!?${}-]*", text) and re.search(r"[A-Za-z]{2,} [a-z]{2,}", text)]
    shown = re.findall(r"""(?:textContent|innerText|innerHTML|title)\s*=\s*["'`]([^"'`]*[A-Za-z]{2}[^"'`]*)["'`]""", code)
    return worded + shown


@pytest.mark.parametrize("path", sorted((LMS / "static" / "js").glob("*.js")), ids=lambda path: path.name)
def test_a_script_takes_its_texts_from_the_page(path):
    assert spoken(path.read_text(encoding="utf-8")) == []


def test_a_text_in_a_script_is_seen():
    assert len(spoken('note("Not saved yet");\nbutton.textContent = "Saved"; // all is well here\nplace.textContent = words.saved;')) == 2


def test_a_number_that_is_written_in_a_page_is_said_in_the_language_of_each_reader(app):
    with app.test_request_context("/"):
        page = app.jinja_env.from_string("{{ 20000 | number }} {{ 0.5 | percent }}")  # compiled as an English page
    said = {}
    for language in ("en", "ru"):
        with app.test_request_context("/"), force_locale(language):
            said[language] = page.render()
    assert said == {"en": "20,000 50%", "ru": "20\u00a0000 50\u00a0%"}
