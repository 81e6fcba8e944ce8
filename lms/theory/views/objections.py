"""The doors of a word against a mark: the officer's, and the trainer's answer."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.ext import db
from lms.lib.refusals import NotThere
from lms.lib.time import now
from lms.people.doors import keeps_work, reader, requires
from lms.people.models import Role
from lms.theory import actions, queries
from lms.theory.views.blueprint import bp


@bp.post("/sessions/<uuid:key>/objection")
@requires(Role.TRAINEE)
@keeps_work
def object_to(key: UUID) -> Response:
    """An officer says what is wrong with their own confirmed mark."""
    viewer, at = reader(), now()
    actions.object_to(queries.mine_or_404(viewer, key, at).id, request.form.get("text", ""), by=viewer, at=at)
    db.session.commit()
    flash(_("The trainer reads it, and corrects the mark or answers."), "done")
    return redirect(url_for(".session", key=key))


@bp.post("/sessions/<uuid:key>/register/<ref>/answer")
@requires(Role.TRAINER)
@keeps_work
def answer(key: UUID, ref: str) -> Response:
    """The trainer leaves a mark as it is and says why."""
    viewer = reader()
    found = queries.own_or_404(viewer, key)
    person = queries.one_in(viewer, found, ref)
    if person is None:
        raise NotThere()
    name = f"{person.call_name}, {person.ref}"
    actions.answer(found, person, request.form.get("text", ""), by=viewer, at=now())
    db.session.commit()
    flash(_("Answered: %(person)s reads it. The mark is as it was.", person=name), "done")
    return redirect(url_for(".register", key=key))
