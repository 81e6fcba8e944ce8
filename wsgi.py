"""The application as a web server and the command line start it: `gunicorn --config tools/gunicorn.conf.py wsgi:app`."""

import sys

from config import Settings, SettingsError
from lms import create_app
from lms.web import log_to_stderr

try:
    settings = Settings.from_env()
    log_to_stderr(as_json=settings.log == "json")
    app = create_app(settings)
except SettingsError as error:
    sys.exit(str(error))
