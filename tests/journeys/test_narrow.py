"""The narrowest telephone: 320 px, as wide as a page that is read at four times its size."""

from datetime import UTC, datetime

import pytest


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_course_with_a_long_due_day_is_no_wider_than_320_px(site, lang):
    make, course = site.make, site.make.course()
    officer = make.trainee(lang=lang)
    make.enrolled(officer, course, due_at=datetime(make.now.year + 1, 9, 30, 12, tzinfo=UTC))
    page = site.pc(officer, viewport={"width": 320, "height": 800})
    for address in ("/", "/courses", f"/courses/{course.outline.slug}", "/styleguide"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
