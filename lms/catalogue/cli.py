"""`flask courses check | publish | status`: from files to releases."""

from collections.abc import Callable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from lms.catalogue import actions, queries
from lms.catalogue.models import Severity
from lms.catalogue.rules.folder import TRACKS, Folder, course_folders, read_folder
from lms.catalogue.rules.problems import Problem
from lms.catalogue.rules.reading import course_ids, read_course
from lms.catalogue.rules.source import CourseSource, TrackSource
from lms.catalogue.rules.stamping import stamp, translations_of
from lms.catalogue.rules.tracks import read_tracks
from lms.ext import db
from lms.lib.refusals import Refused
from lms.lib.time import now

cli = AppGroup("courses", help="Check and publish what we teach.")
# app.extensions[AFFECTED]: how many open enrolments pin a base; the room that knows is above this one.
AFFECTED = "catalogue.affected"
ROOT = click.Path(exists=True, file_okay=True, dir_okay=True, path_type=Path)


def _root(path: Path | None) -> Path:
    return path or Path(current_app.root_path).parent / "courses"


def _folders(path: Path | None) -> list[tuple[Path, Folder]]:
    """The course folders there. A file, or a folder inside a course, stands for its course."""
    root = _root(path).absolute()
    if _tracks_folder(path) and root.name == TRACKS:
        return []
    start = root if root.is_dir() else root.parent
    inside = next((each for each in (start, *start.parents) if (each / "course.md").exists()), None)
    found = course_folders(inside or start)
    if not found:
        raise click.ClickException(f"{root} holds no course: a course is a folder with a course.md (see docs/authoring.md).")
    return [(each, read_folder(each)) for each in found]


def _tracks_folder(path: Path | None) -> Path | None:
    """Where the tracks lie: beside the courses, if all of them or the tracks themselves are meant."""
    root = _root(path).absolute()
    start = root if root.is_dir() else root.parent
    found = start if start.name == TRACKS else start / TRACKS
    return found if found.is_dir() and not (found / "course.md").exists() else None


def _tracks(path: Path | None) -> tuple[list[TrackSource], list[Problem]]:
    """The tracks that are in order, and all problems. A track may name a course beside it, or one that is published already."""
    folder = _tracks_folder(path)
    if folder is None:
        return [], []
    ids = {ident for ident, _ in course_ids(folder.parent).values()} | set(_published())
    tracks, problems = read_tracks(read_folder(folder), sorted(ids), _label(folder))
    return tracks, list(problems)


def _published() -> list[str]:
    """The ids of the courses that are published; none where no database is prepared, since files can be checked without one."""
    try:
        return queries.slugs()
    except (OperationalError, ProgrammingError):
        db.session.rollback()
        return []


def _label(folder: Path) -> str:
    """How problems name the folder: from where the author stands, so that an editor opens the place."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) and folder != here else folder.name


def _read(folders: list[tuple[Path, Folder]]) -> tuple[list[CourseSource], list[Problem]]:
    """The courses that are in order, and all problems."""
    courses: list[CourseSource] = []
    problems: list[Problem] = []
    beside = {parent: course_ids(parent) for parent in {path.parent for path, _ in folders}}
    for path, folder in folders:
        course, found = read_course(folder, _label(path))
        ids = beside[path.parent]
        twins = [other for other, (ident, _) in ids.items() if other != path and path in ids and ident == ids[path][0]]
        problems += found
        if twins:
            problems.append(_same_id(path, *ids[path], twins[0]))
        elif course is not None:
            courses.append(course)
    return courses, problems


def _same_id(path: Path, ident: str, line: int, twin: Path) -> Problem:
    """Neither folder is published: which of them is the copy, only the author knows."""
    mend = f"give the copy an id of its own (`id: {ident}-two`), or take it away: published, it would take the other's place"
    return Problem(f"{_label(path)}/course.md", line, f"the id `{ident}` is also that of {_label(twin)}/course.md", mend)


@cli.command()
@click.argument("path", type=ROOT, required=False)
def check(path: Path | None) -> None:
    """Print every problem as FILE:LINE: what is wrong; how to write it. Ends with 1 if there is one."""
    courses, problems = _read(_folders(path))
    tracks, more = _tracks(path)
    problems += more
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{_count(len(problems), 'problem')}.", err=True)
        raise SystemExit(1)
    for course in courses:
        count = sum(len(activity.questions) for activity in course.activities)
        held = (len(course.modules), "module"), (len(course.activities), "activity"), (count, "question")
        click.echo(f"{course.slug}: {', '.join(_count(*each) for each in held)}. In order.")
    for track in tracks:
        click.echo(f"{track.slug}: a track of {_count(len(track.courses), 'course')}. In order.")


def _count(number: int, thing: str) -> str:
    """Such as 1 activity, 2 activities."""
    many = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number} {thing if number == 1 else many}"


@cli.command()
@click.argument("path", type=ROOT, required=False)
@click.option("--severity", type=click.Choice([each.value for each in Severity if each is not Severity.FIRST]), help="how much has changed")
@click.option("--first-only", is_flag=True, help="publish only courses that were never published")
@click.option("--quiet", is_flag=True, help="say only what needs somebody, and go on: for starting up")
@click.option("--by", default="", help="who publishes, for the record")
def publish(path: Path | None, severity: str | None, first_only: bool, quiet: bool, by: str) -> None:
    """Make releases of the courses at PATH (default: all). What is published already is left as it is.

    A course with a problem stays as it is published and holds up no other; the command then ends with 1.
    """
    courses, problems = _read(_folders(path))
    tracks, more = _tracks(path)
    problems += more
    for problem in problems:
        click.echo(str(problem), err=quiet)
    for course in courses:
        _publish_one(course, Severity(severity) if severity else None, first_only=first_only, quiet=quiet, by=by)
    for track in tracks:
        _publish_track(track, quiet=quiet, by=by)
    if problems:
        click.echo(f"Not published for {_count(len(problems), 'problem')}; mend them and publish again.", err=True)
        if not quiet:
            raise SystemExit(1)


def _publish_one(course: CourseSource, severity: Severity | None, *, first_only: bool, quiet: bool, by: str) -> None:
    standing = actions.compare(course)
    newest = standing.newest
    if newest is not None and (standing.is_published or first_only):
        if not quiet:
            click.echo(f"{course.slug}: release {newest.no}, {'unchanged' if standing.is_published else 'left as it is'}.")
        return
    wanted = severity if newest is not None else None  # a whole folder may hold new courses beside changed ones
    try:
        done = actions.publish_course(course, wanted, at=now(), by=by)
        db.session.commit()
    except actions.NeedsSeverity as needed:
        db.session.rollback()
        click.echo(f"{needed.sentence} What is published stays as it is.")
        return
    except Refused as refused:
        db.session.rollback()
        raise click.ClickException(str(refused.sentence)) from refused
    except IntegrityError as taken:
        db.session.rollback()
        raise click.ClickException(f"Somebody else is publishing {course.slug} at this moment: run it again.") from taken
    if not quiet:
        _say_affected(done)
        click.echo(f"{done.slug}: release {done.no} published ({done.severity}).")


TRACK_SAID = {
    "new": "release {no} published (first)",
    "list": "release {no} published; who is enrolled keeps the courses with which they began",
    "words": "the words of release {no} are mended",
    "unchanged": "release {no}, unchanged",
}


def _publish_track(track: TrackSource, *, quiet: bool, by: str) -> None:
    try:
        done = actions.publish_track(track, at=now(), by=by)
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        click.echo(str(refused.sentence), err=True)
        return
    except IntegrityError as taken:
        db.session.rollback()
        raise click.ClickException(f"Somebody else is publishing {track.slug} at this moment: run it again.") from taken
    if not quiet:
        click.echo(f"{done.slug}: {TRACK_SAID[done.what].format(no=done.no)}.")


def _say_affected(done: actions.Published) -> None:
    """Who reads what from now on."""
    count: Callable[[int], int] | None = current_app.extensions.get(AFFECTED)
    if count is None or done.severity is Severity.FIRST or not done.is_new:
        return
    if done.severity is not Severity.EDITORIAL:
        finishing = sum(map(count, (base for base in queries.bases(done.course_id) if base != done.base_id)))
        click.echo(f"Open enrolments that finish what they began: {finishing}. Whoever starts from now on gets the new release.")
        return
    click.echo(f"Open enrolments that read the new words on their next page: {sum(map(count, (done.base_id, *done.carried)))}.")
    if behind := sum(map(count, done.behind)):
        click.echo(f"Open enrolments on an older release that still read older words where it said something else: {behind}.")


@cli.command()
@click.argument("path", type=ROOT, required=False)
@click.option(
    "--stamp", "is_stamping", is_flag=True, help="write made_from into the translations at PATH: they say what the source says now"
)
def status(path: Path | None, is_stamping: bool) -> None:
    """Say in which languages each course is, what is outdated, and what awaits a native speaker."""
    only = path.absolute() if path and path.is_file() else None
    tracks = _tracks_folder(path)
    for base, folder in [*_folders(path), *([(tracks, read_folder(tracks))] if tracks else [])]:
        click.echo(_label(base))
        for each in translations_of(folder):
            file = base / each.file
            if only and file != only:
                continue
            if is_stamping and each.is_stale:
                file.write_bytes(stamp(file.read_bytes().decode(), each.source_digest).encode())
                click.echo(f'  {each.file}: made_from: "{each.source_digest}" written')
                continue
            click.echo(f"  {each.file}: {_state(each.made_from, each.source_digest, each.reviewed_by)}")


def _state(made_from: str, digest: str, reviewed_by: str) -> str:
    if not made_from:
        age = f'not stamped; made_from: "{digest}"'
    elif made_from != digest:
        age = f'outdated: the source has changed; made_from: "{digest}" once it is brought up to date'
    else:
        age = "up to date"
    return f"{age}; {f'reviewed by {reviewed_by}' if reviewed_by else 'awaits a native speaker'}"
