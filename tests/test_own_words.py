"""Whoever wrote something and is refused gets their own text back to copy, on whatever page of whatever status."""

import ast
import re

import pytest

from lms import errors
from lms.lib.refusals import Conflict, NotAllowed, NotThere
from lms.people.doors import public
from lms.people.rules import OF_THE_PAGE, typed
from tests.test_translations import LMS, TEMPLATES

WROTE = "Look beneath the <second> row"


@pytest.fixture
def app(new_app):
    """An application of its own: the address that fails stays in it."""
    return new_app()


@pytest.fixture
def fails(app):
    """`fails(error)`: an address that fails in that way."""

    def at(error) -> str:
        @public
        def view():
            raise error

        app.view_functions["fails"] = view
        app.url_map.add(app.url_rule_class("/fails", endpoint="fails", methods=["GET", "POST"]))
        return "/fails"

    return at


def copied(answer) -> str | None:
    """What stands in the box to copy."""
    found = re.search(r'<textarea id="own"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    return found[1].replace("&lt;", "<").replace("&gt;", ">") if found else None


@pytest.mark.parametrize(
    "error", [NotAllowed(), NotThere(), Conflict("Somebody was faster."), RuntimeError()], ids=lambda e: type(e).__name__
)
def test_a_refused_page_gives_back_what_was_written_and_no_choice_that_was_made(client, fails, error):
    address = fails(error)
    answer = client.post(address, data={"why": f" {WROTE} ", "step": ["Papers", "Seal"], "zone": "UTC", "password": "a secret"})
    assert answer.status_code >= 403 and copied(answer) == f"Papers\n\nSeal\n\n{WROTE}"
    assert "a secret" not in answer.text
    assert copied(client.get(f"{address}?why=x")) is None and copied(client.post(address, data={"why": " ", "zone": "UTC"})) is None


def test_what_a_rule_gives_back_stands_alone_and_never_on_a_page_that_is_not_ones_own(client, fails):
    assert copied(client.post(fails(Conflict("No.", own_text="as it was read")), data={"text": WROTE})) == "as it was read"
    answer = client.post(fails(NotThere("Hers", own_text="of somebody else")), data={"text": WROTE})
    assert copied(answer) == WROTE and "of somebody else" not in answer.text and "Hers" not in answer.text


def test_an_address_that_never_was_gives_nothing_back_and_a_script_keeps_its_own(client, fails):
    assert copied(client.post("/no/such/address", data={"text": WROTE})) is None
    answer = client.post(fails(Conflict("No.")), data={"text": WROTE}, headers={"X-Requested-With": "fetch"})
    assert answer.json == {"status": 409, "sentence": "No."}


CHOICES = ("HiddenField", "SelectField", "RadioField", "SelectMultipleField", "BooleanField", "PasswordField")


def fields() -> dict[str, set[str]]:
    """{name: the kinds of its fields} of every form."""
    found: dict[str, set[str]] = {}
    for file in (*LMS.rglob("forms*/*.py"), *LMS.rglob("forms.py"), *LMS.glob("lib/*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
                for target in node.targets:
                    if node.value.func.id.endswith("Field") and isinstance(target, ast.Name):
                        found.setdefault(target.id, set()).add(node.value.func.id)
    return found


def filled_in() -> set[str]:
    """The names that no form and no template lets anybody write into."""
    found, typed_in = {name for name, kinds in fields().items() if kinds <= {*CHOICES}}, set(fields()) & written()
    typed_in |= {name for name, kinds in fields().items() if not kinds <= {*CHOICES}}
    for file in TEMPLATES:
        for tag in re.findall(r"<(?:button|select|input)\b[^>]*>", file.read_text()):
            name, kind = re.search(r' name="(\w+)"', tag), re.search(r' type="(\w+)"', tag)
            if name and (not tag.startswith("<input") or (kind and kind[1] in ("hidden", "radio", "checkbox"))):
                found.add(name[1])
    return found - typed_in - written()


def written() -> set[str]:
    """The names of all fields of several lines: those of forms, and those that templates write out and one can type in."""
    found = set()
    for path in LMS.rglob("forms*/*.py"), LMS.rglob("forms.py"):
        for file in path:
            for node in ast.walk(ast.parse(file.read_text())):
                is_field = isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name)
                if is_field and node.value.func.id == "TextAreaField":
                    found.update(target.id for target in node.targets)
    for file in TEMPLATES:
        for tag in re.findall(r"<textarea [^>]*>", file.read_text()):
            if name := re.search(r'name="(\w+)"', tag):
                found.update([name[1]] if " hidden" not in tag else [])
    return found


def test_every_field_in_which_one_writes_is_given_back():
    assert {"text", "why", "step", "agenda"} <= written() <= set(errors.OWN_WORDS)


def test_what_a_page_fills_in_by_itself_is_never_shown_as_written():
    assert {"warned", "seen", "do", "zone"} <= filled_in() <= OF_THE_PAGE
    assert not OF_THE_PAGE & {*errors.OWN_WORDS}


def test_an_old_form_gives_back_only_what_was_written(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    sent = {"text": WROTE, "title": "Seals", "iteration": "0", "key": "01a22fcd-475d-704e-b686-f03db6885a05", "seen": "2", "do": "send"}
    answer = client.post("/conversations/01a22fcd-475d-704e-b686-f03db6885a05", data={**sent, "password": "a secret"})
    assert answer.status_code == 400 and copied(answer) == f"{WROTE}\n\nSeals"


def test_a_mark_is_given_back_with_whose_it_is():
    form = {"m-UZ-2222": ["partly"], "n-UZ-2222": ["30"], "m-UZ-3333": [""], "seats": ["12"], "why": ["The power went."], "confirm": ["1"]}
    assert typed(form) == ["UZ-2222: partly", "UZ-2222: 30", "The power went."]
