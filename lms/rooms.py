"""Which rooms open onto the web; onto the command line: `lms.commands`."""

from typing import TYPE_CHECKING, Any

from flask import Flask

from config import Settings

if TYPE_CHECKING:
    from lms.jobs.clockwork import Job
    from lms.people.access import Viewer
    from lms.people.doors import KeptOf


def register(app: Flask, settings: Settings) -> None:
    """Open the rooms. The demo's doors exist only where the settings say demo (demo.md, lock a)."""
    know_tables()
    from lms.assessment.views import bp as assessment
    from lms.catalogue.views import bp as catalogue
    from lms.desk.views import bp as desk
    from lms.insight.views import bp as insight
    from lms.jobs.clockwork import JOBS
    from lms.learning.views import bp as learning
    from lms.mentoring.views import bp as mentoring
    from lms.notices.views import bp as notices
    from lms.people.doors import KEPT_OF, signed_in
    from lms.people.views import bp as people
    from lms.programme.views import bp as programme
    from lms.progress.views import bp as progress
    from lms.theory.views import bp as theory

    for room in (people, catalogue, notices, programme, progress, learning, assessment, theory, mentoring, insight, desk):
        app.register_blueprint(room)
    signed_in(app.view_functions["catalogue.media"])  # the catalogue stands beside people, and cannot say so itself
    app.extensions[JOBS] = gather_jobs()
    app.extensions[KEPT_OF] = what_is_kept_of()
    if settings.demo:
        from lms.demo import open_doors

        open_doors(app)


def know_tables() -> None:
    """All tables are known before any of the doors."""
    import lms.insight.models
    import lms.jobs.models
    import lms.mentoring.models
    import lms.notices.models
    import lms.programme.models
    import lms.theory.models  # noqa: F401


def gather_jobs() -> "tuple[Job, ...]":
    """What each room does again and again."""
    from lms.jobs.clockwork import BEAT
    from lms.mentoring import jobs as mentoring
    from lms.notices import jobs as notices
    from lms.theory import jobs as theory

    return (BEAT, *notices.JOBS, *theory.JOBS, *mentoring.JOBS)


def what_is_kept_of() -> "dict[str, KeptOf]":
    """{a view that keeps work: the titles of what that is about}, told from the address it was sent to. Raises Refused."""
    from lms.assessment import queries as assessment
    from lms.catalogue import queries as catalogue
    from lms.programme import queries as plans
    from lms.programme.queries import meetings as coordination
    from lms.theory import queries as theory

    def step(viewer: "Viewer", said: dict[str, Any]) -> list[dict[str, str]]:
        course = catalogue.course(said["slug"]).outline
        found = course.find(said.get("activity") or said.get("quiz") or "")
        return [dict(one.title) for one in (course, found) if one]

    def attempt(viewer: "Viewer", said: dict[str, Any]) -> list[dict[str, str]]:
        sitting = assessment.attempt_or_404(viewer, said["key"])
        return [dict(sitting.outline.title), dict(sitting.activity.title)]

    def session(viewer: "Viewer", said: dict[str, Any]) -> list[dict[str, str]]:
        return [theory.session_or_404(viewer, said["key"]).title]

    def line(viewer: "Viewer", said: dict[str, Any]) -> list[dict[str, str]]:
        return [dict(plans.line_or_404(viewer, said["key"], bare=True)[1].title)]

    def meeting(viewer: "Viewer", said: dict[str, Any]) -> list[dict[str, str]]:
        return [coordination.meeting_or_404(viewer, said["key"]).row.label]

    steps = ("learning.join", "learning.lesson", "learning.done", "assessment.start", "mentoring.ask", "mentoring.assignment")
    sessions = [f"theory.{view}" for view in ("register", "broke_off", "correct", "edit", "move", "cancel")]
    attempts = ("assessment.take", "assessment.hand_in")
    changed = ("meeting_edit", "meeting_cancel", "parties", "party", "agenda", "minutes", "decision", "decision_new", "action_new")
    meetings = [f"programme.{view}" for view in changed]
    lines = [f"programme.line_{view}" for view in ("edit", "status", "held", "reason")]
    about = ((steps, step), (attempts, attempt), (sessions, session), (meetings, meeting), (lines, line))
    return {view: titles for views, titles in about for view in views}
