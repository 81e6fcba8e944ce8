"""Pictures: one address for ever, for whoever is signed in, and nothing that could run."""

from datetime import UTC, datetime

import pytest

from lms.catalogue.actions import publish
from tests.catalogue.conftest import Written


@pytest.fixture
def href(db, seals: Written) -> str:
    """The address of the one picture."""
    publish(seals.folder, None, at=datetime.now(UTC))
    (picture,) = seals.read().pictures.values()
    return picture.href


def test_whoever_is_signed_in_sees_a_picture_and_keeps_it(client, make, sign_in, href: str, seals: Written):
    answer = sign_in(client, make.trainee()).get(href)
    assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
    assert answer.data.decode() == seals.files["media/seal.svg"]
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"] and "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_picture_that_is_known_is_not_sent_again(client, make, sign_in, href: str):
    browser = sign_in(client, make.trainee())
    etag = browser.get(href).headers["ETag"]
    assert browser.get(href, headers={"If-None-Match": etag}).status_code == 304


def test_nobody_else_sees_it(client, href: str):
    assert client.get(href).status_code == 302


@pytest.mark.parametrize("name", ["x.svg", "0" * 64 + ".svg", "0" * 64, "..%2f..%2fetc%2fpasswd", "A" * 64 + ".svg"])
def test_what_is_not_there_is_404(client, make, sign_in, name: str):
    assert sign_in(client, make.trainee()).get(f"/media/{name}").status_code == 404


def test_a_picture_answers_to_its_own_kind_only(client, make, sign_in, href: str):
    assert sign_in(client, make.trainee()).get(href.replace(".svg", ".png")).status_code == 404
