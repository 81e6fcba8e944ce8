"""Markdown becomes clean HTML in the shapes of our stylesheet."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from lms.catalogue.rules.folder import Folder
from lms.catalogue.rules.parts import parts, with_links
from lms.catalogue.rules.pictures import Gallery
from lms.catalogue.rules.problems import Problems
from lms.catalogue.rules.rendering import _PLAIN, Place, Renderer
from tests.catalogue.conftest import Written


def html(written: Written) -> str:
    return written.read().activities[0].texts["en"].html


def test_a_lesson_is_text_a_figure_a_table_a_note_and_a_check(seals: Written):
    page = html(seals)
    assert re.search(
        r'<figure id="b\d+"><img [^>]*alt="A bolt seal: pin and body"[^>]*><figcaption>A bolt seal</figcaption></figure>', page
    )
    assert re.search(r'src="/media/[0-9a-f]{64}\.svg"', page) and 'loading="lazy"' in page and 'width="400"' in page
    assert re.search(r'<div[^>]*class="frame"[^>]*><table>', page) and 'aria-label="The parts"' in page and 'tabindex="0"' in page
    assert 'class="callout attention"' in page and "<b>Do not cut</b>" in page
    assert '<h2 id="t-parts">' in page and 'href="#t-parts"' in page
    assert "On the body" not in page, "the check is rendered by the page, mixed"


def test_a_body_falls_into_text_and_checks(seals: Written):
    before, check, after = parts(html(seals))
    assert (before.check, check.check, after.check) == ("", "where", "")
    assert "After the check the text goes on." in after.html and check.html == ""


def test_links_to_lessons_lead_to_where_the_page_says(seals: Written):
    page = with_links(html(seals), lambda slug: f"/courses/seals/{slug}")
    assert 'href="/courses/seals/seal-quiz"' in page and "lesson:" not in page


def test_blocks_have_the_same_places_in_every_language(seals: Written):
    texts = seals.read().activities[0].texts
    places = [re.findall(r'id="((?:b|t-)[^"]+)"', text.html) for text in texts.values()]
    assert places[0] == places[1] and len(places[0]) >= 5
    assert len(set(places[0])) == len(places[0])


def test_a_picture_may_have_another_file_for_a_language(seals: Written):
    both = seals.with_file("media/seal.ru.svg", str(seals.files["media/seal.svg"]).replace("Seal", "Пломба"))
    texts = both.read().activities[0].texts
    assert texts["en"].pictures != texts["ru"].pictures and len(both.read().pictures) == 2


def test_lists_and_quotes_need_no_blank_line_before_them(lesson):
    page = html(lesson("Remember:\n- one\n- two\n> A quote.\n\nText:\n1. first\n2. second"))
    assert page.count("<li>") == 4 and "<blockquote" in page and "<ol" in page


def test_attributes_under_a_list_make_it_a_grid_of_keys(lesson):
    assert '<ul class="keys" id="b1">' in html(lesson("- **A** 10\n- **B** 12\n{: .keys }\n"))
    page = html(lesson("- **A** 10\n- **B** 12 {: .skips }\n\n{: .keys }\n"))
    assert '<ul class="keys" id="b1">' in page and '<li class="skips">' in page and "{" not in page


def test_definitions_footnotes_and_code_are_read(lesson):
    page = html(lesson("Pin\n:   The long part.\n\n{: .note }\n\nSeen[^1].\n\n```\n<b> & co\n```\n\n[^1]: By us."))
    assert '<dl class="note"' in page and '<div class="footnote"' in page
    assert "<pre><code>&lt;b&gt; &amp; co\n</code></pre>" in page


def test_two_tables_under_one_heading_are_heard_by_names_of_their_own(lesson):
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    page = html(lesson(f"## Four characters\n\n{table}\nAnd:\n\n{table}"))
    assert re.findall(r'aria-label="([^"]+)"', page) == ["Four characters", "Four characters (2)"]


def test_a_note_without_a_title_gets_none(lesson):
    page = html(lesson("!!! note\n    Пломба цела."))
    assert "Note" not in page and "Пломба цела." in page


def test_links_outside_are_safe_and_say_nothing_of_where_one_came_from(lesson):
    assert 'rel="noopener noreferrer"' in html(lesson("[BIC](https://www.bic-code.org/)"))


def test_nothing_in_a_text_can_style_or_run(lesson):
    attempts = "Show `<script>` and `onclick=`.\n\n&lt;script&gt;alert(1)&lt;/script&gt; and &#60;img src=x onerror=alert(1)&#62;\n"
    page = html(lesson(attempts))
    assert not re.search(r"<script|<img|style=|<iframe", page, re.I)
    assert "&lt;script&gt;" in page


def test_fenced_code_is_never_a_question(lesson):
    course = lesson("```markdown\n## What? {#x ?}\n- [x] Yes\n- [ ] No\n```\n\n## Real? {#real ?}\n- [x] Yes\n- [ ] No\n").read()
    assert [question.slug for question in course.activities[0].questions] == ["real"]


def test_an_ordinary_heading_with_a_list_stays_text(lesson):
    course = lesson("## Steps {#steps}\n1. View\n2. Tug\n\n## Which? {#which}\nText.\n").read()
    assert course.activities[0].questions == () and "<ol" in html(lesson("## Steps {#steps}\n1. View\n2. Tug\n"))


PROBLEMS = Problems()
RENDERER, PLACE = Renderer(Gallery(Folder("seals", {}), PROBLEMS), PROBLEMS), Place("quiz.md", "en")


@given(st.from_regex(_PLAIN, fullmatch=True))
@example("Пломба повреждена, номер другой.")
def test_words_alone_are_the_same_with_and_without_markdown(text: str):
    assert RENDERER.render([text], 1, PLACE, with_ids=False).html.strip() == f"<p>{RENDERER.inline(text, 1, PLACE)}</p>"
    assert not list(PROBLEMS)
