"""A sixth, invented country joins: its place in the tree, who speaks for it, who learns there. Steps of `test_sixth_country.py`.

All is done on the pages, by people at PCs of their own. Only who has an account before anybody gives one is a row, as are the courses.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lms.catalogue.rules.folder import read_folder
from lms.people.models import Person
from tests.journeys.conftest import Site

COURSES = Path(__file__).resolve().parents[2] / "courses"
ZONE, OFFSET = "Asia/Tashkent", timedelta(hours=5)
CUSTOMS, BORDER, PORT, OFFICER = "Customs Service of Nordia", "Border Guard of Nordia", "Port of Nordhaven", "Astrid N."
PLACES = (
    ("Add a country", "Add the country", {"Two letters": "XN", "Name in English": "Nordia", "Name in Russian": "Нордия",
                                          "Clock of the place": ZONE}),
    ("Add an agency", "Add the agency", {"Country": "XN", "Code": "CUS", "Name in English": CUSTOMS,
                                         "Name in Russian": "Таможенная служба Нордии"}),
    ("Add an agency", "Add the agency", {"Country": "XN", "Code": "BOR", "Name in English": BORDER,
                                         "Name in Russian": "Пограничная служба Нордии"}),
    ("Add a unit", "Add the unit", {"Name in English": PORT, "Name in Russian": "Порт Нордхавен", CUSTOMS: True, BORDER: True,
                                    "Clock of the place": ZONE}),
)  # fmt: skip


def tuesday_in_june(year: int) -> date:
    """The first from the second on: a working day, long after the year has begun and long before it ends."""
    second = date(year, 6, 2)
    return second + timedelta(days=(1 - second.weekday()) % 7)


def write(page: Page, said: dict[str, Any]) -> None:
    """What somebody chooses, ticks or types in the fields with these labels."""
    for label, value in said.items():
        field = page.locator("main").get_by_label(label).first
        kind = field.evaluate("one => one.localName == 'select' ? 'select' : one.type")
        act = {"select": partial(choose, field), "checkbox": field.set_checked, "radio": field.set_checked}.get(kind, field.fill)
        act(value)


def choose(field: Locator, value: str) -> None:
    """By the value of an option, or by words that stand in it."""
    option = field.locator(f"option[value='{value}']").or_(field.locator("option", has_text=value)).first
    field.select_option(option.get_attribute("value"))


class Joins:
    """The people, their PCs and the clock of the story: it begins at nine, Tashkent time, on a Tuesday in June of next year."""

    def __init__(self, site: Site) -> None:
        self.site, self.begun, self.year = site, datetime.now(UTC), datetime.now(UTC).year + 1
        self.day = tuesday_in_june(self.year)
        self.tomorrow = self.day + timedelta(days=1)
        self.clock(self.day, 9)
        make = site.make
        self.known: dict[str, Person] = {
            "administrator": make.admin(), "coordinator": make.coordinator(), "trainer": make.trainer(call_name="Trainer V."),
            "abroad": make.outside_focal_point(),
        }  # fmt: skip
        for slug in ("programme-welcome", "theory-basics"):
            make.course(slug, files=dict(read_folder(COURSES / slug).files))
        make.session.commit()
        self.pages: dict[str, Page] = {}
        self.at: dict[str, str] = {}  # {what: its address}

    def clock(self, day: date, hour: int) -> None:
        """It is that hour there now."""
        self.site.gone = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - OFFSET - self.begun

    def pc(self, who: str, address: str | None = None) -> Page:
        """The PC of somebody, there."""
        if who not in self.pages:
            self.pages[who] = self.site.pc(self.known.get(who), viewport={"width": 1280, "height": 900})
        page = self.pages[who]
        if address is not None:
            page.goto(address)
        return page

    def here(self, page: Page) -> str:
        """Where a page is, without its anchor."""
        return page.url.removeprefix(self.site.address).partition("#")[0]

    def places(self) -> None:
        """A country, two agencies and a unit in which both serve, from the page of units."""
        page = self.pc("administrator", "/units")
        for way, button, said in PLACES:
            if page.get_by_role("button", name=button).count() == 0:  # the first agency is asked for right after the country
                page.get_by_role("link", name=way).click()
            write(page, said)
            with page.expect_navigation():  # what the next page has is looked for at once
                page.get_by_role("button", name=button).click()
        row = page.get_by_role("row", name=PORT)
        expect(row).to_contain_text("XN-PORTOFNORDHAVEN")
        expect(row).to_contain_text(CUSTOMS)
        expect(row).to_contain_text(BORDER)

    def focal_point(self) -> None:
        """The administrator adds somebody who takes no course, and gives them their agency to speak for."""
        page = self.added("administrator", "Keeper", {"Agency and unit": "no unit", "Learns here as an officer": False})
        slip = page.locator(".slip kbd").all_inner_texts()
        page.get_by_role("link", name="Give a role").click()
        write(page, {"Why": "Letter 12 of the Customs Service"})
        page.get_by_role("button", name="Give the role").click()
        expect(page.get_by_role("row", name="National focal point")).to_contain_text(CUSTOMS)
        self.begins("keeper", *slip)

    def officer(self) -> None:
        """The focal point adds an officer of the port."""
        page = self.added("keeper", OFFICER, {"Agency and unit": PORT})
        self.begins("officer", *page.locator(".slip kbd").all_inner_texts())
        expect(self.pc("officer").get_by_role("heading", level=1)).to_contain_text(OFFICER)

    def added(self, by: str, call_name: str, said: dict[str, Any]) -> Page:
        """A person of the customs; the page shows the slip."""
        page, place = self.pc(by, "/people/add"), said.pop("Agency and unit")
        option = page.locator(f"select[name=place] optgroup[label*='{CUSTOMS}'] option", has_text=place)
        page.locator("select[name=place]").select_option(option.get_attribute("value"))
        write(page, {"Call name": call_name, **said})
        page.locator("main form").get_by_role("button", name="Add").click()
        expect(page.locator(".slip kbd")).to_have_count(2)
        return page

    def begins(self, who: str, user_name: str, password: str) -> None:
        """By the slip, and then with a password of one's own."""
        page = self.pc(who, "/")
        write(page, {"User name": user_name, "Password": password})
        page.get_by_role("button", name="Sign in").click()
        write(page, {"New password": "three words in a row", "Once more": "three words in a row"})
        page.get_by_role("button", name="Keep it and begin").click()
        expect(page.locator("main")).to_contain_text("Your own password is set")
