"""The pages of what it adds up to."""

from flask import Blueprint

bp = Blueprint("insight", __name__)
