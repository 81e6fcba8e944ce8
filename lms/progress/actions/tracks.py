"""Enrolling in a track and withdrawing from one. A track is a list of courses, and its courses are what one is enrolled in.

Of the courses of a track, one that somebody holds already stays the same row, with the earlier of its two deadlines; one they
completed counts with its own date; one they withdrew from is opened again. When somebody is withdrawn from a track, the courses
end that came with it and are still open, unless another track of theirs has them: docs/decisions/tracks.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from lms.audit import actions as audit
from lms.catalogue import queries as catalogue
from lms.catalogue.queries import TrackHead
from lms.ext import db
from lms.lib.refusals import Conflict, NotAllowed, NotThere
from lms.people.access import Viewer, may_enrol
from lms.people.models import Person
from lms.progress import queries
from lms.progress.actions.enrolling import (
    TOUCHED,
    Enrolled,
    due_times,
    end_all,
    end_tracks,
    enrol_one,
    one_at_a_time,
    refuse_unless_enrols,
    refuse_without,
)
from lms.progress.actions.planned import refuse_unless_for
from lms.progress.actions.recounting import recount_track
from lms.progress.actions.telling import Told, tell_enrolled
from lms.progress.models import Enrolment, TrackEnrolment
from lms.progress.rules import Fate, earlier


@dataclass(frozen=True)
class EnrolledInTrack:
    """What came of one person: of the track, and of each of its courses (none where nothing was done)."""

    person: Person
    fate: Fate
    enrolment: TrackEnrolment
    courses: Sequence[Enrolled] = ()


def enrol_in_track(
    people: Sequence[Person], track_id: int, *, by: Viewer, at: datetime, due_on: date | None = None, via: str = "person",
    plan_line_id: int | None = None,
) -> list[EnrolledInTrack]:  # fmt: skip
    """Enrol each person in a track as it is published today, and in those of its courses that they do not have.

    Who is in the track keeps it as it is; who was withdrawn from it begins anew with today's list. `due_on` ends at midnight
    where each of them serves; with `plan_line_id` the enrolments in its courses are for that line. Raises NotAllowed where `by` does
    not answer for one of them, NotThere for a track never published.
    """
    due = due_times(people, due_on)
    refuse_unless_enrols(people, due, by=by, at=at)
    track = next((each for each in catalogue.tracks() if each.id == track_id), None)
    if track is None:
        raise NotThere()
    refuse_unless_for(plan_line_id, people, track.course_ids, by=by)
    ids = [person.id for person in people]
    one_at_a_time(ids)
    known = queries.latest_in_track(by, track_id, ids)
    held = queries.held(by, ids, track.course_ids, lock=True)  # so that nobody completes one of them between reading and writing
    bases = {course_id: catalogue.release_for_start(course_id) for course_id in track.course_ids}
    joining = _Joining(track, bases, held, by, at, via, plan_line_id)
    done = [joining.enrol(person, known.get(person.id), due[person.tz]) for person in people]
    touched = [each.person for each in done if each.fate in TOUCHED]
    told = Told(track.title, "/", f"/completion?track={track.slug}", f"track {track.id}")
    tell_enrolled(touched, told, due, by=by, at=at)
    return done


@dataclass(frozen=True)
class _Joining:
    """One enrolling of several people in one track. `held` are their enrolments in its courses, locked."""

    track: TrackHead
    bases: Mapping[int, int]
    held: Mapping[tuple[int, int], Enrolment]
    by: Viewer
    at: datetime
    via: str
    plan_line_id: int | None

    def enrol(self, person: Person, known: TrackEnrolment | None, due_at: datetime | None) -> EnrolledInTrack:
        found = queries.track_fate(known)
        if known is not None and found is not Fate.AGAIN:
            return EnrolledInTrack(person, found, known)
        courses = [self._course(person, course_id, due_at) for course_id in self.track.course_ids]
        row = TrackEnrolment(
            person_id=person.id, track_id=self.track.id, track_release_id=self.track.release_id, cc=person.cc,
            agency_then_id=person.agency_id, unit_then_id=person.unit_id, via=self.via, started_at=self.at, started_by_id=self.by.id,
            due_at=due_at,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        recount_track(row)
        verb = "enrolled" if found is Fate.NEW else "enrolled again"
        audit.note(verb, by=self.by.id, at=self.at, table="track_enrolment", row=row.id, person_id=person.id, cc=person.cc)
        return EnrolledInTrack(person, found, row, courses)

    def _course(self, person: Person, course_id: int, due_at: datetime | None) -> Enrolled:
        """A course of the track: enrolled, or held already, with the earlier deadline."""
        known = self.held.get((person.id, course_id))
        done = enrol_one(
            person, known, course_id, self.bases[course_id], by=self.by, at=self.at, due_at=due_at, via="track",
            plan_line_id=self.plan_line_id,
        )  # fmt: skip
        if done.fate is Fate.HAS_IT and (due := earlier(done.enrolment.due_at, due_at)) != done.enrolment.due_at:
            done.enrolment.due_at = due
            audit.note(
                "due earlier", by=self.by.id, at=self.at, table="enrolment", row=done.enrolment.id, person_id=person.id, cc=person.cc
            )
        return done


def withdraw_from_track(enrolment: TrackEnrolment, person: Person, *, by: Viewer, at: datetime, reason: str) -> list[Enrolment]:
    """End an open enrolment in a track with a reason, and with it the courses that came with it: those are returned.

    Raises Conflict where the track is completed or ended already.
    """
    if not may_enrol(by, person) or person.id != enrolment.person_id:
        raise NotAllowed()
    refuse_without(reason)
    tracks, courses = _end([enrolment.id], by=by, at=at, reason=reason)
    if tracks:
        return courses
    completed = _("This track is completed; a completed track is not withdrawn.")
    raise Conflict(completed if enrolment.completed_at else _("This enrolment is withdrawn already."), kept=_("Nothing was changed."))


def withdraw_unit_from_track(unit_id: int, track_id: int, *, by: Viewer, at: datetime, reason: str) -> list[TrackEnrolment]:
    """End the open enrolments in one track of all who serve in a unit and whom `by` enrols; others of the unit stay as they are."""
    refuse_without(reason)
    return _end(queries.open_in_tracks(by, unit_id=unit_id, track_id=track_id), by=by, at=at, reason=reason)[0]


def _end(ids: Sequence[int], *, by: Viewer, at: datetime, reason: str) -> tuple[list[TrackEnrolment], list[Enrolment]]:
    """Those of these enrolments in tracks that were still open, and the courses that ended with them."""
    locked = queries.lock_open(by, queries.ends_with(ids))  # before the tracks: whoever completes a course locks in that order
    tracks = end_tracks(ids, by=by, at=at, reason=reason)
    alone = set(queries.ends_with([row.id for row in tracks]))  # somebody may have given the course by another track meanwhile
    return tracks, end_all([row for row in locked if row.id in alone], by=by, at=at, reason=reason, told=False)


__all__ = ["EnrolledInTrack", "enrol_in_track", "withdraw_from_track", "withdraw_unit_from_track"]
