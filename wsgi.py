"""The application as a web server and the command line start it: `gunicorn --config tools/gunicorn.conf.py wsgi:app`."""

import os
import sys

from config import Settings, SettingsError
from lms import create_app
from lms.web import log_to_stderr

# Every door goes through here: web, worker and commands. What they write names people (SQLite and its companions too): only its
# owner may read it. Nothing that exists changes.
os.umask(0o077)

try:
    settings = Settings.from_env()
    log_to_stderr(as_json=settings.log == "json")
    app = create_app(settings)
except SettingsError as error:
    sys.exit(str(error))
