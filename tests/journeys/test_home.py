"""An officer's home in Chromium."""

from datetime import timedelta

import pytest


@pytest.mark.parametrize("width", [1280, 1000])
def test_all_bars_end_in_one_line_however_long_what_stands_behind_them_is(site, width):
    make = site.make
    officer, keeper = make.trainee(), make.focal_point()
    make.enrolled(officer, make.course("begun"), by=keeper, due_at=make.now + timedelta(days=4))
    make.completed(officer, make.course("done"), by=keeper)
    make.enrolled(officer, make.course("open"), by=keeper)
    site.db.session.commit()
    page = site.pc(officer, viewport={"width": width, "height": 800})
    page.goto("/")
    ends = page.locator(".scale").evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().right)")

    assert len(ends) == 4 and max(ends) - min(ends) < 1
