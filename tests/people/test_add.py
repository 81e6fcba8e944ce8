"""Adding people: a focal point their own, an administrator anybody under the node, without names; the answer is the slip."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.audit.models import Audit
from lms.people.models import Account, Membership, Person, PersonIdentity, Role, RoleGrant
from tests.people.test_signin import enter


def person_named(db, call_name: str) -> Person:
    statement = select(Person).where(Person.call_name == call_name)
    return db.session.scalars(statement, execution_options={"as_system": "test"}).one()


def all_of(db, model) -> list:
    return list(db.session.scalars(select(model), execution_options={"as_system": "test"}))


def place(make, agency: str, unit: str | None = None) -> str:
    return f"{make.node(agency).id}-{make.node(unit).id if unit else ''}"


def form(client, **more) -> dict[str, str]:
    """The form as the browser has it, filled in."""
    page = client.get("/people/add").data.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    return {"key": key, "call_name": "Dilnoza R.", "lang": "ru", "sex": "w", "is_trainee": "y", **more}


def test_a_focal_point_adds_an_officer_who_signs_in_with_the_slip(client, db, make):
    make.sign_in(client, make.focal_point())
    sent = form(client, place=place(make, "UZ-SCC", "UZ-CHUKURSAY"), name="Rahimova Dilnoza", service_no="2041-17")

    page = client.post("/people/add", data=sent).data.decode()

    user_name, password = re.findall(r"<kbd>([^<]+)</kbd>", page)
    officer = person_named(db, "Dilnoza R.")
    assert re.fullmatch(r"UZ-[2-9A-HJKMNP-Z]{4}", officer.ref) and officer.ref in page
    assert "Rahimova" not in page and "2041" not in user_name + page
    assert (officer.unit_id, officer.agency_id, officer.cc) == (make.node("UZ-CHUKURSAY").id, make.node("UZ-SCC").id, "UZ")
    browser = client.application.test_client()
    assert browser.post("/signin", data={"user_name": user_name, "password": password}).status_code == 302
    assert browser.get("/profile").headers["Location"] == "/password?next=/profile"


def test_what_is_written_down_when_somebody_is_added(client, db, make):
    keeper = make.focal_point()
    make.sign_in(client, keeper)
    client.post("/people/add", data=form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), name="Rahimova Dilnoza"))
    officer = person_named(db, "Dilnoza R.")

    roles = [grant for grant in all_of(db, RoleGrant) if grant.person_id == officer.id]
    assert [(grant.role, grant.node_id, grant.granted_by_id) for grant in roles] == [(Role.TRAINEE, make.node("UZ-ALAT").id, keeper.id)]
    assert roles[0].to_day.year == roles[0].from_day.year + 5
    assert [row.unit_id for row in all_of(db, Membership) if row.person_id == officer.id] == [make.node("UZ-ALAT").id]
    assert all_of(db, PersonIdentity)[0].fold == "rahimova dilnoza"
    assert [(line.verb, line.actor_id) for line in all_of(db, Audit) if line.person_id == officer.id] == [
        ("added", keeper.id), ("named", keeper.id), ("handed slip", keeper.id),
    ]  # fmt: skip


def test_a_form_sent_twice_adds_one_person(client, db, make):
    make.sign_in(client, make.focal_point())
    sent = form(client, place=place(make, "UZ-SCC", "UZ-ALAT"))
    client.post("/people/add", data=sent)
    again = client.post("/people/add", data=sent)
    assert again.headers["Location"] == f"/people/{person_named(db, 'Dilnoza R.').ref}/password"


def test_a_key_that_no_form_made_is_replaced(client, db, make):
    make.sign_in(client, make.focal_point())
    for n, key in enumerate(("", "no key", "1\u0661", "z" * 36)):
        sent = form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), call_name=f"Officer {n}", key=key)
        assert b"<kbd>" in client.post("/people/add", data=sent).data
        assert person_named(db, f"Officer {n}").key.version == 7


def test_a_focal_point_adds_nobody_to_another_agency(client, db, make):
    make.sign_in(client, make.focal_point())
    for elsewhere in (place(make, "KZ-SRC", "KZ-AKTAU"), place(make, "UZ-NCDC", "UZ-CHUKURSAY"), place(make, "UZ-SCC", "KZ-AKTAU"), ""):
        assert b"<kbd>" not in client.post("/people/add", data=form(client, place=elsewhere)).data
    assert db.session.execute(select(func.count()).select_from(Account), execution_options={"as_system": "test"}).scalar_one() == 1


def test_an_administrator_adds_people_and_is_asked_for_no_name(client, db, make):
    make.sign_in(client, make.admin())
    page = client.get("/people/add").data
    assert b'name="name"' not in page and b'name="service_no"' not in page
    client.post("/people/add", data=form(client, place=place(make, "TJ-CS", "TJ-PANJ"), name="Smuggled In", call_name="Nozim"))
    assert person_named(db, "Nozim").cc == "TJ"
    assert all_of(db, PersonIdentity) == []


def test_an_administrator_of_the_region_adds_a_mentor_of_no_country(client, db, make):
    make.sign_in(client, make.admin())
    client.post("/people/add", data=form(client, place="", call_name="Lieven M.", tz="Europe/Brussels", is_trainee=""))
    mentor = person_named(db, "Lieven M.")
    assert (mentor.ref[:3], mentor.cc, mentor.tz) == ("XX-", None, "Europe/Brussels")
    assert [grant for grant in all_of(db, RoleGrant) if grant.person_id == mentor.id] == []


@pytest.mark.parametrize("role", ["mentor", "trainer"])
def test_somebody_abroad_is_added_gets_a_slip_and_is_a_mentor_or_trainer_until_a_day(client, db, make, role):
    make.sign_in(client, make.admin())
    page = client.post("/people/add", data=form(client, place="", call_name="Lieven M.", tz="Europe/Brussels")).data.decode()
    user_name, password = re.findall(r"<kbd>([^<]+)</kbd>", page)
    abroad, until = person_named(db, "Lieven M."), make.today + timedelta(days=90)
    roles = re.search(r'href="(/people/XX-[^"]+/roles)"', page).group(1)

    asked = client.get(roles).data.decode()
    assert re.search(r'<option selected value="mentor">', asked) and f'<option selected value="{make.node("CA").id}">' in asked
    given = {"role": role, "node": str(make.node("CA").id), "to_day": until.isoformat(), "reason": "letter 12"}
    assert client.post(roles, data=given).headers["Location"] == f"/people/{abroad.ref}/roles"

    (held,) = [grant for grant in all_of(db, RoleGrant) if grant.person_id == abroad.id]
    assert (held.role, held.node_id, held.to_day) == (role, make.node("CA").id, until)
    browser = client.application.test_client()
    assert browser.post("/signin", data={"user_name": user_name, "password": password}).status_code == 302
    assert b"Lieven M." in client.get("/people").data
    assert client.post(f"/people/{abroad.ref}/password").text.count("<kbd>") == 2, "and a new slip when this one is lost"


def test_an_administrator_of_one_country_adds_there_alone(client, db, make):
    make.sign_in(client, make.admin("TJ"))
    for elsewhere in ("", place(make, "UZ-SCC", "UZ-ALAT")):
        client.post("/people/add", data=form(client, place=elsewhere, call_name="Elsewhere"))
    assert [person.call_name for person in all_of(db, Person) if person.call_name == "Elsewhere"] == []


def test_a_country_that_asks_for_codes_gets_codes_and_no_names(client, db, make):
    make.sign_in(client, make.focal_point("TM-SCS"))
    page = client.get("/people/add").data
    assert b'name="call_name"' not in page and b'name="name"' not in page
    for _ in range(2):
        client.post("/people/add", data=form(client, place=place(make, "TM-SCS", "TM-FARAP"), name="Kept At Home"))
    added = [person.call_name for person in all_of(db, Person) if person.unit_id]
    assert len(set(added)) == 2 and all(re.fullmatch("Officer [1-3]", name) for name in added)
    assert all_of(db, PersonIdentity) == []


def test_the_country_of_the_chosen_agency_says_whether_names_are_kept(client, db, make):
    keeper = make.focal_point("TM-SCS")
    since, until = make.first_day, make.first_day + timedelta(days=900)
    node = make.node("UZ-SCC").id
    db.session.add(RoleGrant(person_id=keeper.id, role=Role.FOCAL_POINT, node_id=node, from_day=since, to_day=until))
    db.session.commit()
    make.sign_in(client, keeper)
    for field in ("name", "service_no", "contact"):
        sent = form(client, place=place(make, "TM-SCS", "TM-FARAP"), **{field: "Kept At Home"})
        assert b"not kept here by you" in client.post("/people/add", data=sent).data
    client.post("/people/add", data=form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), name="Kept Here"))
    assert [row.name for row in all_of(db, PersonIdentity)] == ["Kept Here"]


def test_only_languages_that_have_pages_are_offered_and_the_one_that_is_kept(client, db, make):
    offered = re.compile(r'<option (?:selected )?value="([a-z]{2})"')
    officer = make.trainee(lang="tg")
    make.sign_in(client, make.focal_point())
    assert offered.findall(client.get("/people/add").data.decode()) == ["en", "ru"]
    assert b"Not a valid choice" in client.post("/people/add", data=form(client, place=place(make, "UZ-SCC"), lang="kk")).data
    assert offered.findall(client.get(f"/people/{officer.ref}/edit").data.decode()) == ["en", "ru", "tg"]
    assert client.post(f"/people/{officer.ref}/edit", data={"call_name": "Same", "lang": "tg"}).status_code == 302
    make.sign_in(client, officer)
    assert offered.findall(client.get("/profile").data.decode()) == ["en", "ru", "tg"]


def test_nobody_else_adds_anybody(client, make):
    for person in (make.trainee(), make.coordinator(), make.mentor(), make.donor(), make.outsider()):
        make.sign_in(client, person)
        assert client.get("/people/add").status_code == 403
        assert client.post("/people/add", data={"call_name": "X"}).status_code == 403


def test_a_second_service_number_of_the_agency_is_a_sentence(client, db, make):
    make.sign_in(client, make.focal_point())
    make.identity(make.outsider(), "Somebody Abroad", service_no="7")
    first = form(client, place=place(make, "UZ-SCC"), name="One", service_no="7")
    second = form(client, place=place(make, "UZ-SCC"), name="Two", service_no="7")
    assert client.post("/people/add", data=first).status_code == 200
    page = client.post("/people/add", data=second).data.decode()
    assert "Somebody of your agency has this service number already" in page and second["key"] in page
    client.post("/people/add", data={**second, "call_name": "Other O.", "service_no": "8"})
    officer = person_named(db, "Other O.")
    page = client.post(
        f"/people/{officer.ref}/edit", data={"call_name": "Mended M.", "lang": "ru", "name": "Two", "service_no": "7"}
    ).data.decode()
    assert "Somebody of your agency has this service number already" in page and "Mended M." in page
    assert person_named(db, "Other O.").id == officer.id


def test_a_new_slip_ends_the_old_password_and_every_sign_in(client, db, make):
    officer, keeper = make.trainee(), make.focal_point()
    theirs = client.application.test_client()
    enter(theirs, db, officer)
    make.sign_in(client, keeper)

    page = client.post(f"/people/{officer.ref}/password").data.decode()

    _user_name, password = re.findall(r"<kbd>([^<]+)</kbd>", page)
    assert theirs.get("/profile").status_code == 302
    assert enter(theirs, db, officer).status_code == 200
    assert enter(theirs, db, officer, password).status_code == 302


def test_nobody_makes_a_slip_for_whom_they_do_not_keep(client, make):
    officer = make.trainee()
    answers = {}
    for who in (make.outside_focal_point(), make.focal_point("UZ-NCDC"), make.admin("KZ"), make.coordinator("UZ"), make.trainee()):
        make.sign_in(client, who)
        answers[who.call_name] = {
            client.get(f"/people/{officer.ref}/password").status_code,
            client.post(f"/people/{officer.ref}/password").status_code,
        }
    assert list(answers.values()) == [{404}, {404}, {404}, {403}, {403}]


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\ufeff"])
def test_what_nobody_sees_in_a_name_is_dropped_without_a_word(client, db, make, sign):
    make.sign_in(client, make.focal_point())
    sent = form(
        client,
        place=place(make, "UZ-SCC", "UZ-ALAT"),
        call_name=f"Dil{sign}noza R.{sign}",
        name=f"{sign}Rahimova",
        service_no=f"{sign}2041",
    )
    assert b"<kbd>" in client.post("/people/add", data=sent).data
    assert person_named(db, "Dilnoza R.").fold.startswith("dilnoza r. ")
    assert [(row.name, row.service_no) for row in all_of(db, PersonIdentity)] == [("Rahimova", "2041")]


def test_a_name_of_nothing_seen_is_no_name(client, make):
    make.sign_in(client, make.focal_point())
    page = client.post("/people/add", data=form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), call_name="\u200b\u2060")).data.decode()
    assert "Please write this." in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"call_name": "Dilnoza \U000e0fff"}, "A call name has one to forty characters"),
        ({"name": "", "service_no": "2041-18"}, "A service number or a contact needs the full name beside it."),
        ({"service_no": "2041-17"}, "Somebody of your agency has this service number already."),
    ],
)
def test_what_is_refused_stands_in_the_form_again_with_the_reason(client, db, make, wrong, said):
    make.sign_in(client, make.focal_point())
    client.post(
        "/people/add", data=form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), call_name="First F.", name="First", service_no="2041-17")
    )
    sent = form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), contact="+998 71 000", **{"name": "Rahimova", **wrong})

    answer = client.post("/people/add", data=sent)

    page = answer.data.decode()
    assert answer.status_code == 200 and said in page and 'aria-invalid="true"' in page
    assert "+998 71 000" in page and sent["call_name"] in page and sent["key"] in page
    assert len(all_of(db, PersonIdentity)) == 1


@pytest.mark.parametrize(
    ("lang", "first"), [("ru", "Программа по контролю за контейнерными перевозками"), ("en", "Container Control Programme")]
)
def test_a_slip_speaks_the_language_of_whom_it_is_for_from_its_first_word(client, make, lang, first):
    make.sign_in(client, make.focal_point(lang="en" if lang == "ru" else "ru"))
    page = client.post("/people/add", data=form(client, place=place(make, "UZ-SCC", "UZ-ALAT"), lang=lang)).data.decode()
    sheet = page.split('<div class="sheet')[1].split("</div>")[0]
    assert sheet.split("<p ")[1].split(">")[1].startswith(first)


def test_the_button_of_a_slip_pressed_twice_makes_one_slip_that_lets_in_and_another_page_another(client, db, make):
    make.sign_in(client, make.focal_point())
    page = f"/people/{make.trainee().ref}/password"
    keys = [re.search(r'name="key" value="([^"]+)"', client.get(page).text)[1] for _ in range(2)]
    slips = [re.findall(r"<kbd>([^<]+)</kbd>", client.post(page, data={"key": key}).text) for key in (keys[0], *keys)]
    assert slips[0] == slips[1] != slips[2] and slips[0][0] == slips[2][0]
    user_name, password = slips[2]
    door = client.application.test_client()
    assert door.post("/signin", data={"user_name": user_name, "password": password}).status_code == 302
