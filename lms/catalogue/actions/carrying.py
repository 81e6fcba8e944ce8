"""A mended sentence is put into the older bases of its course, each by an editorial release of its own."""

from collections.abc import Sequence

from sqlalchemy import select

from lms.catalogue import queries
from lms.catalogue.actions.writing import insert_rows
from lms.catalogue.models import Release, ReleaseBody, ReleaseItem, ReleaseQuestion, Severity
from lms.catalogue.rules import compiling
from lms.catalogue.rules.carrying import Edition, carry
from lms.ext import db


def older_heads(newest: Release) -> list[Release]:
    """The newest release on each older base of the course, oldest first."""
    statement = select(Release).where(Release.course_id == newest.course_id, Release.base_id != newest.base_id).order_by(Release.no)
    heads = {release.base_id: release for release in db.session.scalars(statement)}
    return sorted(heads.values(), key=lambda head: head.base_id or 0)


def carry_over(older: Sequence[Release], before: Release, after: Release) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Mend the words of older bases as this editorial release did (house, rule 2). The bases mended, and those left behind."""
    carried: list[int] = []
    behind: list[int] = []
    was, now = _edition(before), _edition(after)
    gone = set(queries.versions(before.id)) - set(queries.versions(after.id))
    for head in older:
        own = _edition(head)
        found = carry(own, was, now)
        base_id = head.base_id or head.id
        if found.edition != own:
            carried.append(base_id)
            _write_carried(head, found.edition, before, after, before.no + len(carried))
        if found.is_behind or gone & set(queries.versions(head.id)):
            behind.append(base_id)
    return tuple(carried), tuple(behind)


def _edition(release: Release) -> Edition:
    return Edition(queries.outline(release.id), queries.readings(release.id))


def _write_carried(head: Release, edition: Edition, before: Release, after: Release, no: int) -> None:
    """A release on the base of `head` that differs from it in these words only."""
    release = Release(
        course_id=head.course_id,
        no=no,
        base_id=head.base_id,
        rule_id=head.rule_id,
        digest=compiling.digest_of([head.digest, before.digest, after.digest]),
        severity=Severity.EDITORIAL,
        outline=edition.outline.to_doc(),
        published_at=after.published_at,
        published_by=after.published_by,
    )
    db.session.add(release)
    db.session.flush()
    for table in (ReleaseItem, ReleaseQuestion):
        columns = [column for column in table.__table__.columns if column.name != "release_id"]
        rows = db.session.execute(select(*columns).where(table.release_id == head.id))
        insert_rows(table, [{"release_id": release.id, **row._mapping} for row in rows])
    insert_rows(
        ReleaseBody,
        (
            {
                "release_id": release.id,
                "activity_id": activity_id,
                "lang": lang,
                "body_digest": text.digest,
                "stale": text.is_stale,
                "reviewed_by": text.reviewed_by,
            }
            for (activity_id, lang), text in edition.texts.items()
        ),
    )
