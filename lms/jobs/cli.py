"""`flask jobs …`: what the worker does, by hand."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from lms.ext import db
from lms.jobs import queries, running
from lms.jobs.beside import hold, spare_what_is_not_used
from lms.jobs.models import JobRun

cli = AppGroup("jobs", help="What is done again and again: mail, reminders, what lapses.")


@cli.command("list")
def list_jobs() -> None:
    """Every job: how often it runs, when it last did, and what came of it."""
    runs, due = queries.last_runs(), running.due()
    for job in sorted(running.all_jobs(), key=lambda job: job.name):
        minutes = int(job.every.total_seconds() // 60)
        click.echo(f"{job.name:<32} every {minutes:>4} min  {_last(runs.get(job.name))}{', due' if job.name in due else ''}")


def _last(run: JobRun | None) -> str:
    if run is None:
        return "never ran"
    said = f"{run.started_at:%Y-%m-%d %H:%M:%S} UTC"
    if run.finished_at is None:
        return f"{said}, not finished"
    return f"{said}, failed: {run.error}" if run.failed_at else f"{said}, {run.done} done"


@cli.command("run")
@click.argument("name", required=False)
def run(name: str | None) -> None:
    """Run the jobs that are due, once; with NAME that one, due or not."""
    jobs = {job.name: job for job in running.all_jobs()}
    if name is not None and name not in jobs:
        raise click.ClickException(f"No job is called {name}: they are {', '.join(sorted(jobs))}.")
    wanted = [jobs[name]] if name else [job for job in jobs.values() if job.name in running.due()]
    ran = [done for job in wanted if (done := running.run(job, forced=name is not None))]
    for done in ran:
        click.echo(f"{done.name}: {f'failed, {done.error}' if done.error else f'{done.done} done'}")
    sys.exit(1 if any(done.error for done in ran) else 0)


@cli.command("work")
def work() -> None:
    """Run jobs when they are due, until stopped: the worker by itself, for a service of its own. The web then has LMS_WORKER=0."""
    settings = current_app.config["SETTINGS"]
    spare_what_is_not_used(settings)
    from lms.jobs.worker import work

    data = settings.data
    lock = hold(data)
    if lock is None:
        raise click.ClickException(f"A worker runs on {data} already: stop that one, or start the web with LMS_WORKER=0.")
    db.session.remove()
    work(current_app._get_current_object(), alone=True)  # type: ignore[attr-defined]
