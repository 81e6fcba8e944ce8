"""Writing an assignment and handing it in: on one page or two devices, with a script or without, once."""

from tests.mentoring.works import ASSIGNMENT, STEPS, TEXT, work  # noqa: F401


def test_an_officer_writes_saves_moves_a_step_hands_in_and_reads_who_answers(work):  # noqa: F811
    mentor, _ = work.paired()
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "Write a plan." in page and "Invented data only." in page and "goes to your mentor, Lieven M., Brussels" in page
    assert work.write().headers["Location"].endswith("#draft")
    assert "Saved " in work.browser(work.officer).get(ASSIGNMENT).text
    assert work.write("up-2").headers["Location"].endswith("#s1")
    assert work.submissions()[0].steps["items"] == ["Seal", "Papers", "Doors"]

    work.hand_in()
    page = work.browser(work.officer).get(ASSIGNMENT).text
    assert "An answer is promised by" in page and "3 working days in Brussels" in page and "not opened yet" in page
    assert work.turns() == [("mentor", True)] and work.thread().mentor_id == mentor.id
    assert TEXT in work.browser(mentor).get(f"/conversations/{work.thread().key}").text
