"""The sixth country agrees its plan: a table, a meeting, decisions, words of agencies, two versions. Steps of `test_sixth_country.py`."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from lms.lib.sheet import MEDIA_TYPE
from tests.journeys.sixth_joins import BORDER, CUSTOMS, Joins, write

HEADINGS = ("Type", "Title (en)", "Title (ru)", "First day", "Last day", "Seats", "Events", "Minutes", "Languages", "Grants")
LAST_YEAR = (
    ("in-person course", "Five days at the port", "Пять дней в порту", (3, 9), (3, 13), 12, 5, 360, "ru", "EXBS 100%"),
    ("coordination meeting", "Coordination meeting", "Координационная встреча", (6, 3), (6, 3), 6, 1, 90, "ru", None),
    ("monitoring visit", "Monitoring visit to the port", "Мониторинговый визит в порт", (10, 5), (10, 6), 4, 2, 240, "ru", "EXBS 100%"),
)
AGENDA = "10:00 Last year and open actions\n10:20 The five days at the port\n10:50 Decisions"
MINUTES = "Both agencies were there.\n\n## Decided\n\n[decision 1](#decision-1), [decision 2](#decision-2), [decision 3](#decision-3)"


def table_of(year: int) -> bytes:
    """The plan of a year, as an office keeps it in a sheet of its own."""
    book = Workbook()
    book.active.append(HEADINGS)
    for kind, english, russian, first, last, *rest in LAST_YEAR:
        book.active.append([kind, english, russian, date(year, *first), date(year, *last), *rest])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


class Agrees(Joins):
    """What a coordinator and two agencies do until version 2 of the plan is locked."""

    def grant(self) -> None:
        """Who pays, before anything is paid."""
        page = self.pc("coordinator", "/plan/grants")
        write(page, {"Code": "EXBS", "Donor, in English": "EXBS", "Pays from": f"01.01.{self.year - 1}"})
        page.get_by_role("button", name="Enter the grant").click()
        expect(page.get_by_role("row", name="EXBS")).to_be_visible()

    def last_years_plan(self) -> None:
        """A table of last year: refused for its days, looked at without them, brought in."""
        page = self.pc("coordinator", "/")
        page.get_by_role("navigation", name="Sections").get_by_role("link", name="Plan", exact=True).click()
        page.get_by_role("link", name="Nordia", exact=True).click()
        page.get_by_role("button", name="Begin with an empty page").click()
        page.get_by_role("link", name="From XLSX").click()
        table = {"name": "plan.xlsx", "mimeType": MEDIA_TYPE, "buffer": table_of(self.year - 1)}
        page.get_by_label("XLSX file").set_input_files([table])  # type: ignore[list-item]
        page.get_by_role("button", name="Look at the rows").click()
        expect(page.locator("main")).to_contain_text("0 new, 0 changed, 0 as they were, 3 not taken")
        page.get_by_role("button", name="Look at it without its days").click()
        expect(page.locator("main")).to_contain_text("3 new, 0 changed, 0 as they were, 0 not taken. Nothing is changed yet.")
        page.get_by_role("button", name="Bring 3 rows in").click()
        expect(page.get_by_role("row", name="3 lines")).to_contain_text("22")
        self.at["plan"] = self.here(page)

    def meeting(self) -> None:
        """Set for ten, with both agencies, an agenda and the figures as they stand; an hour later both are there."""
        page = self.pc("coordinator", "/coordination/new?of=XN")
        write(page, {"Date": f"{self.day:%d.%m.%Y}", "Starts at, wall time": "10:00"})
        page.get_by_role("button", name="Set the meeting").click()
        self.at["meeting"] = self.here(page)
        page.get_by_role("link", name="Choose who takes part").click()
        write(page, {CUSTOMS: True, BORDER: True})
        page.get_by_role("button", name="Add them").click()
        page.get_by_role("link", name="Write the agenda").click()
        write(page, {"The agenda": AGENDA})
        page.get_by_role("button", name="Save the agenda").click()
        page.get_by_role("button", name="Freeze the progress pack").click()
        expect(page.locator("#pack").get_by_role("row", name="3 lines")).to_contain_text("22")
        self.clock(self.day, 11)
        page.reload()
        for name in (CUSTOMS, BORDER):
            page.get_by_role("form", name=name).get_by_role("button", name="Was there").click()

    def decisions(self) -> None:
        """One changes a line, one makes one, one says what becomes of the first if the border is closed."""
        page = self.decided("The five days at the port are held from 14 to 18 June, for ten officers.", "Changes lines", "XN-01")
        page.locator("#decision-1").get_by_role("link", name="XN-01", exact=True).click()
        self.at["XN-01"] = self.here(page)
        page.get_by_role("link", name="Change the line").click()
        write(page, {"First day": f"14.06.{self.year}", "Last day": f"18.06.{self.year}", "Seats": "10"})
        page.get_by_role("button", name="Save the line").click()
        page = self.decided("Two officers are followed by a mentor in autumn.", "Makes lines")
        self.line_for("2", {"Type": "mentorship", "Title in English": "Two officers with a mentor",
                            "Title in Russian": "Двое сотрудников с наставником", "Or a quarter": "4", "Seats": "2"})  # fmt: skip
        expect(page.locator("main")).to_contain_text("XN-04 is added to version 1.")
        self.decided("If the border is closed the five days are postponed, and online lines replace them.", "Postpones lines", "XN-01")

    def decided(self, text: str, effect: str, lines: str = "") -> Page:
        """A decision, written during the meeting."""
        page = self.pc("coordinator", self.at["meeting"])
        page.get_by_role("link", name="Write a decision").first.click()
        write(page, {"What was decided": text, effect: True, "Lines of the draft": lines})
        page.get_by_role("button", name="Write it down").click()
        return page

    def line_for(self, no: str, said: dict[str, Any]) -> None:
        """A new line of the draft, made by a decision."""
        page = self.pc("coordinator", f"{self.at['meeting']}/decisions/{no}")
        page.get_by_role("link", name="Write a new line for it").click()
        self.line_written(said)

    def line_written(self, said: dict[str, Any]) -> None:
        """In the form of a line."""
        page = self.pc("coordinator")
        page.get_by_text("Courses by which it is fulfilled").click()
        write(page, {**said, "EXBS": "100"})
        page.get_by_role("button", name="Add the line").click()

    def minutes(self) -> None:
        """What was said, final."""
        page = self.pc("coordinator", f"{self.at['meeting']}/minutes")
        write(page, {"Text of the minutes": MINUTES})
        page.get_by_role("button", name="Save as version 1").click()
        page.get_by_role("button", name="Make the minutes final").click()
        expect(page.locator("main")).to_contain_text("Minutes final, version 1")

    def agreed(self, version: int) -> None:
        """One agency by its own focal point, the other by a ministry with a letter; then it is locked."""
        page = self.pc("coordinator", self.at["plan"])
        page.get_by_role("button", name="Send to the agencies").click()
        own = self.pc("keeper", self.at["plan"])
        own.get_by_role("link", name="Say your agency’s word").click()
        write(own, {"We agree": True})
        own.get_by_role("button", name="Give our word").click()
        expect(own.locator("main")).to_contain_text("1 agency is awaited.")
        page.get_by_role("link", name="Record a consent").click()
        write(page, {"Agency": BORDER, "Somebody agrees on its behalf": True, "Who signs on its behalf": "Ministry of the Interior",
                     "Number of the letter": f"14/{version}", "Date of the letter": f"{self.day:%d.%m.%Y}"})  # fmt: skip
        page.get_by_role("button", name="Write the word down").click()
        page.get_by_role("button", name="Lock it").click()
        expect(page.locator("main")).to_contain_text(f"Version {version} is agreed and locked.")

    def second_version(self) -> None:
        """The border is closed: the days at the port are postponed, and two lines of decision 3 replace them."""
        page = self.pc("coordinator", self.at["plan"])
        page.get_by_role("button", name="Begin version 2").click()
        page = self.pc("coordinator", self.at["XN-01"])
        page.get_by_role("link", name="Postpone, cancel or plan again").click()
        write(page, {"postponed": True, "Reason, in English": "The border is closed", "Reason, in Russian": "Граница закрыта"})
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("link", name="Add a line that replaces it").click()
        self.line_written({"Type": "elearning", "Title in English": "First course", "Title in Russian": "Первый курс", "Seats": "1",
                           "First day": f"08.06.{self.year}", "Last day": f"30.06.{self.year}",
                           "Welcome to the programme": True})  # fmt: skip
        day = f"{self.tomorrow:%d.%m.%Y}"
        self.line_for("3", {"Type": "theory", "Title in English": "Documents, live", "Title in Russian": "Документы, вживую",
                            "First day": day, "Last day": day, "Seats": "2", "Minutes": "90", "Online theory, four sessions": True,
                            "Replaces": "XN-01"})  # fmt: skip
        page = self.pc("coordinator", f"{self.at['meeting']}/decisions/3")
        write(page, {"Lines of the draft": "XN-01, XN-01a"})
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#decision-3 .end").get_by_role("link", name=re.compile("^XN-01"))).to_have_text(["XN-01", "XN-01a", "XN-01b"])
        page = self.pc("coordinator", f"{self.at['plan']}/compare?from=1&to=2")
        expect(page.locator("main")).to_contain_text("XN-01 postponed; XN-01a, b replace it.")
