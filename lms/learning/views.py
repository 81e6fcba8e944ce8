"""What an officer opens to learn: the list of courses, a course, a lesson."""

from flask import Blueprint

bp = Blueprint("learning", __name__)
