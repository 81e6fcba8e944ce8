"""Publishing: what is on the disk becomes an immutable release. Nothing here commits."""

from lms.catalogue.actions.publishing import HasProblems, NeedsSeverity, Published, Standing, compare, publish, publish_course

__all__ = ["HasProblems", "NeedsSeverity", "Published", "Standing", "compare", "publish", "publish_course"]
