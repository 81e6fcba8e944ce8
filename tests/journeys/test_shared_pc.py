"""A shared PC with a script: the page goes off the screen after quiet minutes, and what was being written in it is kept."""

from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import select, update

from lms.people.models import Kept, Login


def test_what_was_being_written_is_offered_after_the_next_sign_in_and_an_untouched_form_is_not(site):
    make = site.make
    keeper, officer = make.focal_point(), make.trainee()
    enrolment = make.enrolled(officer, make.course(), by=keeper)
    site.db.session.commit()
    page = site.pc()
    client = make.sign_in(site.app.test_client(), keeper, idle_minutes=10)
    page.context.add_cookies([{"name": "lms", "value": client.get_cookie("lms").value, "url": site.address}])
    page.clock.install()
    for written in ("", "Moved to another post"):
        page.goto(f"/enrolments/{enrolment.key}/withdraw")
        if written:
            page.fill("textarea[name=reason]", written)
            site.db.session.execute(update(Login).values(seen_at=make.now - timedelta(minutes=11)), execution_options={"as_system": "test"})
            site.db.session.commit()
        with page.expect_navigation(url="**/signin?quiet=1**" if written else "**/withdraw**"):
            page.clock.fast_forward("10:06")
    expect(page.locator("main")).to_contain_text("is kept for the one whose it is")
    kept = site.rows(select(Kept))
    assert [(row.person_id, row.endpoint, row.form["reason"]) for row in kept] == [
        (keeper.id, "progress.withdraw", ["Moved to another post"])
    ]
    site.sign_in(page.context, keeper)
    page.goto("/kept")
    expect(page.locator("main")).to_contain_text("Moved to another post")
