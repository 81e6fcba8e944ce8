"""The pages and files of what it adds up to, and what is done about it. Every figure answers the question in its address."""

from lms.insight.views import asking, overview, packs, plan_files, plan_line, plan_loose, plan_paper, plans
from lms.insight.views.door import bp
from lms.insight.views.files import csv
from lms.insight.views.pages import behind, completion, paper, programme

__all__ = [
    "asking", "behind", "bp", "completion", "csv", "overview", "packs", "paper", "plan_files", "plan_line", "plan_loose", "plan_paper",
    "plans", "programme",
]  # fmt: skip
