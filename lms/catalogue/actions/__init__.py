"""Publishing: what is on the disk becomes an immutable release. Nothing here commits."""

from lms.catalogue.actions.publishing import HasProblems, NeedsSeverity, Published, Standing, compare, publish, publish_course
from lms.catalogue.actions.tracks import PublishedTrack, publish_track

__all__ = [
    "HasProblems",
    "NeedsSeverity",
    "Published",
    "PublishedTrack",
    "Standing",
    "compare",
    "publish",
    "publish_course",
    "publish_track",
]
