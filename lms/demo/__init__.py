"""The demo: its people, its clock, its doors. Imported only where the settings say demo (demo.md, lock a)."""

from flask import Flask

from lms.lib.time import CLOCK


def open_doors(app: Flask) -> None:
    """One-click sign-in, the thin line that says so and the programme's clock of June 2020."""
    from lms.demo.doors import offset, status_line
    from lms.demo.views import bp, cards_shown

    app.register_blueprint(bp)
    app.extensions[CLOCK] = offset
    app.extensions.setdefault("status_lines", []).insert(0, status_line)
    app.jinja_env.globals["demo_cards"] = cards_shown
