"""Forms as browsers send them, read in the room that they take: urllib's own reader takes eighty times as much of a long text.

It cuts a text at every % into a list. In a text of 120,000 Cyrillic letters there are 240,000 of them, and what each thread once took
(48 MB) its process never gives back.
"""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import unquote_plus

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MOST_FIELDS = 20_000  # no page of ours sends a tenth of them; a million would hold a process for seconds
_BROKEN = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ERRORS = "werkzeug.url_quote"  # bytes that are no text stay written as they came


def unquoted(part: str) -> str:
    """As urllib.parse.unquote_plus: `%D0%9F+x` is `П x`."""
    if not part.isascii() or _BROKEN.search(part):
        return unquote_plus(part, errors=_ERRORS)
    # Quoted-printable is the same with another sign, and is read in one go.
    written = part.replace("+", " ").replace("=", "%3D").replace("%", "=")
    return a2b_qp(written).decode("utf-8", _ERRORS)


def pairs(body: str) -> Iterator[tuple[str, str]]:
    """(name, value) of each field, as urllib.parse.parse_qsl with blank values kept."""
    for field in filter(None, body.split("&")):
        name, _sign, value = field.partition("=")
        yield unquoted(name), unquoted(value)


class _Parser(FormDataParser):
    def _parse_urlencoded(self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str]) -> Any:
        body = stream.read().decode()
        if body.count("&") >= MOST_FIELDS:
            raise RequestEntityTooLarge()
        return stream, self.cls(list(pairs(body))), self.cls()


class FrugalRequest(Request):
    """A request whose form is read so."""

    form_data_parser_class = _Parser
