"""Which rooms open onto the web and the command line."""

from typing import TYPE_CHECKING

from flask import Flask

from config import Settings

if TYPE_CHECKING:
    from lms.jobs.clockwork import Job


def register(app: Flask, settings: Settings) -> None:
    """Open the rooms. The demo's doors exist only where the settings say demo (demo.md, lock a)."""
    import lms.insight.models
    import lms.jobs.models
    import lms.mentoring.models
    import lms.notices.models
    import lms.theory.models  # noqa: F401 - their tables are known before any of their doors
    from lms import cli
    from lms.assessment.views import bp as assessment
    from lms.catalogue.cli import AFFECTED
    from lms.catalogue.cli import cli as courses_cli
    from lms.catalogue.views import bp as catalogue
    from lms.desk.views import bp as desk
    from lms.insight.views import bp as insight
    from lms.jobs.cli import cli as jobs_cli
    from lms.jobs.clockwork import JOBS
    from lms.learning.views import bp as learning
    from lms.mentoring.views import bp as mentoring
    from lms.notices.views import bp as notices
    from lms.people.cli import cli as people_cli
    from lms.people.doors import signed_in
    from lms.people.views import bp as people
    from lms.progress import queries as progress_queries
    from lms.progress.cli import cli as progress_cli
    from lms.progress.views import bp as progress
    from lms.theory.cli import cli as theory_cli
    from lms.theory.views import bp as theory

    for room in (people, catalogue, notices, progress, learning, assessment, theory, mentoring, insight, desk):
        app.register_blueprint(room)
    signed_in(app.view_functions["catalogue.media"])  # the catalogue stands beside people, and cannot say so itself
    app.extensions[AFFECTED] = progress_queries.open_on
    app.extensions[JOBS] = gather_jobs()
    for commands in (people_cli, courses_cli, progress_cli, theory_cli, jobs_cli, cli.prepare, cli.backup, cli.restore):
        cli.in_a_sentence(commands)
        app.cli.add_command(commands)
    if settings.demo:
        from lms.demo import open_doors

        open_doors(app)


def gather_jobs() -> "tuple[Job, ...]":
    """What each room does again and again."""
    from lms.jobs.clockwork import BEAT
    from lms.mentoring import jobs as mentoring
    from lms.notices import jobs as notices
    from lms.theory import jobs as theory

    return (BEAT, *notices.JOBS, *theory.JOBS, *mentoring.JOBS)
