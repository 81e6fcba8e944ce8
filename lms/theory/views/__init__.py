"""The doors of theory: an officer's sessions, a trainer's, the register."""

from lms.theory.views import confirming, lists, objections, officer, registers, setting, trainer
from lms.theory.views.blueprint import bp

__all__ = ["bp", "confirming", "lists", "objections", "officer", "registers", "setting", "trainer"]
