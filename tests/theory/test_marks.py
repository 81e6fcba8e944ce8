"""A mark that is not whole is asked about and never made another; marks are cleared again; what is corrected was read before."""

from sqlalchemy import select

from lms.theory.models import Attendance, AttendanceMark
from tests.theory.conftest import plain
from tests.theory.test_register import TEST, by, confirmed, held, marks_of

__all__ = ["by", "held"]  # fixtures: a session that is over, with three people in it, and its trainer


def outcomes(db):
    return db.session.scalars(select(Attendance.outcome).order_by(Attendance.person_id, Attendance.no), execution_options=TEST).all()


def test_partly_without_minutes_is_asked_about_beside_the_row_and_never_confirmed_as_absent(client, db, held, trainer, sign_in):
    sign_in(client, trainer)
    page, aziza = f"/sessions/{held.key}/register", held.people[0]
    asks = f"Aziza K., {aziza.ref}: partly, how many minutes?"
    said = plain(client.post(page, data={**marks_of(held, "partly", "present"), "confirm": "1"}, follow_redirects=True).text)
    assert said.count(asks) == 2, "above the page and beside the row"
    assert "1 partly, minutes missing" in said and "1 without a mark" in said and "Saved." not in said
    said = plain(client.get(f"{page}/confirm").text)
    assert "1 person was there partly: how many minutes?" in said and "absent and confirm" not in said and "Write the minutes" in said
    said = plain(client.post(f"{page}/confirm", data={"rest": "absent"}, follow_redirects=True).text)
    assert "1 person was there partly: how many minutes?" in said and outcomes(db) == []

    client.post(page, data={"m-" + aziza.ref: "partly", "n-" + aziza.ref: "41"})
    assert "Mark 1 person absent and confirm" in plain(client.get(f"{page}/confirm").text)
    client.post(f"{page}/confirm", data={"rest": "absent"})
    assert outcomes(db) == ["partly", "present", "absent"]


def test_the_button_for_a_unit_leaves_who_was_there_partly_as_they_are(client, db, held, trainer, sign_in):
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    client.post(page, data=marks_of(held, "partly"))
    assert "The other 2 present" in client.get(page).text
    client.post(page, data={"all": "UZ-CHUKURSAY"})
    rows = db.session.scalars(select(AttendanceMark.outcome).order_by(AttendanceMark.person_id), execution_options=TEST).all()
    assert rows == ["partly", "present", "present"]


def test_a_mark_is_cleared_again_and_who_was_added_by_mistake_is_taken_out(client, db, make, held, trainer, sign_in, read):
    guest, bobur = make.trainee(call_name="Gulnora S."), held.people[1]
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    client.post(page, data={**marks_of(held, "present", "absent"), "add": guest.ref})
    said = plain(client.post(page, data={**marks_of(held, "present", "absent"), "clear": bobur.ref}, follow_redirects=True).text)
    assert f"Bobur T., {bobur.ref}: the mark is cleared." in said and "2 without a mark" in said and "0 absent" in said
    said = plain(client.post(page, data={"clear": guest.ref}, follow_redirects=True).text)

    assert f"Gulnora S., {guest.ref} is taken out of the register again." in said
    assert "Gulnora S." not in read(client, page)
    assert "Nobody in this register has this ref." in plain(client.post(page, data={"clear": "XX-0"}, follow_redirects=True).text)


def test_a_correction_to_partly_asks_for_minutes_within_the_session(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "absent", "absent", "absent")
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register/{held.people[0].ref}"
    sent = {"seen": "1", "outcome": "partly", "why": "Came late"}
    for minutes, sentence in (("", "Partly: how many minutes?"), ("91", "from 0 to 90"), ("-1", "from 0 to 90"), ("ten", "whole number")):
        answer = client.post(page, data={**sent, "minutes": minutes})
        assert sentence in plain(answer.text) and "Came late" in answer.text, minutes
    client.post(page, data={**sent, "minutes": "80"})
    assert outcomes(db) == ["absent", "partly", "absent", "absent"]
    assert client.post(page, data={"seen": "2", "outcome": "excused", "minutes": "ten", "why": "No"}).status_code == 302


def test_a_correction_from_an_old_window_is_shown_the_newer_one_and_sent_again_holds(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register/{held.people[0].ref}"
    assert 'name="seen" type="hidden" value="1"' in client.get(page).text
    client.post(page, data={"seen": "1", "outcome": "excused", "why": "On duty"})
    answer = client.post(page, data={"seen": "1", "outcome": "absent", "why": "Not seen"})
    said = plain(answer.text)
    assert "This mark was corrected from another window meanwhile. It stands below as it is now" in said
    assert "Now: Excused" in said and 'value="Not seen"' in answer.text and 'name="seen" type="hidden" value="2"' in answer.text
    assert outcomes(db)[:2] == ["present", "excused"]
    client.post(page, data={"seen": "2", "outcome": "absent", "why": "Not seen"})
    assert outcomes(db)[:3] == ["present", "excused", "absent"]


def test_somebody_forgotten_is_found_on_a_confirmed_register_and_added_with_a_reason(client, db, make, held, by, trainer, sign_in):
    confirmed(db, make, held, by, "present", "absent", "absent")
    guest = make.trainee(call_name="Gulnora S.")
    sign_in(client, trainer)
    page = f"/sessions/{held.key}/register"
    for button in ("find", "enter"):
        answer = client.post(page, data={button: "1", "q": "gulnora"}, follow_redirects=True)
        assert answer.status_code == 200 and guest.ref in answer.text and "confirmed already" not in answer.text
    door = f"{page}/{guest.ref}"
    assert f'href="{door}"' in answer.text and "Add with a reason" in answer.text
    assert "is not in the register; it is added with your reason" in client.get(door).text
    client.post(door, data={"seen": "0", "outcome": "present", "why": "At one PC with Aziza"})

    assert outcomes(db)[-1] == "present" and "Gulnora S." in client.get(page).text
