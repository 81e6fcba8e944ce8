"""`flask courses check | publish | status`, as an author types them."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from lms.catalogue import queries
from lms.catalogue.models import Release
from lms.ext import db
from lms.lib.time import CLOCK, now
from tests.catalogue.conftest import Written
from tests.make import Make

Run = Callable[..., Result]
PARTS, QUIZ, QUIZ_RU = "01-seals/01-parts.md", "01-seals/02-quiz.md", "01-seals/02-quiz.ru.md"


@pytest.fixture
def run(app: Flask) -> Run:
    return lambda *words: app.test_cli_runner().invoke(args=["courses", *map(str, words)])


def releases(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {row.slug: row.no for row in queries.courses()}


def test_an_author_checks_publishes_and_publishes_again(app: Flask, run: Run, seals: Written, tmp_path: Path):
    seals.put(tmp_path)
    assert run("check", tmp_path).output == "seals: 1 module, 2 activities, 7 questions. In order.\n"
    assert run("publish", tmp_path).output == "seals: release 1 published (first).\n"
    again = run("publish", tmp_path)
    assert (again.exit_code, again.output) == (0, "seals: release 1, unchanged.\n")
    assert run("publish", "--quiet", tmp_path).output == ""
    assert releases(app) == {"seals": 1}


def test_a_release_is_dated_by_the_clock_of_the_programme(app: Flask, run: Run, seals: Written, tmp_path: Path, monkeypatch):
    monkeypatch.setitem(app.extensions, CLOCK, lambda: timedelta(days=-1500))
    seals.put(tmp_path)
    run("publish", tmp_path)
    with app.app_context():
        published = db.session.scalars(select(Release.published_at)).one()
        assert timedelta() <= now() - published < timedelta(minutes=1)


def test_check_prints_every_problem_and_ends_with_one(run: Run, seals: Written, tmp_path: Path):
    seals.changed(QUIZ, "- [x] H", "- [ ] H").changed(PARTS, "media/seal.svg", "media/no.svg").put(tmp_path)
    done = run("check", tmp_path)
    assert done.exit_code == 1
    assert "seals/01-seals/01-parts.md:9: there is no picture `media/no.svg`" in done.output
    assert "seals/01-seals/02-quiz.md:10: the question `class` has no right answer; mark it with `- [x] `" in done.output
    assert "Traceback" not in done.output


def test_changed_words_wait_for_somebody_to_say_how_much(app: Flask, run: Run, seals: Written, tmp_path: Path):
    seals.put(tmp_path)
    run("publish", tmp_path)
    seals.changed(PARTS, "a pin and a body", "a pin and a bush").put(tmp_path)
    done = run("publish", tmp_path)
    assert done.exit_code == 0
    assert done.output.startswith("seals has changed since release 1: say --severity editorial, minor or major to publish it.")
    assert run("publish", "--first-only", tmp_path).output == "seals: release 1, left as it is.\n"
    assert run("publish", "--severity", "editorial", tmp_path).output.endswith("seals: release 2 published (editorial).\n")
    assert releases(app) == {"seals": 2}


def test_who_is_affected_is_said(app: Flask, run: Run, make: Make, seals: Written, tmp_path: Path):
    course = make.course("seals", files=dict(seals.folder.files))
    make.enrolled(make.trainee(), course)
    make.enrolled(make.trainee(), course)
    db.session.commit()
    seals.changed(QUIZ, "attempts: 3", "attempts: 2").put(tmp_path)
    said = run("publish", "--severity", "minor", tmp_path).output.splitlines()
    assert said[0] == "Open enrolments that finish what they began: 2. Whoever starts from now on gets the new release."
    assert said[1] == "seals: release 2 published (minor)."


def test_the_new_words_are_counted_for_everybody_who_reads_them(run: Run, make: Make, seals: Written, tmp_path: Path):
    course = make.course("seals", files=dict(seals.folder.files))
    make.enrolled(make.trainee(), course)
    make.enrolled(make.trainee(), course)
    db.session.commit()
    fewer = seals.changed(QUIZ, "attempts: 3", "attempts: 2").changed(PARTS, "Ask first.", "Ask before.").stamped
    fewer.put(tmp_path)
    run("publish", "--severity", "minor", tmp_path)
    fewer.changed(QUIZ, "Take your time.", "Take all your time.").put(tmp_path)
    said = run("publish", "--severity", "editorial", tmp_path).output.splitlines()
    assert said == ["Open enrolments that read the new words on their next page: 2.", "seals: release 4 published (editorial)."]
    fewer.changed(QUIZ, "Take your time.", "Take all your time.").changed(PARTS, "Ask before.", "Ask at once.").put(tmp_path)
    said = run("publish", "--severity", "editorial", tmp_path).output.splitlines()
    assert said[0] == "Open enrolments that read the new words on their next page: 0."
    assert said[1] == "Open enrolments on an older release that still read older words where it said something else: 2."
    assert run("publish", "--severity", "editorial", tmp_path).output == "seals: release 5, unchanged.\n"


def test_who_reads_new_words_is_said_only_when_they_are_published(run: Run, make: Make, seals: Written, tmp_path: Path):
    make.enrolled(make.trainee(), make.course("seals", files=dict(seals.folder.files)))
    db.session.commit()
    seals.changed(QUIZ, "attempts: 3", "attempts: 2").put(tmp_path)
    done = run("publish", "--severity", "editorial", tmp_path)
    assert done.exit_code == 1 and "Open enrolments" not in done.output


def test_editorial_is_refused_with_its_reasons(app: Flask, run: Run, seals: Written, tmp_path: Path):
    seals.put(tmp_path)
    run("publish", tmp_path)
    seals.changed(QUIZ, "attempts: 3", "attempts: 2").put(tmp_path)
    done = run("publish", "--severity", "editorial", tmp_path)
    assert done.exit_code == 1 and "the rules of `seal-quiz` are others" in done.output
    assert releases(app) == {"seals": 1}


def test_a_broken_course_holds_up_no_other(app: Flask, run: Run, seals: Written, tmp_path: Path):
    seals.put(tmp_path)
    (tmp_path / "unfinished").mkdir()
    done = run("publish", tmp_path)
    assert done.exit_code == 1 and "unfinished/course.md:1: the course has no course.md" in done.output
    assert releases(app) == {"seals": 1}
    assert run("publish", "--quiet", tmp_path).exit_code == 0, "a half-written folder does not keep the server from starting"


def test_two_folders_may_not_be_one_course(app: Flask, run: Run, seals: Written, tmp_path: Path):
    seals.put(tmp_path)
    copy = tmp_path / "a-copy"
    (tmp_path / "seals").rename(copy)
    seals.put(tmp_path)
    wrong = "a-copy/course.md:2: the id `seals` is also that of seals/course.md; give the copy an id of its own (`id: seals-two`)"
    for path in (tmp_path, copy, copy / PARTS):
        for command in ("check", "publish"):
            done = run(command, path)
            assert done.exit_code == 1 and wrong in done.output, done.output
    assert "seals/course.md:2: the id `seals` is also that of a-copy/course.md" in run("publish", tmp_path / "seals").output
    assert releases(app) == {}, "neither: which is the copy, only the author knows"
    (copy / "course.md").write_text(str(seals.files["course.md"]).replace("id: seals", "id: seals-two"))
    assert run("check", copy).exit_code == 0, run("check", copy).output


def test_a_course_whose_first_page_is_missing_is_checked_as_a_course(run: Run, seals: Written, tmp_path: Path):
    folder = seals.without("course.md", "course.ru.md").put(tmp_path)
    done = run("check", folder)
    assert done.output.startswith("seals/course.md:1: the course has no course.md; write one with id"), done.output


def test_status_says_what_is_outdated_and_stamps_it(run: Run, seals: Written, tmp_path: Path):
    folder = seals.changed(QUIZ, "Take your time.", "Take all your time.").put(tmp_path)
    said = run("status", tmp_path).output
    assert f"{QUIZ_RU}: outdated: the source has changed" in said and "01-parts.ru.md: up to date; awaits a native speaker" in said
    assert "course.ru.md: up to date; reviewed by А. Каримова" in said
    before = (folder / "01-seals/01-parts.ru.md").read_bytes()
    assert "written" in run("status", "--stamp", folder / QUIZ_RU).output
    assert f"{QUIZ_RU}: up to date" in run("status", folder).output
    assert (folder / "01-seals/01-parts.ru.md").read_bytes() == before


def test_a_folder_without_courses_says_what_a_course_is(run: Run, tmp_path: Path):
    done = run("check", tmp_path)
    assert done.exit_code == 1 and "a course is a folder with a course.md" in done.output


@pytest.mark.architecture
def test_the_courses_of_the_programme_are_in_order_and_published(app: Flask, run: Run):
    assert run("check").exit_code == 0, run("check").output
    assert run("publish").exit_code == 0
    assert releases(app) == {"container-marking": 1, "first-mentorship": 1, "programme-welcome": 1, "theory-basics": 1}
    with app.app_context():
        assert [(track.slug, len(track.course_ids)) for track in queries.tracks()] == [("pcu-officer-basic", 4)]
