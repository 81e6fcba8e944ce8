"""The profile: how I am known, who sees what of me, who opened my name, in which language I read."""

import re

from lms.audit.models import ViewLog
from lms.audit.queries import LISTED
from lms.people import queries
from lms.people.models import Person


def me(db, person) -> Person:
    return db.session.get(Person, person.id, populate_existing=True, execution_options={"as_system": "test"})


def rows(page: str) -> dict[str, list[str]]:
    """{who: cells} of the table of who sees what."""
    table = page.split("Who sees what of you</caption>")[1].split("</table>")[0]
    text = [re.sub(r"<small>.*?</small>|<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", table)][5:]
    return {text[n]: text[n + 1 : n + 5] for n in range(0, len(text), 5)}


def test_an_officer_reads_who_sees_what(client, make):
    officer = make.trainee()
    make.focal_point(call_name="Keeper")
    make.coordinator(call_name="Coord")
    make.admin(call_name="Admin")
    make.outside_focal_point()
    make.coordinator("KZ", call_name="Coord KZ")
    make.sign_in(client, officer)

    seen = rows(client.get("/profile").data.decode())

    assert {who: cells[:3] for who, cells in seen.items()} == {
        "Keeper, focal point": ["yes", "yes", "yes"],
        "Coord, coordinator": ["no", "yes", "yes"],
        "Admin, administrator": ["no", "yes", "no"],
        "Mentors": ["no", "no", "no"],
        "Other officers": ["no", "no", "no"],
        "Donors, other agencies": ["no", "no", "no"],
        "Mail address for notices": ["you alone"],
    }
    assert re.search(r"\d{4}", seen["Keeper, focal point"][3])


def test_where_names_stay_at_home_the_table_says_so(client, make):
    make.focal_point("TM-SCS")
    make.sign_in(client, make.trainee("TM-FARAP", "TM-SCS"))
    page = client.get("/profile").data.decode()
    assert "your country keeps names at home" in page
    assert "Your country asks for codes" in page


def test_an_agency_without_a_focal_point_is_told_so(client, make):
    make.sign_in(client, make.trainee())
    assert "State Customs Committee: nobody yet" in client.get("/profile").data.decode().replace(
        "Customs Committee under the Ministry of Economy and Finance", "State Customs Committee"
    )


def test_the_officer_reads_who_opened_the_name_and_on_which_page(client, make):
    officer, keeper = make.trainee(), make.focal_point(call_name="Keeper")
    make.identity(officer, "Rahimova Dilnoza")
    make.sign_in(client, officer)
    assert b"Nobody has opened your full name" in client.get("/profile").data
    for page in ("people", "insight.programme"):
        queries.identities(make.viewer(keeper), [officer.id], page, make.now)

    page = client.get("/profile").data.decode()
    assert "People of a track" in page and "insight." not in page

    assert "Your full name was opened 2 times in 30 days" in page
    assert "Keeper" in page and "Rahimova" not in page


def test_a_name_that_was_opened_very_often_says_how_often_and_lists_the_newest(client, db, make):
    officer, keeper = make.trainee(), make.focal_point()
    db.session.add_all(ViewLog(at=make.now, actor_id=keeper.id, person_id=officer.id, what="people") for _ in range(LISTED + 6))
    page = make.sign_in(client, officer).get("/profile").text
    assert f"opened {LISTED + 6} times in 30 days" in page and f"The newest {LISTED} are listed." in page


def test_call_name_language_and_clock_are_ones_own_to_choose(client, db, make):
    officer = make.trainee()
    make.sign_in(client, officer)
    client.post("/profile", data={"call_name": "  Gʻulom   T. ", "lang": "ru", "tz": "Europe/Brussels"})
    changed = me(db, officer)
    assert (changed.call_name, changed.lang, changed.tz) == ("Gʻulom T.", "ru", "Europe/Brussels")
    assert changed.fold == f"gulom t. {officer.ref.lower()}"


def test_a_code_is_not_ones_own_to_change(client, db, make):
    officer = make.trainee("TM-FARAP", "TM-SCS")
    make.sign_in(client, officer)
    client.post("/profile", data={"call_name": "Myself", "lang": "ru", "tz": "Asia/Ashgabat"})
    assert (me(db, officer).call_name, me(db, officer).lang) == (officer.call_name, "ru")


def test_a_call_name_is_not_empty_and_not_a_novel(client, db, make):
    officer = make.trainee(call_name="Before")
    make.sign_in(client, officer)
    for name in ("", "   ", "x" * 41):
        client.post("/profile", data={"call_name": name, "lang": "en", "tz": "Asia/Tashkent"})
    assert me(db, officer).call_name == "Before"


def test_the_language_is_chosen_in_this_browser_and_goes_with_the_person(client, db, make):
    assert client.post("/language", data={"code": "ru", "next": "/signin"}).headers["Location"] == "/signin"
    assert 'lang="ru"' in client.get("/signin").data.decode()
    officer, outsider = make.trainee(lang="en"), make.outsider(lang="en")
    make.sign_in(client, officer)
    client.post("/language", data={"code": "ru", "next": "//elsewhere.example"})
    assert (me(db, officer).lang, me(db, outsider).lang) == ("ru", "en")


def test_a_language_whose_pages_are_not_complete_is_not_switched_to(client, db, make):
    officer = make.trainee(lang="en")
    make.sign_in(client, officer)
    client.post("/language", data={"code": "xx"})
    assert me(db, officer).lang == "en"


def test_nothing_of_the_outsider_stands_on_the_page(client, make):
    outsider = make.outsider()
    make.outside_focal_point()
    make.sign_in(client, make.trainee())
    page = client.get("/profile").data.decode()
    assert outsider.ref not in page and "Outside" not in page


def test_a_call_name_that_will_not_do_is_said_in_the_form(client, db, make):
    officer = make.trainee(call_name="Dilnoza R.")
    make.sign_in(client, officer)
    answer = client.post("/profile", data={"call_name": "Dil\U000e0fff", "lang": "en", "tz": "Asia/Tashkent"})

    assert answer.status_code == 200 and "A call name has one to forty characters" in answer.data.decode()
    assert me(db, officer).call_name == "Dilnoza R."
    client.post("/profile", data={"call_name": "Dil\u200bya", "lang": "en", "tz": "Asia/Tashkent"})
    assert me(db, officer).call_name == "Dilya"


def test_who_sees_the_mail_address_is_said_like_all_else(client, make):
    officer = make.trainee()
    make.sign_in(client, officer)
    assert "Mail address for notices" in client.get("/profile").text and "you alone" in client.get("/profile").text
    make.sign_in(client, make.focal_point())
    page = client.get(f"/people/{officer.ref}").text
    assert "the person alone" in page and "you alone" not in page
