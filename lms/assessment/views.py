"""What an officer opens to be examined: the door of a quiz, its pages, its result."""

from flask import Blueprint

bp = Blueprint("assessment", __name__)
