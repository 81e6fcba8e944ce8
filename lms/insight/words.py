"""Figures in words for pages, files and packs alike: how a line stands, and how enrolments and lines are counted."""

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _

from lms.insight.rules.plans import CANCELLED, HELD, LATE, PART_HELD, PLANNED, POSTPONED, RUNNING, SCHEDULED


def place(zone: str) -> str:
    """The town that a zone is named after, in the reader's language."""
    return get_timezone_location(zone, locale=get_locale(), return_city=True)


def state(name: str, type_: str = "") -> str:
    """How a line stands; of one of eLearning that every seat is completed, since nothing of it was held."""
    if name == HELD and type_ == "elearning":
        return _("Completed")
    return {
        PLANNED: _("Planned"), SCHEDULED: _("Scheduled"), RUNNING: _("Running"), PART_HELD: _("Partly held"), HELD: _("Was held"),
        LATE: _("Late"), POSTPONED: _("Postponed"), CANCELLED: _("Cancelled"),
    }[name]  # fmt: skip


def of_completion(zone: str, *, with_tracks: bool) -> list[str]:
    """How enrolments are counted. `zone` is where the programme's days begin; `with_tracks`: also of tracks."""
    said = [
        _("An enrolment is one person in one course. It is counted in the unit and agency in which the person served when enrolled, "
          "also after they have moved. A person is counted once in every line, so people do not add up over units."),
        _("The period is that of the day of enrolment, %(place)s time; states are as they stand now. Overdue: not started or in "
          "progress, and the due time has passed. Completed, %%: of all enrolments, the withdrawn among them.", place=place(zone)),
        _("Share of a module: of those enrolled in a release of the course that has it, without the withdrawn. Awards are those earned "
          "in the period, by the day at the officer’s post, whenever they enrolled; an award that was taken back is not counted."),
    ]  # fmt: skip
    return [*said, *_of_tracks()] if with_tracks else said


def _of_tracks() -> list[str]:
    return [
        _("Of a track are counted the courses of its list, of people who are in it and were not withdrawn from it, also those they began "
          "before. Who has completed every course of the list has completed the programme, on the day of the last."),
    ]  # fmt: skip


def of_plans() -> list[str]:
    """How lines are counted."""
    return [
        _("A seat is one person in one course or at one event. Delivered is counted and never typed: of eLearning completed enrolments "
          "that were made for the line; of theory those who were present, or there for at least 80 per cent of the minutes, in confirmed "
          "registers; of mentorship people who were at one or more held meetings of its engagements, from the line’s first day to its last "
          "where it has days: a first acquaintance before them is not counted. In-person courses, visits and other lines are marked by "
          "hand, with a number and a note, and say so."),
        _("Due are all seats of a line when its last day, or that of its quarter, has passed. Of theory before that, the share of its "
          "sessions that are over. What is delivered and not due yet is ahead; what is due and not delivered is short. One line’s lead "
          "makes up for no other’s lack."),
        _("A postponed or cancelled line keeps its number; its seats, in brackets, are not in the sum. Nor are lines without seats, as a "
          "meeting has none. A line for several countries is counted once, in the plan in which it stands."),
        _("Late: the last day has passed and seats, sessions or the mark by hand are missing; or the first day of a session or mentorship "
          "has passed and nothing is set. People are counted once in each line and in each sum."),
    ]  # fmt: skip
