"""The application as a web server and the command line start it: `gunicorn --config tools/gunicorn.conf.py wsgi:app`."""

from config import Settings
from lms import create_app
from lms.web import log_to_stderr

settings = Settings.from_env()
log_to_stderr(as_json=settings.log == "json")
app = create_app(settings)
