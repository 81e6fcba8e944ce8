"""The one door of the catalogue: pictures, by what they contain. Pages about courses belong to the rooms above."""

import re

from flask import Blueprint, Response, request

from lms.catalogue import queries
from lms.catalogue.rules.folder import PICTURES
from lms.lib.refusals import NotThere

bp = Blueprint("catalogue", __name__)

# Opened by itself a drawing is a document: it may style itself and do nothing else.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
# An address names its bytes, so they never change; only the reader's own browser keeps them.
FOR_EVER = "private, max-age=31536000, immutable"


@bp.get("/media/<name>")
def media(name: str) -> Response:
    """A picture: `<digest>.<extension>`. Whoever is signed in may see it; courses hold nothing about people."""
    digest, _, extension = name.partition(".")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise NotThere()
    picture = queries.picture(digest)
    if PICTURES.get(f".{extension}") != picture.mime:
        raise NotThere()
    response = Response(picture.bytes, mimetype=picture.mime)
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(digest)
    return response.make_conditional(request)  # type: ignore[return-value]
