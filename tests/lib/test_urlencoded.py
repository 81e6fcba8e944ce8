"""A form is read as urllib would read it, in the room that it takes."""

import tracemalloc
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lms.lib.urlencoded import FrugalRequest, pairs

WRITTEN = st.text(alphabet="a%=+&;\r\n \t_.0D9FПё…😀\x00", max_size=40)


@given(st.text(alphabet="a%=+&;.0D9F \nП?", max_size=60))
@example("a=%D0%9F&b=%zz&c=%FF%41=&=x&&d&e==3D=0A")
def test_it_reads_what_urllib_reads(body):
    assert list(pairs(body)) == parse_qsl(body, keep_blank_values=True, errors="werkzeug.url_quote")


@given(st.lists(st.tuples(WRITTEN, WRITTEN)))
def test_what_a_browser_sends_comes_back(fields):
    assert list(pairs(urlencode(fields))) == fields


@pytest.mark.parametrize("text", ["Почему пломба? " * 8_000, "%" * 200_000])
def test_a_long_text_takes_little_more_room_than_it_has(text):
    body = urlencode({"text": text}).encode()
    tracemalloc.start()
    request = FrugalRequest.from_values(method="POST", data=body, content_type="application/x-www-form-urlencoded")
    assert request.form["text"] == text
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * len(body)


def test_the_application_reads_its_forms_so(app):
    assert app.request_class is FrugalRequest
