"""The doors of the desk: home by role, the list of people, a person's page, the first steps of a programme."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
