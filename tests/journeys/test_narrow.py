"""The narrowest telephone: 320 px, as wide as a page that is read at four times its size."""

from datetime import UTC, datetime

import pytest

from lms.progress import actions as progress


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_course_with_a_long_due_day_is_no_wider_than_320_px(site, lang):
    make, course = site.make, site.make.course()
    officer = make.trainee(lang=lang)
    make.enrolled(officer, course, due_at=datetime(make.now.year + 1, 9, 30, 12, tzinfo=UTC))
    page = site.pc(officer, viewport={"width": 320, "height": 800})
    for address in ("/", "/courses", f"/courses/{course.outline.slug}", "/styleguide"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_whom_enrolling_touches_is_read_at_360_px_without_moving_the_table(site, lang):
    make, course, keeper = site.make, site.make.course(), site.make.focal_point(lang=lang)
    for name in ("Officer 1204", "Abdurahmon Q."):
        officer = make.trainee(call_name=name)
        make.identity(officer, "Abdurahmonov Boburbek", by=keeper)
        enrolment = make.enrolled(officer, course)
    progress.withdraw(enrolment, by=make.viewer(keeper), at=make.now, reason="on other duties")
    page = site.pc(keeper, viewport={"width": 360, "height": 800})
    page.goto(f"/enrol?who=UZ-CHUKURSAY&course={course.outline.slug}")
    assert page.locator(".frame").evaluate("each => each.scrollWidth - each.clientWidth") == 0
    assert page.locator(".names bdi").evaluate_all("refs => refs.every((ref) => ref.getClientRects().length === 1)")
