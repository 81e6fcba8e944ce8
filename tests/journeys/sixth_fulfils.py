"""The sixth country's plan is fulfilled, and anyone can see it: who did what, and where it is counted. Steps of `test_sixth_country.py`."""

from __future__ import annotations

import csv
import re
from io import StringIO

from playwright.sync_api import Locator, Page, expect

from tests.journeys.sixth_agrees import Agrees
from tests.journeys.sixth_joins import BORDER, CUSTOMS, OFFICER, write

PARTS = {"eLearning": "Knowledge", "Online theory": "Questions to a trainer", "Remote mentorship": "Deciding on current documents"}
RIGHT = ("Press Continue", "Your call name", "Your ref", "How far you are", "To ContainerComm")
COUNTED = "15 seats planned · 2 due by now, 1 of them delivered · 1 more ahead of their date"
SIGNED = ("For the beneficiary agency", "От ведомства-бенефициара", "6 lines, 15 seats · 6 строк, 15 мест", "Подпись", "Stamp · М.П.",
          CUSTOMS, "Таможенная служба Нордии", BORDER, "Пограничная служба Нордии", "The border is closed", "Граница закрыта",
          "letter 14/2 of")  # fmt: skip


class Fulfils(Agrees):
    """What is done for the lines, and what the pages then say."""

    def line(self, number: str) -> Page:
        """The page of a line, from the plan."""
        page = self.pc("coordinator", self.at["plan"])
        page.locator(f"#line-{number}").get_by_role("link", name=number).click()
        self.at[number] = self.here(page)
        return page

    def session(self) -> None:
        """Set from its line, and the officer registers."""
        page = self.line("XN-01b")
        page.get_by_role("link", name="Add a session").click()
        write(page, {"Trainer": "Trainer V.", "Starts at, wall time": "14:00"})
        page.get_by_role("button", name="Create the session").click()
        expect(page.locator("main")).to_contain_text("1 person finds it under Sessions now")
        own = self.pc("officer", "/sessions")
        own.get_by_role("button", name="Register").click()
        expect(own.locator("main")).to_contain_text("You are registered.")

    def course(self) -> None:
        """Enrolled from its line; the officer reads four lessons and passes the quiz."""
        page = self.line("XN-01a")
        page.get_by_role("link", name="Enrol people").click()
        page.get_by_role("button", name="Enrol 1 person").click()
        own = self.pc("officer", "/")
        own.get_by_role("link", name=re.compile("^Begin, ")).click()
        for _lesson in range(4):
            self.site.later(minutes=6)
            own.get_by_role("button", name="Done, next").click()
        own.get_by_role("button", name=re.compile("^Start as")).click()
        own.wait_for_url("**/attempts/*")
        for question in own.locator("[data-question]").all():
            answer(question)
        own.locator(".foot").get_by_role("button", name="Hand in").click()
        own.wait_for_url("**/hand-in")
        own.locator("main").get_by_role("button", name=re.compile("^Hand in")).click()
        expect(own.get_by_role("heading", level=1)).to_contain_text("Passed")

    def register(self) -> None:
        """The next afternoon the trainer confirms who was there."""
        self.clock(self.tomorrow, 16)
        page = self.pc("trainer", "/registers")
        page.get_by_role("link", name=re.compile("^Mark the register")).click()
        page.get_by_text("Present", exact=True).first.click()
        page.get_by_role("button", name="Confirm", exact=True).click()
        page.get_by_role("button", name="Confirm for 1 person").click()
        expect(page.locator("main")).to_contain_text("confirmed for 1 person")

    def counted_everywhere(self) -> None:
        """Plan, line, region, overview and file say the same; the figures that the meeting saw are as they were."""
        page = self.pc("coordinator", self.at["plan"])
        expect(page.locator("main")).to_contain_text(COUNTED)
        for number, planned in (("XN-01a", "1"), ("XN-01b", "2")):
            assert page.locator(f"#line-{number} td.num").all_inner_texts() == [planned, "1"]
        assert page.locator("tfoot td.num").all_inner_texts() == ["15", "2"]
        page.goto(self.at["XN-01b"])
        assert page.get_by_role("row", name="Seats, attendances").locator("td").all_inner_texts() == ["2", "2", "1", "−1"]
        page.goto(f"/plan/region/{self.year}")
        expect(page.locator("main")).to_contain_text(f"6 lines · {COUNTED}")
        page.goto("/")
        expect(page.locator("main")).to_contain_text(COUNTED)
        text = page.request.get(f"{self.at['plan']}.csv").text()
        rows = {row[1]: row for row in csv.reader(StringIO(text), delimiter=";") if len(row) > 14}
        found = [rows[number][10:15] for number in ("XN-01a", "XN-01b", "6")]
        assert found == [["1", "0", "1", "1", "0"], ["2", "2", "1", "0", "1"], ["15", "2", "2", "1", "1"]]
        page.goto(self.at["meeting"])
        assert page.locator("#pack tfoot").last.locator("td").all_inner_texts()[2:] == ["22", "0", "0", "0", "0"]

    def paper(self) -> None:
        """For signature, in both languages, whichever the reader has: on A4, without what is only for the screen."""
        page = self.pc("coordinator", f"{self.at['plan']}/paper")
        for word, lang in (("English", "en"), ("Русский", "ru")):
            page.locator("details.menu summary").click()
            page.get_by_role("button", name=word).click()
            page.wait_for_load_state()
            expect(page.locator("html")).to_have_attribute("lang", lang)
            page.emulate_media(media="print")
            expect(page.locator("header.bar")).not_to_be_visible()
            said = page.locator("main").inner_text()
            assert [part for part in SIGNED if part not in said] == []
            assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
            page.emulate_media(media="screen")
        page.locator("details.menu summary").click()
        page.get_by_role("button", name="English").click()

    def chain(self) -> None:
        """Link by link from the minutes to the officer, and back to the meeting; the officer's own home names the same lines."""
        page = self.pc("coordinator", "/coordination?country=XN")
        page.get_by_role("region", name="Past meetings").get_by_role("link", name=re.compile("Coordination Group Meeting")).click()
        page.locator("#minutes").get_by_role("link", name="decision 3").click()
        page.locator("#decision-3").get_by_role("link", name="XN-01b").click()
        page.get_by_role("navigation", name="From the meeting to the people").get_by_role("link", name="1 person").click()
        page.locator("#people").get_by_role("link", name=OFFICER).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(OFFICER)
        expect(page.get_by_role("row", name="Welcome to the programme for XN-01a")).to_contain_text("Completed")
        page.get_by_role("link", name="XN-01b").click()
        page.get_by_role("navigation", name="From the meeting to the people").get_by_role("link", name="Decision 3").click()
        assert page.url.endswith(f"{self.at['meeting']}#decision-3")
        own = self.pc("officer", "/")
        expect(own.locator("main")).to_contain_text("All your courses are completed.")
        counts = own.get_by_role("region", name="What counts for a line of a work plan")
        for line in (f"XN-01a of the work plan of Nordia, {self.year}: First course", f"XN-01b of the work plan of Nordia, {self.year}: "
                     "Documents, live"):  # fmt: skip
            expect(counts).to_contain_text(line)
        own.get_by_role("link", name="Welcome to the programme").first.click()
        expect(own.locator("dl.facts")).to_contain_text("XN-01a of the work plan of Nordia")

    def closed_to_others(self) -> None:
        """For the focal point of another country none of it is there."""
        page = self.pc("abroad", "/")
        parts = ("plan", "XN-01", "XN-01a", "XN-01b", "meeting")
        more = (f"{self.at['plan']}/paper", f"{self.at['plan']}.csv", f"{self.at['plan']}.xlsx", f"{self.at['plan']}/compare?from=1&to=2",
                f"{self.at['meeting']}/paper")  # fmt: skip
        found = {address: page.request.get(address).status for address in (*(self.at[part] for part in parts), *more)}
        open_to_all = [address for address, status in found.items() if status != 404]
        assert open_to_all == []
        for address in ("/plan", f"/plan/region/{self.year}", "/coordination?country=XN"):
            assert "Nordia" not in self.pc("abroad", address).content(), address


def answer(question: Locator) -> None:
    """Each of the five, rightly."""
    words = question.inner_text()
    if "quiet minutes" in words:
        question.get_by_role("textbox").fill("10")
        return
    for label in question.locator("label", has=question.page.locator("select")).all():
        meaning = PARTS[label.locator("b").inner_text()]
        label.locator("select").select_option(label=next(one for one in label.locator("option").all_inner_texts() if meaning in one))
    for choice in RIGHT:
        if choice in words:
            question.get_by_label(choice).check()
