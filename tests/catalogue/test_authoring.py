"""The course in docs/authoring.md is what the page says: complete, in order, published as it stands."""

import re
from pathlib import Path

import pytest

from tests.catalogue.conftest import Written

PAGE = Path(__file__).parents[2] / "docs/authoring.md"


@pytest.fixture
def example() -> Written:
    """Each file under its name, as a reader would copy it."""
    found = re.findall(r"^`courses/gate-check/([^`]+)`\n\n(`{3,})\w+\n(.*?)^\2$", PAGE.read_text("utf-8"), re.M | re.S)
    return Written({name: content for name, _, content in found})


def test_the_example_can_be_copied_and_published(example: Written):
    assert len(example.files) == 6
    assert example.problems() == []
    lesson, quiz = example.read().activities
    assert list(lesson.texts) == ["en", "ru"] and not lesson.texts["ru"].is_stale
    assert {question.type for question in quiz.questions} == {"single", "multiple", "number", "text", "sequence", "matching"}


def test_the_page_names_every_key_there_is():
    from lms.catalogue.rules import heads

    page = PAGE.read_text("utf-8")
    for head in (heads.CourseHead, heads.ModuleHead, *heads.HEADS.values(), heads.TrackHead, heads.TranslationHead):
        for name, field in head.model_fields.items():
            assert f"`{field.alias or name}" in page, f"{head.__name__}.{name} is not explained"
