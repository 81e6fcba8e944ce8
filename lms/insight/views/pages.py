"""The completion page, the people behind a figure, and the list for paper."""

from flask import render_template, request
from flask_babel import gettext as _

from lms.insight.rules import ALL, OVERDUE, Which
from lms.insight.views import words
from lms.insight.views.asking import may_chase
from lms.insight.views.door import WHO, Answering, answering, bp
from lms.insight.views.tables import Row, columns, people_tables, period_bars, pillar_rows, rows, short, track_rows
from lms.lib.paging import page as page_of
from lms.people.doors import requires

SAID = {None: None, True: "yes", False: "no"}  # whether something is finished, as the address says it
MOST_ON_PAPER = 1000  # enrolments; more is a file


@bp.get("/completion")
@requires(*WHO)
def completion() -> str:
    """What the enrolments of this viewer's people add up to."""
    page = answering()
    tally = page.tally()
    return render_template(
        "insight/completion.html",
        page=page,
        asked=page.asked,
        tally=tally,
        total=tally.total,
        rows=rows(page, tally),
        whole=Row.of_all(page, tally),
        columns=columns(page, tally),
        bars=period_bars(page, tally),
        pillars=pillar_rows(page, tally),
        tracks=track_rows(page, tally),
        short=short,
        sort_href=lambda name: _sort_href(page, name),
        words=words,
    )


def _sort_href(page: Answering, name: str) -> str:
    """A first click on a number shows the largest first, on the unit the first of the alphabet; a second turns it round."""
    first, second = (name, f"-{name}") if name == "unit" else (f"-{name}", name)
    return page.href(".completion", sort=second if page.asked.sort == first else first)


@bp.get("/completion/people")
@requires(*WHO)
def behind() -> str:
    """The people behind a figure; as many as it says, less those who now serve where the viewer may not see them."""
    page = answering()
    which = page.asked.which
    found = page.behind(which)
    said = {"state": which.state if which.state != ALL else None, "module": which.module, "finished": request.args.get("finished")}
    part = page_of(found.shown, request.args.get("page"), lambda number: page.href(".behind", **said, page=str(number)))
    listed = page.listed(which, part.offset, part.size)
    return render_template(
        "insight/behind.html",
        page=page,
        asked=page.asked,
        which=which,
        found=found,
        tabs=_tabs(page, which),
        part=part,
        listed=listed,
        names=page.names(listed),
        csv_href=page.href(".csv", of="people", **said),
        remind_href=page.href(".remind", **said),
        ask_href=page.href(".ask", **said),
        may_chase=may_chase(page),
        OVERDUE=OVERDUE,
        words=words,
    )


def _tabs(page: Answering, which: Which) -> list[tuple[str, str, int, bool]]:
    """Of a module: everybody, who has finished and who has not. (address, word, how many, is it this one)"""
    if which.module is None:
        return []
    whole = page.behind(Which(module=which.module))
    parts = (
        (None, None, _("All"), whole.enrolments),
        ("yes", True, _("Finished"), whole.finished),
        ("no", False, _("Not finished"), whole.enrolments - whole.finished),
    )
    hrefs = (page.href(".behind", module=which.module, finished=value) for value, *_rest in parts)
    return [(href, word, n, finished is which.finished) for href, (_value, finished, word, n) in zip(hrefs, parts, strict=True)]


@bp.get("/completion/programme")
@requires(*WHO)
def programme() -> str:
    """The people who are in a track, each with how far they are over the pillars; those who completed it, or who have not yet."""
    page = answering()
    if page.question.track_id is None:
        return render_template("insight/programme.html", page=page, asked=page.asked, words=words)
    finished = page.asked.finished
    found = page.members_counted(finished)
    said = {"finished": SAID[finished]}
    part = page_of(found.shown, request.args.get("page"), lambda number: page.href(".programme", **said, page=str(number)))
    listed = page.members(finished, part.offset, part.size)
    counts = (
        (None, _("All"), found.people),
        (True, _("Completed"), found.completed),
        (False, _("Not yet"), found.people - found.completed),
    )
    return render_template(
        "insight/programme.html",
        page=page,
        asked=page.asked,
        found=found,
        tabs=[(page.href(".programme", finished=SAID[value]), word, n, value is finished) for value, word, n in counts],
        part=part,
        listed=listed,
        names=page.names(listed),
        programmes=page.programmes(listed),
        csv_href=page.href(".csv", of="programme", **said),
        words=words,
    )


@bp.get("/completion/paper")
@requires(*WHO)
def paper() -> str:
    """Everybody by unit with the state of each course, and a line to sign on: for A4."""
    page = answering()
    found = page.behind(Which())
    listed = page.listed(Which()) if found.shown <= MOST_ON_PAPER else []
    title = _("Completion by unit")
    return render_template(
        "insight/paper.html",
        page=page,
        asked=page.asked,
        title=title,
        found=found,
        most=MOST_ON_PAPER,
        tables=people_tables(page, listed),
        names=page.names(listed),
        programmes=page.programmes(listed),
        words=words,
    )
