"""The pages and files of what it adds up to. Every one of them answers the question in its address."""

from lms.insight.views.door import bp
from lms.insight.views.files import csv
from lms.insight.views.pages import behind, completion, paper, programme

__all__ = ["behind", "bp", "completion", "csv", "paper", "programme"]
