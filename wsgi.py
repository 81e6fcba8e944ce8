"""The application as a web server starts it: `gunicorn --config tools/gunicorn.conf.py wsgi:app`."""

from lms import create_app

app = create_app()
