"""A track is a list of courses in a file; the check finds what is wrong with it, and publishing keeps what people began with."""

import pytest
from sqlalchemy import select

from lms.catalogue import actions, queries
from lms.catalogue.models import TrackRelease
from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.tracks import read_tracks
from lms.lib.refusals import Conflict
from tests.courses import two_lessons

TRACK = """---
id: pcu-officer
title: Port control officer
summary: Three pillars.
audience: [pcu]
courses: [on-seals, on-doors]
---
Who serves in a unit begins **here**.
"""
KNOWN = ("on-seals", "on-doors")


def read(text: str = TRACK, **more: str):
    return read_tracks(
        Folder("tracks", {"pcu.md": text.encode(), **{name.replace("_", "."): said.encode() for name, said in more.items()}}), KNOWN
    )


def said(text: str, **more: str) -> str:
    return "\n".join(map(str, read(text, **more)[1]))


@pytest.fixture
def courses(make):
    return [make.course(slug, files=two_lessons(slug)) for slug in KNOWN]


def test_a_track_is_read_with_its_words_and_courses():
    (track,), problems = read()
    assert problems == ()
    assert (track.slug, track.courses, track.audience) == ("pcu-officer", KNOWN, ("pcu",))
    assert "<strong>here</strong>" in track.text["en"]


def test_what_is_wrong_is_said_with_its_line():
    assert "pcu.md:6: there is no course with the id `on-seal`; did you mean `on-seals`?" in said(TRACK.replace("[on-seals,", "[on-seal,"))
    assert "pcu.md:6: the course `on-seals` stands here twice" in said(TRACK.replace("on-doors", "on-seals"))
    assert "`courses` is missing" in said(TRACK.replace("courses: [on-seals, on-doors]\n", ""))
    assert "`made_from` is missing" in said(TRACK, pcu_ru_md="---\ntitle: Сотрудник\n---\nТекст.\n")
    assert "the id `pcu-officer` is already that of a.md" in said(TRACK, a_md=TRACK)


def test_a_track_with_a_mistake_holds_up_no_other():
    tracks, problems = read(TRACK, other_md=TRACK.replace("pcu-officer", "other").replace("on-doors", "on-dors"))
    assert [track.slug for track in tracks] == ["pcu-officer"] and problems


def test_another_list_is_a_new_release_and_other_words_are_not(db, make, courses):
    (track,), _ = read()
    assert actions.publish_track(track, at=make.now).what == "new"
    assert actions.publish_track(track, at=make.now).what == "unchanged"
    (mended,), _ = read(TRACK.replace("Three pillars", "All three pillars"))
    assert actions.publish_track(mended, at=make.now).what == "words"
    assert [head.summary["en"] for head in queries.tracks()] == ["All three pillars."]

    before = queries.tracks()[0].release_id
    (shorter,), _ = read(TRACK.replace("[on-seals, on-doors]", "[on-seals]"))
    assert actions.publish_track(shorter, at=make.now).what == "list"
    assert queries.tracks()[0].course_ids == (courses[0].id,)
    assert queries.tracks_pinned([before])[before].course_ids == tuple(course.id for course in courses)
    assert len(db.session.scalars(select(TrackRelease)).all()) == 2


def test_a_track_waits_until_its_courses_are_published(db, make):
    (track,), _ = read()
    with pytest.raises(Conflict, match="on-seals, on-doors"):
        actions.publish_track(track, at=make.now)
