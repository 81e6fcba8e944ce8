"""What a signed-in lesson page costs beside the least page of the same stack, and how many statements it makes."""

import logging
import sqlite3
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from bench import stage
from lms.catalogue.models import Course
from lms.ext import db
from lms.notices.actions import tell
from lms.people.doors import signed_in
from lms.people.models import Person

# 8 KB of page with a few words set in, compiled once.
LEAST = "<!doctype html><title>{{ title }}</title><h1>{{ reader }}</h1>" + "<p>{{ title }} reads on, line by line.</p>" * 190
STATEMENT = select(Course.id, Course.slug).where(Course.slug == "container-marking")


def least_page(app: Flask) -> str:
    """The least page: the sign-in's loader, one select, a template of 8 KB; through the whole application like any other."""
    template = app.jinja_env.from_string(LEAST)

    @signed_in
    def least() -> str:
        from flask_login import current_user

        row = db.session.execute(STATEMENT).one()
        return template.render(title=row.slug, reader=current_user.call_name)

    app.view_functions["least"] = least
    app.url_map.add(app.url_rule_class("/least", endpoint="least"))
    return "/least"


def bare_page(file: str) -> Flask:
    """Flask and sqlite3 alone, for orientation."""
    app = Flask("bare")
    template = app.jinja_env.from_string(LEAST)
    connection = sqlite3.connect(file, check_same_thread=False)

    @app.get("/")
    def bare() -> str:
        row = connection.execute("select slug from course where slug = 'container-marking'").fetchone()
        return template.render(title=row[0], reader="nobody")

    return app


def queries_of(client, path: str) -> int:
    """How many statements a page makes, from its own line in the log."""
    found: list[int] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.line["queries"])  # type: ignore[attr-defined]

    logger, handler = logging.getLogger("lms.request"), Keep()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    client.get(path)
    logger.removeHandler(handler)
    logger.setLevel(before)
    return found[-1]


def tell_things(app: Flask) -> None:
    """Everybody has three new notices: the thin line of every page says so."""
    with app.app_context():
        people = list(db.session.scalars(select(Person.id), execution_options={"as_system": "bench"}))
        for one in range(3):
            tell(people, "thread_taken", at=datetime.now(UTC), once=str(one))
        db.session.commit()
        db.session.remove()


def main() -> None:
    """Print the figures."""
    with stage.application() as app:
        address = least_page(app)
        officer = stage.officer(app)
        tell_things(app)
        lesson = officer.lessons[1]
        for path in (lesson, address):
            assert officer.client.get(path).status_code == 200, path
        page, least = stage.compare(lambda: officer.client.get(lesson), lambda: officer.client.get(address))
        bare = bare_page(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).test_client()
        nothing, _ = stage.compare(lambda: bare.get("/"), lambda: None)
        stage.say("lesson page / least page", page / least, 2)
        stage.say("lesson page, statements", queries_of(officer.client, lesson), 5)
        stage.say("lesson page / bare Flask over sqlite3", page / nothing)
        stage.say("least page", least * 1000, unit=" ms")


if __name__ == "__main__":
    main()
