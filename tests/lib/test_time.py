"""A due date is kept until the end of its day at the officer's post, and is that day for everybody who reads it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.lib.time import end_of_day, last_day
from lms.lib.zones import ABROAD_ZONES, PROGRAMME_ZONES


@given(st.dates(date(2019, 1, 1), date(2031, 1, 1)), st.sampled_from([*PROGRAMME_ZONES, *ABROAD_ZONES]))
def test_the_day_of_a_due_date_is_found_again_wherever_it_ends(day, zone):
    assert last_day(end_of_day(day, zone)) == day


@pytest.fixture
def pages(client, make):
    """What a focal point an hour east of the officer reads on each page that shows a due date."""
    officer, keeper, day = make.trainee(), make.focal_point(), date(make.today.year + 1, 6, 30)
    make.enrolled(officer, make.course(), by=keeper, due_at=end_of_day(day, "Asia/Tashkent"))
    keeper.tz = "Asia/Bishkek"
    make.session.commit()
    make.sign_in(client, keeper)
    return [client.get(at).text for at in ("/people", f"/people/{officer.ref}", "/completion/people", "/completion.csv?of=people")]


def test_whoever_reads_it_further_east_reads_the_same_day(pages):
    assert all("30 Jun" in page.replace("\u00a0", " ") or "30.06." in page for page in pages), [p for p in pages if "30" not in p]
    assert not any("1 July" in page or "1\u00a0Jul" in page or "01.07." in page for page in pages)
