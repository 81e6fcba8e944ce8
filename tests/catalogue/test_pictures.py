"""A picture is what it says it is, and can do nothing but be looked at."""

import pytest

from lms.catalogue.rules.pictures import svg_mistake
from tests.catalogue.conftest import SVG, Written


def drawing(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>\n{inside}\n</svg>'.encode()


def test_a_drawing_with_its_own_colours_for_the_dark_is_a_drawing():
    style = "<style>:root{--ink:#111}@media (prefers-color-scheme:dark){:root{--ink:#eee}}path{stroke:var(--ink)}</style>"
    shapes = '<defs><linearGradient id="g"/></defs><path fill="url(#g)" d="M0 0"/><use href="#g"/><text x="1">Seal</text>'
    assert svg_mistake(drawing(style + shapes)) is None


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject>"),
        ('<image href="https://example.org/x.png"/>', "<image>"),
        ('<a href="javascript:alert(1)"><path/></a>', "<a>"),
        ('<set attributeName="href" to="x"/>', "<set>"),
        ('<animate attributeName="x"/>', "<animate>"),
        ('<path onclick="x()"/>', "event handler"),
        ('<path ONLOAD="x()"/>', "event handler"),
        ('<use xlink:href="other.svg#a"/>', "outside itself"),
        ('<use href="data:image/svg+xml,x"/>', "outside itself"),
        ('<path fill="url(https://example.org/a#b)"/>', "outside itself"),
        ("<path style=\"fill:url( '//example.org')\"/>", "outside itself"),
        ("<style>@import 'x.css';</style>", "style loads"),
        ("<style>@\\69mport 'x.css';</style>", "style loads"),
        ("<style>path{fill:url(x.svg)}</style>", "style loads"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "another language"),
        ("<path>", "not well-formed"),
        ('<?xml-stylesheet href="x.css"?>', "processing instruction"),
    ],
)
def test_a_drawing_that_is_more_than_a_drawing_is_refused(inside: str, what: str):
    found = svg_mistake(drawing(inside))
    assert found is not None and what in found[1]


def test_entities_are_refused_before_they_are_read():
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + drawing("<text>&b;</text>")
    found = svg_mistake(bomb)
    assert found is not None and "document type" in found[1]


def test_the_line_of_the_mistake_is_said(seals: Written):
    spoilt = seals.with_file("media/seal.svg", SVG.replace("<path", "\n<script/>\n<path"))
    assert any(problem.startswith("media/seal.svg:2: the drawing contains <script>") for problem in spoilt.problems())


@pytest.mark.parametrize(("name", "data"), [("x.png", b"\x89PNG\r\n\x1a\n0"), ("x.jpg", b"\xff\xd8\xff0"), ("x.webp", b"RIFF0000WEBP")])
def test_photographs_are_known_by_their_first_bytes(seals: Written, name: str, data: bytes):
    shown = seals.changed("01-seals/01-parts.md", "media/seal.svg", f"media/{name}").stamped
    assert shown.with_file(f"media/{name}", data).problems() == []
    spoilt = shown.with_file(f"media/{name}", b"<html><script>alert(1)</script>").problems()
    assert any(f"media/{name}:1: the file is not {name[2:].upper()}" in problem for problem in spoilt)


def test_only_pictures_that_are_shown_are_published(seals: Written):
    assert len(seals.with_file("media/spare.svg", SVG.replace("Seal", "Spare")).read().pictures) == 1
