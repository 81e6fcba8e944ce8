"""What every page is drawn with: the reader's language, clock and place, the menu, and the ways to write a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal, format_percent
from flask import Flask, current_app, g, has_request_context, request, session, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from jinja2 import Template
from jinja2.runtime import Context

from config import PROGRAMME_NAME
from lms.ext import babel
from lms.lib import dates
from lms.lib.phrases import as_read, plural, sentence
from lms.lib.text import COMPLETE, LANGUAGES, pick
from lms.lib.time import last_day, local, now, today
from lms.people.models import Role
from lms.people.rules import fits_in_an_address

# (endpoint, label, who sees it), in the order of the bar.
MENU = (
    # Staff have no page of their own there: the brand leads where their work is.
    ("desk.home", _l("Home"), frozenset({Role.TRAINEE, Role.DONOR})),
    ("learning.courses", _l("Courses"), frozenset({Role.TRAINEE})),
    ("insight.overview", _l("Overview"), frozenset({Role.COORDINATOR})),
    ("theory.sessions", _l("Sessions"), frozenset({Role.TRAINEE, Role.TRAINER, Role.COORDINATOR})),
    ("mentoring.mine", _l("Mentor"), frozenset({Role.TRAINEE})),
    ("theory.registers", _l("Registers"), frozenset({Role.TRAINER})),
    ("desk.people", _l("People"), frozenset({Role.FOCAL_POINT, Role.COORDINATOR, Role.ADMIN})),
    ("mentoring.pairing", _l("Pairing"), frozenset({Role.COORDINATOR})),
    ("mentoring.agreements", _l("Mentors"), frozenset({Role.FOCAL_POINT})),
    ("programme.meetings", _l("Meetings"), frozenset({Role.FOCAL_POINT, Role.COORDINATOR})),
    ("mentoring.desk", _l("Desk"), frozenset({Role.MENTOR})),
    ("mentoring.profile", _l("Mentor profile"), frozenset({Role.MENTOR})),
    ("insight.plans", _l("Plan"), frozenset({Role.FOCAL_POINT, Role.COORDINATOR})),
    ("insight.completion", _l("Completion"), frozenset({Role.FOCAL_POINT, Role.COORDINATOR})),
    ("insight.requests", _l("Requests"), frozenset({Role.FOCAL_POINT})),
    ("people.days_off", _l("Days off"), frozenset({Role.ADMIN})),  # a coordinator's stand on the overview: the bar is one row
    ("desk.first_steps", _l("First steps"), frozenset({Role.ADMIN})),
    ("people.units", _l("Units"), frozenset({Role.ADMIN})),
)

PAIRING = (  # pages under Pairing for a coordinator, under Mentors for a focal point
    "mentoring.candidates", "mentoring.offer", "mentoring.waiting", "mentoring.engagement", "mentoring.letter", "mentoring.end",
    "mentoring.meeting", "mentoring.meeting_new", "mentoring.meeting_correct",
)  # fmt: skip
DESK = ("mentoring.desk", "mentoring.thread", "mentoring.comments")  # pages under Desk for a mentor, under Mentor for an officer
WRITING = ("mentoring.mine", "mentoring.assignment", "mentoring.drafts", "mentoring.ask")  # an officer's, under Mentor
WHOLE = ("learning.courses", "insight.completion")  # entries under which all other pages of their room stand
REQUESTS = ("insight.requests", "insight.request")  # pages under Requests
FIRST_STEPS_DONE = "begun"  # in the browser's session, told by the pages that count them: the menu asks the database for nothing
OVERVIEW = ("insight.overview", "people.days_off")  # a coordinator's first page, and what is led to from there
PLAN = (  # pages under Plan
    "insight.plans", "insight.plan", "insight.plan_line", "insight.plan_paper", "insight.plan_region", "insight.put_under",
    "insight.unplanned", "programme.compare",
    "programme.line_new", "programme.line_edit", "programme.line_status", "programme.line_held", "programme.consent",
    "programme.comment", "programme.reopen", "programme.import_",
)  # fmt: skip
MEETINGS = (  # pages under Meetings
    "programme.meeting", "programme.meeting_paper", "programme.meeting_new", "programme.meeting_edit", "programme.meeting_cancel",
    "programme.parties", "programme.party", "programme.agenda", "programme.minutes", "programme.decision", "programme.decision_new",
    "programme.action", "programme.action_new", "insight.pack",
)  # fmt: skip
REGISTERS = ("theory.registers", "theory.register", "theory.confirm", "theory.correct", "theory.broke_off")  # pages under Registers
OFFERED = "lms.languages"


@dataclass(frozen=True)
class Link:
    """An entry of the bar."""

    href: str
    label: str
    is_current: bool


class Page(Template):
    """A template that knows that all of ours share the same globals: what it imports is made once, and not compared each time."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


def init(app: Flask) -> None:
    """Give templates their filters and context."""
    app.jinja_env.template_class = Page
    babel.init_app(app, locale_selector=language)
    compiled = {path.parent.parent.name for path in Path(app.root_path, "translations").glob("*/LC_MESSAGES/messages.mo")}
    app.extensions[OFFERED] = tuple(code for code in COMPLETE if code == "en" or code in compiled)  # the sentences are English
    # Jinja's own look up the language and the function anew for each sentence, which is a tenth of a lesson's page.
    app.jinja_env.globals.update(_=sentence, gettext=sentence, ngettext=plural)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day, short_day=short_day, clock=clock, number=as_read(number), percent=as_read(percent), kb=as_read(kb), words=words,
        weekday_short=weekday_short, last_day=last_day,
    )  # fmt: skip
    app.jinja_env.globals.update(csrf_token=csrf_token, example_day=lambda: dates.short(dates.example(), this_year=0))
    app.context_processor(context)
    app.extensions.setdefault("status_lines", [])  # callables that say something for the thin line under the bar
    if app.debug or app.testing or current_debug(app):
        _styleguide(app)


def csrf_token() -> str:
    """The token of this sign-in, signed once and not for each page: a signed token has no clock of its own (house, rule 12)."""
    here = g._get_current_object()
    if "csrf_token" not in here:
        raw = session.get("csrf_token")
        here.csrf_token = _signed(raw) if raw else generate_csrf()
    return str(here.csrf_token)


@lru_cache(maxsize=4096)
def _signed(raw: str) -> str:
    """What Flask-WTF makes of the raw token that this session holds; `raw` is only the key of what is kept."""
    return str(generate_csrf())


def offered() -> tuple[str, ...]:
    """The languages that pages are in: those that are complete and were compiled. In one that was not, a page would be English."""
    found: tuple[str, ...] = current_app.extensions[OFFERED]
    return found


def current_debug(app: Flask) -> bool:
    """Whether pages for developers are served."""
    return not app.config["SETTINGS"].is_production


def language() -> str:
    """The reader's own language; signed out, the one chosen in this browser, else the first that is offered of those it asks for."""
    here = g._get_current_object()
    try:
        return str(here.lang)
    except AttributeError:
        here.lang = _language()
        return str(here.lang)


def _language() -> str:
    if not has_request_context():  # a command speaks English
        return "en"
    if current_user.is_authenticated and current_user.lang in offered():
        return str(current_user.lang)
    return _language_here()


def settle_language() -> None:
    """Have the page's language without asking who reads it, where that is not known yet: the database may be what failed."""
    reader = g.get("_login_user")
    known = reader.lang if reader is not None and reader.is_authenticated else ""
    g.setdefault("lang", known if known in offered() else _language_here())


def _language_here() -> str:
    """The language chosen in this browser, else the first offered one it asks for."""
    if (chosen := session.get("lang")) in offered():
        return str(chosen)
    asked = (tag.replace("-", "_").split("_")[0].lower() for tag, _quality in request.accept_languages)
    return next((code for code in asked if code in offered()), "en")


def zone() -> str:
    """The reader's place."""
    here = g._get_current_object()
    try:
        return str(here.zone)
    except AttributeError:
        here.zone = current_user.tz if current_user.is_authenticated else current_app.config["HOME_ZONE"]
        return str(here.zone)


def programme_name() -> str:
    """What the programme is called. The name that everybody knows it by has its translations; another stands as it was set."""
    name: str = current_app.config["SETTINGS"].programme_name
    return _("Container Control Programme") if name == PROGRAMME_NAME else name


def context() -> dict[str, Any]:
    """What layout.html asks for."""
    reader, lang = current_user._get_current_object(), language()  # asked for once: a page says its reader's name often
    return {
        "reader": reader,
        "lang": lang,
        "menu": list(_menu(reader.roles)) if reader.is_authenticated else [],
        "languages": [(code, LANGUAGES[code], code == lang) for code in offered()],
        "status_lines": [line for say in current_app.extensions["status_lines"] if (line := say())],
        "programme_name": programme_name(),
        "idle_minutes": getattr(reader, "idle_minutes", None),
        "here": fits_in_an_address(request.full_path.rstrip("?")),
    }


@lru_cache(maxsize=1024)
def _entry(endpoint: str, lang: str, script_root: str) -> tuple[str, str]:
    """Address and label of an entry of the bar, made once and not for each page; `lang` and `script_root` are keys of what is kept."""
    return url_for(endpoint), str(next(label for name, label, _who in MENU if name == endpoint))


def _menu(roles: frozenset[Role]) -> Iterable[Link]:
    here = request.endpoint or ""
    section = here.split(".")[0].replace("assessment", "learning")  # a quiz is a step of a course
    if section == "theory":
        section = here = "theory.registers" if here in REGISTERS else "theory.sessions"
    if here in REQUESTS and Role.FOCAL_POINT in roles:
        section = here = "insight.requests"
    if here in PLAN:
        section = here = "insight.plans"
    if here in OVERVIEW and Role.COORDINATOR in roles:
        section = here = OVERVIEW[0]
    if here in MEETINGS:
        section = here = "programme.meetings"
    if here in DESK or here in WRITING:
        here = "mentoring.desk" if here in DESK and Role.MENTOR in roles else "mentoring.mine"
    if here in PAIRING:
        here = "mentoring.pairing" if Role.COORDINATOR in roles else "mentoring.agreements"
    left_out = "desk.first_steps" if session.get(FIRST_STEPS_DONE) else "people.units"  # until then the steps lead to the units
    lang, root = language(), request.script_root
    for endpoint, _label, who in MENU:
        if who & roles and endpoint != left_out:
            exact = here == endpoint
            yield Link(*_entry(endpoint, lang, root), exact or (endpoint in WHOLE and section == endpoint.split(".")[0]))


def _here(value: date | datetime) -> date:
    return local(value, zone()).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """Friday 26 June 2020, at the reader's place."""
    return dates.in_full(_here(value))


def short_day(value: date | datetime) -> str:
    """26 June; with the year when it is another than that of the programme's clock."""
    return dates.short(_here(value), today(now(), zone()).year)


def weekday_short(value: date | datetime) -> str:
    """Tuesday 30 June; with the year when it is another than that of the programme's clock."""
    return dates.with_weekday(_here(value), today(now(), zone()).year)


def clock(value: datetime) -> str:
    """14:05 at the reader's place."""
    return f"{local(value, zone()):%H:%M}"


def number(value: float) -> str:
    """1,234 or 1 234."""
    if isinstance(value, int) and 0 <= value < 1000:  # most numbers, and all languages write them alike
        return str(value)
    return format_decimal(value, locale=get_locale())


def percent(value: float) -> str:
    """A share between 0 and 1 as the reader writes it: 41% or 41 %."""
    return format_percent(value, locale=get_locale())


def kb(value: float) -> str:
    """A weight in KB."""
    return _("%(number)s KB", number=number(round(value)))


def words(value: dict[str, str]) -> str:
    """The text of a {language: text} in the reader's language."""
    return pick(value, language())


def _styleguide(app: Flask) -> None:
    from flask import render_template

    from lms.people.doors import public

    @app.get("/styleguide")
    @public
    def styleguide() -> str:
        """Every component in both themes, in development only."""
        return render_template("styleguide.html")


__all__ = ["FIRST_STEPS_DONE", "context", "init", "language", "offered", "programme_name", "settle_language", "zone"]
