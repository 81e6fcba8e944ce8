"""The sentences of templates: looked up once in the language of the page, what is set into them escaped."""

from collections.abc import Callable
from typing import Any

from flask import g
from flask_babel import get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

_SAID: dict[str, dict[str, Markup]] = {}  # {language: {sentence: translated}}; catalogues change only with the code


def _catalogue() -> dict[str, Markup]:
    """The sentences of a page's language that were asked for so far. A page is in one language: it is looked up once for it."""
    here = g._get_current_object()
    try:
        found: dict[str, Markup] = here.catalogue
    except AttributeError:
        found = here.catalogue = _SAID.setdefault(str(get_locale()), {})
    return found


def sentence(said: str, **variables: Any) -> Markup:
    """A sentence of a template; what is set into it is escaped, and %% is a per cent sign, as Jinja has it."""
    known = _catalogue()
    found = known.get(said)
    if found is None:
        found = known[said] = Markup(get_translations().ugettext(said))  # noqa: S704 - ours, from the catalogue
    return _filled(found, variables) if "%" in found else found


def plural(one: str, many: str, number: int, **variables: Any) -> Markup:
    """The same by number; `num` is the number."""
    return _filled(get_translations().ungettext(one, many, number), {"num": number, **variables})


def _filled(sentence: str, variables: dict[str, Any]) -> Markup:
    escaped = {name: value if type(value) is int else escape(value) for name, value in variables.items()}
    return Markup(str(sentence) % escaped)  # noqa: S704 - what is set in is escaped


def as_read(say: Callable[..., str]) -> Callable[..., str]:
    """A filter of numbers. Of one that is written in a page Jinja works the words out when it compiles the page, in the language of who
    opens it first; not of a filter that asks for the page's context."""

    @pass_context
    def said(_context: Context, *values: Any) -> str:
        return say(*values)

    return said
