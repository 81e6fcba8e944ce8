"""A server on a port of this machine, and a real Chromium in front of it. CSRF protection is on, as in earnest."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from lms.lib.time import CLOCK
from lms.people.models import Person
from tests.make import Make

PATIENCE = 20_000  # milliseconds that a page, or what is looked for in it, is waited for: a busy machine is no mistake of the code


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this machine, as an ordinary officer's PC has one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Site:
    """The running product, as people at their PCs meet it."""

    app: Flask
    db: SQLAlchemy
    make: Make
    chromium: Browser
    address: str
    contexts: list[BrowserContext] = field(default_factory=list)
    gone: timedelta = timedelta()

    def pc(self, person: Person | None = None, **how: Any) -> Page:
        """A window at a PC of its own, signed in. `java_script_enabled=False`, `viewport={…}` as Playwright names them."""
        context = self.chromium.new_context(base_url=self.address, **how)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if person is not None:
            self.sign_in(context, person)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"a script failed: {error}"))
        return page

    def sign_in(self, context: BrowserContext, person: Person) -> None:
        """From now on that person sits at this PC."""
        client = self.make.sign_in(self.app.test_client(), person)
        cookie = client.get_cookie("lms")
        assert cookie is not None
        context.add_cookies([{"name": "lms", "value": cookie.value, "url": self.address}])

    def later(self, **span: int) -> None:
        """Time passes on the programme's clock: `later(minutes=2)`."""
        self.gone += timedelta(**span)

    def rows(self, statement: Any) -> list[Any]:
        """What the database holds now. Taken out of the session, which must not hold SQLite's lock while the server writes."""
        self.db.session.rollback()
        self.db.session.expunge_all()
        found = list(self.db.session.scalars(statement, execution_options={"as_system": "test"}))
        self.db.session.expunge_all()
        self.db.session.rollback()
        return found


@pytest.fixture
def site(app: Flask, db: SQLAlchemy, make: Make, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The product on a free port until the end of the test."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = False  # type: ignore[attr-defined]  # closing waits for every request: the next test takes the database away
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site = Site(app, db, make, chromium, f"http://127.0.0.1:{server.server_port}")
    app.extensions[CLOCK] = lambda: site.gone
    yield site
    for context in site.contexts:
        context.close()
    del app.extensions[CLOCK]
    server.shutdown()
    thread.join()
    server.server_close()


Enrolled = Callable[..., Person]


@pytest.fixture
def enrolled(site: Site) -> Enrolled:
    """`enrolled("seals", files)`: an officer whose focal point enrolled them in that course."""

    def make_one(slug: str, files: dict[str, bytes], **more: Any) -> Person:
        person = site.make.trainee(**more)
        site.make.enrolled(person, site.make.course(slug, files=files))
        site.db.session.commit()
        return person

    return make_one
