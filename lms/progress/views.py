"""The doors of enrolling and withdrawing."""

from flask import Blueprint

bp = Blueprint("progress", __name__)
